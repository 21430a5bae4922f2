/*
 * scenes SCENES BASE FONTS ROUNDS [OUT]: what each scene of a folder costs, drawn warm on one thread through
 * the public interface: the base image from JPEG in memory, the document read, drawn, encoded as JPEG of
 * quality 90, 4:2:0. A line for each: its name, milliseconds of all that and of drawing alone, medians. With
 * OUT the pictures go into that folder.
 *
 * scenes --shadow FONTS ROUNDS: what a shadow costs by its blur; see print_shadow.
 */
#include "common.h"

#include <placard/placard.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARM_UP = 3, MOST_ROUNDS = 10000, QUALITY = 90 };

static struct placard_context *open_context(const char *fonts) {
    struct placard_error error;
    struct placard_context_options options = {.bundled_fonts = fonts, .no_system_fonts = true};
    struct placard_context *context = placard_context_create(&options, &error);
    if (!context) {
        bench_give_up("context", error.message);
    }
    return context;
}

static struct placard_document *parse(const char *name, const void *json, size_t size) {
    struct placard_error error;
    struct placard_document *document = placard_document_parse(json, size, NULL, &error);
    if (!document) {
        bench_give_up(name, error.message);
    }
    return document;
}

/* Whatever is not as the scene wants it would be measured too: a warning is an error. */
static struct placard_picture *render(struct placard_context *context, const char *name,
                                      const struct placard_document *document, const struct bench_file *base,
                                      struct placard_timings *timings) {
    struct placard_error error;
    struct placard_render_options options = {.base = base ? "base" : NULL,
                                             .base_bytes = base ? base->bytes : NULL,
                                             .base_size = base ? base->size : 0,
                                             .strict = true,
                                             .timings = timings};
    struct placard_picture *picture = placard_render(context, document, 0, &options, &error);
    if (!picture) {
        bench_give_up(name, error.message);
    }
    return picture;
}

/* ---- scenes ---- */

static void save(const char *folder, const char *name, const struct placard_bytes *bytes) {
    struct placard_error error;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.jpg", folder, name);
    if (!placard_file_write(path, bytes->data, bytes->size, &error)) {
        bench_give_up(path, error.message);
    }
}

/* One poster; milliseconds of all of it, and of drawing in `*draw`. */
static double run_scene(struct placard_context *context, const char *name, const struct bench_file *json,
                        const struct bench_file *base, const char *out, double *draw) {
    struct placard_error error;
    struct placard_encode_options encoding = {
        .format = "jpeg", .quality = QUALITY, .chroma = PLACARD_CHROMA_420};
    struct placard_timings timings;
    struct placard_bytes bytes;
    double start = bench_now();
    struct placard_document *document = parse(name, json->bytes, json->size);
    struct placard_picture *picture = render(context, name, document, base, &timings);
    if (!placard_encode(picture, &encoding, &bytes, &error)) {
        bench_give_up(name, error.message);
    }
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    double taken = bench_now() - start;
    if (out) {
        save(out, name, &bytes);
    }
    placard_bytes_finish(&bytes);
    *draw = timings.draw;
    return taken;
}

static void print_scene(struct placard_context *context, const char *folder, const char *file,
                        const struct bench_file *base, int rounds, const char *out) {
    double *all = bench_allocate((size_t)rounds, sizeof *all);
    double *draw = bench_allocate((size_t)rounds, sizeof *draw);
    struct bench_file json = bench_read(folder, file);
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "."), file);
    for (int i = -WARM_UP; i < rounds; i++) {
        double drawn;
        double taken = run_scene(context, name, &json, base, i == -1 ? out : NULL, &drawn);
        if (i >= 0) {
            all[i] = taken;
            draw[i] = drawn;
        }
    }
    printf("%s %.3f %.3f\n", name, bench_median(all, rounds), bench_median(draw, rounds));
    free(json.bytes);
    free(draw);
    free(all);
}

static int is_scene(const struct dirent *entry) {
    const char *ending = strrchr(entry->d_name, '.');
    return ending && strcmp(ending, ".json") == 0;
}

static void print_scenes(const char *folder, const char *base_path, const char *fonts, int rounds,
                         const char *out) {
    struct placard_context *context = open_context(fonts);
    struct bench_file base = bench_read(NULL, base_path);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_scene, alphasort);
    if (count < 1) {
        bench_give_up(folder, "no scene there");
    }
    for (int i = 0; i < count; i++) {
        print_scene(context, folder, entries[i]->d_name, &base, rounds, out);
        free(entries[i]);
    }
    free(entries);
    free(base.bytes);
    placard_context_destroy(context);
}

/* ---- shadows ---- */

enum { NARROW = 12, WIDE = 96, KINDS = 3 };

