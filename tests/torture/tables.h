#ifndef PL_TESTS_TORTURE_TABLES_H
#define PL_TESTS_TORTURE_TABLES_H

#include <stdbool.h>

struct replacement {
    const char *name; /* NULL ends a list */
    void *function;
};

/** Has a shared library that is loaded, whose file's name starts with `library`, call other functions in
 * place of those named. False where there is no such library, or it calls none of them. */
bool tables_replace(const char *library, const struct replacement *functions);

#endif
