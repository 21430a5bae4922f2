/* A font file: listed, matched and drawn, upright, stroked and turned, on 64x64 pixels. */
#include "fuzz.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The family that the file gives, if any. */
struct family {
    char name[256];
};

static void take_family(void *data, const struct placard_font_info *info) {
    struct family *family = data;
    fuzz_require(info->family && info->file, "a font has a family and a file");
    if (strcmp(info->family, "Noto Sans SC") != 0 && strlen(info->family) < sizeof family->name) {
        strcpy(family->name, info->family);
    }
}

static void take_font(void *data, const struct placard_font_info *info) {
    fuzz_require(info->requested && info->family && info->file && info->missing, "a request is answered");
}

static void take_warning(void *data, const char *message) {
    fuzz_require_line(message);
}

static void add_layer(cJSON *layers, const char *family, double size, const char *text, const char *rest) {
    cJSON *layer = cJSON_Parse(rest);
    cJSON_AddStringToObject(layer, "type", "text");
    cJSON_AddNumberToObject(layer, "left", 2);
    cJSON_AddNumberToObject(layer, "top", 2);
    cJSON_AddNumberToObject(layer, "width", 60);
    cJSON_AddNumberToObject(layer, "height", 60);
    cJSON_AddNumberToObject(layer, "font_size", size);
    cJSON_AddStringToObject(layer, "font_family", family);
    cJSON_AddStringToObject(layer, "content", text);
    cJSON_AddItemToArray(layers, layer);
}

/* Characters that the seeds have. */
static char *make_document(const char *family) {
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "width", FUZZ_SIDE);
    cJSON_AddNumberToObject(root, "height", FUZZ_SIDE);
    cJSON *layers = cJSON_AddArrayToObject(root, "layers");
    add_layer(layers, family, 20, "AVa \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x98\x85 (1)",
              "{\"font_weight\": 650, \"font_under_line\": true, \"text_shadow\": \"1px 1px 2px #000\"}");
    add_layer(layers, family, 30, "\xe0\xb9\x84\xe0\xb8\x97\xe0\xb8\xa2 \xe2\x98\x85\xe2\x8c\x9a\xe2\x9c\x8c",
              "{\"text_stroke\": \"2px #fff\", \"rotation\": 20, \"font_italic\": true}");
    add_layer(layers, family, 16,
              "\xf0\x9f\x98\x80\xe2\x9d\xa4\xef\xb8\x8f"
              "abc\xe3\x80\x82",
              "{\"direction\": \"vertical\", \"letter_spacing\": 1}");
    add_layer(layers, family, 300, "B", "{\"opacity\": 0.5}");
    char *text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    fuzz_require(text != NULL, "there is memory");
    return text;
}

static void draw(struct placard_context *context, const char *family) {
    struct placard_error error = {.code = PLACARD_OK};
    const struct placard_render_options options = {.warning = take_warning};
    char *text = make_document(family);
    struct placard_document *document = placard_document_parse(text, strlen(text), NULL, &error);
    if (document) {
        struct placard_picture *picture = placard_render(context, document, 0, &options, &error);
        if (!picture) {
            fuzz_require_error(&error);
        }
        placard_picture_destroy(picture);
        if (!placard_document_fonts(context, document, take_font, NULL, &error)) {
            fuzz_require_error(&error);
        }
    } else {
        /* A name may be anything. */
        fuzz_require_error(&error);
    }
    placard_document_destroy(document);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[4200];
    struct placard_error error = {.code = PLACARD_OK};
    struct family family = {""};
    strcpy(path, fuzz_path("fonts"));
    mkdir(path, 0777);
    fuzz_write("fonts/font.ttf", data, size);
    const char *const folders[] = {path, NULL};
    const struct placard_context_options options = {
        .font_dirs = folders, .bundled_fonts = FUZZ_ROOT "/fonts", .no_system_fonts = true};
    struct placard_context *context = placard_context_create(&options, &error);
    fuzz_require(context != NULL, "a context can be made whatever fonts there are");
    if (placard_fonts(context, take_family, &family, &error)) {
        if (family.name[0] != '\0') {
            draw(context, family.name);
        }
    } else {
        fuzz_require_error(&error);
    }
    placard_context_destroy(context);
    return 0;
}
