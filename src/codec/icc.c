#include "codec/icc.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_SIZE = 128, DATA_COLOUR_SPACE = 16 };

bool pl_icc_keep(struct pl_pixmap *pixmap, const unsigned char *profile, size_t size,
                 struct placard_error *error) {
    if (size < HEADER_SIZE || memcmp(profile + DATA_COLOUR_SPACE, "RGB ", 4) != 0) {
        pixmap->profile_dropped = size < HEADER_SIZE ? PL_PROFILE_DAMAGED : PL_PROFILE_FOREIGN;
        return true;
    }
    pixmap->icc = pl_calloc(size, 1);
    if (!pixmap->icc) {
        return pl_fail_memory(error);
    }
    memcpy(pixmap->icc, profile, size);
    pixmap->icc_size = size;
    return true;
}
