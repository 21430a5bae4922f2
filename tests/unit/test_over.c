#include "unit.h"

#include <placard/placard.h>

#include <string.h>

static struct placard_error error;

static struct placard_document *parse(const char *text) {
    struct placard_document *document = placard_document_parse(text, strlen(text), NULL, &error);
    ck_succeeds(document != NULL, error);
    return document;
}

/* The images' document is gone before the other is looked at. */
static struct placard_document *lay(const char *template, const char *images, enum placard_use use) {
    struct placard_document *from = parse(images);
    struct placard_document *document =
        placard_document_over(template, strlen(template), NULL, from, use, &error);
    placard_document_destroy(from);
    ck_succeeds(document != NULL, error);
    return document;
}

static void check_text(const char *found, const char *expected) {
    if (expected) {
        ck_assert_ptr_nonnull(found);
        ck_assert_str_eq(found, expected);
    } else {
        ck_assert_ptr_null(found);
    }
}

static void check_sample(const struct placard_document *document, int position, int index, const char *base) {
    struct placard_sample_info sample;
    ck_succeeds(placard_sample_describe(document, position, &sample, &error), error);
    ck_assert_int_eq(sample.index, index);
    check_text(sample.base, base);
    ck_assert_int_eq(sample.width, 0);
    ck_assert_int_eq(sample.height, 0);
    ck_assert(!sample.bad);
}

static void check_warnings(const char *const *found, const char *const *expected) {
    for (; *expected; expected++, found++) {
        check_text(*found, *expected);
    }
    ck_assert_msg(!*found, "unexpected: %s", *found);
}
#define WARNINGS(found, ...) check_warnings(found, (const char *const[]){__VA_ARGS__, NULL})

#define MASK                                                                                                 \
    "{\"type\": \"text_mask\", \"left\": 1, \"top\": 2, \"width\": 3, \"height\": 4, \"color\": \"red\"}"
#define PICTURE(src)                                                                                         \
    "{\"type\": \"image\", \"left\": 1, \"top\": 2, \"width\": 3, \"height\": 4, \"src\": \"" src "\"}"
#define DONE(members)                                                                                        \
    "{\"code\": 200, \"data\": {\"taskId\": 5, \"state\": 30, \"taskType\": 7, " members "}}"

static const char two[] = DONE("\"imageList\": [{\"id\": 9, \"path\": \"https://h/a.png\", \"origin\": "
                               "\"https://h/A.mp4?x=.png\"}, {\"id\": 8, \"path\": \"https://h/b.png\"}]");
static const char list[] = "[" MASK "]";

START_TEST(draws_over_every_image) {
    struct placard_document *document = lay(list, two, PLACARD_USE_PATH);
    struct placard_document_info info;
    struct placard_layer_info layer;
    ck_succeeds(placard_document_check(document, &error), error);
    placard_document_describe(document, &info);
    check_text(info.provider, "gettaskinfo");
    check_text(info.kind, "getTaskInfo response");
    check_text(info.task, "5");
    check_text(info.type, "task type 7");
    check_text(info.state, "done (state 30)");
    ck_assert_int_eq(info.samples, 2);
    ck_assert_int_eq(info.images, 0);
    check_warnings(info.warnings, (const char *const[]){NULL});
    check_sample(document, 0, 0, "https://h/a.png");
    check_sample(document, 1, 1, "https://h/b.png");
    for (int i = 0; i < 2; i++) {
        ck_succeeds(placard_layer_describe(document, i, 0, &layer, &error), error);
        check_text(layer.type, "text_mask");
        check_text(layer.summary, "#ff0000");
        ck_assert(!placard_layer_describe(document, i, 1, &layer, &error));
    }
    placard_document_destroy(document);
}
END_TEST

START_TEST(leaves_out_videos) {
    struct placard_document *document = lay(list, two, PLACARD_USE_ORIGIN);
    struct placard_document_info info;
    placard_document_describe(document, &info);
    ck_assert_int_eq(info.samples, 1);
    check_sample(document, 0, 1, "https://h/b.png");
    WARNINGS(info.warnings,
             "image 9: its origin is a video (A.mp4) and is skipped; use path to draw over its picture");
    placard_document_destroy(document);
}
END_TEST

