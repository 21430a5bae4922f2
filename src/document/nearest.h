#ifndef PL_DOCUMENT_NEAREST_H
#define PL_DOCUMENT_NEAREST_H

#include "document/reader.h"

/** Name `index` of a list, or NULL past the last. */
typedef const char *pl_name_function(const void *data, int index);

/** The name of a list that `name` was probably meant to be, or NULL. */
const char *pl_nearest_name(const char *name, pl_name_function *name_at, const void *data);

/** The field whose name a typing error could have made `name`, or NULL. */
const char *pl_nearest_field(const char *name, const struct pl_field *const *tables);

#endif
