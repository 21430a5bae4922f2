#include "api/private.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "layers/layers.h"
#include "paint/analysis.h"

#include <placard/placard.h>

#include <stdlib.h>
#include <string.h>

/* Text layers that ask for the same family, weight and slant, and the characters that no font has for them.
 */
struct request {
    struct pl_text_request text;
    struct pl_buffer missing;
};

struct requests {
    struct request *items;
    size_t count, capacity;
};

static bool same_request(const struct pl_text_request *a, const struct pl_text_request *b) {
    const char *p = a->families ? a->families : "";
    const char *q = b->families ? b->families : "";
    return strcmp(p, q) == 0 && a->weight == b->weight && a->italic == b->italic;
}

static struct request *find_request(struct requests *requests, const struct pl_text_request *text) {
    for (size_t i = 0; i < requests->count; i++) {
        if (same_request(&requests->items[i].text, text)) {
            return &requests->items[i];
        }
    }
    if (!pl_reserve((void **)&requests->items, &requests->capacity, requests->count + 1,
                    sizeof *requests->items)) {
        return NULL;
    }
    struct request *request = &requests->items[requests->count++];
    *request = (struct request){.text = *text};
    return request;
}

/* Adds the characters of a text that are missing, each once. */
static bool add_missing(struct pl_fonts *fonts, struct request *request, const char *content,
                        struct placard_error *error) {
    const struct pl_typeface typeface = {request->text.families, request->text.weight, request->text.italic};
    struct pl_paragraph paragraph;
    bool ok = pl_paragraph_init(&paragraph, fonts, content, strlen(content), &typeface, false, error);
    for (size_t i = 0; ok && i < paragraph.count; i++) {
        char text[5] = "";
        if (!paragraph.characters[i].missing) {
            continue;
        }
        text[pl_utf8_put(paragraph.characters[i].code_point, text)] = '\0';
        if (!request->missing.data || !strstr((const char *)request->missing.data, text)) {
            pl_buffer_text(&request->missing, text);
        }
    }
    pl_paragraph_finish(&paragraph);
    pl_fonts_trim(fonts);
    return ok && (!request->missing.failed || pl_fail_memory(error));
}

static bool gather(struct pl_fonts *fonts, const struct pl_document *document, struct requests *requests,
                   struct placard_error *error) {
    for (int s = 0; s < document->count; s++) {
        const struct pl_sample *sample = &document->samples[s];
        for (int l = 0; l < sample->count; l++) {
            struct pl_text_request text;
            if (!pl_layer_text(sample->layers[l], &text)) {
                continue;
            }
            struct request *request = find_request(requests, &text);
            if (!request) {
                return pl_fail_memory(error);
            }
            if (!add_missing(fonts, request, text.content, error)) {
                return false;
            }
        }
    }
    return true;
}

static int face_weight(const struct pl_face *face, int wanted) {
    return wanted < face->weight_least  ? face->weight_least
           : wanted > face->weight_most ? face->weight_most
                                        : wanted;
}

bool placard_document_fonts(struct placard_context *context, const struct placard_document *document,
                            placard_font_function *function, void *data, struct placard_error *error) {
    struct pl_fonts *fonts = &context->painter.fonts;
    struct requests requests = {0};
    bool ok = gather(fonts, &document->document, &requests, error);
    for (size_t i = 0; ok && i < requests.count; i++) {
        const struct request *request = &requests.items[i];
        struct pl_font_match match;
        ok = pl_fonts_match(fonts, request->text.families, request->text.weight, request->text.italic, &match,
                            error);
        if (ok) {
            struct placard_font_info info = {
                .requested = request->text.families ? request->text.families : PL_BUNDLED_FAMILY,
                .requested_weight = request->text.weight,
                .requested_italic = request->text.italic,
                .family = match.face->family,
                .weight = face_weight(match.face, request->text.weight),
                .synthetic_italic = match.slanted,
                .substituted = match.substituted,
                .file = match.face->file,
                .missing = request->missing.data ? (const char *)request->missing.data : "",
            };
            function(data, &info);
        }
    }
    for (size_t i = 0; i < requests.count; i++) {
        pl_buffer_finish(&requests.items[i].missing);
    }
    free(requests.items);
    return ok;
}

