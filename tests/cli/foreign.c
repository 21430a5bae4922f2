/*
 * foreign LOCALE FOLDER: sets the locale as a program may that uses the library, does a bit of everything
 * with what is in the folder, and prints what came of it: it has to be the same in every locale.
 */
#include <placard/placard.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct placard_error error;

/* Numbers with fractions wherever there can be some. */
static const char *const documents[] = {
    "{\"width\": 40, \"height\": 30, \"layers\": [{\"type\": \"text_mask\", \"left\": \"1.5px\", \"top\": "
    "2.25, "
    "\"width\": \"20.5\", \"height\": 10.75, \"opacity\": \"0.5\", \"radius\": \"2.5px 10.5%\", \"color\": "
    "\"rgba(10, 20.5, 30%, .5)\", \"box_shadow\": \"0.5px 1.5px 2.5px rgba(0, 0, 0, 0.25)\"}]}",
    "{\"width\": 40, \"height\": 30, \"layers\": [{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": "
    "20, "
    "\"height\": 30, \"font_size\": \"12.5px\", \"font_family\": \"ALIBABA PUHUITI, NOTO SANS SC\", "
    "\"font_weight\": \"LIGHT\", \"alignment\": \"RIGHT\", \"content\": \"I\\u0131 \\u0130i 1,5 1.5 word\", "
    "\"text_stroke\": \"0.5px RED\", \"letter_spacing\": 0.25}]}",
    "{\"width\": 40, \"height\": 30, \"layers\": [{\"type\": \"text\", \"left\": \"1,5\", \"top\": 0, "
    "\"width\": 2, "
    "\"height\": 3, \"font_size\": 1, \"content\": \"\"}]}",
    "{\"width\": 40, \"height\": 30, \"layers\": [{\"type\": \"text\", \"left\": 0, \"top\": 0, \"width\": "
    "2, "
    "\"height\": 3, \"font_size\": 2000.5, \"content\": \"\"}]}",
    "{\"width\": 40, \"height\": 30, \"layers\": [{\"type\": \"text_mask\", \"left\": 0, \"top\": 0, "
    "\"width\": 2, "
    "\"height\": 3, \"opacity\": 1.5}]}",
    "{\"width\": 30000, \"height\": 30000.5, \"layers\": []}",
    "{\"width\": 30000, \"height\": 30001, \"layers\": []}",
    "{\"width\": 40, \"height\": 30, \"layers\": [{\"type\": \"IMAGE\", \"left\": 0}]}",
};

static void print_warning(void *data, const char *message) {
    printf("  warning: %s\n", message);
}

static void print_font(void *data, const struct placard_font_info *info) {
    printf("  font: %s %d for %s\n", info->family, info->weight, info->requested);
}

static void draw(struct placard_context *context, const char *json, const char *format, double scale) {
    struct placard_encode_options encode = {.format = format};
    struct placard_render_options options = {.scale = scale, .warning = print_warning};
    struct placard_bytes bytes = {0};
    struct placard_document *document = placard_document_parse(json, strlen(json), NULL, &error);
    struct placard_layer_info layer = {0};
    struct placard_picture *picture =
        document ? placard_render(context, document, 0, &options, &error) : NULL;
    if (picture && placard_encode(picture, &encode, &bytes, &error)) {
        placard_document_fonts(context, document, print_font, NULL, NULL);
        placard_layer_describe(document, 0, 0, &layer, NULL);
        printf("%s: %08x, %s\n", format, placard_checksum(bytes.data, bytes.size), layer.summary);
    } else {
        printf("error: %s\n", error.message);
    }
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
}

/* What names are. */
static void print_names(void) {
    static const char *const names[] = {"TITLE.PNG", "\xC4\xB0I\xC4\xB1i.gif", "a.JPG", "b.Jpeg", "c.GIF"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct placard_bytes key = {0};
        const char *format = placard_format_of(names[i]);
        bool ok = placard_name_key(names[i], &key, &error);
        printf("%s: %s, %s\n", names[i], ok ? (const char *)key.data : error.message,
               format ? format : "none");
        placard_bytes_finish(&key);
    }
}

static void print_rows(void) {
    static const char rows[] = "{\"a\": 1.5, \"b\": 1e-7}\n{\"a\": 12345678.25}\n{\"a\": 1,5}\n";
    struct placard_rows *read = placard_rows_read("rows", rows, strlen(rows), "JSONL", &error);
    for (int i = 0; read && i < placard_rows_count(read); i++) {
        const struct placard_error *wrong = placard_rows_error(read, i);
        for (int k = 0; !wrong && placard_rows_column(read, k); k++) {
            struct placard_bytes value = {0};
            bool there = placard_rows_value(read, i, k, &value, &error);
            printf("row %d: %s\n", i, there ? (const char *)value.data : "-");
            placard_bytes_finish(&value);
        }
        if (wrong) {
            printf("row %d: %s\n", i, wrong->message);
        }
    }
    placard_rows_destroy(read);
}

static bool print_case(void *data, const struct placard_case_info *one) {
    printf("%s: %s: %s\n", one->name, placard_case_state_name(one->state), one->message ? one->message : "");
    return false;
}

/* A suite whose report goes into the folder REPORT. */
static void check(const char *folder, const char *report) {
    static const double most = 0.5;
    const struct placard_context_options fonts = {.no_system_fonts = true};
    const struct placard_suite_options options = {.max_percent = &most};
    const struct placard_suite_run_options run = {
        .context = &fonts, .parallel = 1, .report = report, .done = print_case};
    struct placard_suite *suite = placard_suite_open(folder, &options, &error);
    if (!suite || !placard_suite_run(suite, &run, &error)) {
        printf("suite: %s\n", error.message);
    }
    placard_suite_destroy(suite);
}

int main(int argc, char **argv) {
    if (argc != 4 || !setlocale(LC_ALL, argv[1])) {
        fprintf(stderr, "usage: foreign LOCALE SUITE REPORT, where the locale is there\n");
        return 2;
    }
    char sample[16];
    snprintf(sample, sizeof sample, "%.1f", 1.5);
    fprintf(stderr, "%s\n", sample);
    const struct placard_context_options fonts = {.no_system_fonts = true};
    struct placard_context *context = placard_context_create(&fonts, &error);
    for (size_t i = 0; context && i < sizeof documents / sizeof *documents; i++) {
        draw(context, documents[i], "png", 1.5);
        draw(context, documents[i], "JPEG", 0.5);
    }
    if (context) {
        draw(context, documents[0], "png", 16.5);
    }
    print_names();
    print_rows();
    check(argv[2], argv[3]);
    placard_context_destroy(context);
    return 0;
}
