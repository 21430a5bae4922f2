#include "base/file.h"
#include "document/values.h"
#include "provider/provider.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pl_document document;
static struct placard_error error;

static void finish(void) {
    pl_document_finish(&document);
}

static void read_good(const char *text) {
    finish();
    error = (struct placard_error){0};
    ck_succeeds(pl_document_read(text, strlen(text), &document, &error), error);
}

static void check_bad(const char *text, const char *message) {
    finish();
    ck_fails(pl_document_read(text, strlen(text), &document, &error), error, message);
    finish();
}

/* NULL is expected to be NULL. */
static void check_text(const char *found, const char *expected) {
    if (expected) {
        ck_assert_ptr_nonnull(found);
        ck_assert_str_eq(found, expected);
    } else {
        ck_assert_ptr_null(found);
    }
}

static void check_image(int position, const char *id, const char *task, const char *path,
                        const char *origin) {
    ck_assert_int_lt(position, document.image_count);
    const struct pl_image *image = &document.images[position];
    check_text(image->id, id);
    check_text(image->task, task);
    check_text(image->path, path);
    check_text(image->origin, origin);
}

/* All warnings, in order, up to a NULL. */
static void check_notes(const char *const *expected) {
    const struct pl_note *note = document.notes.first;
    for (; *expected; expected++, note = note->next) {
        ck_assert_msg(note != NULL, "missing: %s", *expected);
        ck_assert_str_eq(note->message, *expected);
    }
    ck_assert_msg(!note, "unexpected: %s", note ? note->message : "");
}
#define NOTES(...) check_notes((const char *const[]){__VA_ARGS__, NULL})
#define NO_NOTES() check_notes((const char *const[]){NULL})

#define ANSWER(data) "{\"code\": 200, \"msg\": \"SUCCESS\", \"data\": {" data "}}"
#define DONE(members) ANSWER("\"taskId\": 5, \"state\": 30, " members)

START_TEST(reads_the_recorded_response) {
    struct pl_buffer bytes = {0};
    const char *folder = getenv("PLACARD_SAMPLES");
    char *path = pl_path_join(folder ? folder : "samples", "gettaskinfo-done.json");
    ck_succeeds(pl_file_read(path, PL_JSON_LIMIT, &bytes, &error), error);
    read_good((const char *)bytes.data);
    static const char still[] = "https://muyuhan.s3.amazonaws.com/faceWap/test/original/"
                                "1769594446809030000_TFVMoqDf.png";
    check_text(document.task.type, "task type 7");
    check_text(document.task.state_name, "done (state 30)");
    ck_assert_int_eq(document.count, 0);
    ck_assert_int_eq(document.image_count, 2);
    check_image(0, "957", "1043", still,
                "https://muyuhan.s3.amazonaws.com/faceWap/test/original/1769594620471325196_04aerrvp.mp4");
    check_image(1, "956", "1044", still,
                "https://muyuhan.s3.amazonaws.com/faceWap/test/original/1769594619399790547_xL19T3ky.mp4");
    ck_assert_int_eq(document.part_count, 2);
    check_text(document.parts[0].id, "1043");
    check_text(document.parts[1].id, "1044");
    check_text(document.parts[1].state_name, "done (state 30)");
    check_text(document.parts[1].reason, NULL);
    NO_NOTES();
    pl_buffer_finish(&bytes);
    free(path);
    finish();
}
END_TEST