START_TEST(takes_the_url_that_is_there) {
    static const char images[] = DONE(
        "\"imageList\": [{\"id\": 1, \"path\": \"p\", \"origin\": \"o\"}, {\"id\": 2, \"origin\": \"o\"}, "
        "{\"id\": "
        "3}, {\"id\": 4, \"path\": \"p.mov\", \"origin\": \"o.mp4\"}, {\"id\": 5, \"origin\": \"o.mp4\"}]");
    struct placard_document_info info;
    struct placard_document *document = lay(list, images, PLACARD_USE_PATH);
    placard_document_describe(document, &info);
    ck_assert_int_eq(info.samples, 2);
    check_sample(document, 0, 0, "p");
    check_sample(document, 1, 1, "o");
    WARNINGS(info.warnings, "image 2: it has no path: its origin is drawn over",
             "image 3: it has no URL and is skipped", "image 4: its path is a video (p.mov) and is skipped",
             "image 5: its origin is a video (o.mp4) and is skipped");
    placard_document_destroy(document);
    document = lay(list, images, PLACARD_USE_ORIGIN);
    placard_document_describe(document, &info);
    ck_assert_int_eq(info.samples, 2);
    check_sample(document, 0, 0, "o");
    check_sample(document, 1, 1, "o");
    WARNINGS(info.warnings, "image 3: it has no URL and is skipped",
             "image 4: its origin is a video (o.mp4) and is skipped",
             "image 5: its origin is a video (o.mp4) and is skipped");
    placard_document_destroy(document);
}
END_TEST

START_TEST(takes_every_kind_of_template) {
    static const char *const templates[] = {
        list,
        "{\"layers\": [" MASK "]}",
        "{\"base\": \"own.png\", \"layers\": [" MASK "]}",
        "{\"width\": 40, \"height\": 30, \"layers\": [" MASK "]}",
        "{\"sample_idx\": 7, \"layers\": [" MASK "]}",
    };
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        struct placard_document *document = lay(templates[i], two, PLACARD_USE_PATH);
        check_sample(document, 0, 0, "https://h/a.png");
        check_sample(document, 1, 1, "https://h/b.png");
        placard_document_destroy(document);
    }
}
END_TEST

START_TEST(keeps_warnings) {
    struct placard_document *document =
        lay("{\"tile\": \"t\", \"layers\": [" MASK "]}",
            DONE("\"imageList\": [{\"path\": \"a\"}, 3, {\"path\": \"b\"}]"), PLACARD_USE_PATH);
    struct placard_document_info info;
    struct placard_sample_info sample;
    placard_document_describe(document, &info);
    WARNINGS(info.warnings,
             "data.imageList[1]: expected an image, which is an object, found 3; it is left out");
    for (int i = 0; i < 2; i++) {
        ck_succeeds(placard_sample_describe(document, i, &sample, &error), error);
        WARNINGS(sample.warnings, "tile: unknown field (did you mean title?)");
    }
    placard_document_destroy(document);
}
END_TEST

#define EXPECTED "expected a sample, a layer document or a list of layers as the template, found "

START_TEST(refuses_bad_templates) {
    static const char *const rows[][2] = {
        {"{\"output\": {\"results\": []}}", EXPECTED "a DashScope response"},
        {two, EXPECTED "a getTaskInfo response"},
        {"{\"a\": 1}", EXPECTED "an object with member \"a\""},
        {"3", EXPECTED "3"},
        {"", "expected a JSON document, found nothing"},
        {"[3]", "[0]: expected a layer, which is an object, found 3"},
        {"{\"layers\": [{\"type\": \"txt\"}]}",
         "layers[0].type: expected one of text_mask, text, image, found \"txt\""},
        {"{\"layers\": 3}", "layers: expected a list of layers, found 3"},
    };
    struct placard_document *images = parse(two);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_fails(
            placard_document_over(rows[i][0], strlen(rows[i][0]), NULL, images, PLACARD_USE_PATH, &error),
            error, rows[i][1]);
        ck_assert_int_eq(error.code, PLACARD_DOCUMENT);
    }
    placard_document_destroy(images);
}
END_TEST

static void check_unable(const char *images, enum placard_use use, enum placard_code code,
                         const char *message) {
    struct placard_document *document = lay(list, images, use);
    ck_fails(placard_document_check(document, &error), error, message);
    ck_assert_int_eq(error.code, code);
    placard_document_destroy(document);
}

