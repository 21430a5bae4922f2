#ifndef PL_TESTS_UNIT_H
#define PL_TESTS_UNIT_H

#include "base/error.h"

#include <check.h>

/** Runs a suite of one case over `tests` (ends in NULL); main() returns what it returns. */
int unit_run(const char *name, const TTest *const *tests);

/** Makes a folder of the test's own below /tmp and goes there. */
void unit_enter(void);

/** Leaves the folder that unit_enter made and deletes it with all in it. */
void unit_leave(void);

/** Asserts that a call succeeded, showing the message if it did not. */
#define ck_succeeds(call, error) ck_assert_msg((call), "%s", (error).message)

/** Asserts that a call failed with that exact message. */
#define ck_fails(call, error, expected)                                                                      \
    do {                                                                                                     \
        ck_assert_msg(!(call), "expected failure: %s", expected);                                            \
        ck_assert_str_eq((error).message, expected);                                                         \
    } while (0)

#endif
