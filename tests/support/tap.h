#ifndef PL_TESTS_TAP_H
#define PL_TESTS_TAP_H

#include <stdbool.h>

/** What a driver of data cases prints, as the Test Anything Protocol has it. All zero is a fresh one. */
struct tap {
    int passed, failed, skipped;
};

/** One line a case; what follows as comments belongs to it. */
void tap_case(struct tap *tap, bool ok, const char *format, ...) __attribute__((format(printf, 3, 4)));

void tap_skip(struct tap *tap, const char *name, const char *reason);

/** A comment; each line of the text becomes one. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The plan, and what main() returns: a driver without a single case has failed. */
int tap_finish(const struct tap *tap);

#endif
