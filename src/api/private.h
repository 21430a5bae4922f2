#ifndef PL_API_PRIVATE_H
#define PL_API_PRIVATE_H

#include "document/document.h"
#include "paint/painter.h"

#include <placard/placard.h>

/* What the files of the public face share: they look into each other's opaque types through here. */

struct pl_painter *pl_context_painter(struct placard_context *context);
const struct pl_document *pl_document_inside(const struct placard_document *document);

#endif
