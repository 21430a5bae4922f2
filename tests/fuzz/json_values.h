#ifndef PL_TESTS_FUZZ_JSON_VALUES_H
#define PL_TESTS_FUZZ_JSON_VALUES_H

#include "random.h"

#include <cjson/cJSON.h>

/** A number, a text or any other value by chance, of those that documents hold and those that they should
 * not. */
double fuzz_number(struct random *random);
const char *fuzz_text(struct random *random);
cJSON *fuzz_value(struct random *random);

/** A value for one field of a layer, by its row in the library's table, and the field's name. */
cJSON *fuzz_field(struct random *random, const char **name);

/** A whole layer with some of its fields. */
cJSON *fuzz_layer(struct random *random);

#endif
