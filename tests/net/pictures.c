#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BIG_SIZE = 300 << 10, SEGMENT_MOST = 0xffff, SEGMENT_HEAD = 4 };

/* Noise, so that no two pictures are alike and nothing can be made smaller (xorshift, Marsaglia 2003). */
static void fill_noise(unsigned char *out, size_t size, uint32_t seed) {
    uint32_t state = seed * 2654435761U | 1;
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        out[i] = (unsigned char)(state >> 24);
    }
}

/* A JPEG with comments after its first marker that make it `BIG_SIZE` bytes. */
static struct bytes enlarge(struct bytes picture, uint32_t seed) {
    struct bytes big = {must(malloc(BIG_SIZE)), 0};
    memcpy(big.data, picture.data, 2);
    big.size = 2;
    while (big.size + picture.size - 2 + SEGMENT_HEAD < BIG_SIZE) {
        size_t room = BIG_SIZE - (big.size + picture.size - 2) - 2;
        size_t length = room < SEGMENT_MOST ? room : SEGMENT_MOST; /* which counts itself */
        unsigned char *at = big.data + big.size;
        memcpy(at, (const unsigned char[]){0xff, 0xfe, (unsigned char)(length >> 8), length & 0xff}, 4);
        fill_noise(at + SEGMENT_HEAD, length - 2, seed++);
        big.size += length + 2;
    }
    memcpy(big.data + big.size, picture.data + 2, picture.size - 2);
    big.size += picture.size - 2;
    free(picture.data);
    return big;
}

bool picture_find(const struct server *server, const char *name, struct bytes *out) {
    int number;
    bool big = sscanf(name, "big-%d", &number) == 1;
    if (strstr(name, "..")) {
        return false;
    }
    for (const char *const *folder = server->folders; *folder; folder++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", *folder, big ? "1.jpg" : name);
        if (bytes_read(path, out)) {
            if (big && out->size < BIG_SIZE) {
                *out = enlarge(*out, (uint32_t)number << 8);
            }
            return true;
        }
    }
    return false;
}

const char *picture_type(const char *name) {
    static const char *const rows[][2] = {
        {".jpg", "image/jpeg"}, {".png", "image/png"}, {".webp", "image/webp"}, {".mp4", "video/mp4"}};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(dot, rows[i][0]) == 0) {
            return rows[i][1];
        }
    }
    return "application/octet-stream";
}

static void put32(unsigned char *out, uint32_t value) {
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(value >> (24 - 8 * i));
    }
}

static void put_chunk(struct bytes *png, const char *type, const unsigned char *data, size_t size) {
    unsigned char *at = png->data + png->size;
    put32(at, (uint32_t)size);
    memcpy(at + 4, type, 4);
    if (size > 0) {
        memcpy(at + 8, data, size);
    }
    put32(at + 8 + size, (uint32_t)crc32(0, at + 4, (uInt)size + 4));
    png->size += size + 12;
}

struct bytes picture_huge(void) {
    enum { SIDE = 60000, ROOM = 256 };
    unsigned char head[13] = {0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0};
    unsigned char data[64];
    uLongf size = sizeof data;
    put32(head, SIDE);
    put32(head + 4, SIDE);
    compress(data, &size, (const unsigned char[4]){0}, 4);
    struct bytes png = {must(malloc(ROOM)), 8};
    memcpy(png.data, (const unsigned char[]){0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 8);
    put_chunk(&png, "IHDR", head, sizeof head);
    put_chunk(&png, "IDAT", data, size);
    put_chunk(&png, "IEND", NULL, 0);
    return png;
}

struct bytes gzip(struct bytes bytes, size_t zeros_after) {
    enum { GZIP = 15 + 16, STEP = 1 << 20 };
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        must(NULL);
    }
    uLong room = bytes.size + zeros_after / 900 + 4096;
    struct bytes out = {must(malloc(room)), 0};
    unsigned char *zeros = must(calloc(1, STEP));
    stream.next_out = out.data;
    stream.avail_out = (uInt)room;
    stream.next_in = bytes.data;
    stream.avail_in = (uInt)bytes.size;
    deflate(&stream, Z_NO_FLUSH);
    for (size_t left = zeros_after; left > 0; left -= left < STEP ? left : STEP) {
        stream.next_in = zeros;
        stream.avail_in = (uInt)(left < STEP ? left : STEP);
        deflate(&stream, Z_NO_FLUSH);
    }
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        must(NULL);
    }
    out.size = stream.total_out;
    deflateEnd(&stream);
    free(zeros);
    free(bytes.data);
    return out;
}
