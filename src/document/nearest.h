#ifndef PL_DOCUMENT_NEAREST_H
#define PL_DOCUMENT_NEAREST_H

#include "document/reader.h"

/** The field whose name a typing error could have made `name`, or NULL. */
const char *pl_nearest_field(const char *name, const struct pl_field *const *tables);

#endif
