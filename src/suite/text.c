#include "suite/text.h"

#include "base/number.h"
#include "base/utf8.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static void put(struct pl_buffer *out, uint32_t character) {
    char bytes[4];
    pl_buffer_append(out, bytes, pl_utf8_put(character, bytes));
}

static void quote(struct pl_buffer *out, const char *text) {
    const char *end = text + strlen(text);
    pl_buffer_text(out, "\"");
    while (text < end) {
        uint32_t character = pl_utf8_next(&text, end);
        if (character == '"' || character == '\\') {
            pl_buffer_format(out, "\\%c", (char)character);
        } else if (character < 0x20 || character == 0x7F || character == '<') {
            pl_buffer_format(out, "\\u%04x", (unsigned)character);
        } else {
            put(out, character);
        }
    }
    pl_buffer_text(out, "\"");
}

static void begin(struct pl_writer *writer, const char *key) {
    if (writer->comma) {
        pl_buffer_text(writer->out, ", ");
    }
    if (key) {
        quote(writer->out, key);
        pl_buffer_text(writer->out, ": ");
    }
    writer->comma = true;
}

void pl_write_open(struct pl_writer *writer, const char *key, char bracket) {
    begin(writer, key);
    pl_buffer_append(writer->out, &bracket, 1);
    writer->comma = false;
}

void pl_write_close(struct pl_writer *writer, char bracket) {
    pl_buffer_append(writer->out, &bracket, 1);
    writer->comma = true;
}

void pl_write_text(struct pl_writer *writer, const char *key, const char *text) {
    if (text) {
        begin(writer, key);
        quote(writer->out, text);
    }
}

void pl_write_number(struct pl_writer *writer, const char *key, double value) {
    char digits[PL_NUMBER_SIZE] = "null"; /* JSON has no infinity */
    if (isfinite(value)) {
        pl_number_format(value, digits);
    }
    begin(writer, key);
    pl_buffer_text(writer->out, digits);
}

void pl_write_flag(struct pl_writer *writer, const char *key, bool value) {
    begin(writer, key);
    pl_buffer_text(writer->out, value ? "true" : "false");
}

/* Char of XML 1.0, section 2.2. A line break in an attribute would be read as a blank. */
static bool is_xml(uint32_t c) {
    return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7F) || (c > 0x9F && c < 0xFFFE) || c > 0xFFFF;
}

void pl_write_xml(struct pl_buffer *out, const char *text) {
    const char *end = text + strlen(text);
    while (text < end) {
        uint32_t character = pl_utf8_next(&text, end);
        if (strchr("<>&\"\n\t", (int)(character < 0x80 ? character : 'a'))) {
            pl_buffer_format(out, "&#%u;", (unsigned)character);
        } else {
            put(out, is_xml(character) ? character : 0xFFFD);
        }
    }
}

void pl_write_base64(struct pl_buffer *out, const unsigned char *bytes, size_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char *to = pl_buffer_room(out, (size + 2) / 3 * 4);
    if (!to) {
        return;
    }
    for (size_t i = 0; i < size; i += 3) {
        unsigned left = (unsigned)(size - i < 3 ? size - i : 3);
        unsigned bits =
            (unsigned)bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        *to++ = (unsigned char)digits[bits >> 18];
        *to++ = (unsigned char)digits[bits >> 12 & 63];
        *to++ = (unsigned char)(left > 1 ? digits[bits >> 6 & 63] : '=');
        *to++ = (unsigned char)(left > 2 ? digits[bits & 63] : '=');
    }
    out->size += (size + 2) / 3 * 4;
    out->data[out->size] = 0;
}
