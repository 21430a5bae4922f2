#include "jpeg_corpus.h"
#include "pictures.h"

#include <string.h>

/* Sound files with what cameras, programs and transports put around the picture, and what the standard allows
 * though no encoder writes it. */

enum { WIDTH = 53, HEIGHT = 39 };

static const struct jpeg_kind kinds[] = {
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 1}}, .restart = 2},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{2, 2}}, .progressive = true},
    {WIDTH, HEIGHT, JCS_GRAYSCALE, JCS_GRAYSCALE, .restart_rows = 1},
    {WIDTH, HEIGHT, JCS_CMYK, JCS_YCCK},
    {WIDTH, HEIGHT, JCS_RGB, JCS_YCbCr, {{1, 1}}, .arithmetic = true},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct pl_buffer make(const struct jpeg_kind *kind) {
    struct pl_buffer file = {0};
    jpeg_make(kind, &file);
    return file;
}

/* The file with some bytes at that place, taken over from `bytes`. */
static void check_inserted(struct group *group, const struct pl_buffer *file, size_t at,
                           struct pl_buffer bytes, const char *what) {
    struct pl_buffer odd = jpeg_splice(file, at, 0, bytes.data, bytes.size);
    jpeg_sound(group, &odd, 1, what);
    pl_buffer_finish(&odd);
    pl_buffer_finish(&bytes);
}

/* Before every marker but the first. */
static void insert_everywhere(struct group *group, const struct pl_buffer *file, unsigned char marker,
                              size_t size, const char *what) {
    static unsigned char content[65533];
    memset(content, 0xff, sizeof content);
    for (size_t at = jpeg_next(file, 0); at < file->size; at = jpeg_next(file, at)) {
        check_inserted(group, file, at, jpeg_segment(marker, content, size), what);
    }
}

