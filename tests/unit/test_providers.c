#include "base/buffer.h"
#include "base/color.h"
#include "base/file.h"
#include "document/values.h"
#include "provider/provider.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct pl_document document;
static struct placard_error error;

static void read_good(const char *text) {
    pl_document_finish(&document);
    error = (struct placard_error){0};
    ck_succeeds(pl_document_read(text, strlen(text), &document, &error), error);
}

/* A sample of the repository: the tests run at its top, or say where that is. */
static void read_file(const char *name) {
    const char *folder = getenv("PLACARD_SAMPLES");
    char *path = pl_path_join(folder ? folder : "samples", name);
    struct pl_buffer bytes = {0};
    ck_succeeds(pl_file_read(path, PL_JSON_LIMIT, &bytes, &error), error);
    read_good((const char *)bytes.data);
    pl_buffer_finish(&bytes);
    free(path);
}

static void check_bad(const char *text, const char *message) {
    pl_document_finish(&document);
    ck_assert_msg(!pl_document_read(text, strlen(text), &document, &error), "expected failure: %s", message);
    ck_assert_str_eq(error.message, message);
    pl_document_finish(&document);
}

static void check_unable(const char *text, enum placard_code code, const char *message) {
    read_good(text);
    ck_fails(pl_document_check(&document, &error), error, message);
    ck_assert_int_eq(error.code, code);
    pl_document_finish(&document);
}

static void check_bad_sample(const char *text, int position, const char *message) {
    read_good(text);
    ck_assert_int_lt(position, document.count);
    ck_assert_str_eq(document.samples[position].error.message, message);
    ck_assert_int_ne(document.samples[position].error.code, PLACARD_OK);
    pl_document_finish(&document);
}

static void check_note(const struct pl_sample *sample, const char *message) {
    ck_assert_ptr_nonnull(sample->notes.first);
    ck_assert_str_eq(sample->notes.first->message, message);
}

static void check_place(const struct pl_place *place, const char *expected) {
    char out[64];
    pl_place_format(place, out, sizeof out);
    ck_assert_str_eq(out, expected);
}

START_TEST(reads_the_recorded_response) {
    read_file("dashscope-succeeded.json");
    ck_succeeds(pl_document_check(&document, &error), error);
    ck_assert_str_eq(document.provider, "dashscope");
    ck_assert_str_eq(document.kind, "DashScope response");
    ck_assert_str_eq(document.task.id, "13b1848b-5493-4c0e-xxxxxxxxxxxx");
    ck_assert_int_eq(document.task.state, PL_TASK_SUCCEEDED);
    ck_assert_int_eq(document.task.total, -1);
    ck_assert_int_eq(document.count, 3);
    static const int indices[] = {1, 0, 2};
    static const char *const bases[] = {"https://xxx/2.jpg", "https://xxx/1.jpg", "https://xxx/3.jpg"};
    for (int i = 0; i < 3; i++) {
        const struct pl_sample *sample = &document.samples[i];
        ck_assert_int_eq(sample->index, indices[i]);
        ck_assert_str_eq(sample->base, bases[i]);
        ck_assert_str_eq(sample->poster, bases[i]);
        ck_assert_int_eq(cJSON_GetArraySize(sample->layers_json), 4);
        ck_assert_int_eq(sample->error.code, PLACARD_OK);
        ck_assert_uint_eq(pl_color_pixel(sample->background), 0xffffffff);
        ck_assert_ptr_null(sample->notes.first);
    }
    check_place(&document.samples[1].place, "params[1]");
    check_place(&document.samples[1].layers_place, "params[1].layers");
    pl_document_finish(&document);
}
END_TEST

START_TEST(tells_of_unfinished_tasks) {
    read_file("dashscope-running.json");
    ck_fails(pl_document_check(&document, &error), error,
             "task 13b1848b-5493-4c0e-xxxxxxxxxxxx: RUNNING (1 of 1 succeeded, 0 failed)");
    ck_assert_int_eq(error.code, PLACARD_UNFINISHED);
    check_unable("{\"output\": {\"task_id\": \"t\", \"task_status\": \"PENDING\"}}", PLACARD_UNFINISHED,
                 "task t: PENDING");
    check_unable("{\"output\": {\"task_status\": \"pending\"}, \"request_id\": \"r\"}", PLACARD_UNFINISHED,
                 "request r: pending");
}
END_TEST

