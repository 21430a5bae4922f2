#include "store/record.h"

#include "base/pixmap.h"
#include "base/utf8.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

static const struct pl_field fields[] = {
    {"url", PL_FIELD_STRING, offsetof(struct pl_record, url), .required = true,
     .help = "where the file came from"},
    {"type", PL_FIELD_STRING, offsetof(struct pl_record, type), .help = "its media type"},
    {"bytes", PL_FIELD_INTEGER, offsetof(struct pl_record, size), true, 0, PL_STORED_LIMIT,
     .help = "its size"},
    {"width", PL_FIELD_INTEGER, offsetof(struct pl_record, width), false, 0, PL_SIDE_LIMIT,
     .help = "of a picture"},
    {"height", PL_FIELD_INTEGER, offsetof(struct pl_record, height), false, 0, PL_SIDE_LIMIT,
     .help = "of a picture"},
    {"sha256", PL_FIELD_STRING, offsetof(struct pl_record, sha256), .required = true,
     .help = "hash of its content"},
    {"date", PL_FIELD_STRING, offsetof(struct pl_record, date), .help = "when it was fetched"},
    {0},
};
static const struct pl_field file_fields[] = {
    {"file", PL_FIELD_STRING, offsetof(struct pl_record, file), .required = true,
     .help = "where it is in the bundle"},
    {0},
};

/* ---- making ---- */

static const char *format_now(struct pl_arena *arena) {
    char text[sizeof "2026-11-20T12:34:56Z" + 8];
    time_t now = time(NULL);
    struct tm parts;
    size_t size = gmtime_r(&now, &parts) ? strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) : 0;
    return pl_arena_strndup(arena, text, size);
}

/* What is written must be readable again, and JSON is UTF-8. */
static bool check(const char *url, size_t size, const struct pl_stored *what, struct placard_error *error) {
    if (url[0] == '\0' || !pl_utf8_valid(url, strlen(url), NULL)) {
        return pl_fail(error, PLACARD_USAGE, "expected a URL in UTF-8, found %s",
                       url[0] ? "other bytes" : "an empty one");
    }
    if (what->type && !pl_utf8_valid(what->type, strlen(what->type), NULL)) {
        return pl_fail(error, PLACARD_USAGE, "%s: expected a media type in UTF-8, found other bytes", url);
    }
    if (size > PL_STORED_LIMIT) {
        return pl_fail(error, PLACARD_LIMIT, "%s: expected at most %d bytes, found %zu", url, PL_STORED_LIMIT,
                       size);
    }
    return true;
}

bool pl_record_init(struct pl_record *out, const char *url, const void *bytes, size_t size,
                    const struct pl_stored *what, struct pl_arena *arena, struct placard_error *error) {
    char hash[PL_HASH_SIZE];
    if (!check(url, size, what, error)) {
        return false;
    }
    if (!pl_hash(bytes, size, hash)) {
        return pl_fail_memory(error);
    }
    *out = (struct pl_record){
        .url = pl_arena_strndup(arena, url, strlen(url)),
        .type = what->type && what->type[0] ? pl_arena_strndup(arena, what->type, strlen(what->type)) : NULL,
        .size = (int)size,
        .width = what->width,
        .height = what->height,
        .sha256 = pl_arena_strndup(arena, hash, PL_HASH_DIGITS),
        .date = format_now(arena),
    };
    bool typed = out->type || !what->type || !what->type[0];
    return (out->url && typed && out->sha256 && out->date) || pl_fail_memory(error);
}

/* ---- reading ---- */

bool pl_record_read(const cJSON *object, const struct pl_place *place, bool bundled, struct pl_record *out,
                    struct pl_arena *arena, struct placard_error *error) {
    const struct pl_field *const tables[] = {fields, bundled ? file_fields : NULL, NULL};
    /* Members of later versions are nothing to warn of. */
    struct pl_notes unknown = {0};
    *out = (struct pl_record){0};
    if (!pl_fields_read(object, place, tables, out, arena, &unknown, error)) {
        return false;
    }
    if (!pl_hash_is(out->sha256)) {
        return pl_fail_value(&(struct pl_place){place, "sha256", 0}, "64 hexadecimal digits in lower case",
                             pl_member(object, "sha256"), error);
    }
    return true;
}

/* ---- writing ---- */

void pl_record_write_text(const char *text, struct pl_buffer *out) {
    pl_buffer_text(out, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            pl_buffer_format(out, "\\%c", *c);
        } else if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            pl_buffer_format(out, "\\u%04x", (unsigned)*c);
        } else {
            pl_buffer_append(out, c, 1);
        }
    }
    pl_buffer_text(out, "\"");
}

static void write_member(const char *key, const char *text, struct pl_buffer *out) {
    if (text) {
        pl_buffer_format(out, ", \"%s\": ", key);
        pl_record_write_text(text, out);
    }
}

void pl_record_write(const struct pl_record *record, struct pl_buffer *out) {
    pl_buffer_text(out, "{\"url\": ");
    pl_record_write_text(record->url, out);
    write_member("file", record->file, out);
    write_member("type", record->type, out);
    pl_buffer_format(out, ", \"bytes\": %d", record->size);
    if (record->width > 0 && record->height > 0) {
        pl_buffer_format(out, ", \"width\": %d, \"height\": %d", record->width, record->height);
    }
    write_member("sha256", record->sha256, out);
    write_member("date", record->date, out);
    pl_buffer_text(out, "}");
}