static void check_segments(struct group *group, struct tap *tap) {
    static const size_t sizes[] = {0, 1, 5, 700, 65533};
    group_start(group, "segments");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(&kinds[k]);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            insert_everywhere(group, &file, 0xfe, sizes[i], "a comment");
        }
        for (unsigned char marker = 0xe0; marker < 0xf0; marker++) {
            insert_everywhere(group, &file, marker, marker * 3U, "a segment of some program's");
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

static struct pl_buffer bytes_of(const char *bytes, size_t size) {
    struct pl_buffer out = {0};
    pl_buffer_append(&out, bytes, size);
    return out;
}

/* T.81 B.1.1.2: any marker may be preceded by fill bytes; among them those of restarts. */
static void check_fill(struct group *group, struct tap *tap) {
    group_start(group, "fill-bytes");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(&kinds[k]);
        for (size_t at = 2; at + 1 < file.size; at++) {
            if (file.data[at] == 0xff && file.data[at + 1] >= 0xc0 && file.data[at + 1] < 0xff) {
                check_inserted(group, &file, at, bytes_of("\xff", 1), "a fill byte");
                check_inserted(group, &file, at, bytes_of("\xff\xff\xff\xff\xff", 5), "five fill bytes");
            }
        }
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* Segments that may be there, say nothing new, or come more than once. */
static void check_harmless(struct group *group, struct tap *tap) {
    static const char jfif_thumbnail[] = "JFIF\0\1\2\1\0\x48\0\x48\2\1abcdef";
    static const char jfxx[] = "JFXX\0\x13\2\1abcdef";
    static const char height[] = {0, HEIGHT};
    group_start(group, "harmless");
    for (int k = 0; k < KINDS; k++) {
        struct pl_buffer file = make(&kinds[k]);
        size_t scan = jpeg_find(&file, 0xda);
        size_t end = jpeg_find_last(&file, 0xd9);
        struct pl_buffer tables = jpeg_segment(0xdb, "\3\1", 2);
        for (int i = 1; i < 64; i++) {
            pl_buffer_append(&tables, "\1", 1);
        }
        tables.data[3] = 67;
        check_inserted(group, &file, scan, tables, "a quantisation table that nothing uses");
        check_inserted(group, &file, scan, jpeg_segment(0xc4, "\3\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 18),
                       "a Huffman table that nothing uses");
        check_inserted(group, &file, scan, jpeg_segment(0xc4, "", 0), "no Huffman table");
        check_inserted(group, &file, scan, jpeg_segment(0xdb, "", 0), "no quantisation table");
        check_inserted(group, &file, 2, jpeg_segment(0xdd, "\0\0", 2), "no restarts, or some after all");
        check_inserted(group, &file, scan, bytes_of("\xff\1", 2), "TEM");
        check_inserted(group, &file, scan, bytes_of("\xff\xd3", 2), "a restart marker outside a scan");
        check_inserted(group, &file, jpeg_next(&file, scan), jpeg_segment(0xdc, height, 2), "DNL");
        check_inserted(group, &file, end, jpeg_segment(0xfe, "the end", 7), "a comment at the end");
        check_inserted(group, &file, file.size, bytes_of("trailing bytes", 14), "bytes behind");
        check_inserted(group, &file, file.size, make(&kinds[1]), "a second picture behind");
        check_inserted(group, &file, 2, jpeg_segment(0xe0, jfif_thumbnail, sizeof jfif_thumbnail - 1),
                       "a thumbnail");
        check_inserted(group, &file, 2, jpeg_segment(0xe0, jfxx, sizeof jfxx - 1), "JFXX");
        check_inserted(group, &file, 2, jpeg_segment(0xe1, "http://ns.adobe.com/xap/1.0/", 29), "XMP");
        check_inserted(group, &file, 2, jpeg_segment(0xe2, "MPF", 4), "MPF");
        check_inserted(group, &file, 2, jpeg_segment(0xe2, "ICC_PROFILE\0\2\1", 14), "half a profile");
        check_inserted(group, &file, 2, jpeg_segment(0xed, "Photoshop 3.0", 14), "IPTC");
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

/* The file with all segments of that marker as one, at the place of the first; or, with `size` below the
 * whole, without any. */
static struct pl_buffer gather(const struct pl_buffer *file, unsigned char marker, bool keep) {
    struct pl_buffer content = {0};
    struct pl_buffer out = {0};
    size_t next;
    size_t first = jpeg_find(file, marker);
    for (size_t at = 0; at < file->size; at = next) {
        next = jpeg_next(file, at);
        if (file->data[at + 1] == marker) {
            pl_buffer_append(&content, file->data + at + 4, next - at - 4);
        }
    }
    for (size_t at = 0; at < file->size; at = next) {
        next = jpeg_next(file, at);
        if (at == first && keep) {
            struct pl_buffer one = jpeg_segment(marker, content.data, content.size);
            pl_buffer_append(&out, one.data, one.size);
            pl_buffer_finish(&one);
        }
        if (file->data[at + 1] != marker) {
            pl_buffer_append(&out, file->data + at, next - at);
        }
    }
    pl_buffer_finish(&content);
    return out;
}

/* Tables in one segment, and, as in frames of Motion JPEG, the usual Huffman tables left out. */
static void check_tables(struct group *group, struct tap *tap) {
    group_start(group, "tables");
    for (int k = 0; k < 5; k++) {
        struct pl_buffer file = make(&kinds[k]);
        struct pl_buffer one = gather(&file, 0xdb, true);
        jpeg_sound(group, &one, 1, "one DQT");
        if (!kinds[k].progressive) {
            struct pl_buffer huffman = gather(&one, 0xc4, true);
            struct pl_buffer none = gather(&one, 0xc4, false);
            jpeg_sound(group, &huffman, 1, "one DHT");
            jpeg_sound(group, &none, 1, "no DHT");
            pl_buffer_finish(&none);
            pl_buffer_finish(&huffman);
        }
        pl_buffer_finish(&one);
        pl_buffer_finish(&file);
    }
    group_finish(group, tap);
}

static struct pl_buffer exif_segment(int orientation, bool big_endian) {
    unsigned char exif[64];
    size_t size = picture_exif(exif, orientation, big_endian);
    return jpeg_segment(0xe1, exif, size);
}

static void check_turned(struct group *group, const struct jpeg_kind *kind) {
    struct pl_buffer file = make(kind);
    for (int orientation = 0; orientation <= 10; orientation++) {
        struct pl_buffer exif = exif_segment(orientation, orientation & 1);
        /* Before the first segment, as cameras have it, and at the last place there is. */
        struct pl_buffer first = jpeg_splice(&file, 2, 0, exif.data, exif.size);
        struct pl_buffer last = jpeg_splice(&file, jpeg_find(&file, 0xda), 0, exif.data, exif.size);
        char words[64];
        int known = orientation >= 1 && orientation <= 8 ? orientation : 1;
        snprintf(words, sizeof words, "%dx%d, orientation %d", kind->width, kind->height, orientation);
        jpeg_sound(group, &first, known, words);
        jpeg_sound(group, &last, known, words);
        pl_buffer_finish(&last);
        pl_buffer_finish(&first);
        pl_buffer_finish(&exif);
    }
    pl_buffer_finish(&file);
}

static void check_orientations(struct group *group, struct tap *tap) {
    static const int sizes[][2] = {{1, 1},   {2, 1},   {1, 3},  {5, 3},  {16, 16},
                                   {17, 40}, {33, 32}, {64, 1}, {70, 67}};
    group_start(group, "orientations");
    for (int k = 0; k < KINDS; k++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            struct jpeg_kind kind = kinds[k];
            kind.width = sizes[i][0];
            kind.height = sizes[i][1];
            check_turned(group, &kind);
        }
    }
    struct pl_buffer file = make(&kinds[0]);
    struct pl_buffer two = jpeg_splice(&file, 2, 0, "", 0);
    for (int orientation = 6; orientation >= 3; orientation -= 3) {
        struct pl_buffer exif = exif_segment(orientation, true);
        struct pl_buffer more = jpeg_splice(&two, 2, 0, exif.data, exif.size);
        pl_buffer_finish(&two);
        pl_buffer_finish(&exif);
        two = more;
    }
    jpeg_sound(group, &two, 3, "two Exif segments, of which the first counts");
    pl_buffer_finish(&two);
    pl_buffer_finish(&file);
    group_finish(group, tap);
}

/* So large that pictures are read row by row. */
static void check_large(struct group *group, struct tap *tap) {
    static const struct jpeg_kind large[] = {
        {4100, 4101, JCS_RGB, JCS_YCbCr, {{2, 2}}, .restart_rows = 7},
        {4100, 4101, JCS_CMYK, JCS_CMYK},
    };
    group_start(group, "large");
    for (int i = 0; i < 2; i++) {
        jpeg_sound_kind(group, &large[i], "17 megapixels");
    }
    group_finish(group, tap);
}

void jpeg_markers(struct group *group, struct tap *tap) {
    check_segments(group, tap);
    check_fill(group, tap);
    check_harmless(group, tap);
    check_tables(group, tap);
    check_orientations(group, tap);
    check_large(group, tap);
}
