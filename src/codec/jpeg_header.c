#include "codec/jpeg_header.h"

#include <string.h>

/* Markers (T.81, table B.1). */
enum { SOF0 = 0xc0, SOF1 = 0xc1, DHT = 0xc4, SOI = 0xd8, SOS = 0xda, DQT = 0xdb, DRI = 0xdd, APP0 = 0xe0 };
enum { APP14 = 0xee, APP15 = 0xef, COM = 0xfe };

static int two_bytes(const unsigned char *at) {
    return at[0] << 8 | at[1];
}

static bool read_quantisers(struct pl_jpeg_header *header, const unsigned char *at, size_t size) {
    for (; size >= 1 + PL_JPEG_COEFFICIENTS;
         at += 1 + PL_JPEG_COEFFICIENTS, size -= 1 + PL_JPEG_COEFFICIENTS) {
        if (*at > 3) {
            return false; /* 16 bits, or no table */
        }
        for (int k = 0; k < PL_JPEG_COEFFICIENTS; k++) {
            header->tables[*at][k] = at[1 + k];
            if (at[1 + k] == 0) {
                return false;
            }
        }
        header->has_table[*at] = true;
    }
    return size == 0;
}

static bool read_codes(struct pl_jpeg_header *header, const unsigned char *at, size_t size) {
    while (size >= 1 + PL_JPEG_LENGTHS) {
        if ((*at & 0xef) > 3) {
            return false;
        }
        struct pl_jpeg_codes *codes = &header->codes[*at >> 4][*at & 3];
        codes->count = 0;
        memcpy(codes->lengths, at + 1, PL_JPEG_LENGTHS);
        for (int i = 0; i < PL_JPEG_LENGTHS; i++) {
            codes->count += codes->lengths[i];
        }
        at += 1 + PL_JPEG_LENGTHS;
        size -= 1 + PL_JPEG_LENGTHS;
        if (codes->count == 0 || codes->count > PL_JPEG_SYMBOLS || (size_t)codes->count > size) {
            return false;
        }
        memcpy(codes->symbols, at, (size_t)codes->count);
        at += codes->count;
        size -= (size_t)codes->count;
    }
    return size == 0;
}

static bool read_frame(struct pl_jpeg_header *header, const unsigned char *at, size_t size) {
    if (header->framed || size != 6 + 3 * PL_JPEG_COMPONENTS || at[0] != 8 || at[5] != PL_JPEG_COMPONENTS) {
        return false;
    }
    header->framed = true;
    header->height = two_bytes(at + 1);
    header->width = two_bytes(at + 3);
    header->across = at[7] >> 4;
    header->down = at[7] & 15;
    for (int i = 0; i < PL_JPEG_COMPONENTS; i++) {
        header->ids[i] = at[6 + 3 * i];
        header->which[i] = at[8 + 3 * i];
        if (header->which[i] > 3 || (i > 0 && at[7 + 3 * i] != 0x11)) {
            return false;
        }
    }
    bool usual = header->across == 2 ? header->down == 1 || header->down == 2
                                     : header->across == 1 && header->down == 1;
    return usual && header->width > 0 && header->height > 0;
}

static bool read_scan(struct pl_jpeg_header *header, const unsigned char *at, size_t size) {
    if (!header->framed || size != 4 + 2 * PL_JPEG_COMPONENTS || at[0] != PL_JPEG_COMPONENTS) {
        return false;
    }
    for (int i = 0; i < PL_JPEG_COMPONENTS; i++) {
        int tables = at[2 + 2 * i];
        if (at[1 + 2 * i] != header->ids[i] || (tables & 0xcc) != 0 || !header->has_table[header->which[i]]) {
            return false;
        }
        header->dc[i] = &header->codes[0][tables >> 4];
        header->ac[i] = &header->codes[1][tables & 15];
        if (header->dc[i]->count == 0 || header->ac[i]->count == 0) {
            return false;
        }
        memcpy(header->quantisers[i], header->tables[header->which[i]], sizeof header->quantisers[i]);
    }
    return memcmp(at + 7, "\0\77\0", 3) == 0;
}

static void read_application(struct pl_jpeg_header *header, int marker, const unsigned char *at,
                             size_t size) {
    if (marker == APP0 && size >= 14 && memcmp(at, "JFIF", 5) == 0) {
        header->jfif = true;
    } else if (marker == APP0 + 1 || marker == APP0 + 2) {
        header->extended = true;
    } else if (marker == APP14 && size >= 12 && memcmp(at, "Adobe", 5) == 0) {
        header->transform = at[11];
    }
}

/* As libjpeg guesses what the colours are: JFIF says it, then Adobe, then the components' usual names. */
static bool is_ycc(const struct pl_jpeg_header *header) {
    bool usual = header->ids[0] == 1 && header->ids[1] == 2 && header->ids[2] == 3;
    return header->jfif || header->transform == 1 || (header->transform < 0 && usual);
}

bool pl_jpeg_header_read(const unsigned char *bytes, size_t size, struct pl_jpeg_header *out) {
    *out = (struct pl_jpeg_header){.transform = -1};
    if (size < 4 || bytes[0] != 0xff || bytes[1] != SOI) {
        return false;
    }
    for (size_t at = 2; at + 4 <= size && bytes[at] == 0xff;) {
        int marker = bytes[at + 1];
        size_t length = (size_t)two_bytes(bytes + at + 2);
        const unsigned char *content = bytes + at + 4;
        if (length < 2 || length > size - at - 2) {
            return false;
        }
        at += 2 + length;
        length -= 2;
        bool known = true;
        if (marker == DQT) {
            known = read_quantisers(out, content, length);
        } else if (marker == DHT) {
            known = read_codes(out, content, length);
        } else if (marker == SOF0 || marker == SOF1) {
            known = read_frame(out, content, length);
        } else if (marker == DRI) {
            known = length == 2;
            out->restart = known ? two_bytes(content) : 0;
        } else if (marker == SOS) {
            out->scan = at;
            return read_scan(out, content, length) && is_ycc(out);
        } else if (marker >= APP0 && marker <= APP15) {
            read_application(out, marker, content, length);
        } else {
            known = marker == COM;
        }
        if (!known) {
            return false;
        }
    }
    return false;
}
