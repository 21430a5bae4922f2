#ifndef PL_SUITE_JUDGE_H
#define PL_SUITE_JUDGE_H

#include "suite/suite.h"

/** Says what a case has come to, and why in words. */
void pl_case_say(struct pl_case *one, enum pl_case_state state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** How pictures of the case are compared. */
struct pl_compare_options pl_case_compare_options(const struct pl_case *one);

/** Takes over what comparing has measured, and says whether that is within the case's bounds. Fails for
 * memory only. */
bool pl_case_judge(struct pl_case *one, const struct pl_difference *found, struct placard_error *error);

#endif
