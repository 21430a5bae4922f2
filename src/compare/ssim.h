#ifndef PL_COMPARE_SSIM_H
#define PL_COMPARE_SSIM_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/** Pixels a side of the window. */
#define PL_SSIM_WINDOW 11

/**
 * Structural similarity as Wang, Bovik, Sheikh and Simoncelli define it (2004): of luma, in windows of 11x11
 * pixels weighted by a Gaussian of 1.5 pixels, the mean over every window that lies in the picture. A picture
 * of fewer pixels across or down has a window as small. Windows without a difference are not looked into.
 */
struct pl_ssim {
    int width, height;
    int across, down; /* of the window */
    float weights[2][PL_SSIM_WINDOW];
    int blocks;       /* of columns */
    float *luma[2];   /* of the last `down` rows of both pictures, in a ring */
    uint8_t *differs; /* of the same rows, by blocks */
    float *sums[4];   /* of one column each, over the rows */
    int y;            /* the next row */
    int alike;        /* how many rows, up to the last, did not differ */
    double lost;      /* sum of what each window lacks to 1 */
};

/** pl_ssim_finish releases it, also after a failure. */
bool pl_ssim_init(struct pl_ssim *ssim, int width, int height, struct placard_error *error);
void pl_ssim_finish(struct pl_ssim *ssim);

/** Adds the next row of both pictures, straight. */
void pl_ssim_row(struct pl_ssim *ssim, const uint32_t *p, const uint32_t *q);

/** The mean, after the last row. */
double pl_ssim_mean(const struct pl_ssim *ssim);

#endif
