/*
 * bench SAMPLES FONTS [ROUNDS]: what the three posters of a saved response cost, drawn warm on one thread
 * through the public interface, beside what the codecs alone cost on the same pictures.
 *
 * The two are measured in turn, poster by poster, and compared within a round, so that whatever else the
 * machine does meets both. A ratio is the median over the rounds.
 */
#include "common.h"
#include "limit.h"

#include <placard/placard.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POSTERS = 3, WARM_UP = 5, ROUNDS = 60, MOST_ROUNDS = 10000, QUALITY = 90 };

/* What is timed: Placard's stages, then the codecs alone. */
enum stage {
    PARSE, /* of the whole document, a third for each poster */
    DECODE,
    DRAW,
    DRAW_SYSTEM, /* where the family that the posters ask for is looked for among the system's, too */
    RENDER,      /* decode, draw and whatever is around them */
    JPEG_420,
    JPEG_444,
    PNG,
    LIMIT_DECODE,
    LIMIT_420_ENCODE,
    LIMIT_444_ENCODE,
    LIMIT_BASE_ENCODE, /* 4:2:0 of the base image before anything is drawn on it */
    STAGES
};

static const char *const stage_names[STAGES] = {
    [PARSE] = "parse",
    [DECODE] = "decode",
    [DRAW] = "draw",
    [DRAW_SYSTEM] = "draw, system fonts allowed",
    [RENDER] = "decode, draw and memory",
    [JPEG_420] = "encode JPEG, quality 90, 4:2:0",
    [JPEG_444] = "encode JPEG, quality 90, 4:4:4",
    [PNG] = "encode PNG",
    [LIMIT_DECODE] = "libjpeg-turbo decode",
    [LIMIT_420_ENCODE] = "libjpeg-turbo encode, 4:2:0",
    [LIMIT_444_ENCODE] = "libjpeg-turbo encode, 4:4:4",
    [LIMIT_BASE_ENCODE] = "libjpeg-turbo encode of the base, 4:2:0",
};

struct bench {
    struct placard_context *context, *system_context;
    struct bench_file json;
    struct bench_file base[POSTERS]; /* in the order of the document's samples */
    struct limit_picture decoded;
    unsigned char *room;
    size_t room_size;
    double *times[STAGES];         /* of each round, all posters together */
    double *poster_times[POSTERS]; /* of each round, parse to 4:2:0 JPEG */
    int rounds;
    size_t png_bytes, libpng_bytes;
};

static struct placard_document *parse(const struct bench *bench) {
    struct placard_error error;
    struct placard_document *document =
        placard_document_parse(bench->json.bytes, bench->json.size, NULL, &error);
    if (!document) {
        bench_give_up("parse", error.message);
    }
    return document;
}

static struct placard_picture *render(const struct bench *bench, struct placard_context *context,
                                      const struct placard_document *document, int sample,
                                      struct placard_timings *timings) {
    struct placard_error error;
    struct placard_render_options options = {.base = "base",
                                             .base_bytes = bench->base[sample].bytes,
                                             .base_size = bench->base[sample].size,
                                             .timings = timings};
    struct placard_picture *picture = placard_render(context, document, sample, &options, &error);
    if (!picture) {
        bench_give_up("render", error.message);
    }
    return picture;
}

/* Milliseconds that encoding takes, the release of the result included. */
static double encode(const struct placard_picture *picture, const char *format, enum placard_chroma chroma,
                     size_t *size) {
    struct placard_error error;
    struct placard_encode_options options = {.format = format, .quality = QUALITY, .chroma = chroma};
    struct placard_bytes bytes;
    double start = bench_now();
    if (!placard_encode(picture, &options, &bytes, &error)) {
        bench_give_up("encode", error.message);
    }
    *size = bytes.size;
    placard_bytes_finish(&bytes);
    return bench_now() - start;
}

/* The better of two: the first finds neither the file nor its pixels in the caches, Placard's decoding does.
 */
static double decode_limit(struct bench *bench, const struct bench_file *jpeg) {
    double least = 1e9;
    for (int i = 0; i < 2; i++) {
        double start = bench_now();
        limit_decode(jpeg->bytes, jpeg->size, &bench->decoded);
        double taken = bench_now() - start;
        least = taken < least ? taken : least;
    }
    return least;
}

