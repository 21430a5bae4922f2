#include "base/number.h"
#include "base/utf8.h"
#include "document/reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { QUOTED_CHARACTERS = 40 };

/* Control characters, and those that turn the direction of the line they are printed on. */
static bool is_unprintable(uint32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static size_t put_escaped(uint32_t c, bool quotes, char *out) {
    static const char letters[] = "\"\"\\\\\nn\rr\tt";
    for (const char *row = letters + (quotes ? 0 : 4); *row; row += 2) {
        if (c == (unsigned char)row[0]) {
            out[0] = '\\';
            out[1] = row[1];
            return 2;
        }
    }
    return is_unprintable(c) ? (size_t)snprintf(out, 7, "\\u%04x", (unsigned)c) : pl_utf8_put(c, out);
}

/* Each character takes at most six bytes: an escape. */
static size_t put_shortened(const char *text, size_t size, bool quotes, char *out) {
    static const char ellipsis[] = "\xe2\x80\xa6";
    const char *end = text + size;
    size_t used = 0;
    for (int i = 0; text < end; i++) {
        if (i == QUOTED_CHARACTERS) {
            memcpy(out + used, ellipsis, sizeof ellipsis - 1);
            return used + sizeof ellipsis - 1;
        }
        used += put_escaped(pl_utf8_next(&text, end), quotes, out + used);
    }
    return used;
}

void pl_quote(const char *text, size_t size, char out[PL_QUOTE_SIZE]) {
    size_t used = put_shortened(text, size, true, out + 1);
    out[0] = out[used + 1] = '"';
    out[used + 2] = '\0';
}

void pl_shorten(const char *text, size_t size, char out[PL_QUOTE_SIZE]) {
    out[put_shortened(text, size, false, out)] = '\0';
}

/* From the top down, so each node writes behind its parent; depth is bounded by the document's own. */
static size_t format_node(const struct pl_place *place, char *out, size_t size) {
    if (!place || (!place->parent && !place->key && place->index == 0)) {
        return 0;
    }
    size_t used = format_node(place->parent, out, size);
    char part[PL_QUOTE_SIZE];
    if (place->key) {
        size_t length = put_shortened(place->key, strlen(place->key), false, part);
        part[length] = '\0';
    } else {
        snprintf(part, sizeof part, "[%d]", place->index);
    }
    int written = snprintf(out + used, size - used, "%s%s", place->key && used > 0 ? "." : "", part);
    size_t room = size - used - 1;
    return used + ((size_t)written < room ? (size_t)written : room);
}

void pl_place_format(const struct pl_place *place, char *out, size_t size) {
    if (size > 0) {
        out[0] = '\0';
        format_node(place, out, size);
    }
}

bool pl_fail_place(const struct pl_place *place, enum placard_code code, struct placard_error *error,
                   const char *format, ...) {
    char where[PLACARD_MESSAGE_SIZE / 2];
    pl_place_format(place, where, sizeof where);
    char what[PLACARD_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return pl_fail(error, code, "%s%s%s", where, where[0] ? ": " : "", what);
}

static void describe(const cJSON *value, char out[PL_QUOTE_SIZE]) {
    const char *words = !value                  ? "nothing"
                        : cJSON_IsNull(value)   ? "null"
                        : cJSON_IsTrue(value)   ? "true"
                        : cJSON_IsFalse(value)  ? "false"
                        : cJSON_IsArray(value)  ? value->child ? "an array" : "an empty array"
                        : cJSON_IsObject(value) ? value->child ? "an object" : "an empty object"
                                                : NULL;
    if (words) {
        snprintf(out, PL_QUOTE_SIZE, "%s", words);
    } else if (cJSON_IsString(value)) {
        pl_quote(value->valuestring, strlen(value->valuestring), out);
    } else if (isfinite(value->valuedouble)) {
        pl_number_format(value->valuedouble, out);
    } else {
        snprintf(out, PL_QUOTE_SIZE, "a number out of range");
    }
}

bool pl_fail_value(const struct pl_place *place, const char *expected, const cJSON *value,
                   struct placard_error *error) {
    char found[PL_QUOTE_SIZE];
    describe(value, found);
    return pl_fail_place(place, PLACARD_DOCUMENT, error, "expected %s, found %s", expected, found);
}

bool pl_note(struct pl_notes *notes, struct pl_arena *arena, const char *format, ...) {
    char line[PLACARD_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    pl_format_line(line, sizeof line, format, arguments);
    va_end(arguments);
    struct pl_note *note = pl_arena_alloc(arena, 1, sizeof *note);
    char *message = pl_arena_strndup(arena, line, strlen(line));
    if (!note || !message) {
        return false;
    }
    note->message = message;
    if (notes->last) {
        notes->last->next = note;
    } else {
        notes->first = note;
    }
    notes->last = note;
    notes->count++;
    return true;
}