START_TEST(tells_of_failed_tasks) {
    read_file("dashscope-failed.json");
    ck_fails(pl_document_check(&document, &error), error,
             "task 4cbabbdf-2c1f-43f4-b983-c2cc47f4c115: FAILED: InvalidParameter.FileDownload: "
             "download for input_image error");
    ck_assert_int_eq(error.code, PLACARD_PROVIDER);
    check_unable("{\"output\": {\"task_id\": \"t\", \"task_status\": \"CANCELED\"}}", PLACARD_PROVIDER,
                 "task t: CANCELED");
    check_unable("{\"output\": {\"task_id\": \"t\", \"task_status\": \"UNKNOWN\"}}", PLACARD_PROVIDER,
                 "task t: UNKNOWN");
    check_unable("{\"output\": {\"task_id\": \"t\", \"task_status\": \"SUSPENDED\"}}", PLACARD_PROVIDER,
                 "task t: SUSPENDED");
    check_unable("{\"output\": {\"task_id\": 7, \"task_status\": \"FAILED\"}, \"message\": \"why\"}",
                 PLACARD_PROVIDER, "task 7: FAILED: why");
    check_unable("{\"output\": {\"task_id\": \"t\", \"code\": \"C\", \"message\": \"m\"}}", PLACARD_PROVIDER,
                 "task t: C: m");
}
END_TEST

START_TEST(tells_of_refused_requests) {
    check_unable(
        "{\"code\": \"InvalidApiKey\", \"message\": \"Invalid API-key provided.\", \"request_id\": \"r\"}",
        PLACARD_PROVIDER, "request r: InvalidApiKey: Invalid API-key provided.");
    check_unable("{\"code\": \"Throttling\", \"message\": \"slow\"}", PLACARD_PROVIDER,
                 "the provider's answer: Throttling: slow");
    check_unable("{\"code\": \"\", \"message\": \"\"}", PLACARD_PROVIDER,
                 "the provider's answer: no reason given");
    check_unable("{\"code\": \"C\", \"message\": \"m\", \"output\": null}", PLACARD_PROVIDER,
                 "the provider's answer: C: m");
}
END_TEST

START_TEST(tells_of_missing_layers) {
    static const char message[] =
        "the response has no layers (output.text_result.params): the task was asked "
        "for pictures only";
    check_unable("{\"output\": {\"task_status\": \"SUCCEEDED\", \"results\": []}}", PLACARD_DOCUMENT,
                 message);
    check_unable(
        "{\"output\": {\"task_status\": \"SUCCEEDED\", \"results\": [{\"url\": \"a\"}]}}", PLACARD_DOCUMENT,
        "the response has no layers (output.text_result.params): the task was asked for pictures only; "
        "a layer document can be drawn over them as a template");
    check_unable("{\"output\": {\"task_status\": \"SUCCEEDED\", \"text_result\": {\"params\": []}}}",
                 PLACARD_DOCUMENT, message);
    check_unable("{\"output\": {\"text_result\": null}}", PLACARD_DOCUMENT, message);
}
END_TEST

START_TEST(ties_samples_to_results) {
    read_good(
        "{\"output\": {\"results\": [{\"url\": \"a\"}, {\"code\": \"Data\", \"message\": \"bad words\"}, {}],"
        "\"text_result\": {\"urls\": [{}, {\"url\": \"p\"}], \"params\": [{\"layers\": []},"
        "{\"layers\": [], \"sample_idx\": \"1\"}, {\"layers\": []}, {\"layers\": [], \"sample_idx\": 7}]}}}");
    ck_succeeds(pl_document_check(&document, &error), error);
    ck_assert_int_eq(document.count, 4);
    ck_assert_str_eq(document.samples[0].base, "a");
    ck_assert_ptr_null(document.samples[0].poster);
    ck_assert_ptr_null(document.samples[1].base);
    ck_assert_str_eq(document.samples[1].poster, "p");
    ck_assert_int_eq(document.samples[2].index, 2);
    ck_assert_int_eq(document.samples[3].index, 7);
    check_note(&document.samples[1], "params[1].sample_idx: result 1 failed: Data: bad words");
    check_note(&document.samples[2], "params[2].sample_idx: result 2 has no url");
    check_note(&document.samples[3], "params[3].sample_idx: no result 7 among 3");
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(document.samples[i].error.code, PLACARD_OK);
    }
    pl_document_finish(&document);
}
END_TEST

