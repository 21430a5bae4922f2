#ifndef PL_COMPOSE_COMPOSE_H
#define PL_COMPOSE_COMPOSE_H

#include "base/buffer.h"
#include "base/deadline.h"
#include "base/error.h"
#include "base/lazy.h"
#include "base/pixmap.h"
#include "codec/codec.h"
#include "document/document.h"
#include "layers/layers.h"
#include "paint/painter.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * The file of a URL, appended to `out`. False without an error (code PLACARD_OK) where there is none of it
 * at hand.
 */
typedef bool pl_load_url(void *data, const char *url, struct pl_buffer *out, struct placard_error *error);

struct pl_pictures;

/** How to draw a sample. Zero is the default of each member. */
struct pl_compose_options {
    const char *folder;      /**< that paths in the document are relative to */
    const char *base_folder; /**< the same for the sample's base image, where it is another; or NULL */
    const char
        *base; /**< file of the base image instead of the sample's own, or its name if there are bytes */
    const void *base_bytes; /**< the base image's file itself */
    size_t base_size;
    pl_load_url *load; /**< NULL where no URL's file is at hand */
    void *load_data;
    double scale;
    const struct pl_color *background; /**< instead of the sample's */
    bool strict;                       /**< the first warning is an error */
    bool lazy; /**< rows of the picture that nothing is drawn on may be made later (base/lazy.h) */
    struct pl_warnings warnings;
    struct pl_pictures *pictures; /**< where pictures of image layers are kept; NULL for this poster alone */
    long long max_pixels; /**< of the canvas, of its base image, and of all pictures of image layers; 0 for
                             PL_AREA_LIMIT */
    const char *assets;   /**< a folder that paths may lead to, besides those that they are relative to; NULL
                             for none */
    struct pl_deadline *deadline; /**< by when the poster has to be drawn; NULL for none */
    long long max_work;  /**< pixels that its layers may paint, where it has a deadline; 0 for what is usual,
                            negative for any number */
    long long undivided; /**< pixels that a canvas has at most to be drawn whole; 0 for PL_UNDIVIDED */
    long long band;      /**< pixels of a band of a larger one; 0 for PL_BAND */
};

/** Of layers that take hardly more in many bands than in one, these are smaller: such stay in the caches of
 * the processor until they are encoded, which halves what plain layers take. */
#define PL_SMALL_BAND (2 * 1000 * 1000)

/** Up to there what layers need beside the canvas, some bytes for each of its pixels, is little enough;
 * beyond, it goes with the pixels of a band. Larger bands would save little of what is done for each of them.
 */
#define PL_UNDIVIDED (12 * 1000 * 1000)
#define PL_BAND (8 * 1000 * 1000)

/** What layers are allowed to paint unless more is allowed, in pixels that are filled plainly, of which a
 * processor does one in a nanosecond or so: the whole of the largest canvas several times. Of a large
 * document each layer is allowed its part, so that it is only small ones that can't ask for more than a
 * second. */
#define PL_WORK_LIMIT (750 * 1000 * 1000)
#define PL_LAYER_WORK (60 * 1000 * 1000)

/** What a pixel of the canvas counts for being filled and encoded. */
#define PL_CANVAS_WORK 2

struct pl_compose_times {
    double decode, draw, encode; /**< milliseconds; `encode` of pl_compose_encoded alone, without writing */
};

/** How many pixels the options allow. */
long long pl_compose_pixels(const struct pl_compose_options *options);

/** How many pixels of work the layers of a sample may be; negative for any number. */
long long pl_compose_work(const struct pl_compose_options *options, const struct pl_sample *sample);

/** Counts what a canvas takes apart from its layers. */
void pl_compose_count(const struct pl_compose_options *options, int width, int height);

/** How many pixels a canvas has at most to be drawn whole, and how many a band of a larger one. */
long long pl_compose_undivided(const struct pl_compose_options *options);
long long pl_compose_band(const struct pl_compose_options *options, const struct pl_sample *sample);

/** Puts "WHERE: " before an error of a deadline that has passed, and leaves any other as it is. Returns
 * false.
 */
bool pl_compose_late(const struct pl_compose_options *options, const char *where,
                     struct placard_error *error);

/**
 * A sample's base with its lowest layers drawn on it, for posters that differ in what is above. It does not
 * change once it is made: threads may share it.
 */
struct pl_plate {
    struct pl_pixmap head; /**< what is said of the picture but for its pixels */
    struct pl_backing *picture;
    int layers;                /**< how many of the sample's are drawn on it */
    long long work;            /**< that these were */
    struct pl_notes warnings;  /**< of drawing these */
    struct pl_missing missing; /**< characters of theirs that no font has */
    struct pl_arena arena;
};

/** Draws the first `layers` layers of a sample, for posters that `codec` encodes in this way; pl_plate_finish
 * releases it, also after failure. */
bool pl_plate_make(struct pl_painter *painter, const struct pl_sample *sample,
                   const struct pl_compose_options *options, int layers, const struct pl_codec *codec,
                   const struct pl_encode_options *encode, struct pl_plate *out, struct placard_error *error);
void pl_plate_finish(struct pl_plate *plate);

/**
 * Draws a sample into `out`, which pl_pixmap_finish releases; on `plate` where it is not NULL, from its
 * layers on. `out` is all zero or an older picture, whose memory is used again where it fits. A warning comes
 * once, however many layers have cause for it.
 */
bool pl_compose(struct pl_painter *painter, const struct pl_sample *sample,
                const struct pl_compose_options *options, const struct pl_plate *plate, struct pl_pixmap *out,
                struct pl_compose_times *times, struct placard_error *error);

/** How a poster becomes a file. */
struct pl_output {
    const struct pl_codec *codec;
    const struct pl_encode_options *encode;
    struct pl_buffer *bytes; /**< that it is appended to */
    /** Takes what comes next of the file, or last, out of that; false is an error. NULL leaves all of it
     * there. */
    bool (*write)(void *data, const void *bytes, size_t size, bool last, struct placard_error *error);
    void *data;
};

/** What is to be told of one. */
struct pl_composed {
    int width, height;
    struct pl_compose_times times;
};

/**
 * Draws a sample as pl_compose does, and encodes it. Its pixels are those of the whole picture encoded at
 * once, whatever its size, and so is its file but for the chunks that a PNG's data are in. A canvas of more
 * than PL_UNDIVIDED pixels is drawn in bands, and what each comes to is written before the next is drawn:
 * where something fails on the way, the beginning of the file was written. `scratch` is the `out` of
 * pl_compose, for the caller to finish; after a canvas that was drawn in bands it is empty.
 */
bool pl_compose_encoded(struct pl_painter *painter, const struct pl_sample *sample,
                        const struct pl_compose_options *options, const struct pl_plate *plate,
                        const struct pl_output *output, struct pl_pixmap *scratch, struct pl_composed *told,
                        struct placard_error *error);

#endif
