#ifndef PL_SUITE_DOCUMENT_H
#define PL_SUITE_DOCUMENT_H

#include "base/buffer.h"
#include "base/pixmap.h"
#include "document/document.h"
#include "paint/painter.h"
#include "suite/suite.h"

/** Larger files than any picture within the limits on pixels. */
#define PL_PICTURE_FILE_LIMIT ((size_t)512 * 1024 * 1024)

/** Reads a plain file, so that no pipe is waited for. */
bool pl_plain_read(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error);

/** Reads a document with its layers, and checks that it has something to draw. pl_document_finish releases,
 * also after failure. */
bool pl_suite_document_read(const char *path, struct pl_document *out, struct placard_error *error);

/** Draws a case of a document into `out`, or where it is large, in bands and as a PNG, into `file`; its
 * layers and warnings go into its result. */
bool pl_case_draw(struct pl_case *one, struct pl_painter *painter, struct pl_pixmap *out,
                  struct pl_buffer *file, struct placard_error *error);

#endif