#define PARAMS(list)                                                                                         \
    "{\"output\": {\"results\": [{\"url\": \"a\"}], \"text_result\": {\"params\": [" list "]}}}"

START_TEST(keeps_bad_samples_apart) {
    static const char text[] =
        PARAMS("{\"layers\": []}, 3, {}, {\"layers\": 4}, {\"layers\": [], \"sample_idx\": -1}");
    check_bad_sample(text, 1, "params[1]: expected an object with layers, found 3");
    check_bad_sample(text, 2, "params[2].layers: expected a list of layers, found nothing");
    check_bad_sample(text, 3, "params[3].layers: expected a list of layers, found 4");
    check_bad_sample(text, 4, "params[4].sample_idx: expected a whole number from 0, found -1");
    read_good(text);
    ck_assert_int_eq(document.samples[0].error.code, PLACARD_OK);
    ck_assert_int_eq(document.samples[4].index, 4);
    pl_document_finish(&document);
}
END_TEST

START_TEST(refuses_misshapen_responses) {
    check_bad("{\"output\": 3}", "output: expected an object, found 3");
    check_bad("{\"output\": {\"task_status\": 3}}",
              "output.task_status: expected a state such as \"SUCCEEDED\", found 3");
    check_bad("{\"output\": {\"results\": {}}}", "output.results: expected an array, found an empty object");
    check_bad("{\"output\": {\"text_result\": {\"urls\": \"x\"}}}",
              "output.text_result.urls: expected an array, found \"x\"");
    check_bad("{\"output\": {\"text_result\": {\"params\": {\"a\": 1}}}}",
              "output.text_result.params: expected an array, found an object");
}
END_TEST

START_TEST(recognizes_gettaskinfo) {
    read_file("gettaskinfo-done.json");
    ck_assert_str_eq(document.provider, "gettaskinfo");
    ck_assert_str_eq(document.task.id, "1043");
    ck_assert_int_eq(document.task.state, PL_TASK_SUCCEEDED);
    ck_fails(pl_document_check(&document, &error), error,
             "a getTaskInfo response with 2 images has no layers: a layer document can be drawn over them as "
             "a template");
    ck_assert_int_eq(error.code, PLACARD_DOCUMENT);
    pl_document_finish(&document);
}
END_TEST

#define TASK(members) "{\"code\": 200, \"msg\": \"SUCCESS\", \"data\": {\"taskId\": 5, " members "}}"

START_TEST(tells_of_gettaskinfo_states) {
    check_unable(TASK("\"state\": 10"), PLACARD_UNFINISHED, "task 5: queued (state 10)");
    check_unable(TASK("\"state\": \"20\", \"reason\": \"\""), PLACARD_UNFINISHED,
                 "task 5: running (state 20)");
    check_unable(TASK("\"state\": 2, \"reason\": \"no face\""), PLACARD_PROVIDER,
                 "task 5: failed (state 2): no face");
    check_unable(TASK("\"state\": 77"), PLACARD_PROVIDER, "task 5: unknown (state 77)");
    check_unable("{\"code\": 500, \"msg\": \"system error\"}", PLACARD_PROVIDER,
                 "the provider's answer: 500: system error");
    check_unable("{\"code\": 510, \"msg\": \"timeout\"}", PLACARD_PROVIDER,
                 "the provider's answer: 510 (system error): timeout");
    check_unable("{\"code\": \"800\", \"msg\": \"taskId\", \"data\": {}}", PLACARD_PROVIDER,
                 "the provider's answer: 800 (bad parameter): taskId");
    check_unable("{\"code\": 900, \"msg\": \"\"}", PLACARD_PROVIDER, "the provider's answer: 900 (no data)");
    check_unable("{\"code\": 401, \"msg\": \"expired\", \"data\": {\"taskId\": 5}}", PLACARD_PROVIDER,
                 "task 5: 401: expired");
    check_bad("{\"code\": 200, \"msg\": \"SUCCESS\"}", "data: expected an object, found nothing");
    check_bad(TASK("\"state\": null"), "data.state: expected a task state such as 30, found null");
}
END_TEST

