#ifndef PL_CODEC_CODEC_H
#define PL_CODEC_CODEC_H

#include "base/buffer.h"
#include "base/deadline.h"
#include "base/error.h"
#include "base/pixmap.h"
#include "base/rows.h"

#include <stdbool.h>
#include <stddef.h>

enum pl_chroma { PL_CHROMA_AUTO, PL_CHROMA_444, PL_CHROMA_422, PL_CHROMA_420 };

/** How to encode; zero is the default of each. */
struct pl_encode_options {
    int quality; /**< JPEG: 1 to 100, 0 for 90 */
    enum pl_chroma
        chroma;   /**< JPEG: automatic is 4:4:4 from quality 90 up, else 4:2:0, as ImageMagick does */
    double scale; /**< pixels per CSS pixel, for the density that is written; 0 for 1 */
    bool indexed; /**< PNG: with a palette, where the picture has few enough colours for one */
    struct pl_deadline *deadline; /**< by when it has to be done, of one picture; or NULL */
};

struct pl_kept;
struct pl_backing;

/** A picture of which some rows at a time are to be had; pl_banded_finish releases it. */
struct pl_banded {
    struct pl_pixmap head; /**< what is said of it, without pixels; opaque where no pixel can be otherwise */
    struct pl_backing *backing;   /**< what rows can be made from (base/lazy.h), or NULL */
    struct pl_row_source *source; /**< else what reads them one by one, or NULL where that can't be done */
};

/** A picture that is encoded some rows at a time. The first member of a larger struct. */
struct pl_encoder {
    int step; /**< a multiple of so many rows is put at once, but for the last of the picture */
    /** Encodes rows of the pixmap that follow those before. */
    bool (*put)(struct pl_encoder *encoder, int from, int to, struct placard_error *error);
    /** Behind the last rows. */
    bool (*end)(struct pl_encoder *encoder, struct placard_error *error);
    void (*close)(struct pl_encoder *encoder);
};

/** One picture format: a row of the table in codecs.c. */
struct pl_codec {
    const char *name;              /**< what --format takes: "png" */
    const char *const *extensions; /**< without the dot, the usual one first; ends in NULL */
    const char *media_type;
    /** Whether bytes start as this format does. */
    bool (*sniff)(const unsigned char *bytes, size_t size);
    /** Whether bytes end as a whole picture of this format usually does. */
    bool (*ends)(const unsigned char *bytes, size_t size);
    /** Reads the size alone, without decoding. `name` is the file's name for messages. */
    bool (*size)(const char *name, const unsigned char *bytes, size_t size, int *width, int *height,
                 struct placard_error *error);
    /** Decodes into a pixmap that pl_pixmap_finish releases; looks at the deadline, which may be NULL, on the
     * way. */
    bool (*decode)(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                   struct pl_pixmap *out, struct placard_error *error);
    /** The same with rows that are made when they are needed (base/lazy.h), where that can be done with this
     * one; else as `decode`. NULL where the format has no such. */
    bool (*decode_lazily)(const char *name, const unsigned char *bytes, size_t size,
                          struct pl_deadline *deadline, struct pl_pixmap *out, struct placard_error *error);
    /** The same with colours as the file has them, not multiplied by alpha, which loses digits of them. NULL
     * where the format has no alpha. */
    bool (*decode_straight)(const char *name, const unsigned char *bytes, size_t size, struct pl_pixmap *out,
                            struct placard_error *error);
    /** The same at a lower resolution, of those that are cheaper to have than the picture's own the lowest
     * whose longer side still has `side` pixels. NULL where the format has none. */
    bool (*decode_small)(const char *name, const unsigned char *bytes, size_t size, int side,
                         struct pl_pixmap *out, struct placard_error *error);
    /** Opens it to decode row by row, straight; `*out` is NULL where that can't be done with this one. */
    bool (*rows)(const char *name, const unsigned char *bytes, size_t size, struct pl_row_source **out,
                 struct placard_error *error);
    /** Opens it to draw on some rows at a time; its bytes have to stay for a source. */
    bool (*open)(const char *name, const unsigned char *bytes, size_t size, struct pl_deadline *deadline,
                 struct pl_banded *out, struct placard_error *error);
    /** Appends the encoded picture to `out`. */
    bool (*encode)(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                   struct pl_buffer *out, struct placard_error *error);
    /** The same bit by bit, of a band (base/pixmap.h) that has the rows when they are put: begins with what
     * stands before them. Between calls the buffer may be emptied. NULL is an error. */
    struct pl_encoder *(*begin)(const struct pl_pixmap *pixmap, const struct pl_encode_options *options,
                                struct pl_buffer *out, struct placard_error *error);
    /** Finds what `encode` can take over of this picture where others that are encoded alike are the same
     * (codec/keep.h), and by what tiles it wants to know where they are not. */
    bool (*keep)(const struct pl_pixmap *pixmap, const struct pl_encode_options *options, struct pl_kept *out,
                 struct placard_error *error);
};

/** The table, in the order that lists of formats are printed in; ends in NULL. */
extern const struct pl_codec *const pl_codecs[];

/** The format called `name`, or with that extension; case is ignored; NULL if there is none. */
const struct pl_codec *pl_codec_by_name(const char *name);
const struct pl_codec *pl_codec_by_extension(const char *extension);

/** The format that bytes are of, told by how they start, or NULL. Names lie: services hand out PNG called
 * .jpg. */
const struct pl_codec *pl_codec_sniff(const unsigned char *bytes, size_t size);

/** "png, jpeg", for messages and help; lives as long as the program. */
const char *pl_codec_names(void);

/** Decodes a picture of any format of the table, told by its content. */
bool pl_picture_decode(const char *name, const void *bytes, size_t size, struct pl_pixmap *out,
                       struct placard_error *error);

/** The same by a deadline, which may be NULL. */
bool pl_picture_decode_until(const char *name, const void *bytes, size_t size, struct pl_deadline *deadline,
                             struct pl_pixmap *out, struct placard_error *error);

/** The same with rows that are made when they are needed (base/lazy.h), where that can be done. */
bool pl_picture_decode_lazily(const char *name, const void *bytes, size_t size, struct pl_deadline *deadline,
                              struct pl_pixmap *out, struct placard_error *error);

/** The same, where it is translucent into a straight pixmap: for comparing. */
bool pl_picture_decode_straight(const char *name, const void *bytes, size_t size, struct pl_pixmap *out,
                                struct placard_error *error);
/** Decodes at a lower resolution where the format has one whose longer side still has `side` pixels. */
bool pl_picture_decode_small(const char *name, const void *bytes, size_t size, int side,
                             struct pl_pixmap *out, struct placard_error *error);

/** Opens it to draw on some rows at a time; its bytes have to stay. */
bool pl_picture_open(const char *name, const void *bytes, size_t size, struct pl_deadline *deadline,
                     struct pl_banded *out, struct placard_error *error);
void pl_banded_finish(struct pl_banded *banded);

/** Its size alone. */
bool pl_picture_size(const char *name, const void *bytes, size_t size, int *width, int *height,
                     struct placard_error *error);

#endif
