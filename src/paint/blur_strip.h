#ifndef PL_PAINT_BLUR_STRIP_H
#define PL_PAINT_BLUR_STRIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A blur in one direction, of sixteen lines of a mask at a time. */

enum {
    PL_STRIP = 16,  /**< lines side by side */
    SMALL_TAPS = 6, /**< of a kernel that is written out, on one side with its middle */
};

struct pl_kernel {
    int reach; /**< positions on either side that go into one */
    int taps;  /**< of a small one; 0 for three running means of w, w and v positions */
    float weights[SMALL_TAPS];
    int w, v;
    double scale; /**< from half the sum of sums to the mean */
};

/** Sixteen lines: PL_STRIP bytes for each position. What is before the first and behind the last reads as
 * zero. */
struct pl_strip {
    uint8_t *room;
    uint8_t *at; /**< of the first position */
    int length;
};

/** Makes room for lines of `length` positions; false where there is no memory. */
bool pl_strip_init(struct pl_strip *strip, const struct pl_kernel *kernel, int length);
void pl_strip_finish(struct pl_strip *strip);

/** Positions from `from` to `to`. */
struct pl_stretch {
    int from, to;
    int next; /**< where the next is looked for; 0 to start */
};

/**
 * The next stretch that the kernel changes, within its reach of where lines begin, end or differ from one
 * position to the next. All else stays as it is: most of a large mask is of one coverage. False when there is
 * none. Between stretches are more than 2 * PL_STRIP positions.
 */
bool pl_strip_stretch(const struct pl_strip *strip, const struct pl_kernel *kernel,
                      struct pl_stretch *stretch);

/** Positions to be blurred: from where a stretch starts, or before; those from `first` on are wanted. */
struct pl_span {
    int from, first, end;
};

/** Blurs positions; those that are wanted are written `stride` bytes after each other. */
void pl_strip_blur(const struct pl_strip *strip, const struct pl_kernel *kernel, struct pl_span span,
                   uint8_t *out, ptrdiff_t stride);

#endif
