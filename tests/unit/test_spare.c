/* Pictures of one context, one after the other: they share memory and nothing else. */
#include "unit.h"

#include <placard/placard.h>

#include <stdlib.h>
#include <string.h>

static struct placard_error error;

static const char *const posters[] = {
    "{\"width\": 300, \"height\": 200, \"background\": \"#345\", \"layers\": []}",
    "{\"width\": 300, \"height\": 200, \"background\": \"transparent\", \"layers\": [{\"type\": "
    "\"text_mask\", \"left\": "
    "20, \"top\": 30, \"width\": 90, \"height\": 80, \"color\": \"#f00\", \"radius\": 20}]}",
    "{\"width\": 200, \"height\": 300, \"background\": \"#fff\", \"layers\": []}",
    "{\"base\": \"samples/1.jpg\", \"layers\": [{\"type\": \"text_mask\", \"left\": 20, \"top\": "
    "500, \"width\": "
    "90, \"height\": 80, \"color\": \"#f00\"}]}",
    "{\"base\": \"samples/2.jpg\", \"layers\": []}",
};
enum { POSTERS = sizeof posters / sizeof *posters };

static struct placard_context *open_context(void) {
    struct placard_context_options options = {.no_system_fonts = true};
    struct placard_context *context = placard_context_create(&options, &error);
    ck_succeeds(context != NULL, error);
    return context;
}

static struct placard_picture *draw(struct placard_context *context, int poster) {
    struct placard_document *document =
        placard_document_parse(posters[poster], strlen(posters[poster]), NULL, &error);
    ck_succeeds(document != NULL, error);
    struct placard_picture *picture = placard_render(context, document, 0, NULL, &error);
    ck_succeeds(picture != NULL, error);
    placard_document_destroy(document);
    return picture;
}

static struct placard_bytes encode(const struct placard_picture *picture, const char *format) {
    struct placard_encode_options options = {.format = format};
    struct placard_bytes bytes;
    ck_succeeds(placard_encode(picture, &options, &bytes, &error), error);
    return bytes;
}

static void check_file(const struct placard_picture *picture, const struct placard_picture *expected,
                       const char *format) {
    struct placard_bytes found = encode(picture, format);
    struct placard_bytes wanted = encode(expected, format);
    ck_assert_uint_eq(found.size, wanted.size);
    ck_assert_mem_eq(found.data, wanted.data, found.size);
    placard_bytes_finish(&found);
    placard_bytes_finish(&wanted);
}

/* Each after each, which leaves it its memory. */
START_TEST(they_are_as_they_are_alone) {
    struct placard_context *context = open_context();
    struct placard_picture *alone[POSTERS];
    for (int i = 0; i < POSTERS; i++) {
        struct placard_context *own = open_context();
        alone[i] = draw(own, i);
        placard_context_destroy(own);
    }
    for (int i = 0; i < POSTERS * POSTERS; i++) {
        const int two[] = {i / POSTERS, i % POSTERS};
        for (int j = 0; j < 2; j++) {
            struct placard_picture *picture = draw(context, two[j]);
            check_file(picture, alone[two[j]], "jpeg");
            check_file(picture, alone[two[j]], "png");
            placard_picture_destroy(picture);
        }
    }
    for (int i = 0; i < POSTERS; i++) {
        placard_picture_destroy(alone[i]);
    }
    placard_context_destroy(context);
}
END_TEST

/* Several at once, that go in another order than they came in, some when their context is no more. */
START_TEST(they_go_when_they_like) {
    struct placard_context *context = open_context();
    struct placard_picture *pictures[POSTERS];
    for (int i = 0; i < POSTERS; i++) {
        pictures[i] = draw(context, i);
    }
    placard_picture_destroy(pictures[1]);
    placard_picture_destroy(pictures[0]);
    pictures[0] = draw(context, 0);
    pictures[1] = draw(context, 1);
    placard_context_destroy(context);
    for (int i = 0; i < POSTERS; i++) {
        struct placard_bytes bytes = encode(pictures[i], "png");
        placard_bytes_finish(&bytes);
        placard_picture_destroy(pictures[i]);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {they_are_as_they_are_alone, they_go_when_they_like, NULL};
    return unit_run("spare memory", tests);
}