static double limit_of(const struct bench *bench, const struct limit_picture *picture,
                       enum limit_chroma chroma, size_t *size) {
    double start = bench_now();
    *size = limit_encode(picture, QUALITY, chroma, bench->room, bench->room_size);
    return bench_now() - start;
}

static struct limit_picture view(const struct placard_picture *picture) {
    struct limit_picture out;
    out.pixels = (unsigned char *)placard_picture_pixels(picture, &out.width, &out.height, &out.stride);
    return out;
}

static void run_poster(struct bench *bench, const struct placard_document *document, int sample,
                       double parsed, int round) {
    double t[STAGES] = {0};
    struct placard_timings timings;
    size_t size, limit_size;
    t[LIMIT_DECODE] = decode_limit(bench, &bench->base[sample]);
    t[LIMIT_BASE_ENCODE] = limit_of(bench, &bench->decoded, LIMIT_420, &limit_size);

    double start = bench_now();
    struct placard_picture *picture = render(bench, bench->context, document, sample, &timings);
    t[RENDER] = bench_now() - start;
    t[DECODE] = timings.decode;
    t[DRAW] = timings.draw;
    t[JPEG_420] = encode(picture, "jpeg", PLACARD_CHROMA_420, &size);
    struct limit_picture drawn = view(picture);
    t[LIMIT_420_ENCODE] = limit_of(bench, &drawn, LIMIT_420, &limit_size);
    t[JPEG_444] = encode(picture, "jpeg", PLACARD_CHROMA_AUTO, &size);
    t[LIMIT_444_ENCODE] = limit_of(bench, &drawn, LIMIT_444, &limit_size);
    /* At 4:2:0, as the base images are, what nothing was drawn on is taken over from them. */
    if (size != limit_size) {
        bench_give_up("JPEG", "Placard and libjpeg-turbo do not make the same file");
    }
    t[PNG] = encode(picture, "png", PLACARD_CHROMA_AUTO, &size);
    if (round == -1) {
        bench->png_bytes += size;
        bench->libpng_bytes += limit_png(&drawn);
    }
    start = bench_now();
    placard_picture_destroy(picture);
    t[RENDER] += bench_now() - start;
    placard_picture_destroy(render(bench, bench->system_context, document, sample, &timings));
    t[DRAW_SYSTEM] = timings.draw;
    if (round >= 0) {
        for (int i = 0; i < STAGES; i++) {
            bench->times[i][round] += t[i];
        }
        bench->poster_times[sample][round] = parsed / POSTERS + t[RENDER] + t[JPEG_420];
    }
}

/* Negative rounds warm up. */
static void run_round(struct bench *bench, int round) {
    double start = bench_now();
    struct placard_document *document = parse(bench);
    double parsed = bench_now() - start;
    for (int i = 0; i < POSTERS; i++) {
        run_poster(bench, document, i, parsed, round);
    }
    start = bench_now();
    placard_document_destroy(document);
    parsed += bench_now() - start;
    if (round >= 0) {
        bench->times[PARSE][round] = parsed;
    }
}

/* ---- figures ---- */

static double least(const double *values, int count) {
    double result = values[0];
    for (int i = 1; i < count; i++) {
        result = values[i] < result ? values[i] : result;
    }
    return result;
}

/* The median over the rounds of one sum of stages divided by another; bit i of a set is stage i. */
static double ratio(const struct bench *bench, unsigned above, unsigned below) {
    double *values = bench_allocate((size_t)bench->rounds, sizeof *values);
    for (int r = 0; r < bench->rounds; r++) {
        double sums[2] = {0, 0};
        for (int i = 0; i < STAGES; i++) {
            sums[0] += above >> i & 1 ? bench->times[i][r] : 0;
            sums[1] += below >> i & 1 ? bench->times[i][r] : 0;
        }
        values[r] = sums[0] / sums[1];
    }
    double middle = bench_median(values, bench->rounds);
    free(values);
    return middle;
}

#define SET(stage) (1U << (stage))

static void print_figures(const struct bench *bench) {
    printf("milliseconds a poster, %d rounds of %d posters          median     least\n", bench->rounds,
           POSTERS);
    for (int i = 0; i < STAGES; i++) {
        printf("  %-48s %9.3f %9.3f\n", stage_names[i],
               bench_median(bench->times[i], bench->rounds) / POSTERS,
               least(bench->times[i], bench->rounds) / POSTERS);
    }
    puts("JPEG in, 4:2:0 JPEG out, all told");
    for (int i = 0; i < POSTERS; i++) {
        printf("  poster %d %39s %9.3f %9.3f\n", i, "", bench_median(bench->poster_times[i], bench->rounds),
               least(bench->poster_times[i], bench->rounds));
    }
}