START_TEST(names_types) {
    static const char *const rows[][2] = {
        {"3", "face swap"},     {"4", "enhancement"},          {"5", "filter"},      {"6", "upscaling"},
        {"\"6\"", "upscaling"}, {"7", "task type 7"},          {"0", "task type 0"}, {"3.5", "task type 3.5"},
        {"-1", "task type -1"}, {"1e300", "task type 1e+300"}, {"null", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[256];
        snprintf(text, sizeof text, DONE("\"taskType\": %s"), rows[i][0]);
        read_good(text);
        check_text(document.task.type, rows[i][1]);
        NO_NOTES();
    }
    read_good(ANSWER("\"state\": 30"));
    check_text(document.task.type, NULL);
    read_good(DONE("\"taskType\": [3]"));
    check_text(document.task.type, NULL);
    NOTES("data.taskType: expected a number such as 3, found an array; it is left out");
    finish();
}
END_TEST

START_TEST(takes_each_image_once) {
    read_good(
        DONE("\"imageList\": [{\"id\": 2, \"path\": \"b\"}, {\"id\": \"1\", \"path\": \"a\"}],"
             "\"taskList\": [{\"taskId\": 6, \"state\": 30, \"imageList\": [{\"id\": 1, \"path\": \"a\"},"
             "{\"id\": 3, \"path\": \"c\"}]}, {\"taskId\": 7, \"state\": 30, \"imageList\": [{\"id\": 2,"
             "\"origin\": \"o\"}, {\"id\": 4, \"taskId\": 8}]}]"));
    ck_assert_int_eq(document.image_count, 4);
    check_image(0, "2", "5", "b", "o");
    check_image(1, "1", "5", "a", NULL);
    check_image(2, "3", "6", "c", NULL);
    check_image(3, "4", "8", NULL, NULL);
    ck_assert_int_eq(document.part_count, 2);
    NO_NOTES();
    finish();
}
END_TEST

START_TEST(adds_what_another_list_says) {
    read_good(
        DONE("\"imageList\": [{\"id\": 1, \"origin\": \"o\"}, {\"id\": 1, \"path\": \"a\"}, {\"id\": 1}]"));
    ck_assert_int_eq(document.image_count, 1);
    check_image(0, "1", "5", "a", "o");
    NO_NOTES();
    finish();
}
END_TEST

START_TEST(tells_images_without_id_by_their_urls) {
    read_good(
        DONE("\"imageList\": [{\"path\": \"a\"}, {\"path\": \"b\", \"id\": null}, {\"path\": \"a\", "
             "\"origin\": \"o\"}, {\"id\": \"\", \"origin\": \"o\"}],"
             "\"taskList\": [{\"state\": 30, \"taskId\": 5, \"imageList\": [{\"path\": \"b\"}, {\"path\": "
             "\"a\", \"origin\": \"o\"}, {\"id\": 9, \"path\": \"a\"}]}]"));
    ck_assert_int_eq(document.image_count, 5);
    check_image(0, "0", "5", "a", NULL);
    check_image(1, "1", "5", "b", NULL);
    check_image(2, "2", "5", "a", "o");
    check_image(3, "3", "5", NULL, "o");
    check_image(4, "9", "5", "a", NULL);
    finish();
}
END_TEST

/* As numbers these two ids are one. */
START_TEST(does_not_confuse_ids_of_many_digits) {
    read_good(
        DONE("\"imageList\": [{\"id\": 1769594620471325196, \"path\": \"a\"}, "
             "{\"id\": 1769594620471325197, \"path\": \"b\"}, {\"id\": 9007199254740991, \"path\": \"c\"}]"));
    ck_assert_int_eq(document.image_count, 3);
    check_image(0, "0", "5", "a", NULL);
    check_image(1, "1", "5", "b", NULL);
    NO_NOTES();
    finish();
}
END_TEST

START_TEST(warns_of_images_that_share_an_id) {
    read_good(DONE("\"imageList\": [{\"id\": 1, \"path\": \"a\"}, {\"id\": 1, \"path\": \"b\"}, "
                   "{\"id\": 1, \"path\": \"a\", \"origin\": \"o\"}, {\"id\": 1, \"origin\": \"p\"}]"));
    ck_assert_int_eq(document.image_count, 1);
    check_image(0, "1", "5", "a", "o");
    NOTES("data.imageList[1]: another image has the id 1; it is left out",
          "data.imageList[3]: another image has the id 1; it is left out");
    finish();
}
END_TEST

/* Signed anew each time that it is listed. */
START_TEST(looks_beyond_signatures) {
    read_good(DONE("\"imageList\": [{\"id\": 1, \"path\": \"https://h/a?s=1\"}, {\"id\": 1, \"path\": "
                   "\"https://h/a?s=2\"}, {\"id\": 1, \"path\": \"https://h/a\"}]"));
    ck_assert_int_eq(document.image_count, 1);
    check_image(0, "1", "5", "https://h/a?s=1", NULL);
    NO_NOTES();
    finish();
}
END_TEST

START_TEST(leaves_out_what_is_no_image) {
    read_good(
        DONE("\"imageList\": [3, null, {\"id\": true, \"path\": 4, \"origin\": {}}, {\"id\": 1, \"path\": "
             "\"\"}], \"taskList\": [\"x\", {\"taskId\": 6, \"imageList\": [[]]}]"));
    ck_assert_int_eq(document.image_count, 2);
    check_image(0, "0", "5", NULL, NULL);
    check_image(1, "1", "5", NULL, NULL);
    ck_assert_int_eq(document.part_count, 1);
    check_text(document.parts[0].state_name, "unknown");
    NOTES("data.imageList[0]: expected an image, which is an object, found 3; it is left out",
          "data.imageList[1]: expected an image, which is an object, found null; it is left out",
          "data.imageList[2].id: expected a number or a string, found true; it is left out",
          "data.imageList[2].path: expected a URL, found 4; it is left out",
          "data.imageList[2].origin: expected a URL, found an empty object; it is left out",
          "data.taskList[0]: expected a task, which is an object, found \"x\"; it is left out",
          "data.taskList[1].state: expected a task state such as 30, found nothing; it is left out",
          "the images that are there count, but task 6 is not done: unknown",
          "data.taskList[1].imageList[0]: expected an image, which is an object, found an empty array; it is "
          "left out");
    check_bad(DONE("\"imageList\": {\"a\": 1}"), "data.imageList: expected an array, found an object");
    check_bad(DONE("\"taskList\": 3"), "data.taskList: expected an array, found 3");
    check_bad(DONE("\"taskList\": [{\"state\": 30, \"imageList\": \"x\"}]"),
              "data.taskList[0].imageList: expected an array, found \"x\"");
    read_good(DONE("\"imageList\": null, \"taskList\": null"));
    ck_assert_int_eq(document.image_count, 0);
    finish();
}
END_TEST

START_TEST(tells_of_tasks_that_failed_beside_others) {
    read_good(
        DONE("\"imageList\": [{\"id\": 1, \"path\": \"a\"}], \"taskList\": [{\"taskId\": 6, \"state\": 30, "
             "\"reason\": \"\"}, {\"taskId\": 7, \"state\": 2, \"reason\": \"no face\"}, "
             "{\"taskId\": 8, \"state\": 20}, {\"state\": 77}]"));
    ck_assert_int_eq(document.task.state, PL_TASK_SUCCEEDED);
    ck_assert_int_eq(document.image_count, 1);
    ck_assert_int_eq(document.part_count, 4);
    check_text(document.parts[0].reason, NULL);
    check_text(document.parts[1].state_name, "failed (state 2)");
    check_text(document.parts[1].reason, "no face");
    NOTES("the images that are there count, but task 7 is not done: failed (state 2): no face",
          "the images that are there count, but task 8 is not done: running (state 20)",
          "the images that are there count, but data.taskList[3] is not done: unknown (state 77)");
    /* Of a job that is not done that is no news. */
    read_good(ANSWER("\"taskId\": 5, \"state\": 20, \"taskList\": [{\"taskId\": 6, \"state\": 2}, "
                     "{\"taskId\": 7, \"state\": 20}]"));
    ck_assert_int_eq(document.part_count, 2);
    NO_NOTES();
    finish();
}
END_TEST

START_TEST(leaves_out_a_list_that_repeats_the_task) {
    read_good(DONE("\"taskList\": [{\"taskId\": \"5\", \"state\": 30}]"));
    ck_assert_int_eq(document.part_count, 0);
    read_good(DONE("\"taskList\": [{\"taskId\": 6, \"state\": 30}]"));
    ck_assert_int_eq(document.part_count, 1);
    read_good(DONE("\"taskList\": [{\"taskId\": 5, \"state\": 2}]"));
    ck_assert_int_eq(document.part_count, 1);
    read_good(DONE("\"taskList\": [{\"taskId\": 5, \"state\": 30}, {\"taskId\": 5, \"state\": 30}]"));
    ck_assert_int_eq(document.part_count, 2);
    finish();
}
END_TEST

/* `count` elements, numbered from `first`. */
static void put_elements(struct pl_buffer *text, bool images, int first, int count) {
    for (int i = 0; i < count; i++) {
        pl_buffer_format(text, images ? "%s{\"id\": %d}" : "%s%d", i > 0 ? "," : "", first + i);
    }
}

/* Three lists, of which the last ones start with the last image of the first. */
static void check_lists(bool images, int top, int below, const char *message) {
    struct pl_buffer text = {0};
    pl_buffer_text(&text, "{\"code\": 200, \"data\": {\"state\": 30, \"imageList\": [");
    put_elements(&text, images, 0, top);
    pl_buffer_text(&text, "], \"taskList\": [{\"state\": 30, \"imageList\": [");
    put_elements(&text, images, top - 1, below / 2);
    pl_buffer_text(&text, "]}, {\"state\": 30, \"imageList\": [");
    put_elements(&text, images, top - 1, below - below / 2);
    pl_buffer_text(&text, "]}]}}");
    ck_assert(!text.failed);
    if (message) {
        check_bad((const char *)text.data, message);
    } else {
        read_good((const char *)text.data);
        ck_assert_int_eq(document.image_count, PL_SAMPLE_LIMIT);
    }
    pl_buffer_finish(&text);
}

START_TEST(bounds_images) {
    check_lists(true, PL_SAMPLE_LIMIT, 2, NULL);
    check_lists(true, PL_SAMPLE_LIMIT + 1, 0, "data.imageList: expected at most 10000 elements, found 10001");
    check_lists(true, PL_SAMPLE_LIMIT, 4,
                "data.taskList[0].imageList[1]: expected at most 10000 images, found more");
    check_lists(false, PL_SAMPLE_LIMIT, PL_SAMPLE_LIMIT + 2,
                "data.taskList[1].imageList: expected at most 20000 elements in all lists, found 20002");
    finish();
}
END_TEST

START_TEST(takes_results_of_the_other_service_for_images) {
    read_good(
        "{\"output\": {\"task_id\": \"t\", \"results\": [{\"url\": \"a\"}, {\"code\": \"Data\", \"message\": "
        "\"bad words\"}, 3, {\"url\": \"\", \"code\": \"C\"}], \"text_result\": {\"urls\": [{\"url\": "
        "\"p\"}, {}]}}}");
    ck_assert_int_eq(document.image_count, 4);
    check_image(0, "0", "t", "a", NULL);
    check_image(1, "1", "t", NULL, NULL);
    check_image(3, "3", "t", NULL, NULL);
    ck_assert_int_eq(document.poster_count, 1);
    NOTES("output.results[1]: failed: Data: bad words", "output.results[2]: no url",
          "output.results[3]: failed: C");
    read_good("{\"output\": {\"results\": [{\"url\": \"a\"}, {}], \"text_result\": {\"params\": "
              "[{\"layers\": []}]}}}");
    ck_assert_int_eq(document.image_count, 2);
    NO_NOTES();
    finish();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_the_recorded_response,
                                  names_types,
                                  takes_each_image_once,
                                  adds_what_another_list_says,
                                  tells_images_without_id_by_their_urls,
                                  does_not_confuse_ids_of_many_digits,
                                  warns_of_images_that_share_an_id,
                                  looks_beyond_signatures,
                                  leaves_out_what_is_no_image,
                                  tells_of_tasks_that_failed_beside_others,
                                  leaves_out_a_list_that_repeats_the_task,
                                  bounds_images,
                                  takes_results_of_the_other_service_for_images,
                                  NULL};
    return unit_run("gettaskinfo", tests);
}
