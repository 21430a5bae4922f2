/*
 * soak FONTS MORE-FONTS [POSTERS [SEED]]: draws so many posters of random documents, one by one and as
 * batches on two threads, and tells in TAP whether each was drawn, whether memory and open files stay what
 * they were, and whether the first of them are the same, to the byte, when they are drawn again at the end.
 */
#include "posters.h"
#include "tap.h"

#include <dirent.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    POSTERS = 100000,
    MOST = 100000000,
    BLOCK = 200,     /* posters, of which the last are drawn by batches */
    BATCHED = 40,    /* half of these documents of their own, half rows of a template */
    KEPT = 2000,     /* the most that are drawn again */
    JUDGED = 10000,  /* with fewer posters memory has not settled */
    GROWTH = 10,     /* percent that memory may grow by after a tenth of the posters */
    LOOKED_AT = 8,   /* once in so many posters what was encoded is decoded again */
    COMPLAINTS = 20, /* that are printed */
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 }; /* which holds on to memory that was freed */
#else
enum { SANITIZED = 0 };
#endif

static const char *const columns[] = {"Title", "Title.font_color", "background", NULL};

/* Percent of the posters, after which memory is measured. */
static const int points[] = {1, 10, 25, 50, 75, 100};
enum { POINTS = 6, TENTH = 1, END = POINTS - 1 };

/** Memory of the process, in MiB. */
struct memory {
    double resident;  /**< with what was freed and the allocator keeps; below without */
    double anonymous; /**< its own */
    double files;     /**< of programs and fonts: at most their size, and the system's to take back */
    double heap;      /**< allocated */
    double bare; /**< the same where there is no context, and so nothing is kept for the next poster; or 0 */
};

/** What a poster came to. */
struct digest {
    size_t size;
    unsigned checksum;
};

struct soak {
    const char *font_dirs[2];
    struct placard_context_options fonts;
    struct soak_pictures pictures;
    struct placard_context *context;
    uint64_t seed; /* of the first poster */
    long posters, kept;
    struct digest *digests; /* of those kept */
    long drawn, failed, different, warnings;
    long files_at_start, files_at_tenth, files_at_end;
    struct memory at[POINTS];
    double most_before, most_after; /* anonymous MiB in the first half, from a tenth on, and in the second */
};

static void warned(void *data, const char *message) {
    struct soak *soak = data;
    soak->warnings++;
}

/* ---- figures of the process ---- */

enum { MIB = 1024 * 1024 };

/* A figure of /proc/self/status, such as "VmRSS:". */
static double status_of(const char *name) {
    char line[256];
    double found = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, name, strlen(name)) == 0) {
            found = strtod(line + strlen(name), NULL) / 1024;
        }
    }
    if (file) {
        fclose(file);
    }
    return found;
}

static double allocated(void) {
    const struct mallinfo2 info = mallinfo2();
    return (double)(info.uordblks + info.hblkhd) / MIB;
}

/* A large poster leaves holes behind, which are not memory that grows. */
static struct memory trimmed(void) {
    struct memory found = {.resident = status_of("VmRSS:"), .heap = allocated()};
    malloc_trim(0);
    found.anonymous = status_of("RssAnon:");
    found.files = status_of("RssFile:");
    return found;
}

/* Without the one that looks. */
static long open_files(void) {
    DIR *folder = opendir("/proc/self/fd");
    long count = -3;
    while (folder && readdir(folder)) {
        count++;
    }
    if (folder) {
        closedir(folder);
    }
    return count;
}

/* ---- one poster ---- */

static void complain(const char *what, uint64_t seed, const char *why) {
    static int complaints;
    if (complaints++ < COMPLAINTS) {
        tap_note("seed %llu: %s: %s", (unsigned long long)seed, what, why);
    }
}

static struct digest digest_of(const void *bytes, size_t size) {
    return (struct digest){size, placard_checksum(bytes, size)};
}

static bool same(struct digest a, struct digest b) {
    return a.size == b.size && a.checksum == b.checksum;
}

