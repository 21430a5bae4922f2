/* embed OUT.jpg [SAMPLES]: draws the first poster of a saved response over its base image, through the public
 * API.
 *
 *     cc embed.c $(pkg-config --cflags --libs placard) -o embed
 */
#include <placard/placard.h>

#include <stdio.h>

static void print_warning(void *data, const char *message) {
    fprintf(stderr, "warning: %s\n", message);
}

int main(int count, char **words) {
    const char *folder = count > 2 ? words[2] : "samples";
    char response[4096], base[4096];
    snprintf(response, sizeof response, "%s/dashscope-succeeded.json", folder);
    snprintf(base, sizeof base, "%s/1.jpg", folder);

    struct placard_error error = {.code = PLACARD_USAGE, .message = "usage: embed OUT.jpg [SAMPLES]"};
    const struct placard_render_options render = {.base = base, .warning = print_warning};
    const struct placard_encode_options encode = {.format = "jpeg", .quality = 92};
    struct placard_context *context = NULL;
    struct placard_document *document = NULL;
    struct placard_picture *picture = NULL;
    struct placard_bytes bytes = {0};

    bool ok = count > 1 && (context = placard_context_create(NULL, &error)) != NULL &&
              (document = placard_document_load(response, &error)) != NULL &&
              placard_document_check(document, &error) &&
              (picture = placard_render(context, document, 0, &render, &error)) != NULL &&
              placard_encode(picture, &encode, &bytes, &error) &&
              placard_file_write(words[1], bytes.data, bytes.size, &error);
    if (!ok) {
        fprintf(stderr, "embed: %s\n", error.message);
    }
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    placard_context_destroy(context);
    return ok ? 0 : 1;
}
