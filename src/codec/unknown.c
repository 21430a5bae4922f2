#include "codec/unknown.h"

#include "base/utf8.h"
#include "codec/codec.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* How much is looked at to tell text from other bytes, how much of its first line is quoted, in characters,
 * and how many bytes are shown of what is not text. */
enum { TEXT_LOOK = 512, QUOTE_LENGTH = 60, QUOTE_SIZE = QUOTE_LENGTH * 4 + 4, HEX_COUNT = 8 };

/* Formats that Placard does not read but people do hand to it: `mark` at byte `at`. */
struct foreign {
    size_t at;
    const char *mark;
    const char *what;
};

static const struct foreign foreign[] = {
    {0, "GIF8", "a GIF picture"},         {8, "WEBP", "a WebP picture"},
    {0, "II*\1", "a TIFF picture"},       {0, "MM\1*", "a TIFF picture"},
    {4, "ftypavif", "an AVIF picture"},   {4, "ftypavis", "an AVIF picture"},
    {4, "ftyphei", "a HEIC picture"},     {4, "ftyphev", "a HEIC picture"},
    {4, "ftypmif1", "a HEIF picture"},    {4, "jP  \r\n", "a JPEG 2000 picture"},
    {4, "JXL \r\n", "a JPEG XL picture"}, {0, "%PDF-", "a PDF document"},
    {0, "BM", "a BMP picture"},
};

/* Text by how it starts after blanks, whatever the case; the last row is any text. */
static const struct foreign texts[] = {
    {0, "<!doctype html", "HTML"},
    {0, "<html", "HTML"},
    {0, "<svg", "SVG"},
    {0, "<", "XML"},
    {0, "{", "JSON"},
    {0, "[", "JSON"},
    {0, "%PDF-", "PDF"},
    {0, "", "text"},
};

/* In `foreign`, a mark's byte 1 stands for a zero, which a C string cannot hold. */
static bool has_mark(const struct foreign *row, const unsigned char *bytes, size_t size) {
    size_t length = strlen(row->mark);
    if (size < row->at || size - row->at < length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char expected = row->mark[i] == '\1' ? 0 : (unsigned char)row->mark[i];
        if (bytes[row->at + i] != expected) {
            return false;
        }
    }
    return true;
}

/* Well-formed UTF-8 without control characters; a character that the end of the look cuts is fine. */
static bool is_text(const char *text, size_t size) {
    size_t look = size < TEXT_LOOK ? size : TEXT_LOOK;
    size_t bad = look;
    if (!pl_utf8_valid(text, look, &bad) && (look == size || look - bad > 3)) {
        return false;
    }
    for (const char *at = text; at < text + bad;) {
        uint32_t c = pl_utf8_next(&at, text + bad);
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || (c >= 0x7f && c < 0xa0)) {
            return false;
        }
    }
    return bad > 0;
}

/* The first line, cut to QUOTE_LENGTH characters, the last three then being dots. */
static void quote_line(const char *text, const char *end, char quote[QUOTE_SIZE]) {
    const char *line_end = text;
    while (line_end < end && *line_end != '\n' && *line_end != '\r') {
        line_end++;
    }
    const char *short_end = text;
    const char *at = text;
    size_t length = 0;
    for (; at < line_end && length < QUOTE_LENGTH; length++) {
        if (length == QUOTE_LENGTH - 3) {
            short_end = at;
        }
        pl_utf8_next(&at, line_end);
    }
    bool whole = at == line_end;
    snprintf(quote, QUOTE_SIZE, "%.*s%s", (int)((whole ? line_end : short_end) - text), text,
             whole ? "" : "...");
}

static bool fail_text(const char *name, const char *text, const char *end, struct placard_error *error) {
    while (text < end && strchr(" \t\r\n\f", *text)) {
        text++;
    }
    if (text == end) {
        return pl_fail(error, PLACARD_PICTURE, "%s: expected a picture (%s), found blank text", name,
                       pl_codec_names());
    }
    const struct foreign *kind = texts;
    while (strlen(kind->mark) > (size_t)(end - text) ||
           strncasecmp(text, kind->mark, strlen(kind->mark)) != 0) {
        kind++;
    }
    char quote[QUOTE_SIZE];
    quote_line(text, end, quote);
    return pl_fail(error, PLACARD_PICTURE, "%s: expected a picture (%s), found %s: \"%s\"", name,
                   pl_codec_names(), kind->what, quote);
}

bool pl_unknown_fail(const char *name, const unsigned char *bytes, size_t size, struct placard_error *error) {
    if (size == 0) {
        return pl_fail(error, PLACARD_PICTURE, "%s: expected a picture (%s), found an empty file", name,
                       pl_codec_names());
    }
    const char *text = (const char *)bytes;
    size_t mark = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (is_text(text, size)) {
        return fail_text(name, text + mark, text + size, error);
    }
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (has_mark(&foreign[i], bytes, size)) {
            return pl_fail(error, PLACARD_PICTURE, "%s: expected a picture (%s), found %s", name,
                           pl_codec_names(), foreign[i].what);
        }
    }
    char hex[HEX_COUNT * 3 + 1];
    size_t count = size < HEX_COUNT ? size : HEX_COUNT;
    for (size_t i = 0; i < count; i++) {
        snprintf(hex + i * 3, 4, " %02x", bytes[i]);
    }
    return pl_fail(error, PLACARD_PICTURE, "%s: expected a picture (%s), found bytes%s", name,
                   pl_codec_names(), hex);
}