/* What was encoded is what was drawn: every pixel of a PNG, the size of a JPEG. */
static bool look_at(const struct placard_picture *picture, const struct soak_poster *poster,
                    const struct placard_bytes *bytes, struct placard_error *error) {
    struct placard_compare_options options = {.threshold = -1, .include_antialiased = true};
    struct placard_difference difference = {0};
    struct placard_picture *again = placard_decode_straight("poster", bytes->data, bytes->size, error);
    struct placard_picture *small = placard_thumbnail("poster", bytes->data, bytes->size, 32, error);
    bool png = strcmp(poster->encode.format, "png") == 0;
    bool ok = again && small && placard_compare(picture, again, &options, &difference, error);
    if (ok && (!difference.same_size || (png && difference.mismatched > 0))) {
        ok = false;
        error->code = PLACARD_OK;
        snprintf(error->message, sizeof error->message, "decodes to another picture: %lld pixels differ",
                 difference.mismatched);
    }
    placard_difference_finish(&difference);
    placard_picture_destroy(small);
    placard_picture_destroy(again);
    return ok;
}

static bool draw(struct soak *soak, struct placard_context *context, uint64_t seed, struct digest *out) {
    struct soak_poster poster;
    struct placard_error error = {.code = PLACARD_OK};
    struct placard_bytes bytes = {0};
    soak_poster_make(seed, &soak->pictures, &poster);
    struct placard_render_options options = {.scale = poster.scale, .warning = warned, .warning_data = soak};
    struct placard_document *document =
        placard_document_parse(poster.json.text, poster.json.size, soak->pictures.folder, &error);
    struct placard_picture *picture =
        document ? placard_render(context, document, 0, &options, &error) : NULL;
    bool ok = picture && placard_encode(picture, &poster.encode, &bytes, &error) &&
              (seed % LOOKED_AT != 0 || look_at(picture, &poster, &bytes, &error));
    if (ok) {
        *out = digest_of(bytes.data, bytes.size);
    } else {
        complain("not drawn", seed, error.message);
    }
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    free(poster.json.text);
    return ok;
}

static void draw_first(struct soak *soak, long number) {
    struct digest digest = {0};
    soak->drawn++;
    soak->failed += !draw(soak, soak->context, soak->seed + (uint64_t)number, &digest);
    if (number < soak->kept) {
        soak->digests[number] = digest;
    }
}

static void compare_with_first(struct soak *soak, long number, struct digest digest, const char *how) {
    if (!same(soak->digests[number], digest)) {
        soak->different++;
        complain("differs from the first time", soak->seed + (uint64_t)number, how);
    }
}

/* ---- batches ---- */

/* One that a batch of pictures of the format can draw: the options for scale and quality are the batch's. */
static bool suits(const struct soak_poster *poster, const char *format) {
    return poster->scale == 1 && poster->encode.quality == 0 && strcmp(poster->encode.format, format) == 0;
}

/** Documents of a run of posters, those that a batch can draw; or rows of a template. */
struct batch {
    struct soak *soak;
    const char *format;
    long next, end;
    bool again; /* they were drawn before, and have to be the same */
    const struct placard_template *template;
    char *values[BATCHED][3];
};

static bool next_document(void *data, struct placard_job *out) {
    struct batch *batch = data;
    struct soak *soak = batch->soak;
    for (; batch->next < batch->end; batch->next++) {
        struct soak_poster poster;
        struct placard_error error;
        struct placard_document *document = NULL;
        soak_poster_make(soak->seed + (uint64_t)batch->next, &soak->pictures, &poster);
        if (suits(&poster, batch->format)) {
            document =
                placard_document_parse(poster.json.text, poster.json.size, soak->pictures.folder, &error);
        }
        free(poster.json.text);
        if (document) {
            long *number = malloc(sizeof *number);
            if (!number) {
                soak_give_up("memory", "out of it");
            }
            *number = batch->next++;
            *out = (struct placard_job){.document = document, .data = number};
            return true;
        }
    }
    return false;
}

static void document_done(void *data, const struct placard_job *job,
                          const struct placard_job_result *result) {
    struct batch *batch = data;
    struct soak *soak = batch->soak;
    long number = *(long *)job->data;
    if (result->error.code != PLACARD_OK) {
        soak->failed++;
        complain("not drawn by a batch", soak->seed + (uint64_t)number, result->error.message);
    } else if (batch->again) {
        compare_with_first(soak, number, digest_of(result->bytes, result->size), "by a batch");
    }
    soak->drawn += !batch->again;
    free(job->data);
    placard_document_destroy((struct placard_document *)job->document);
}