/* Tells each stretch of one text that has one face. */
static bool tell_stretches(struct pl_fonts *fonts, const struct pl_text_request *text, const char *content,
                           placard_font_function *function, void *data, struct placard_error *error) {
    const struct pl_typeface typeface = {text->families, text->weight, text->italic};
    struct pl_paragraph paragraph;
    const struct pl_character *last = NULL;
    bool ok = pl_paragraph_init(&paragraph, fonts, content, strlen(content), &typeface, false, error);
    for (size_t i = 0; ok && i < paragraph.count; i++) {
        const struct pl_character *one = &paragraph.characters[i];
        if (last && last->face == one->face && last->slanted == one->slanted) {
            continue;
        }
        last = one;
        struct placard_font_info info = {.requested = text->families ? text->families : PL_BUNDLED_FAMILY,
                                         .requested_weight = text->weight,
                                         .requested_italic = text->italic,
                                         .family = one->face->family,
                                         .weight = face_weight(one->face, text->weight),
                                         .synthetic_italic = one->slanted,
                                         .file = one->face->file,
                                         .missing = ""};
        function(data, &info);
    }
    pl_paragraph_finish(&paragraph);
    pl_fonts_trim(fonts);
    return ok;
}

bool placard_sample_fonts(struct placard_context *context, const struct placard_document *document,
                          int sample, placard_font_function *function, void *data,
                          struct placard_error *error) {
    static const char ellipsis[] = "\xe2\x80\xa6";
    struct pl_fonts *fonts = &context->painter.fonts;
    const struct pl_sample *s = pl_find_sample(document, sample, error);
    for (int i = 0; s && i < s->count; i++) {
        struct pl_text_request text;
        if (pl_layer_text(s->layers[i], &text) &&
            !(tell_stretches(fonts, &text, text.content, function, data, error) &&
              (!text.cut || tell_stretches(fonts, &text, ellipsis, function, data, error)))) {
            return false;
        }
    }
    return s != NULL;
}

void placard_font_places(struct placard_context *context, bool system, placard_place_function *function,
                         void *data) {
    pl_fonts_each_place(&context->painter.fonts, system, function, data);
}

bool placard_document_wants_system_fonts(struct placard_context *context,
                                         const struct placard_document *document) {
    static const char ellipsis[] = "\xe2\x80\xa6";
    struct pl_fonts *fonts = &context->painter.fonts;
    bool suffice = true;
    for (int s = 0; !fonts->no_system && suffice && s < document->document.count; s++) {
        const struct pl_sample *sample = &document->document.samples[s];
        for (int l = 0; suffice && l < sample->count; l++) {
            struct pl_text_request text;
            suffice =
                !pl_layer_text(sample->layers[l], &text) ||
                (pl_fonts_bundled_suffice(fonts, text.families, text.content, text.weight, text.italic) &&
                 (!text.cut ||
                  pl_fonts_bundled_suffice(fonts, text.families, ellipsis, text.weight, text.italic)));
        }
    }
    return !suffice;
}

static int by_family(const void *a, const void *b) {
    const struct pl_face *p = *(const struct pl_face *const *)a;
    const struct pl_face *q = *(const struct pl_face *const *)b;
    int family = strcmp(p->family, q->family);
    return family != 0                          ? family
           : p->weight_least != q->weight_least ? p->weight_least - q->weight_least
                                                : p->italic - q->italic;
}

bool placard_fonts(struct placard_context *context, placard_font_function *function, void *data,
                   struct placard_error *error) {
    struct pl_fonts *fonts = &context->painter.fonts;
    if (!pl_fonts_load_all(fonts, error)) {
        return false;
    }
    size_t count = 0;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        count++;
    }
    const struct pl_face **sorted = pl_calloc(count + 1, sizeof *sorted);
    if (!sorted) {
        return pl_fail_memory(error);
    }
    size_t at = 0;
    for (struct pl_face *face = fonts->faces; face; face = face->next) {
        sorted[at++] = face;
    }
    qsort(sorted, count, sizeof *sorted, by_family);
    for (size_t i = 0; i < count; i++) {
        struct placard_font_info info = {.family = sorted[i]->family,
                                         .weight = sorted[i]->weight_least,
                                         .requested_italic = sorted[i]->italic,
                                         .file = sorted[i]->file,
                                         .missing = ""};
        function(data, &info);
    }
    free(sorted);
    return true;
}
