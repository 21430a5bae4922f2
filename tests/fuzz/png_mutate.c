/* Changes a PNG chunk by chunk, and puts their checksums right: a decoder that checks them, as it should,
 * would never look at what was changed otherwise. Image data is unpacked, changed and packed again. */
#include "base/memory.h"
#include "random.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, AROUND = 12, CHUNKS = 64, UNPACKED = 1 << 18, IHDR_SIZE = 13, ROOM = 64 };

struct chunk {
    uint8_t type[4];
    uint8_t *content; /* with room for more */
    size_t size;
};

struct png {
    struct pl_arena arena; /* of the contents */
    struct chunk chunks[CHUNKS];
    size_t count;
};

static uint32_t read_number(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_number(uint8_t *at, uint32_t number) {
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(number >> (24 - 8 * i));
    }
}

static uint8_t *allocate(struct png *png, size_t size) {
    uint8_t *block = pl_arena_alloc(&png->arena, size + ROOM, 1);
    if (!block) {
        abort();
    }
    return block;
}

/* ---- taking apart and putting together ---- */

static void add_chunk(struct png *png, size_t at, const uint8_t *type, const uint8_t *content, size_t size) {
    if (png->count == CHUNKS) {
        return;
    }
    memmove(&png->chunks[at + 1], &png->chunks[at], (png->count - at) * sizeof *png->chunks);
    struct chunk *chunk = &png->chunks[at];
    memcpy(chunk->type, type, 4);
    chunk->content = allocate(png, size);
    chunk->size = size;
    if (size > 0) {
        memcpy(chunk->content, content, size);
    }
    png->count++;
}

static void remove_chunk(struct png *png, size_t at) {
    png->count--;
    memmove(&png->chunks[at], &png->chunks[at + 1], (png->count - at) * sizeof *png->chunks);
}

/* What is behind the last whole chunk is left out. */
static void take_apart(struct png *png, const uint8_t *data, size_t size) {
    for (size_t at = SIGNATURE; size > at && size - at >= AROUND && png->count < CHUNKS;) {
        size_t content = read_number(data + at);
        if (content > size - at - AROUND) {
            break;
        }
        add_chunk(png, png->count, data + at + 4, data + at + 8, content);
        at += content + AROUND;
    }
}

static size_t put_together(const struct png *png, uint8_t *out, size_t most) {
    size_t size = SIGNATURE;
    memcpy(out, "\x89PNG\r\n\x1a\n", SIGNATURE);
    for (size_t i = 0; i < png->count; i++) {
        const struct chunk *chunk = &png->chunks[i];
        if (most - size < chunk->size + AROUND) {
            break;
        }
        write_number(out + size, (uint32_t)chunk->size);
        memcpy(out + size + 4, chunk->type, 4);
        memcpy(out + size + 8, chunk->content, chunk->size);
        write_number(out + size + 8 + chunk->size, (uint32_t)crc32(0, out + size + 4, (uInt)chunk->size + 4));
        size += chunk->size + AROUND;
    }
    return size;
}

/* ---- changes ---- */

static void change_content(struct png *png, struct chunk *chunk) {
    uint8_t *content = allocate(png, chunk->size);
    memcpy(content, chunk->content, chunk->size);
    chunk->content = content;
    chunk->size = LLVMFuzzerMutate(content, chunk->size, chunk->size + ROOM);
}

static bool is_data(const struct chunk *chunk) {
    return memcmp(chunk->type, "IDAT", 4) == 0;
}

/* Replaces the image data by `size` bytes packed anew, now and then in several chunks. */
static void set_data(struct png *png, const uint8_t *bytes, size_t size, struct random *random) {
    uLongf packed_size = compressBound((uLong)size);
    uint8_t *packed = allocate(png, packed_size);
    size_t first = png->count;
    if (compress2(packed, &packed_size, bytes, (uLong)size, (int)random_below(random, 10)) != Z_OK) {
        abort();
    }
    for (size_t i = png->count; i-- > 0;) {
        if (is_data(&png->chunks[i])) {
            remove_chunk(png, i);
            first = i;
        }
    }
    for (size_t done = 0; done < packed_size && png->count < CHUNKS;) {
        size_t left = packed_size - done;
        size_t part = random_below(random, 4) == 0 ? random_below(random, (unsigned)left + 1) : left;
        part = png->count == CHUNKS - 1 ? left : part;
        add_chunk(png, first++, (const uint8_t *)"IDAT", packed + done, part);
        done += part;
    }
}

/* Image data, unpacked as far as it goes. */
static uint8_t *get_data(struct png *png, size_t *size) {
    uint8_t *out = allocate(png, UNPACKED);
    z_stream stream = {.next_out = out, .avail_out = UNPACKED};
    int status = inflateInit(&stream);
    for (size_t i = 0; i < png->count && status == Z_OK; i++) {
        if (is_data(&png->chunks[i])) {
            stream.next_in = png->chunks[i].content;
            stream.avail_in = (uInt)png->chunks[i].size;
            status = inflate(&stream, Z_NO_FLUSH);
            status = status == Z_BUF_ERROR ? Z_OK : status;
        }
    }
    *size = stream.total_out;
    inflateEnd(&stream);
    return out;
}

