#include "cli/input.h"
#include "cli/output.h"
#include "cli/plan.h"
#include "cli/reading.h"
#include "cli/sandbox.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

enum state { SAME_SIZE, OTHER_SIZE, NO_POSTER, FAILED };

/** How one sample compares with the service's own poster. */
struct verdict {
    enum state state;
    struct placard_sample_info sample;
    struct placard_difference difference;
    int width, height; /* of what Placard draws */
    int poster_width, poster_height;
    char *picture; /* path of the difference picture, or NULL */
    struct placard_error error;
};

/** A run over one bundle. */
struct verifying {
    struct cli_run *run;
    struct cli_input *input;
    struct placard_context *context;
    struct cli_output output;
};

/** What is compared: the poster that the service made, and what Placard draws. */
struct pair {
    struct placard_bytes poster, drawn, picture; /* files; the last one shows where they differ */
};

static bool keep(void *data, const void *bytes, size_t size, bool last, struct placard_error *error) {
    struct placard_bytes *file = data;
    file->data = cli_enlarge(file->data, file->size + size);
    memcpy(file->data + file->size, bytes, size);
    file->size += size;
    return true;
}

static bool draw(const struct verifying *verifying, int position, struct placard_bytes *out,
                 struct placard_error *error) {
    struct placard_store *const stores[] = {verifying->input->bundle, NULL};
    struct placard_render_options options = {.stores = stores, .max_work = -1};
    return placard_render_encoded(verifying->context, verifying->input->document, position, &options, NULL,
                                  keep, out, NULL, NULL, error);
}

static struct placard_picture *decode(const struct placard_file *file, struct placard_error *error) {
    return placard_decode(file->name, file->bytes, file->size, error);
}

/* The faded poster alone, where nothing differs by enough to be marked. */
static struct placard_picture *fade(const struct verdict *verdict, const struct placard_file *poster,
                                    struct placard_error *error) {
    struct placard_picture *whole = decode(poster, error);
    struct placard_picture *picture =
        whole ? placard_difference_picture(&verdict->difference, whole, error) : NULL;
    placard_picture_destroy(whole);
    return picture;
}

/* The picture is a PNG that comes with comparing, or is made another way here. */
static bool finish_picture(const struct verifying *verifying, struct verdict *verdict,
                           const struct placard_file *poster, struct placard_bytes *bytes) {
    struct placard_encode_options encoding = {.format = verifying->output.format};
    bool made = bytes->size > 0;
    if (made && strcmp(encoding.format, "png") == 0) {
        return true;
    }
    const struct placard_file file = {"the difference picture", bytes->data, bytes->size};
    struct placard_picture *picture =
        made ? decode(&file, &verdict->error) : fade(verdict, poster, &verdict->error);
    placard_bytes_finish(bytes);
    bool ok = picture && placard_encode(picture, &encoding, bytes, &verdict->error);
    placard_picture_destroy(picture);
    return ok;
}

static bool write_picture(const struct verifying *verifying, struct verdict *verdict,
                          const struct placard_bytes *bytes) {
    char *name = cli_input_name(verifying->input->path);
    char *marked = cli_format("%s-difference", name);
    struct cli_output_values values = {
        .task = verifying->input->info.task, .name = marked, .sample = verdict->sample.index};
    verdict->picture = cli_output_path(&verifying->output, &values);
    bool ok = cli_output_write(&verifying->output, verdict->picture, bytes, &verdict->error);
    free(marked);
    free(name);
    return ok;
}

/* Row by row, where that is large and can be had so. */
static bool compare(const struct verifying *verifying, struct verdict *verdict, struct pair *pair) {
    const struct placard_compare_options options = {
        .threshold = cli_threshold(&verifying->run->options.threshold), .ssim = true};
    const struct placard_file poster = {"the service's poster", pair->poster.data, pair->poster.size};
    const struct placard_file drawn = {"the poster", pair->drawn.data, pair->drawn.size};
    if (!placard_file_measure(&poster, &verdict->poster_width, &verdict->poster_height, &verdict->error) ||
        !placard_file_measure(&drawn, &verdict->width, &verdict->height, &verdict->error) ||
        !placard_compare_files(&poster, &drawn, &options, &verdict->difference, &pair->picture,
                               &verdict->error)) {
        return false;
    }
    verdict->state = verdict->difference.same_size ? SAME_SIZE : OTHER_SIZE;
    return verdict->state == OTHER_SIZE || (finish_picture(verifying, verdict, &poster, &pair->picture) &&
                                            write_picture(verifying, verdict, &pair->picture));
}

