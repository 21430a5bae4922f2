/*
 * placard SAMPLES FONTS: Placard, through the public interface, on one thread; does as it is told by lines,
 * as worker.mjs says.
 */
#include "../common.h"

#include <placard/placard.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POSTERS = 3, MOST_ROUNDS = 1000, QUALITY = 90 };

struct peer {
    struct placard_context *context;
    struct bench_file json;
    struct bench_file base[POSTERS]; /* by sample_idx */
};

/* How the base image of a poster is had; the name is the KIND of a request. */
struct kind {
    const char *name;
    struct placard_picture *(*render)(const struct peer *peer, const struct placard_document *document,
                                      int sample, int base, struct placard_error *error);
};

static struct placard_picture *render_fresh(const struct peer *peer, const struct placard_document *document,
                                            int sample, int base, struct placard_error *error) {
    struct placard_render_options options = {
        .base = "base", .base_bytes = peer->base[base].bytes, .base_size = peer->base[base].size};
    return placard_render(peer->context, document, sample, &options, error);
}

static const struct kind kinds[] = {{"fresh", render_fresh}};

static const struct kind *find_kind(const char *name) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    bench_give_up(name, "no such kind");
}

static struct placard_document *parse(const struct peer *peer) {
    struct placard_error error;
    struct placard_document *document =
        placard_document_parse(peer->json.bytes, peer->json.size, NULL, &error);
    if (!document) {
        bench_give_up("parse", error.message);
    }
    return document;
}

static struct placard_sample_info describe(const struct placard_document *document, int sample) {
    struct placard_error error;
    struct placard_sample_info info;
    if (!placard_sample_describe(document, sample, &info, &error)) {
        bench_give_up("sample", error.message);
    }
    if (info.index < 0 || info.index >= POSTERS) {
        bench_give_up("sample", "a base image that is not there");
    }
    return info;
}

static void save(const char *prefix, int base, const char *format, const struct placard_bytes *bytes) {
    struct placard_error error;
    char path[4096 + 32];
    snprintf(path, sizeof path, "%s%d.%s", prefix, base, strcmp(format, "jpeg") == 0 ? "jpg" : "png");
    if (!placard_file_write(path, bytes->data, bytes->size, &error)) {
        bench_give_up(path, error.message);
    }
}

/* All posters, from the bytes of the response on; with a prefix they are written to files. */
static void draw_all(const struct peer *peer, const char *format, const struct kind *kind,
                     const char *prefix) {
    struct placard_error error;
    struct placard_encode_options encoding = {
        .format = format, .quality = QUALITY, .chroma = PLACARD_CHROMA_420};
    struct placard_document *document = parse(peer);
    for (int i = 0; i < POSTERS; i++) {
        int base = describe(document, i).index;
        struct placard_bytes bytes;
        struct placard_picture *picture = kind->render(peer, document, i, base, &error);
        if (!picture || !placard_encode(picture, &encoding, &bytes, &error)) {
            bench_give_up("poster", error.message);
        }
        if (prefix) {
            save(prefix, base, format, &bytes);
        }
        placard_bytes_finish(&bytes);
        placard_picture_destroy(picture);
    }
    placard_document_destroy(document);
}

static void answer(const struct peer *peer, const char *line) {
    char verb[16], format[16], name[16], argument[4096];
    if (sscanf(line, "%15s %15s %15s %4095[^\n]", verb, format, name, argument) != 4) {
        bench_give_up(line, "expected time or save, a format, a kind, and a number or a prefix");
    }
    const struct kind *kind = find_kind(name);
    if (strcmp(verb, "save") == 0) {
        draw_all(peer, format, kind, argument);
        puts("saved");
        return;
    }
    int rounds = atoi(argument);
    for (int i = 0; i < rounds && i < MOST_ROUNDS; i++) {
        double start = bench_now();
        draw_all(peer, format, kind, NULL);
        printf("%s%.4f", i ? " " : "", (bench_now() - start) / POSTERS);
    }
    puts("");
}

int main(int argc, char **argv) {
    struct placard_error error;
    struct peer peer = {0};
    if (argc != 3) {
        fputs("usage: placard SAMPLES FONTS\n", stderr);
        return 2;
    }
    struct placard_context_options options = {.bundled_fonts = argv[2], .no_system_fonts = true};
    peer.context = placard_context_create(&options, &error);
    if (!peer.context) {
        bench_give_up("context", error.message);
    }
    peer.json = bench_read(argv[1], "dashscope-succeeded.json");
    struct placard_document *document = parse(&peer);
    for (int i = 0; i < POSTERS; i++) {
        struct placard_sample_info info = describe(document, i);
        peer.base[info.index] = bench_read(argv[1], strrchr(info.base, '/') + 1);
    }
    placard_document_destroy(document);

    printf("ready Placard %s\n", placard_version());
    fflush(stdout);
    char line[8192];
    while (fgets(line, sizeof line, stdin)) {
        answer(&peer, line);
        fflush(stdout);
    }
    for (int i = 0; i < POSTERS; i++) {
        free(peer.base[i].bytes);
    }
    free(peer.json.bytes);
    placard_context_destroy(peer.context);
    return 0;
}
