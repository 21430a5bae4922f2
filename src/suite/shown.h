#ifndef PL_SUITE_SHOWN_H
#define PL_SUITE_SHOWN_H

#include "suite/suite.h"

/** Reads from the folder of a report which picture it shows of each wanted case as the actual one. */
bool pl_shown_read(struct pl_suite *suite, const char *report, struct placard_error *error);

#endif