START_TEST(tells_why_there_is_nothing_to_draw_over) {
    check_unable(
        DONE("\"imageList\": []"), PLACARD_USE_PATH, PLACARD_DOCUMENT,
        "expected a response with images to draw the template over, found a getTaskInfo response without "
        "images");
    check_unable(
        "{\"output\": {\"results\": []}}", PLACARD_USE_PATH, PLACARD_DOCUMENT,
        "expected a response with images to draw the template over, found a DashScope response without "
        "images");
    check_unable("{\"base\": \"b\", \"layers\": []}", PLACARD_USE_PATH, PLACARD_DOCUMENT,
                 "expected a response with images to draw the template over, found a layer document");
    check_unable(DONE("\"imageList\": [{\"id\": 1, \"origin\": \"a.mp4\"}]"), PLACARD_USE_ORIGIN,
                 PLACARD_DOCUMENT, "the template can be drawn over none of the 1 image");
    check_unable(
        "{\"code\": 200, \"data\": {\"taskId\": 5, \"state\": 20, \"imageList\": [{\"path\": \"a\"}]}}",
        PLACARD_USE_PATH, PLACARD_UNFINISHED, "task 5: running (state 20)");
    check_unable("{\"code\": 800, \"msg\": \"m\"}", PLACARD_USE_PATH, PLACARD_PROVIDER,
                 "the provider's answer: 800 (bad parameter): m");
    check_unable(
        "{\"output\": {\"task_id\": \"t\", \"task_status\": \"FAILED\", \"code\": \"C\", \"message\": "
        "\"m\"}}",
        PLACARD_USE_PATH, PLACARD_PROVIDER, "task t: FAILED: C: m");
}
END_TEST

/* Base images beside the response, pictures of layers beside the template. */
START_TEST(keeps_folders_apart) {
    static const char response[] = "{\"output\": {\"results\": [{\"url\": \"response.png\"}]}}";
    static const char template[] = "[" PICTURE("template.png") "]";
    struct placard_context *context = placard_context_create(NULL, &error);
    struct placard_document *images = placard_document_parse(response, strlen(response), "nowhere", &error);
    struct placard_document *document =
        placard_document_over(template, strlen(template), "elsewhere", images, PLACARD_USE_PATH, &error);
    placard_document_destroy(images);
    ck_assert_ptr_null(placard_render(context, document, 0, NULL, &error));
    ck_assert_msg(strstr(error.message, "elsewhere/template.png") != NULL, "%s", error.message);
    placard_document_destroy(document);
    images = placard_document_parse(response, strlen(response), "nowhere", &error);
    document = placard_document_over(list, strlen(list), "elsewhere", images, PLACARD_USE_PATH, &error);
    placard_document_destroy(images);
    ck_assert_ptr_null(placard_render(context, document, 0, NULL, &error));
    ck_assert_msg(strstr(error.message, "nowhere/response.png") != NULL, "%s", error.message);
    placard_document_destroy(document);
    placard_context_destroy(context);
}
END_TEST

START_TEST(describes_images_and_tasks) {
    struct placard_document *document = parse(DONE(
        "\"imageList\": [{\"id\": 9, \"path\": \"p\", \"origin\": \"o.MP4#x\"}, {\"taskId\": 6, \"origin\": "
        "\"o.gif\"}], \"taskList\": [{\"taskId\": 6, \"state\": 30}, {\"state\": 2, \"reason\": \"r\"}]"));
    struct placard_document_info info;
    struct placard_image_info image;
    struct placard_task_info task;
    placard_document_describe(document, &info);
    check_text(info.type, "task type 7");
    ck_assert_int_eq(info.images, 2);
    ck_assert_int_eq(info.tasks, 2);
    ck_succeeds(placard_image_describe(document, 0, &image, &error), error);
    check_text(image.id, "9");
    check_text(image.task, "5");
    check_text(image.path, "p");
    check_text(image.origin, "o.MP4#x");
    ck_assert(image.video);
    ck_succeeds(placard_image_describe(document, 1, &image, &error), error);
    check_text(image.id, "1");
    check_text(image.task, "6");
    check_text(image.path, NULL);
    ck_assert(!image.video);
    ck_fails(placard_image_describe(document, 2, &image, &error), error,
             "expected an image from 0 to 1, found 2");
    ck_assert_int_eq(error.code, PLACARD_USAGE);
    ck_assert(!placard_image_describe(document, -1, &image, NULL));
    ck_succeeds(placard_task_describe(document, 1, &task, &error), error);
    check_text(task.id, NULL);
    check_text(task.state, "failed (state 2)");
    check_text(task.reason, "r");
    ck_fails(placard_task_describe(document, 2, &task, &error), error,
             "expected a task from 0 to 1, found 2");
    ck_assert_int_eq(error.code, PLACARD_USAGE);
    placard_document_destroy(document);
    document = parse(list);
    placard_document_describe(document, &info);
    check_text(info.type, NULL);
    ck_assert_int_eq(info.images, 0);
    ck_assert_ptr_null(info.warnings[0]);
    ck_fails(placard_image_describe(document, 0, &image, &error), error,
             "expected a document with an image, found one without");
    ck_fails(placard_task_describe(document, 0, &task, &error), error,
             "expected a document with a task, found one without");
    placard_document_destroy(document);
}
END_TEST

