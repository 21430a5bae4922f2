#ifndef PL_DOCUMENT_JSON_TREE_H
#define PL_DOCUMENT_JSON_TREE_H

#include "base/deadline.h"
#include "base/error.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/** No double needs as many characters, and one buffer holds them. */
#define PL_JSON_NUMBER_LIMIT 63

/** What reading a byte takes, in pixels that are filled; it is counted by so many bytes. */
#define PL_JSON_WORK 2
#define PL_JSON_PIECE 1024

/** The value of four hexadecimal digits, or -1 where one of them is none. */
int pl_json_hex4(const char *at);

/** A place in a text, both from 1; the column counts characters. */
struct pl_position {
    int line, column;
};

/** Moves `position`, which is that of `from`, on to `to`, in a text that ends at `end`. */
void pl_position_advance(struct pl_position *position, const char *from, const char *to, const char *end);

/** A text that is to be one JSON value, though it may be only part of what messages speak of. */
struct pl_json_part {
    const char *text;
    size_t size;
    int line;          /**< of its first character, which starts that line */
    const char *whole; /**< what ends where it ends: "document", "line" */
};

/** Whether it is: by the rules and in the words of pl_json_parse, but of any size. */
bool pl_json_check(const struct pl_json_part *part, struct pl_deadline *deadline,
                   struct placard_error *error);

/** Writes what the `size` bytes between the quotes of a checked string stand for, and returns how many bytes
 * that takes: never more than `size`, so that `out` may be `text`. No zero is added. */
size_t pl_json_unescape(const char *text, size_t size, char *out);

/**
 * The tree of a text that has been found to be JSON of at most PL_JSON_DEPTH_LIMIT levels. It fails for
 * memory and for the deadline, which may be NULL. cJSON's own parser keeps its last error in a global, and
 * misreads fractions where the locale's decimal point takes more than one byte.
 */
cJSON *pl_json_tree(const char *text, size_t size, struct pl_deadline *deadline, struct placard_error *error);

#endif
