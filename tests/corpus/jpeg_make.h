#ifndef PL_TESTS_CORPUS_JPEG_MAKE_H
#define PL_TESTS_CORPUS_JPEG_MAKE_H

#include "base/buffer.h"

#include <stdbool.h>
/* jpeglib.h uses FILE and size_t without including what declares them. */
// clang-format off
#include <stdio.h>
#include <jpeglib.h>
// clang-format on

/* Makes JPEG files of every kind that libjpeg can write, and of some that only an editor of bytes can. */

enum jpeg_content { JPEG_WAVES, JPEG_NOISE, JPEG_EDGES, JPEG_CONTENTS };

struct jpeg_kind {
    int width, height;
    J_COLOR_SPACE in;     /* of the samples */
    J_COLOR_SPACE stored; /* in the file */
    int factors[4][2];    /* sampling factors of each component, across and down; 0 for 1 */
    int quality;          /* 0 for 75 */
    bool wide_tables;     /* quantisation tables may have 16 bits */
    bool progressive, optimise, arithmetic;
    int restart;      /* MCUs in a restart interval */
    int restart_rows; /* the same in rows of MCUs */
    const jpeg_scan_info *scans;
    int scan_count;
    bool no_jfif, no_adobe, adobe;
    const unsigned char *ids; /* of the components */
    enum jpeg_content content;
};

/** Appends the file to `out`. */
void jpeg_make(const struct jpeg_kind *kind, struct pl_buffer *out);

/** The same file with other coefficients: at random some few in each block, none out of range. */
void jpeg_make_coefficients(const struct jpeg_kind *kind, int seed, struct pl_buffer *out);

/** Where the first or last segment with that marker starts; ends the program where there is none. */
size_t jpeg_find(const struct pl_buffer *file, unsigned char marker);
size_t jpeg_find_last(const struct pl_buffer *file, unsigned char marker);

/** Where the marker after the one at `at` starts, past its segment and what a scan has; the end behind the
 * last. */
size_t jpeg_next(const struct pl_buffer *file, size_t at);

/** A whole segment: marker, length, content. */
struct pl_buffer jpeg_segment(unsigned char marker, const void *content, size_t size);

/** `file` with `removed` bytes at `at` replaced. */
struct pl_buffer jpeg_splice(const struct pl_buffer *file, size_t at, size_t removed, const void *bytes,
                             size_t size);

#endif
