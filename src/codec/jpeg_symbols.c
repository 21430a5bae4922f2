#include "codec/jpeg_symbols.h"

/* What a symbol does: places to go on, and the size of a value in bits. False where no encoder writes it. */
static bool explain(const struct pl_jpeg_decoder *decoder, int symbol, int *advance, int *size) {
    *size = decoder->dc ? symbol : symbol & 15;
    *advance = decoder->dc ? 0 : *size > 0 ? (symbol >> 4) + 1 : symbol == 0xf0 ? 16 : PL_JPEG_STOP;
    return *size <= (decoder->dc ? 11 : 10);
}

static bool enter(struct pl_jpeg_decoder *decoder, uint32_t code, int length, int symbol) {
    int advance, size;
    if (!explain(decoder, symbol, &advance, &size)) {
        return false;
    }
    uint32_t *to = &decoder->entries[code << (PL_JPEG_LOOK - length)];
    uint32_t rest = 1U << (PL_JPEG_LOOK - length);
    for (uint32_t i = 0; i < rest; i++) {
        int taken = length + size;
        if (size == 0 && !decoder->dc) {
            to[i] = (uint32_t)(advance << 8 | length);
        } else if (taken <= PL_JPEG_LOOK && !decoder->dc) {
            int value = pl_jpeg_extend(i >> (PL_JPEG_LOOK - taken), size);
            to[i] = (uint32_t)(uint16_t)value << 16 | (uint32_t)(advance << 8 | taken);
        } else {
            to[i] = (uint32_t)(size << 16 | advance << 8 | length | PL_JPEG_NEEDS);
        }
    }
    return true;
}

/* T.81, C.2. Codes of all ones, more codes than there is room for, and differences of more bits than there
 * are, are damage, whether they are used or not. */
enum { DC_BITS = 15 };
bool pl_jpeg_decoder_init(const struct pl_jpeg_codes *codes, bool dc, struct pl_jpeg_decoder *out) {
    uint32_t code = 0;
    int symbol = 0;
    memset(out->entries, 0, sizeof out->entries);
    out->symbols = codes->symbols;
    out->dc = dc;
    for (int length = 1; length <= PL_JPEG_LONGEST; length++) {
        out->first[length] = symbol - (int32_t)code;
        for (int i = 0; i < codes->lengths[length - 1]; i++, code++, symbol++) {
            if (code + 1 >= 1U << length || (dc && codes->symbols[symbol] > DC_BITS) ||
                (length <= PL_JPEG_LOOK && !enter(out, code, length, codes->symbols[symbol]))) {
                return false;
            }
        }
        out->limit[length] = code << (PL_JPEG_LONGEST - length);
        code <<= 1;
    }
    return true;
}

uint32_t pl_jpeg_decode_long(const struct pl_jpeg_decoder *decoder, struct pl_jpeg_reader *bits) {
    uint32_t top = (uint32_t)(bits->value >> 48);
    int length = PL_JPEG_LOOK + 1;
    while (length <= PL_JPEG_LONGEST && top >= decoder->limit[length]) {
        length++;
    }
    if (length > PL_JPEG_LONGEST) {
        return 0;
    }
    int number = (int)(top >> (PL_JPEG_LONGEST - length)) + decoder->first[length];
    int advance, size;
    if (number < 0 || number >= PL_JPEG_SYMBOLS ||
        !explain(decoder, decoder->symbols[number], &advance, &size)) {
        return 0;
    }
    pl_jpeg_skip(bits, length);
    return (uint32_t)(size << 16 | advance << 8 | PL_JPEG_NEEDS);
}