static void run_batch(struct batch *batch, bool (*next)(void *, struct placard_job *),
                      void (*done)(void *, const struct placard_job *, const struct placard_job_result *)) {
    struct placard_error error;
    struct placard_encode_options encode = {.format = batch->format};
    struct placard_batch_options options = {
        .threads = 2,
        .fonts = &batch->soak->fonts,
        .encode = &encode,
        .folder = batch->soak->pictures.folder,
        .data = batch,
        .next = next,
        .done = done,
    };
    if (!placard_batch_run(&options, &error)) {
        soak_give_up("batch", error.message);
    }
}

static void draw_documents(struct soak *soak, const char *format, long from, long end, bool again) {
    struct batch batch = {.soak = soak, .format = format, .next = from, .end = end, .again = again};
    run_batch(&batch, next_document, document_done);
}

/* Those that suit no batch, one by one. */
static void draw_others(struct soak *soak, long from, long end) {
    for (long i = from; i < end; i++) {
        struct soak_poster poster;
        soak_poster_make(soak->seed + (uint64_t)i, &soak->pictures, &poster);
        free(poster.json.text);
        if (!suits(&poster, "png") && !suits(&poster, "jpeg")) {
            draw_first(soak, i);
        }
    }
}

/* ---- rows of a template ---- */

static bool next_row(void *data, struct placard_job *out) {
    struct batch *batch = data;
    if (batch->next == batch->end) {
        return false;
    }
    char **values = batch->values[batch->next++];
    *out = (struct placard_job){
        .template_ = batch->template, .values = (const char *const *)values, .data = values};
    return true;
}

/* The document that the row makes, drawn by itself. */
static bool draw_row(struct batch *batch, const struct placard_job *job, struct digest *out,
                     struct placard_error *error) {
    struct placard_encode_options encode = {.format = batch->format};
    struct placard_render_options options = {0};
    struct placard_bytes bytes = {0};
    struct placard_document *document =
        placard_template_fill(batch->template, job->values, batch->soak->pictures.folder, error);
    struct placard_picture *picture =
        document ? placard_render(batch->soak->context, document, 0, &options, error) : NULL;
    bool ok = picture && placard_encode(picture, &encode, &bytes, error);
    if (ok) {
        *out = digest_of(bytes.data, bytes.size);
    }
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    return ok;
}

static void row_done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct batch *batch = data;
    struct soak *soak = batch->soak;
    struct digest alone;
    struct placard_error error;
    long row = (char *(*)[3])job->data - batch->values;
    uint64_t seed = soak->seed + (uint64_t)soak->drawn;
    soak->drawn++;
    if (result->error.code != PLACARD_OK) {
        soak->failed++;
        complain("row not drawn", seed, result->error.message);
    } else if (row % LOOKED_AT == 0 && !draw_row(batch, job, &alone, &error)) {
        soak->failed++;
        complain("row not drawn by itself", seed, error.message);
    } else if (row % LOOKED_AT == 0 && !same(alone, digest_of(result->bytes, result->size))) {
        soak->different++;
        complain("differs", seed, "a row of a batch from its document drawn by itself");
    }
}

static void draw_rows(struct soak *soak, uint64_t seed, int rows) {
    struct soak_poster poster;
    struct placard_error error;
    struct soak_random random = {~seed};
    soak_poster_make(seed, &soak->pictures, &poster);
    struct placard_template *template =
        placard_template_create(poster.json.text, poster.json.size, columns, NULL, -1, &error);
    if (!template) {
        soak_give_up("template", error.message);
    }
    struct batch batch = {.soak = soak, .format = poster.encode.format, .end = rows, .template = template};
    for (int i = 0; i < rows; i++) {
        struct soak_text texts[3] = {{0}};
        soak_put_words(&texts[0], &random, 20);
        soak_put_color(&texts[1], &random);
        soak_put_color(&texts[2], &random);
        for (int k = 0; k < 3; k++) {
            batch.values[i][k] = texts[k].text;
        }
    }
    run_batch(&batch, next_row, row_done);
    for (int i = 0; i < rows; i++) {
        for (int k = 0; k < 3; k++) {
            free(batch.values[i][k]);
        }
    }
    placard_template_destroy(template);
    free(poster.json.text);
}

