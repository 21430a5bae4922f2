/* run FOLDER [warnings]: reads and draws each NAME.json of the folder, and compares the first error's
 * message, or all warnings, with NAME.txt. */
#include "cases.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct said {
    char *text;
    size_t size;
    FILE *stream;
};

static void take_warning(void *data, const char *message) {
    struct said *said = data;
    fprintf(said->stream, "%s\n", message);
}

/* Stands for a base image that a document leaves to its caller: 4x4 grey pixels. */
static struct placard_bytes make_base(struct placard_context *context) {
    static const char document[] =
        "{\"width\": 4, \"height\": 4, \"background\": \"#808080\", \"layers\": []}";
    struct placard_bytes bytes = {0};
    struct placard_error error;
    struct placard_document *d = placard_document_parse(document, sizeof document - 1, NULL, &error);
    struct placard_picture *picture = d ? placard_render(context, d, 0, NULL, &error) : NULL;
    if (!picture || !placard_encode(picture, NULL, &bytes, &error)) {
        printf("Bail out! %s\n", error.message);
        exit(EXIT_FAILURE);
    }
    placard_picture_destroy(picture);
    placard_document_destroy(d);
    return bytes;
}

/* Draws every sample, over its own base image if the folder has it; false at the first that fails. */
static bool draw_all(struct placard_context *context, const struct placard_document *document,
                     const struct placard_bytes *base, struct said *said, struct placard_error *error) {
    struct placard_document_info info;
    placard_document_describe(document, &info);
    for (int i = 0; i < info.samples; i++) {
        struct placard_sample_info sample;
        struct placard_render_options options = {.warning = take_warning, .warning_data = said};
        if (!placard_sample_describe(document, i, &sample, error)) {
            return false;
        }
        if (sample.width == 0 && (!sample.base || access(sample.base, R_OK) != 0)) {
            options.base = "base.png";
            options.base_bytes = base->data;
            options.base_size = base->size;
        }
        struct placard_picture *picture = placard_render(context, document, i, &options, error);
        placard_picture_destroy(picture);
        if (!picture) {
            return false;
        }
    }
    return true;
}

static void take_document_warnings(const struct placard_document *document, struct said *said) {
    struct placard_document_info info;
    placard_document_describe(document, &info);
    for (const char *const *warning = info.warnings; *warning; warning++) {
        take_warning(said, *warning);
    }
}

/* What there is to say of a document: its warnings, then its error; free() releases it. */
static char *run_case(struct placard_context *context, const struct placard_bytes *base, const char *path,
                      bool warnings) {
    struct said said = {0};
    struct placard_error error = {.code = PLACARD_OK};
    size_t size;
    char *json = cases_read(path, &size);
    said.stream = open_memstream(&said.text, &said.size);
    if (!json || !said.stream) {
        abort();
    }
    struct placard_document *document = placard_document_parse(json, size, NULL, &error);
    if (document) {
        take_document_warnings(document, &said);
    }
    bool ok = document && placard_document_check(document, &error) &&
              draw_all(context, document, base, &said, &error);
    if (!warnings) {
        rewind(said.stream);
    }
    if (!ok) {
        fprintf(said.stream, "%s%s\n", warnings ? "error: " : "", error.message);
    }
    placard_document_destroy(document);
    fclose(said.stream);
    free(json);
    return said.text;
}

int main(int count, char **words) {
    struct tap tap = {0};
    struct cases cases;
    char *folder = count > 1 ? realpath(words[1], NULL) : NULL;
    if (!folder || !cases_init(&cases, folder) || chdir(folder) != 0) {
        return EXIT_FAILURE;
    }
    free(folder);
    bool warnings = count > 2 && strcmp(words[2], "warnings") == 0;
    struct placard_context *context = cases_context();
    struct placard_bytes base = make_base(context);
    for (size_t i = 0; i < cases.count; i++) {
        char *document = cases_path(&cases, i, ".json");
        char *answer = cases_path(&cases, i, ".txt");
        size_t size;
        char *expected = cases_read(answer, &size);
        char *found = run_case(context, &base, document, warnings);
        bool ok = expected && strcmp(expected, found) == 0;
        tap_case(&tap, ok, "%s", cases.names[i]);
        if (!ok) {
            tap_note("expected: %s", expected ? expected : "(no such file)");
            tap_note("found:    %s", *found ? found : "(nothing)");
        }
        free(found);
        free(expected);
        free(answer);
        free(document);
    }
    placard_bytes_finish(&base);
    placard_context_destroy(context);
    cases_finish(&cases);
    return tap_finish(&tap);
}
