#ifndef PL_SUITE_CHECK_H
#define PL_SUITE_CHECK_H

#include "paint/painter.h"
#include "suite/suite.h"

/**
 * Draws a case, compares it and, as the options say, keeps its pictures for the report and writes its
 * expected one. What the case comes to is in its result; false is trouble with files or memory, which ends
 * the run.
 */
bool pl_case_check(struct pl_case *one, const struct pl_suite *suite, struct pl_painter *painter,
                   const struct pl_run_options *options, struct placard_error *error);

#endif
