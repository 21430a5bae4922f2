#ifndef PL_COMPOSE_DRAWING_H
#define PL_COMPOSE_DRAWING_H

#include "compose/base.h"
#include "compose/compose.h"
#include "compose/images.h"

/** Warnings of one poster: each passed on once, the first kept where it is to be an error. */
struct pl_sink {
    const struct pl_warnings *to;
    bool strict;
    struct placard_error *error;
    bool failed;
    struct pl_notes said;
    struct pl_arena arena;
};

/** The pictures of the layers of one drawing, and what they are read through where the caller has nothing. */
struct pl_reading {
    struct pl_images images;
    struct pl_pictures *own;
};

/** A poster while it is drawn; the first four members are the caller's. */
struct pl_drawing {
    struct pl_painter *painter;
    const struct pl_sample *sample;
    const struct pl_compose_options *options;
    const struct pl_plate *plate; /**< or NULL */
    int first;                    /**< layer that is not on the plate */
    struct pl_sink sink;
    struct pl_warnings warnings;
    struct pl_missing missing;
    struct pl_reading reading;
    struct pl_base base; /**< where there is no plate */
    double begun;
    struct pl_compose_times times;
};

/** Reads what is drawn, but for the pixels of the base image. pl_drawing_finish releases it, also after
 * failure. */
bool pl_drawing_start(struct pl_drawing *drawing, struct placard_error *error);
void pl_drawing_finish(struct pl_drawing *drawing);

/** Passes on what there is to warn of before layers are drawn over `base`. */
void pl_drawing_warn(struct pl_drawing *drawing, const struct pl_pixmap *base);

/** Draws all layers, on a band their part of it. */
bool pl_drawing_layers(struct pl_drawing *drawing, struct pl_pixmap *pixmap, struct placard_error *error);

/** After the last of them; false where a warning has become the error. */
bool pl_drawing_done(struct pl_drawing *drawing);

/** All of these, for the whole canvas; `out` as for pl_compose. */
bool pl_drawing_whole(struct pl_drawing *drawing, struct pl_pixmap *out, struct placard_error *error);

#endif