static void verify(const struct verifying *verifying, int position, struct verdict *verdict) {
    struct placard_store *bundle = verifying->input->bundle;
    struct pair pair = {0};
    *verdict = (struct verdict){.state = FAILED};
    if (!placard_sample_describe(verifying->input->document, position, &verdict->sample, &verdict->error)) {
        return;
    }
    const char *url = verdict->sample.poster;
    if (!url || !placard_store_has(bundle, url)) {
        verdict->state = NO_POSTER;
        return;
    }
    if (!draw(verifying, position, &pair.drawn, &verdict->error) ||
        !placard_store_load(bundle, url, &pair.poster, &verdict->error) ||
        !compare(verifying, verdict, &pair)) {
        verdict->state = FAILED;
    }
    placard_bytes_finish(&pair.drawn);
    placard_bytes_finish(&pair.poster);
    placard_bytes_finish(&pair.picture);
}

static void print(const struct verifying *verifying, const struct verdict *verdict) {
    const struct placard_difference *difference = &verdict->difference;
    printf("sample %d: ", verdict->sample.index);
    if (verdict->state == NO_POSTER) {
        puts("the bundle has no poster of the service's own");
    } else if (verdict->state == OTHER_SIZE) {
        printf("the service's poster has %dx%d pixels, this one %dx%d\n", verdict->poster_width,
               verdict->poster_height, verdict->width, verdict->height);
    } else {
        printf("%.4f %% differ (%lld of %lld pixels), mean %.2f, greatest %d, SSIM %.4f  ",
               difference->share * 100, difference->mismatched, difference->pixels, difference->mean,
               difference->greatest, difference->ssim);
        cli_print(stdout, verdict->picture, 0);
        putchar('\n');
    }
}

static void print_json(const struct verifying *verifying, const struct verdict *verdict) {
    static const char *const states[] = {"compared", "other size", "no poster", "failed"};
    const struct placard_difference *difference = &verdict->difference;
    struct cli_json json = {.out = stdout};
    cli_json_open(&json, NULL, '{');
    cli_json_text(&json, "input", verifying->input->path);
    cli_json_number(&json, "sample", verdict->sample.index);
    cli_json_text(&json, "state", states[verdict->state]);
    if (verdict->state == SAME_SIZE) {
        cli_json_number(&json, "pixels", (double)difference->pixels);
        cli_json_number(&json, "mismatched", (double)difference->mismatched);
        cli_json_number(&json, "antialiased", (double)difference->antialiased);
        cli_json_number(&json, "percent", difference->share * 100);
        cli_json_number(&json, "mean", difference->mean);
        cli_json_number(&json, "rms", difference->rms);
        cli_json_number(&json, "greatest", difference->greatest);
        cli_json_number(&json, "ssim", difference->ssim);
        cli_json_text(&json, "difference", verdict->picture);
    } else if (verdict->state == OTHER_SIZE) {
        cli_json_number(&json, "width", verdict->width);
        cli_json_number(&json, "height", verdict->height);
        cli_json_number(&json, "poster_width", verdict->poster_width);
        cli_json_number(&json, "poster_height", verdict->poster_height);
    } else if (verdict->state == FAILED) {
        cli_json_text(&json, "error", verdict->error.message);
    }
    cli_json_close(&json, '}');
    cli_json_line(&json);
}

static bool is_within(const struct verifying *verifying, const struct verdict *verdict) {
    const struct cli_bound *bound = &verifying->run->options.max_percent;
    if (verdict->state == SAME_SIZE) {
        return !bound->given || verdict->difference.share * 100 <= bound->value;
    }
    return verdict->state == NO_POSTER || (verdict->state == OTHER_SIZE && !bound->given);
}

static bool is_wanted(const struct verifying *verifying, int position) {
    struct placard_sample_info sample = {0};
    return placard_sample_describe(verifying->input->document, position, &sample, NULL) &&
           cli_sample_is_wanted(&verifying->run->options.samples, sample.index);
}

/* One file holds one picture. */
static bool check_output(const struct verifying *verifying, struct placard_error *error) {
    const struct cli_output *output = &verifying->output;
    bool one = output->kind == CLI_OUTPUT_FILE ||
               (output->kind == CLI_OUTPUT_PATTERN && !strstr(output->path, "{sample}"));
    int wanted = 0;
    for (int i = 0; i < verifying->input->info.samples; i++) {
        wanted += is_wanted(verifying, i);
    }
    return !one || wanted <= 1 ||
           cli_fail(error, PLACARD_USAGE,
                    "--output: %s holds one picture, but there are %d samples to compare; pick one with "
                    "--sample, or give a pattern such as 'out/{name}-{sample}.{ext}'",
                    output->path, wanted);
}

