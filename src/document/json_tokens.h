#ifndef PL_DOCUMENT_JSON_TOKENS_H
#define PL_DOCUMENT_JSON_TOKENS_H

#include "document/json_tree.h"
#include "document/values.h"

/**
 * A checker of JSON that runs before the tree is built: it has the place and the words for what is wrong, and
 * keeps its own stack, so that no input makes it recurse.
 */
struct pl_json_scan {
    const char *start, *at, *end;
    struct placard_error *error;
    int line;          /**< of the first character */
    const char *whole; /**< what ends at `end`: "document" */
    int depth;
    char open[PL_JSON_DEPTH_LIMIT]; /**< '{' or '[' of each level */
    bool limited;                   /**< values and members are counted */
    int values;
    int members[PL_JSON_DEPTH_LIMIT]; /**< of the object of each level */
    struct pl_deadline *deadline;
};

/** Fails for what stands at `where`. */
bool pl_json_fail_at(const struct pl_json_scan *scan, const char *where, enum placard_code code,
                     const char *expected, const char *found);

/** Fails for the token at `at`, which it names. */
bool pl_json_fail_token(const struct pl_json_scan *scan, const char *expected);

enum { PL_JSON_END_NAME_SIZE = 32 };

/** "the end of the document" */
const char *pl_json_end_name(const struct pl_json_scan *scan, char out[PL_JSON_END_NAME_SIZE]);

/** Step over a string, a number, or true, false or null at `at`, where that is one. */
bool pl_json_scan_string(struct pl_json_scan *scan);
bool pl_json_scan_number(struct pl_json_scan *scan);
bool pl_json_scan_literal(struct pl_json_scan *scan, const char *expected);

#endif