/*
 * What casts the shadow: a box, text that fills it, or the same in lines, which are painted one by one. The
 * canvas has room for the shadow and its margin.
 */
struct caster {
    const char *name;
    int width, height;
    const char *start, *end; /* of its document: the blur stands between them */
};

static const struct caster casters[] = {
    {"box", 400, 400,
     "{\"width\": 768, \"height\": 768, \"layers\": [{\"type\": \"text_mask\", \"left\": -800, \"top\": 184,"
     " \"width\": 400, \"height\": 400, \"radius\": 40, \"box_shadow\": \"984px 0 ",
     "\"}]}"},
    {"text", 400, 100,
     "{\"width\": 768, \"height\": 768, \"layers\": [{\"type\": \"text\", \"left\": 184, \"top\": 334,"
     " \"width\": 400, \"height\": 100, \"font_size\": 100, \"font_family\": \"Noto Sans SC\","
     " \"font_weight\": \"Bold\", \"content\": \"分享好时\", \"text_shadow\": \"0 0 ",
     "\"}]}"},
    {"lines", 400, 400,
     "{\"width\": 768, \"height\": 768, \"layers\": [{\"type\": \"text\", \"left\": 184, \"top\": 184,"
     " \"width\": 400, \"height\": 400, \"font_size\": 100, \"font_family\": \"Noto Sans SC\","
     " \"font_weight\": \"Bold\", \"content\": \"分享好时光只为不一样的你春夏秋\","
     " \"text_shadow\": \"0 0 ",
     "\"}]}"},
};

static double draw_shadow(struct placard_context *context, const struct caster *caster, int blur,
                          const char *color) {
    char json[1024];
    struct placard_timings timings;
    int size = snprintf(json, sizeof json, "%s%dpx %s%s", caster->start, blur, color, caster->end);
    struct placard_document *document = parse(caster->name, json, (size_t)size);
    placard_picture_destroy(render(context, caster->name, document, NULL, &timings));
    placard_document_destroy(document);
    return timings.draw;
}

/* Pixels of the box and of what the blur reaches around it: three sigma, sigma being half the blur. */
static double pixels(const struct caster *caster, int blur) {
    double margin = 1.5 * blur;
    return (caster->width + 2 * margin) * (caster->height + 2 * margin);
}

/*
 * "shadow NAME" with milliseconds of the narrow and the wide one, nanoseconds for each pixel of the box plus
 * its margin, and their ratio. The shadow is what drawing takes longer than with a transparent one, which is
 * not drawn. All of it is seen: the box that casts it stands beside the canvas, as inside of its box a shadow
 * is not painted.
 */
static void print_shadow(struct placard_context *context, const struct caster *caster, int rounds) {
    double *times[KINDS];
    for (int kind = 0; kind < KINDS; kind++) {
        times[kind] = bench_allocate((size_t)rounds, sizeof(double));
    }
    for (int i = -WARM_UP; i < rounds; i++) {
        for (int kind = 0; kind < KINDS; kind++) {
            double taken = draw_shadow(context, caster, kind == 1 ? NARROW : WIDE,
                                       kind == 0 ? "transparent" : "#00000080");
            if (i >= 0) {
                times[kind][i] = taken;
            }
        }
    }
    double without = bench_median(times[0], rounds);
    double narrow = bench_median(times[1], rounds) - without;
    double wide = bench_median(times[2], rounds) - without;
    double narrow_each = narrow * 1e6 / pixels(caster, NARROW);
    double wide_each = wide * 1e6 / pixels(caster, WIDE);
    printf("shadow %s %.3f %.3f %.2f %.2f %.3f\n", caster->name, narrow, wide, narrow_each, wide_each,
           wide_each / narrow_each);
    for (int kind = 0; kind < KINDS; kind++) {
        free(times[kind]);
    }
}

static void print_shadows(const char *fonts, int rounds) {
    struct placard_context *context = open_context(fonts);
    for (size_t i = 0; i < sizeof casters / sizeof *casters; i++) {
        print_shadow(context, &casters[i], rounds);
    }
    placard_context_destroy(context);
}

int main(int argc, char **argv) {
    bool shadow = argc == 4 && strcmp(argv[1], "--shadow") == 0;
    int rounds = shadow ? atoi(argv[3]) : argc > 4 ? atoi(argv[4]) : 0;
    if (rounds < 1 || rounds > MOST_ROUNDS || argc > 6) {
        fputs("usage: scenes SCENES BASE FONTS ROUNDS [OUT]\n       scenes --shadow FONTS ROUNDS\n", stderr);
        return 2;
    }
    if (shadow) {
        print_shadows(argv[2], rounds);
    } else {
        print_scenes(argv[1], argv[2], argv[3], rounds, argc > 5 ? argv[5] : NULL);
    }
    return 0;
}