static int verify_samples(struct verifying *verifying) {
    struct placard_error error;
    int status = CLI_DONE;
    int compared = 0;
    if (!check_output(verifying, &error)) {
        cli_say(&verifying->run->terminal, "%s", error.message);
        return CLI_USAGE;
    }
    for (int i = 0; i < verifying->input->info.samples; i++) {
        struct verdict verdict;
        if (!is_wanted(verifying, i)) {
            continue;
        }
        verify(verifying, i, &verdict);
        compared += verdict.state == SAME_SIZE || verdict.state == OTHER_SIZE;
        if (verdict.state == FAILED) {
            cli_input_say(verifying->run, verifying->input, verdict.sample.index, verdict.error.message);
        }
        if (verifying->run->options.json) {
            print_json(verifying, &verdict);
        } else if (verdict.state != FAILED && !verifying->run->options.quiet) {
            print(verifying, &verdict);
        }
        status = cli_status_worse(status, is_within(verifying, &verdict) ? CLI_DONE : CLI_FAILED);
        free(verdict.picture);
        placard_difference_finish(&verdict.difference);
    }
    if (compared == 0 && status == CLI_DONE) {
        cli_say(&verifying->run->terminal,
                "%s: nothing to compare: the bundle has no poster of the service's own",
                verifying->input->path);
        status = CLI_FAILED;
    }
    return status;
}

/* From here on the bundle is read, and its samples drawn and compared. */
static bool enter_sandbox(const struct verifying *verifying, struct placard_error *error) {
    const struct cli_output *output = &verifying->output;
    struct cli_places places = {0};
    cli_places_write_named(&places, output->path, output->kind == CLI_OUTPUT_FOLDER);
    cli_places_write_caches(&places, !verifying->run->options.no_system_fonts);
    cli_places_read_input(&places, verifying->run->operands.items[0]);
    if (cli_sandbox_limits_files(verifying->run->options.sandbox)) {
        cli_read_fonts(&places, verifying->context, true);
    }
    bool ok = cli_sandbox_enter(verifying->run->options.sandbox, &places, false, error);
    cli_places_finish(&places);
    return ok;
}

static int run_verify(struct cli_run *run) {
    struct cli_input input = {0};
    struct verifying verifying = {.run = run, .input = &input};
    struct placard_error error;
    int status = CLI_USAGE;
    if (!cli_output_init(&verifying.output, run->options.output, NULL, &error)) {
        cli_say(&run->terminal, "%s", error.message);
        return CLI_USAGE;
    }
    if (verifying.output.kind == CLI_OUTPUT_STANDARD) {
        cli_say(&run->terminal, "--output: expected a folder, a file or a pattern, found -");
        return CLI_USAGE;
    }
    verifying.context = cli_context(&run->options, &error);
    if (!verifying.context || !enter_sandbox(&verifying, &error)) {
        cli_say(&run->terminal, "%s", error.message);
        placard_context_destroy(verifying.context);
        return cli_status_of(error.code);
    }
    cli_input_load(&input, run->operands.items[0], 0);
    if (!input.ok) {
        cli_input_say(run, &input, -1, input.error.message);
        status = cli_status_of(input.error.code);
    } else if (!input.bundle) {
        cli_input_say(run, &input, -1,
                      "expected the folder of a bundle, found a file; 'placard fetch' makes one");
    } else {
        status = verify_samples(&verifying);
    }
    placard_context_destroy(verifying.context);
    cli_input_finish(&input);
    return status;
}

static const struct cli_example examples[] = {
    {"How near the posters of a bundle are to the service's own", "placard verify spring"},
    {"With the service's fonts; an error where more than 1 % of the pixels differ",
     "placard verify spring --font-dir fonts --max-percent 1 -o differences"},
    {0},
};

const struct cli_command cli_verify = {
    .name = "verify",
    .operands = "BUNDLE",
    .least = 1,
    .most = 1,
    .summary = "compare with the service's own posters",
    .about = "Draws each sample of a bundle and compares it with the poster that the service made, as far as "
             "the bundle has "
             "it. For each it prints how many pixels differ by pixelmatch's measure, antialiased ones left "
             "out, the mean and "
             "the greatest difference of a channel (0 to 255), the structural similarity (SSIM, 1 for equal "
             "pictures), and "
             "the path of a picture that shows where they differ: in red over the faded poster.\n\n"
             "Differences are no failure unless --max-percent is given. The exit status is 1 where a sample "
             "could not be "
             "compared.",
    .examples = examples,
    .run = run_verify,
};
