#ifndef PL_DOCUMENT_JSON_TREE_H
#define PL_DOCUMENT_JSON_TREE_H

#include <cjson/cJSON.h>
#include <stddef.h>

/** No double needs as many characters, and one buffer holds them. */
#define PL_JSON_NUMBER_LIMIT 63

/** The value of four hexadecimal digits, or -1 where one of them is none. */
int pl_json_hex4(const char *at);

/**
 * The tree of a text that has been found to be JSON of at most PL_JSON_DEPTH_LIMIT levels; NULL is memory.
 * cJSON's own parser keeps its last error in a global, and misreads fractions where the locale's decimal
 * point takes more than one byte.
 */
cJSON *pl_json_tree(const char *text, size_t size);

#endif