/* ---- pictures to draw over ---- */

/* Each is a random poster over those before, encoded in one way or another. */
static void make_pictures(struct soak *soak) {
    struct soak_pictures *pictures = &soak->pictures;
    struct placard_error error;
    const char *folder = getenv("TMPDIR");
    snprintf(pictures->folder, sizeof pictures->folder, "%s/placard-soak-XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(pictures->folder)) {
        soak_give_up(pictures->folder, "can't be made");
    }
    for (int i = 0; i < SOAK_PICTURES; i++) {
        struct soak_poster poster;
        struct placard_bytes *bytes = &pictures->bytes[i];
        char path[sizeof pictures->folder + 32];
        soak_poster_make(UINT64_MAX - (uint64_t)i, pictures, &poster);
        struct placard_document *document =
            placard_document_parse(poster.json.text, poster.json.size, pictures->folder, &error);
        struct placard_render_options options = {.background = i % 3 ? NULL : "#12345640"};
        struct placard_picture *picture =
            document ? placard_render(soak->context, document, 0, &options, &error) : NULL;
        snprintf(pictures->names[i], sizeof pictures->names[i], "%d.%s", i, poster.encode.format);
        snprintf(path, sizeof path, "%s/%s", pictures->folder, pictures->names[i]);
        if (!picture || !placard_encode(picture, &poster.encode, bytes, &error) ||
            !placard_file_write(path, bytes->data, bytes->size, &error)) {
            soak_give_up("picture", error.message);
        }
        placard_picture_destroy(picture);
        placard_document_destroy(document);
        free(poster.json.text);
        pictures->count++;
    }
}

static void remove_pictures(struct soak_pictures *pictures) {
    for (int i = 0; i < pictures->count; i++) {
        char path[sizeof pictures->folder + 32];
        snprintf(path, sizeof path, "%s/%s", pictures->folder, pictures->names[i]);
        unlink(path);
        placard_bytes_finish(&pictures->bytes[i]);
    }
    rmdir(pictures->folder);
}

/* ---- the whole ---- */

static struct placard_context *create_context(const struct soak *soak) {
    struct placard_error error;
    struct placard_context *context = placard_context_create(&soak->fonts, &error);
    if (!context) {
        soak_give_up("context", error.message);
    }
    return context;
}

/* The context, whose caches fill and empty, is another afterwards. */
static double measure_bare(struct soak *soak) {
    placard_context_destroy(soak->context);
    double bare = allocated();
    soak->context = create_context(soak);
    return bare;
}

static void measure(struct soak *soak, long number) {
    for (int i = 0; i < POINTS; i++) {
        if (number == soak->posters * points[i] / 100) {
            soak->at[i] = trimmed();
            soak->at[i].bare = i <= TENTH ? measure_bare(soak) : 0;
        }
    }
    if (number == soak->posters / 10) {
        soak->files_at_tenth = open_files();
    }
    if (number > soak->posters / 10 && number % (soak->posters / 400 + 1) == 0) {
        double *most = number <= soak->posters / 2 ? &soak->most_before : &soak->most_after;
        *most = fmax(*most, trimmed().anonymous);
    }
    if (number > 0 && number % (BLOCK * 50) == 0) {
        struct memory now = trimmed();
        tap_note("%ld: resident %.1f MiB, once trimmed %.1f and %.1f of files, %ld open files", number,
                 now.resident, now.anonymous, now.files, open_files());
        fflush(stdout);
    }
    if (number == soak->posters) {
        soak->files_at_end = open_files();
    }
}

static void draw_all(struct soak *soak) {
    for (long i = 0; i < soak->posters;) {
        if (i >= soak->kept && i % BLOCK == 0 && i + BATCHED <= soak->posters) {
            draw_documents(soak, "png", i, i + BATCHED / 2, false);
            draw_documents(soak, "jpeg", i, i + BATCHED / 2, false);
            draw_others(soak, i, i + BATCHED / 2);
            draw_rows(soak, soak->seed + (uint64_t)i, BATCHED / 2);
            for (int k = 0; k < BATCHED; k++) {
                measure(soak, i++);
            }
        } else {
            measure(soak, i);
            draw_first(soak, i++);
        }
    }
    measure(soak, soak->posters);
}

