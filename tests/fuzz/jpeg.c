/* A JPEG, decoded in every way. */
#include "fuzz.h"
#include "picture.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    /* The PNG decoder has a target of its own. */
    if (size >= 2 && memcmp(data, "\xff\xd8", 2) == 0) {
        fuzz_picture(data, size);
    }
    return 0;
}