static void change_data(struct png *png, struct random *random) {
    size_t size;
    uint8_t *bytes = get_data(png, &size);
    size = LLVMFuzzerMutate(bytes, size, UNPACKED);
    set_data(png, bytes, size, random);
}

/* Rows as a header asks for: as many bytes as it needs, from those that there are. */
static void fit_data(struct png *png, struct random *random) {
    static const unsigned channels[] = {1, 1, 3, 1, 2, 1, 4};
    const uint8_t *header = png->chunks[0].content;
    uint64_t bits = (uint64_t)read_number(header) * header[8] * (header[9] < 7 ? channels[header[9]] : 1);
    uint64_t need = (bits / 8 + 2) * read_number(header + 4);
    if (need > UNPACKED) {
        return;
    }
    size_t size;
    uint8_t *bytes = get_data(png, &size);
    for (; size < need; size++) {
        bytes[size] = (uint8_t)(random_below(random, 4) ? 0 : random_below(random, 5));
    }
    need -= header[12] == 0 ? read_number(header + 4) * (uint64_t)(bits % 8 == 0) : 0;
    set_data(png, bytes, (size_t)need, random);
}

static void change_header(struct png *png, struct random *random) {
    static const uint8_t depths[] = {1, 2, 4, 8, 8, 8, 16}, types[] = {0, 2, 2, 3, 4, 6, 6};
    static const uint32_t sides[] = {1, 2, 3, 7, 8, 9, 16, 33, 64, 300, 5000, 32767, 32768};
    struct chunk *chunk = &png->chunks[0];
    if (png->count == 0 || chunk->size != IHDR_SIZE) {
        return;
    }
    switch (random_below(random, 5)) {
    case 0:
        write_number(chunk->content, sides[random_below(random, sizeof sides / sizeof *sides)]);
        break;
    case 1:
        write_number(chunk->content + 4, sides[random_below(random, sizeof sides / sizeof *sides)]);
        break;
    case 2:
        chunk->content[8] = depths[random_below(random, sizeof depths)];
        break;
    case 3:
        chunk->content[9] = types[random_below(random, sizeof types)];
        break;
    default:
        chunk->content[12] ^= 1;
    }
    if (random_below(random, 3) > 0) {
        fit_data(png, random);
    }
}

static void insert_chunk(struct png *png, struct random *random) {
    static const char *const types[] = {"tRNS", "PLTE", "iCCP", "gAMA", "sRGB", "tEXt",
                                        "zTXt", "iTXt", "IDAT", "IEND", "IHDR", "bKGD",
                                        "sBIT", "cHRM", "eXIf", "tIME", "abCd", "ABCD"};
    uint8_t content[64];
    size_t size = random_below(random, sizeof content);
    for (size_t i = 0; i < size; i++) {
        content[i] = (uint8_t)random_below(random, 256);
    }
    const char *type = types[random_below(random, sizeof types / sizeof *types)];
    if (strcmp(type, "PLTE") == 0) {
        size -= size % 3;
    }
    add_chunk(png, random_below(random, (unsigned)png->count + 1), (const uint8_t *)type, content, size);
}

static void move_chunk(struct png *png, struct random *random) {
    size_t from = random_below(random, (unsigned)png->count);
    size_t to = random_below(random, (unsigned)png->count);
    struct chunk chunk = png->chunks[from];
    if (random_below(random, 2)) {
        png->chunks[from] = png->chunks[to];
        png->chunks[to] = chunk;
    } else {
        add_chunk(png, to, chunk.type, chunk.content, chunk.size);
    }
}

static void change(struct png *png, struct random *random) {
    unsigned choice = random_below(random, 16);
    if (png->count == 0 || choice < 6) {
        change_data(png, random);
    } else if (choice < 9) {
        change_header(png, random);
    } else if (choice < 12) {
        change_content(png, &png->chunks[random_below(random, (unsigned)png->count)]);
    } else if (choice < 13) {
        remove_chunk(png, random_below(random, (unsigned)png->count));
    } else if (choice < 15) {
        insert_chunk(png, random);
    } else {
        move_chunk(png, random);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    struct random random = {seed};
    struct png png = {.count = 0};
    unsigned choice = random_below(&random, 16);
    /* Now and then as any bytes, checksums included. */
    if (choice == 0 || size < SIGNATURE || most < SIGNATURE) {
        return LLVMFuzzerMutate(data, size, most);
    }
    if (choice == 1) {
        size = LLVMFuzzerMutate(data, size, most);
    }
    take_apart(&png, data, size);
    for (unsigned i = random_below(&random, 3) + (choice != 1); i > 0; i--) {
        change(&png, &random);
    }
    size = put_together(&png, data, most);
    pl_arena_finish(&png.arena);
    return size;
}
