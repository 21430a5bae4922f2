#ifndef PL_SUITE_LIST_H
#define PL_SUITE_LIST_H

#include "suite/suite.h"

/** A picture that was found. */
struct pl_found {
    const char *name; /* without ending */
    const char *path;
    bool taken; /* by a case */
};

/** A suite while it is listed. */
struct pl_listing {
    struct pl_suite *suite;
    size_t case_capacity;
    struct pl_found *pictures; /* that may be expected pictures */
    size_t picture_count, picture_capacity;
    size_t named_capacity;
    struct pl_rules **rules; /* every check.json */
    size_t rules_count, rules_capacity;
};

/** Goes through the folder and lists its cases and pictures. */
bool pl_list_documents(struct pl_listing *listing, struct placard_error *error);

/** The same of a folder of pictures, against another. */
bool pl_list_pictures(struct pl_listing *listing, struct placard_error *error);

/** One more case, as far as it is known; sample 0 at scale 1. NULL is memory. */
struct pl_case *pl_list_case(struct pl_listing *listing, const char *name, const char *document,
                             const char *path, const char *golden);

/* ---- going through folders ---- */

/** A file that was come across. Its strings live in the suite's arena. */
struct pl_walked {
    const char *path, *name; /* the name as it is shown, with its ending */
    const char *ending;      /* within the name: ".json" */
    const struct pl_rules *rules;
};
typedef bool pl_walked_function(struct pl_listing *listing, const struct pl_walked *file,
                                struct placard_error *error);

/**
 * Calls `function` for every file below a folder that has an ending and is not hidden, in the order of their
 * names. Links to folders are not followed. With `suite` set each check.json is read, and folders called
 * "bases" are left out: base images are no expected pictures.
 */
bool pl_walk(struct pl_listing *listing, const char *folder, bool suite, pl_walked_function *function,
             struct placard_error *error);

#endif
