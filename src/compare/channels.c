#include "compare/channels.h"

#include "base/pixmap.h"
#include "base/wide.h"

#include <stdlib.h>

/* Sums over one block, which fit 32 bits. */
struct block {
    uint32_t sum, squares, alphas;
    int greatest;
};

/* Without branches, for the compiler to vectorise. */
PL_INLINE struct block opaque_body(const uint32_t *p, const uint32_t *q, int count) {
    uint32_t sum = 0;
    uint32_t squares = 0;
    uint32_t alphas = UINT32_MAX;
    int greatest = 0;
    for (int x = 0; x < count; x++) {
        int r = abs((int)(p[x] >> 16 & 255) - (int)(q[x] >> 16 & 255));
        int g = abs((int)(p[x] >> 8 & 255) - (int)(q[x] >> 8 & 255));
        int b = abs((int)(p[x] & 255) - (int)(q[x] & 255));
        int most = r > g ? r : g;
        most = most > b ? most : b;
        greatest = greatest > most ? greatest : most;
        sum += (uint32_t)(r + g + b);
        squares += (uint32_t)(r * r + g * g + b * b);
        alphas &= p[x] & q[x];
    }
    return (struct block){sum, squares, alphas, greatest};
}

PL_WIDE static struct block opaque_wide(const uint32_t *p, const uint32_t *q, int count) {
    return opaque_body(p, q, count);
}

static struct block opaque_narrow(const uint32_t *p, const uint32_t *q, int count) {
    return opaque_body(p, q, count);
}

/* Over black a colour is what it is multiplied by alpha; over white there is the rest of the alpha besides.
 */
static int channel(uint32_t p, uint32_t q, int shift) {
    int over_black = (int)pl_mul255(p >> shift & 255, p >> 24) - (int)pl_mul255(q >> shift & 255, q >> 24);
    int over_white = over_black - ((int)(p >> 24) - (int)(q >> 24));
    return abs(over_black) > abs(over_white) ? abs(over_black) : abs(over_white);
}

static struct block translucent(const uint32_t *p, const uint32_t *q, int count) {
    struct block block = {0};
    for (int x = 0; x < count; x++) {
        for (int shift = 0; shift < 24; shift += 8) {
            int d = channel(p[x], q[x], shift);
            block.sum += (uint32_t)d;
            block.squares += (uint32_t)(d * d);
            block.greatest = d > block.greatest ? d : block.greatest;
        }
    }
    return block;
}

int pl_channels_add(struct pl_channels *channels, const uint32_t *p, const uint32_t *q, int count) {
    struct block block = pl_has_wide() ? opaque_wide(p, q, count) : opaque_narrow(p, q, count);
    int greatest = block.greatest;
    if (block.alphas >> 24 != 255) {
        block = translucent(p, q, count);
        greatest = 256;
    }
    channels->sum += block.sum;
    channels->squares += block.squares;
    channels->greatest = block.greatest > channels->greatest ? block.greatest : channels->greatest;
    return greatest;
}