/* With a context of its own they come in another order: what is kept of one is there for others than before.
 */
static void draw_again(struct soak *soak) {
    struct placard_context *fresh = create_context(soak);
    struct digest digest;
    for (long i = 0; i < soak->kept; i++) {
        uint64_t seed = soak->seed + (uint64_t)i;
        if (draw(soak, soak->context, seed, &digest)) {
            compare_with_first(soak, i, digest, "with the context of all others");
        }
        long other = soak->kept - 1 - i;
        if (draw(soak, fresh, soak->seed + (uint64_t)other, &digest)) {
            compare_with_first(soak, other, digest, "with a context of its own");
        }
    }
    placard_context_destroy(fresh);
    draw_documents(soak, "png", 0, soak->kept, true);
    draw_documents(soak, "jpeg", 0, soak->kept, true);
}

static int judge(const struct soak *soak, double seconds) {
    struct tap tap = {0};
    double growth = (soak->most_after / soak->most_before - 1) * 100;
    double bare = (soak->at[END].bare / soak->at[TENTH].bare - 1) * 100;
    tap_note("%ld posters from seed %llu on, %ld of them drawn again thrice; %.0f s", soak->drawn,
             (unsigned long long)soak->seed, soak->kept, seconds);
    tap_note("MiB       resident  trimmed: own  of files  allocated  without a context");
    for (int i = 0; i < POINTS; i++) {
        const struct memory *at = &soak->at[i];
        char text[32] = "";
        if (at->bare > 0) {
            snprintf(text, sizeof text, "%19.3f", at->bare);
        }
        tap_note("at %3d %%  %8.1f  %12.1f  %8.1f  %9.3f%s", points[i], at->resident, at->anonymous,
                 at->files, at->heap, text);
    }
    tap_note(
        "its own at most %.1f in the first half and %.1f in the second: %+.1f %%; without a context %+.1f %% "
        "from 10 %% on",
        soak->most_before, soak->most_after, growth, bare);
    tap_note("open files: %ld at the start, %ld at 10 %%, %ld at 100 %%, %ld at last", soak->files_at_start,
             soak->files_at_tenth, soak->files_at_end, open_files());
    tap_note("%ld failed, %ld differ, %ld warnings", soak->failed, soak->different, soak->warnings);
    tap_case(&tap, soak->failed == 0, "every poster is drawn");
    tap_case(&tap, soak->different == 0, "what is drawn again is the same");
    tap_case(&tap, soak->files_at_end <= soak->files_at_tenth && open_files() == soak->files_at_start,
             "no file stays open");
    if (soak->posters < JUDGED || SANITIZED) {
        tap_skip(&tap, "memory does not grow", SANITIZED ? "a sanitizer keeps it" : "too few posters");
    } else {
        tap_case(&tap, growth <= GROWTH, "memory does not grow");
        tap_case(&tap, bare <= GROWTH, "memory does not grow beside what a context keeps");
    }
    return tap_finish(&tap);
}

int main(int argc, char **argv) {
    struct soak soak = {.posters = argc > 3 ? atol(argv[3]) : POSTERS,
                        .seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 0};
    if (argc < 3 || argc > 5 || soak.posters < 1 || soak.posters > MOST) {
        fputs("usage: soak FONTS MORE-FONTS [POSTERS [SEED]]\n", stderr);
        return 2;
    }
    soak.font_dirs[0] = argv[2];
    soak.fonts = (struct placard_context_options){
        .font_dirs = soak.font_dirs, .bundled_fonts = argv[1], .no_system_fonts = true};
    soak.kept = soak.posters / 4 < KEPT ? soak.posters / 4 : KEPT;
    soak.digests = calloc((size_t)soak.kept + 1, sizeof *soak.digests);
    if (!soak.digests) {
        soak_give_up("memory", "out of it");
    }
    soak.files_at_start = open_files();
    time_t start = time(NULL);
    soak.context = create_context(&soak);
    make_pictures(&soak);
    draw_all(&soak);
    draw_again(&soak);
    soak.at[END].bare = measure_bare(&soak);
    placard_context_destroy(soak.context);
    remove_pictures(&soak.pictures);
    free(soak.digests);
    return judge(&soak, difftime(time(NULL), start));
}
