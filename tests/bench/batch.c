/*
 * batch SAMPLES FONTS [POSTERS]: what posters cost that are variants of one template, drawn by a batch,
 * beside the same posters drawn one by one; what a second thread brings; and how much memory a long batch
 * takes. JPEG in and JPEG out, quality 90, 4:2:0, through the public interface.
 */
#include "common.h"

#include <placard/placard.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { POSTERS = 1000, MOST = 1000000, PART = 200, QUALITY = 90, WARM = 500, COUNTED = 30000000 };

static const struct placard_encode_options encoding = {
    .format = "jpeg", .quality = QUALITY, .chroma = PLACARD_CHROMA_420};

struct bench {
    const char *fonts;
    struct bench_file json;
    char base[4096];
    struct placard_template *template;
    int next, end; /* titles */
    char titles[PART * 2][64];
    const char *values[PART * 2][1];
    int slot;
    long at_warm, at_end; /* resident bytes after so many posters, and after the last */
    int done;
};

static long resident(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1) {
        pages = 0;
    }
    if (file) {
        fclose(file);
    }
    return pages * sysconf(_SC_PAGESIZE);
}

/* Characters change from poster to poster, as they do in real lists. */
static void make_title(int number, char title[64]) {
    static const char *const words[] = {"分享好时光", "春日影像", "山野", "秋天的第一杯", "只为不一样的你"};
    snprintf(title, 64, "%s%d", words[number % 5], number % 1000);
}

/* ---- one by one ---- */

static void draw_separately(const struct bench *bench, struct placard_context *context, int number) {
    struct placard_error error;
    char title[64];
    struct placard_bytes bytes;
    struct placard_render_options options = {.base = bench->base};
    make_title(number, title);
    /* The document with another title: what somebody without a batch would make. */
    const char *json = (const char *)bench->json.bytes;
    const char *old = strstr(json, "分享好时光");
    size_t head = (size_t)(old - json);
    size_t tail = bench->json.size - head - strlen("分享好时光");
    size_t size = head + strlen(title) + tail;
    char *text = bench_allocate(size + 1, 1);
    memcpy(text, json, head);
    memcpy(text + head, title, strlen(title));
    memcpy(text + head + strlen(title), old + strlen("分享好时光"), tail);
    struct placard_document *document = placard_document_parse(text, size, NULL, &error);
    struct placard_picture *picture =
        document ? placard_render(context, document, 0, &options, &error) : NULL;
    if (!picture || !placard_encode(picture, &encoding, &bytes, &error)) {
        bench_give_up(title, error.message);
    }
    placard_bytes_finish(&bytes);
    placard_picture_destroy(picture);
    placard_document_destroy(document);
    free(text);
}

/* ---- a batch ---- */

static bool next_job(void *data, struct placard_job *out) {
    struct bench *bench = data;
    if (bench->next == bench->end) {
        return false;
    }
    int slot = bench->slot++ % (PART * 2);
    make_title(bench->next++, bench->titles[slot]);
    bench->values[slot][0] = bench->titles[slot];
    *out = (struct placard_job){
        .template_ = bench->template, .values = bench->values[slot], .base = bench->base};
    return true;
}

static void job_done(void *data, const struct placard_job *job, const struct placard_job_result *result) {
    struct bench *bench = data;
    if (result->error.code != PLACARD_OK) {
        bench_give_up("batch", result->error.message);
    }
    if (++bench->done == WARM) {
        bench->at_warm = resident();
    }
    if (bench->done == bench->end) {
        bench->at_end = resident();
    }
}

static double run_batch(struct bench *bench, int posters, int threads) {
    struct placard_error error;
    struct placard_context_options fonts = {.bundled_fonts = bench->fonts, .no_system_fonts = true};
    struct placard_batch_options options = {.threads = threads,
                                            .fonts = &fonts,
                                            .encode = &encoding,
                                            .data = bench,
                                            .next = next_job,
                                            .done = job_done};
    bench->next = 0;
    bench->end = posters;
    bench->done = 0;
    double start = bench_now();
    if (!placard_batch_run(&options, &error)) {
        bench_give_up("batch", error.message);
    }
    return bench_now() - start;
}

/* ---- figures ---- */

