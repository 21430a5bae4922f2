/* A PNG, decoded in every way. */
#include "fuzz.h"
#include "picture.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    /* The JPEG decoder has a target of its own. */
    if (size < 3 || memcmp(data, "\xff\xd8\xff", 3) != 0) {
        fuzz_picture(data, size);
    }
    return 0;
}
