#ifndef PL_CODEC_JPEG_FILE_H
#define PL_CODEC_JPEG_FILE_H

#include "base/deadline.h"
#include "codec/jpeg.h"
#include "codec/jpeg_blocks.h"

/** A JPEG that libjpeg reads. Of it stays what outlives a longjmp. */
struct pl_jpeg_file {
    struct pl_jpeg_failure failure;
    struct jpeg_decompress_struct info;
    struct jpeg_progress_mgr progress;
    const char *name;
    const unsigned char *bytes;
    size_t size;
    int side;            /**< that the longer side has to have at least; 0 for the picture's own */
    int orientation;     /**< by its Exif data */
    unsigned char *cmyk; /**< one row, for pictures whose colours libjpeg does not convert; else NULL */
    JOCTET *profile;
    unsigned profile_size;
    bool profile_damaged;
    struct pl_deadline *deadline;
    struct placard_error *error;
};

/** Reads what comes before the pixels, and chooses at how many eighths of their size these are decoded. */
bool pl_jpeg_file_head(struct pl_jpeg_file *file);

/** Reads the colour profile. Before the pixels, so that what is last heard of them is about them. */
bool pl_jpeg_file_profile(struct pl_jpeg_file *file);

/** Gets a row for colours that libjpeg does not convert, where they are such, and begins with the pixels. */
bool pl_jpeg_file_start(struct pl_jpeg_file *file);

/** Reads the coefficients of what is usual and not so large that it had better be decoded as it is read. */
bool pl_jpeg_file_blocks(const struct pl_jpeg_file *file, struct pl_jpeg_blocks *blocks);

/** Converts the row in `cmyk`. */
void pl_jpeg_file_convert(const struct pl_jpeg_file *file, uint32_t *row);

void pl_jpeg_file_finish(struct pl_jpeg_file *file);

#endif