START_TEST(reads_one_sample) {
    read_good("{\"sample_idx\": 2, \"layers\": [{}, {}]}");
    ck_succeeds(pl_document_check(&document, &error), error);
    ck_assert_str_eq(document.provider, "layers");
    ck_assert_str_eq(document.kind, "sample");
    ck_assert_int_eq(document.task.state, PL_TASK_NONE);
    ck_assert_int_eq(document.count, 1);
    ck_assert_int_eq(document.samples[0].index, 2);
    ck_assert_ptr_null(document.samples[0].base);
    ck_assert_int_eq(cJSON_GetArraySize(document.samples[0].layers_json), 2);
    check_place(&document.samples[0].place, "");
    check_place(&document.samples[0].layers_place, "layers");
    pl_document_finish(&document);
}
END_TEST

START_TEST(reads_layer_documents) {
    read_good("{\"title\": \"t\", \"base\": \"b.png\", \"layers\": []}");
    ck_assert_str_eq(document.kind, "layer document");
    ck_assert_str_eq(document.samples[0].base, "b.png");
    ck_assert_int_eq(document.samples[0].width, 0);
    ck_assert_ptr_null(document.samples[0].notes.first);
    read_good("{\"width\": 480, \"height\": \"320\", \"background\": \"#0000\", \"layers\": []}");
    ck_assert_int_eq(document.samples[0].width, 480);
    ck_assert_int_eq(document.samples[0].height, 320);
    ck_assert_uint_eq(document.samples[0].background.a, 0);
    pl_document_finish(&document);
}
END_TEST

START_TEST(reads_lists_of_layers) {
    read_good("[{\"type\": \"text\"}]");
    ck_assert_str_eq(document.kind, "list of layers");
    ck_assert_int_eq(document.count, 1);
    struct pl_place layer = {&document.samples[0].layers_place, NULL, 2};
    check_place(&layer, "[2]");
    static const char *const empty[] = {"[]", "{}", "{\"layers\": []}", "{\"layers\": {}}"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        read_good(empty[i]);
        ck_succeeds(pl_document_check(&document, &error), error);
        ck_assert(cJSON_IsArray(document.samples[0].layers_json));
        ck_assert_int_eq(document.samples[0].error.code, PLACARD_OK);
    }
    pl_document_finish(&document);
}
END_TEST

START_TEST(notes_what_a_layer_document_says_in_vain) {
    read_good("{\"base\": \"b.png\", \"width\": 4, \"height\": 4, \"layers\": []}");
    check_note(&document.samples[0], "width, height: ignored, as base has a size of its own");
    ck_assert_int_eq(document.samples[0].width, 0);
    read_good("{\"bas\": \"b.png\", \"layers\": []}");
    check_note(&document.samples[0], "bas: unknown field (did you mean base?)");
    pl_document_finish(&document);
}
END_TEST