static void print_ratios(const struct bench *bench) {
    const unsigned drawn = SET(PARSE) | SET(RENDER);
    printf("JPEG in, JPEG out: %.3f times the limit (to reach: 1.12)\n",
           ratio(bench, drawn | SET(JPEG_420), SET(LIMIT_DECODE) | SET(LIMIT_420_ENCODE)));
    printf("JPEG in, JPEG out at 4:4:4: %.3f times the limit (to reach: 1.12)\n",
           ratio(bench, drawn | SET(JPEG_444), SET(LIMIT_DECODE) | SET(LIMIT_444_ENCODE)));
    printf("JPEG in, JPEG out: %.3f times decoding and encoding the base image\n",
           ratio(bench, drawn | SET(JPEG_420), SET(LIMIT_DECODE) | SET(LIMIT_BASE_ENCODE)));
    printf("PNG out: %.2f times the limit's decode (to reach: 5.5)\n",
           ratio(bench, drawn | SET(PNG), SET(LIMIT_DECODE)));
    printf("PNG size: %.3f times libpng's at its defaults (%zu bytes, %zu)\n",
           (double)bench->png_bytes / (double)bench->libpng_bytes, bench->png_bytes, bench->libpng_bytes);
}

/* ---- setting up ---- */

/* The base image of each sample is the file that its URL ends in. */
static void read_bases(struct bench *bench, const char *folder) {
    struct placard_error error;
    struct placard_document *document = parse(bench);
    for (int i = 0; i < POSTERS; i++) {
        struct placard_sample_info info;
        int width, height;
        if (!placard_sample_describe(document, i, &info, &error)) {
            bench_give_up("sample", error.message);
        }
        bench->base[i] = bench_read(folder, strrchr(info.base, '/') + 1);
        limit_size(bench->base[i].bytes, bench->base[i].size, &width, &height);
        size_t size = (size_t)width * (size_t)height * 4;
        if (size > bench->room_size) {
            free(bench->decoded.pixels);
            free(bench->room);
            bench->decoded.pixels = bench_allocate(size, 1);
            bench->room = bench_allocate(size, 1);
            bench->room_size = size;
        }
        bench->decoded.width = width;
        bench->decoded.height = height;
        bench->decoded.stride = (ptrdiff_t)width * 4;
    }
    placard_document_destroy(document);
}

static void finish(struct bench *bench) {
    for (int i = 0; i < STAGES; i++) {
        free(bench->times[i]);
    }
    for (int i = 0; i < POSTERS; i++) {
        free(bench->poster_times[i]);
        free(bench->base[i].bytes);
    }
    free(bench->decoded.pixels);
    free(bench->room);
    free(bench->json.bytes);
    placard_context_destroy(bench->context);
    placard_context_destroy(bench->system_context);
}

int main(int argc, char **argv) {
    struct placard_error error;
    struct bench bench = {.rounds = argc > 3 ? atoi(argv[3]) : ROUNDS};
    if (argc < 3 || bench.rounds < 1 || bench.rounds > MOST_ROUNDS) {
        fputs("usage: bench SAMPLES FONTS [ROUNDS]\n", stderr);
        return 2;
    }
    struct placard_context_options options = {.bundled_fonts = argv[2], .no_system_fonts = true};
    bench.context = placard_context_create(&options, &error);
    options.no_system_fonts = false;
    bench.system_context = placard_context_create(&options, &error);
    if (!bench.context || !bench.system_context) {
        bench_give_up("context", error.message);
    }
    bench.json = bench_read(argv[1], "dashscope-succeeded.json");
    read_bases(&bench, argv[1]);
    for (int i = 0; i < STAGES; i++) {
        bench.times[i] = bench_allocate((size_t)bench.rounds, sizeof(double));
    }
    for (int i = 0; i < POSTERS; i++) {
        bench.poster_times[i] = bench_allocate((size_t)bench.rounds, sizeof(double));
    }
    for (int round = -WARM_UP; round < bench.rounds; round++) {
        run_round(&bench, round);
    }
    print_figures(&bench);
    print_ratios(&bench);
    finish(&bench);
    return 0;
}