/* Both in turn, part by part, so that whatever else the machine does meets both. */
static void print_ratio(struct bench *bench, int posters) {
    struct placard_error error;
    struct placard_context_options fonts = {.bundled_fonts = bench->fonts, .no_system_fonts = true};
    struct placard_context *context = placard_context_create(&fonts, &error);
    int parts = posters / PART > 0 ? posters / PART : 1;
    double *separate = bench_allocate((size_t)parts, sizeof *separate);
    double *together = bench_allocate((size_t)parts, sizeof *together);
    double *ratios = bench_allocate((size_t)parts, sizeof *ratios);
    if (!context) {
        bench_give_up("context", error.message);
    }
    for (int part = 0; part < parts; part++) {
        double start = bench_now();
        for (int i = 0; i < PART; i++) {
            draw_separately(bench, context, part * PART + i);
        }
        separate[part] = (bench_now() - start) / PART;
        together[part] = run_batch(bench, PART, 1) / PART;
        ratios[part] = together[part] / separate[part];
    }
    printf(
        "variants of one template, one thread: %.3f ms each, one by one %.3f: %.2f times (to reach: 0.6)\n",
        bench_median(together, parts), bench_median(separate, parts), bench_median(ratios, parts));
    free(ratios);
    free(together);
    free(separate);
    placard_context_destroy(context);
}

/* Work that needs nothing but a processor. */
static void *count(void *data) {
    volatile uint64_t sum = 0;
    for (uint64_t i = 0; i < COUNTED; i++) {
        sum += i;
    }
    (void)data;
    return NULL;
}

/* How many processors two threads really get: what a virtual machine says it has is not always there. */
static double processors_of_two(void) {
    pthread_t other;
    double start = bench_now();
    count(NULL);
    double one = bench_now() - start;
    start = bench_now();
    if (pthread_create(&other, NULL, count, NULL) != 0) {
        bench_give_up("threads", "expected a second one");
    }
    count(NULL);
    pthread_join(other, NULL);
    return 2 * one / (bench_now() - start);
}

/* Both in turn, in short rounds, and what the machine had to give beside them. */
static void print_threads(struct bench *bench, int posters) {
    enum { ROUNDS = 31 };
    double ratios[ROUNDS];
    double processors[ROUNDS];
    double shares[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        processors[i] = processors_of_two();
        double one = run_batch(bench, posters / ROUNDS + 1, 1);
        ratios[i] = one / run_batch(bench, posters / ROUNDS + 1, 2);
        processors[i] = (processors[i] + processors_of_two()) / 2;
        shares[i] = 2 * ratios[i] / processors[i];
    }
    printf("two threads: %.2f times one (to reach: 1.85); two that only count: %.2f; were that 2: %.2f\n",
           bench_median(ratios, ROUNDS), bench_median(processors, ROUNDS), bench_median(shares, ROUNDS));
}

static void print_memory(struct bench *bench, int posters, int threads) {
    run_batch(bench, posters > WARM ? posters : WARM + 1, threads);
    double warm = (double)bench->at_warm / (1024 * 1024);
    double end = (double)bench->at_end / (1024 * 1024);
    printf("resident with %d thread%s: %.1f MiB after %d posters, %.1f after %d: %+.1f %% (to reach: +5 %%, "
           "%d MiB)\n",
           threads, threads == 1 ? "" : "s", warm, WARM, end, posters > WARM ? posters : WARM + 1,
           (end / warm - 1) * 100, 25 + 12 * threads);
}

int main(int argc, char **argv) {
    static const char *const columns[] = {"Title", NULL};
    struct placard_error error;
    int posters = argc > 3 ? atoi(argv[3]) : POSTERS;
    if (argc < 3 || argc > 4 || posters < 1 || posters > MOST) {
        fputs("usage: batch SAMPLES FONTS [POSTERS]\n", stderr);
        return 2;
    }
    struct bench bench = {.fonts = argv[2], .json = bench_read(argv[1], "dashscope-succeeded.json")};
    snprintf(bench.base, sizeof bench.base, "%s/2.jpg", argv[1]);
    bench.template = placard_template_create(bench.json.bytes, bench.json.size, columns, NULL, -1, &error);
    if (!bench.template) {
        bench_give_up("template", error.message);
    }
    print_memory(&bench, posters, 1);
    print_memory(&bench, posters, 2);
    print_ratio(&bench, posters);
    print_threads(&bench, posters);
    placard_template_destroy(bench.template);
    free(bench.json.bytes);
    return 0;
}
