#ifndef PL_SUITE_PICTURES_H
#define PL_SUITE_PICTURES_H

#include "suite/suite.h"

/** The folder of a report's pictures, within the report's. */
#define PL_PICTURES_FOLDER "data"

/** What a picture's file is called in a report: "data/HASH.png"; false is memory. */
bool pl_pictures_name(const void *bytes, size_t size, const char *extension, char name[PL_PICTURE_NAME_SIZE]);

/** Keeps a picture's file under the hash of its content, unless it is there already; `name` becomes
 * "data/HASH.png". */
bool pl_pictures_keep(const char *report, const void *bytes, size_t size, const char *extension,
                      char name[PL_PICTURE_NAME_SIZE], struct placard_error *error);

/** Deletes the pictures of earlier reports that no case of this one has. Nothing else is touched. */
void pl_pictures_clean(const char *report, const struct pl_suite *suite);

#endif
