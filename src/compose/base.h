#ifndef PL_COMPOSE_BASE_H
#define PL_COMPOSE_BASE_H

#include "codec/codec.h"
#include "compose/compose.h"
#include "compose/source.h"
#include "paint/resample.h"

/** What a sample is drawn on: its base image, enlarged, over the background. */
struct pl_base {
    const struct pl_compose_options *options;
    struct pl_color background;
    bool has_picture;
    struct pl_source source;
    const char *name;
    const unsigned char *bytes;
    size_t size;
    int width, height; /**< of the canvas */
    bool enlarged;

    /* Of one that some rows at a time are made of. */
    struct pl_banded banded;
    struct pl_pixmap whole; /* the picture, where it has to be enlarged and can't be read by rows */
    struct pl_resampler *resampler;
    uint32_t *row;
    int read; /* rows of the picture */
};

/** Reads its file and finds out its size; the options have to stay. pl_base_close releases it, also after
 * failure. */
bool pl_base_open(const struct pl_sample *sample, const struct pl_compose_options *options,
                  struct pl_base *base, struct placard_error *error);
void pl_base_close(struct pl_base *base);

/** Whether it is to be drawn whole for its size. */
bool pl_base_is_small(const struct pl_base *base);

/** Makes all of the canvas. `out` is all zero or an older picture, whose memory is used again where it fits
 * and nothing has to be there at once. */
bool pl_base_load(struct pl_base *base, struct pl_pixmap *out, struct placard_error *error);

/**
 * Makes ready to have some rows of the canvas at a time; `*possible` is false where they can't be had but all
 * at once: of an interlaced PNG, and of a JPEG that is progressive or turned, unless these are enlarged.
 */
bool pl_base_start(struct pl_base *base, bool *possible, struct placard_error *error);

/** Bands of the canvas begin and end at multiples of so many rows. */
int pl_base_step(const struct pl_base *base);

/** What is known of the canvas before its pixels are, with memory for one row. */
bool pl_base_canvas(struct pl_base *base, struct pl_pixmap *canvas, struct placard_error *error);

/** Makes the rows of the band that the canvas was moved to, which follow those before. */
bool pl_base_fill(struct pl_base *base, struct pl_pixmap *canvas, struct placard_error *error);

#endif