struct row {
    const char *url;
    enum placard_url_kind kind;
    int sample;
};

/* All URLs, in order, up to a row without one. */
static void check_urls(const struct placard_document *document, const struct row *rows) {
    enum placard_url_kind kind;
    int sample;
    int i = 0;
    for (; rows[i].url; i++) {
        check_text(placard_document_url(document, i, &kind, &sample), rows[i].url);
        ck_assert_int_eq((int)kind, (int)rows[i].kind);
        ck_assert_int_eq(sample, rows[i].sample);
        ck_assert_ptr_nonnull(placard_document_url(document, i, NULL, NULL));
    }
    check_text(placard_document_url(document, i, &kind, &sample), NULL);
    check_text(placard_document_url(document, -1, &kind, &sample), NULL);
}

#define SAMPLE(index, a, b) "{\"sample_idx\": " index ", \"layers\": [" PICTURE(a) ", " PICTURE(b) "]}"

START_TEST(lists_urls_of_a_response) {
    static const char response[] =
        "{\"output\": {\"results\": [{\"url\": \"https://h/0\"}, {\"url\": \"HTTP://h/1\"},"
        "{\"url\": \"https://h/2\"}, {\"url\": \"3.png\"}], \"text_result\": {\"urls\": ["
        "{\"url\": \"https://h/p0\"}, {\"url\": \"https://h/0\"}, {\"url\": \"https://h/p2\"}],"
        "\"params\": [" SAMPLE("1", "https://h/l", "https://h/0") "," SAMPLE(
            "0", "https://h/l", "Https://h/m") "," SAMPLE("3", "data:,x", "m.png") "]}}}";
    struct placard_document *document = parse(response);
    check_urls(document, (const struct row[]){{"HTTP://h/1", PLACARD_URL_BASE, 0},
                                              {"https://h/0", PLACARD_URL_BASE, 1},
                                              {"https://h/l", PLACARD_URL_LAYER, 0},
                                              {"Https://h/m", PLACARD_URL_LAYER, 1},
                                              {"https://h/p0", PLACARD_URL_POSTER, 1},
                                              {"https://h/p2", PLACARD_URL_POSTER, -1},
                                              {"https://h/2", PLACARD_URL_IMAGE, -1},
                                              {0}});
    struct placard_sample_info sample;
    ck_succeeds(placard_sample_describe(document, 1, &sample, &error), error);
    check_text(sample.poster, "https://h/p0");
    placard_document_destroy(document);
}
END_TEST

START_TEST(lists_urls_of_images) {
    struct placard_document *document = parse(two);
    check_urls(document, (const struct row[]){{"https://h/a.png", PLACARD_URL_IMAGE, -1},
                                              {"https://h/b.png", PLACARD_URL_IMAGE, -1},
                                              {"https://h/A.mp4?x=.png", PLACARD_URL_ORIGIN, -1},
                                              {0}});
    placard_document_destroy(document);
    document = lay("[" PICTURE("https://h/l") "]", two, PLACARD_USE_PATH);
    check_urls(document, (const struct row[]){{"https://h/a.png", PLACARD_URL_BASE, 0},
                                              {"https://h/b.png", PLACARD_URL_BASE, 1},
                                              {"https://h/l", PLACARD_URL_LAYER, 0},
                                              {0}});
    placard_document_destroy(document);
    document = parse("[" MASK ", 3]");
    check_urls(document, (const struct row[]){{0}});
    placard_document_destroy(document);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {draws_over_every_image,
                                  leaves_out_videos,
                                  takes_the_url_that_is_there,
                                  takes_every_kind_of_template,
                                  keeps_warnings,
                                  refuses_bad_templates,
                                  tells_why_there_is_nothing_to_draw_over,
                                  keeps_folders_apart,
                                  describes_images_and_tasks,
                                  lists_urls_of_a_response,
                                  lists_urls_of_images,
                                  NULL};
    return unit_run("over", tests);
}