START_TEST(refuses_bad_layer_documents) {
    check_bad("{\"width\": 0, \"height\": 9, \"layers\": []}",
              "width: expected a whole number from 1 to 32767, found 0");
    check_bad("{\"width\": 9, \"height\": 32768, \"layers\": []}",
              "height: expected a whole number from 1 to 32767, found 32768");
    check_bad("{\"width\": 9, \"layers\": []}",
              "height: expected a whole number from 1 to 32767, found nothing");
    check_bad("{\"height\": 9, \"layers\": []}",
              "width: expected a whole number from 1 to 32767, found nothing");
    check_bad("{\"width\": 1.5, \"height\": 9, \"layers\": []}", "width: expected a whole number, found 1.5");
    check_bad("{\"background\": \"blu\", \"layers\": []}",
              "background: expected a color such as \"#5b4c2f\" or \"#5b4c2fff\", found \"blu\"");
    check_bad("{\"base\": 3, \"layers\": []}", "base: expected a string, found 3");
    check_bad("{\"sample_idx\": -1, \"layers\": []}",
              "sample_idx: expected a whole number from 0 to 2147483647, found -1");
    pl_document_finish(&document);
    static const char large[] = "{\"width\": 32767, \"height\": 32767, \"layers\": []}";
    ck_assert(!pl_document_read(large, strlen(large), &document, &error));
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    check_bad_sample("{\"layers\": \"x\"}", 0, "layers: expected a list of layers, found \"x\"");
    check_bad_sample("{\"base\": \"x\"}", 0, "layers: expected a list of layers, found nothing");
}
END_TEST

START_TEST(bounds_layers_and_samples) {
    size_t room = 64 * 1024;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "{\"layers\": [0");
    size_t size = strlen(text);
    for (int i = 1; i < PL_LAYER_LIMIT; i++) {
        size += strlen(strcpy(text + size, ",0"));
    }
    strcpy(text + size, "]}");
    read_good(text);
    ck_assert_int_eq(document.samples[0].error.code, PLACARD_OK);
    strcpy(text + size, ",0]}");
    check_bad_sample(text, 0, "layers: expected at most 1000 layers, found 1001");

    strcpy(text, "{\"output\": {\"text_result\": {\"params\": [{}");
    size = strlen(text);
    for (int i = 0; i < PL_SAMPLE_LIMIT; i++) {
        size += strlen(strcpy(text + size, ",{}"));
    }
    strcpy(text + size, "]}}}");
    check_bad(text, "output.text_result.params: expected at most 10000 elements, found 10001");
    free(text);
}
END_TEST

#define SHAPES                                                                                               \
    "expected a DashScope response, a getTaskInfo response, a sample, a layer document or a list of "        \
    "layers, "

START_TEST(refuses_other_documents) {
    check_bad("12", SHAPES "found 12");
    check_bad("\"x\"", SHAPES "found \"x\"");
    check_bad("null", SHAPES "found null");
    check_bad("{\"a\": 1}", SHAPES "found an object with member \"a\"");
    check_bad("{\"a\": 1, \"b\\n\": 2}", SHAPES "found an object with members \"a\", \"b\\n\"");
    check_bad("{\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4, \"e\": 5, \"f\": 6, \"g\": 7}",
              SHAPES "found an object with members \"a\", \"b\", \"c\", \"d\", \"e\", ...");
    check_bad("", "expected a JSON document, found nothing");
}
END_TEST

START_TEST(names_the_line_of_the_malformed_response) {
    struct pl_buffer bytes = {0};
    const char *folder = getenv("PLACARD_SAMPLES");
    char *path = pl_path_join(folder ? folder : "samples", "dashscope-malformed.json");
    ck_succeeds(pl_file_read(path, PL_JSON_LIMIT, &bytes, &error), error);
    check_bad((const char *)bytes.data, "line 3, column 1: expected \",\" or \"}\", found \"output\"");
    pl_buffer_finish(&bytes);
    free(path);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_the_recorded_response,
                                  tells_of_unfinished_tasks,
                                  tells_of_failed_tasks,
                                  tells_of_refused_requests,
                                  tells_of_missing_layers,
                                  ties_samples_to_results,
                                  keeps_bad_samples_apart,
                                  refuses_misshapen_responses,
                                  recognizes_gettaskinfo,
                                  tells_of_gettaskinfo_states,
                                  reads_one_sample,
                                  reads_layer_documents,
                                  reads_lists_of_layers,
                                  notes_what_a_layer_document_says_in_vain,
                                  refuses_bad_layer_documents,
                                  bounds_layers_and_samples,
                                  refuses_other_documents,
                                  names_the_line_of_the_malformed_response,
                                  NULL};
    return unit_run("providers", tests);
}
