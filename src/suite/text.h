#ifndef PL_SUITE_TEXT_H
#define PL_SUITE_TEXT_H

#include "base/buffer.h"

/** Writes one JSON value as it goes; commas come by themselves. `key` is NULL inside a list. */
struct pl_writer {
    struct pl_buffer *out;
    bool comma; /**< the next value needs one before it */
};

void pl_write_open(struct pl_writer *writer, const char *key, char bracket);
void pl_write_close(struct pl_writer *writer, char bracket);

/** Nothing at all for NULL. Bytes that are not UTF-8 become U+FFFD, and `<` is escaped, so that the text can
 * stand in a page. */
void pl_write_text(struct pl_writer *writer, const char *key, const char *text);
void pl_write_number(struct pl_writer *writer, const char *key, double value);
void pl_write_flag(struct pl_writer *writer, const char *key, bool value);

/** A text in XML 1.0, in an element or between double quotes; what XML has no characters for becomes U+FFFD.
 */
void pl_write_xml(struct pl_buffer *out, const char *text);

/** Base64 (RFC 4648) on one line. */
void pl_write_base64(struct pl_buffer *out, const unsigned char *bytes, size_t size);

#endif
