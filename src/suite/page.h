#ifndef PL_SUITE_REPORT_PAGE_H
#define PL_SUITE_REPORT_PAGE_H

#include "base/buffer.h"
#include "suite/suite.h"

/** The file of a report that programs read. */
#define PL_REPORT_NAME "report.json"

/** Writes index.html, report.json and junit.xml of a finished run into the folder; the pictures are there
 * already. */
bool pl_page_write(const struct pl_suite *suite, const struct pl_run_options *options,
                   struct placard_error *error);

/** The data of the page, one JSON object: the format is in page/report.js. */
void pl_report_write(const struct pl_suite *suite, const struct pl_run_options *options,
                     struct pl_buffer *out);

/** The run as JUnit XML, as Jenkins and others read it. */
void pl_junit_write(const struct pl_suite *suite, struct pl_buffer *out);

#endif
