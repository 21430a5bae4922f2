#include "cli/memory.h"
#include "cli/poster_file.h"
#include "cli/reading.h"
#include "cli/report.h"
#include "cli/sandbox.h"
#include "cli/supply.h"

#include <stdlib.h>
#include <string.h>

/* What drawing needs, the same for every poster. */
struct drawing {
    const struct cli_options *options;
    const struct cli_output *output;
    const struct cli_bases *bases;
    struct cli_supply supply;
    struct placard_context *context;
};

static void take_warning(void *data, const char *message) {
    cli_messages_add(data, message);
}

/* Warnings from reading the sample come before those from drawing it. */
static bool take_reading_warnings(const struct drawing *drawing, const struct cli_poster *poster,
                                  struct cli_result *result) {
    const char *const *warning = poster->sample.warnings;
    if (poster->sample.bad) {
        return true; /* the error says more */
    }
    for (; warning && *warning; warning++) {
        if (drawing->options->strict) {
            return cli_fail(&result->error, PLACARD_DOCUMENT, "%s", *warning);
        }
        cli_messages_add(&result->warnings, *warning);
    }
    return true;
}

/* A file that was named may be the one that it is drawn of. */
static bool is_spared(const struct drawing *drawing, const struct cli_poster *poster, const char *base,
                      struct placard_error *error) {
    enum cli_output_kind kind = drawing->output->kind;
    if (kind == CLI_OUTPUT_FILE || kind == CLI_OUTPUT_STANDARD) {
        return true;
    }
    const char *layers = drawing->options->layers;
    return cli_base_spared(poster->path, base, &poster->sample, layers ? layers : poster->input->path, error);
}

static bool find_base(const struct drawing *drawing, const struct cli_poster *poster, char **base,
                      struct placard_error *error) {
    return poster->sample.bad || (cli_base_find(drawing->bases, &poster->sample, base, error) &&
                                  cli_supply_check(&drawing->supply, poster, *base, error) &&
                                  is_spared(drawing, poster, *base, error));
}

static bool draw(struct drawing *drawing, const struct cli_poster *poster, struct cli_poster_file *file,
                 struct cli_result *result) {
    char *base = NULL;
    if (!find_base(drawing, poster, &base, &result->error)) {
        free(base);
        return false;
    }
    struct placard_render_options options = {
        .base = base,
        .stores = cli_supply_stores(&drawing->supply, poster->input),
        .scale = drawing->options->scale,
        .background = drawing->options->background,
        .strict = drawing->options->strict,
        .timeout = cli_poster_timeout(drawing->options),
        .max_pixels = (long long)drawing->options->poster_pixels.value,
        .max_work = cli_poster_work(drawing->options),
        .assets = drawing->options->assets,
        .warning = take_warning,
        .warning_data = &result->warnings,
        .timings = &result->timings,
    };
    struct placard_encode_options encode = {
        .format = drawing->output->format,
        .quality = drawing->options->quality,
        .chroma = cli_chroma(drawing->options->chroma),
    };
    bool ok =
        placard_render_encoded(drawing->context, poster->input->document, poster->position, &options, &encode,
                               cli_poster_file_put, file, &result->width, &result->height, &result->error);
    free(base);
    return ok;
}

static void make_poster(struct drawing *drawing, const struct cli_poster *poster, struct cli_result *result) {
    double start = cli_now();
    struct cli_poster_file file = {.output = drawing->output, .path = poster->path};
    result->ok = take_reading_warnings(drawing, poster, result) && draw(drawing, poster, &file, result);
    cli_poster_file_finish(&file);
    result->encode = result->timings.encode;
    result->write = file.took;
    result->bytes = file.size;
    result->total = cli_now() - start;
}

/* Posters and unusable inputs in the order of the command line. A mistake in the options, which the library
 * is the one to find, ends the run: every poster would fail by it. */
static int make_posters(struct drawing *drawing, const struct cli_plan *plan, struct cli_report *report) {
    int status = CLI_DONE;
    int next = 0;
    for (int i = 0; i < plan->input_count; i++) {
        const struct cli_input *input = &plan->inputs[i];
        cli_report_input(report, input);
        status = cli_status_worse(status, input->ok ? CLI_DONE : cli_status_of(input->error.code));
        for (; status != CLI_USAGE && next < plan->poster_count && plan->posters[next].input == input;
             next++) {
            const struct cli_poster *poster = &plan->posters[next];
            if (report->progress) {
                cli_progress(&report->run->terminal, next + 1, plan->poster_count, poster->path);
            }
            struct cli_result result = {0};
            make_poster(drawing, poster, &result);
            cli_report_poster(report, poster, &result);
            cli_messages_finish(&result.warnings);
            int worth = cli_status_of(result.error.code);
            status = cli_status_worse(status, result.ok            ? CLI_DONE
                                              : worth == CLI_USAGE ? CLI_USAGE
                                                                   : CLI_FAILED);
        }
        cli_report_warnings(report, input);
    }
    cli_progress_erase(&report->run->terminal);
    return status;
}

static int fail(struct cli_run *run, const struct placard_error *error) {
    cli_say(&run->terminal, "%s", error->message);
    return cli_status_of(error->code);
}

static void list_read(const struct drawing *drawing, const struct cli_plan *plan, struct cli_places *places) {
    const struct cli_options *options = drawing->options;
    bool system = false;
    for (int i = 0; i < plan->input_count; i++) {
        const struct cli_input *input = &plan->inputs[i];
        cli_read_document(places, input);
        system = system ||
                 (input->document && placard_document_wants_system_fonts(drawing->context, input->document));
    }
    if (options->layers) {
        cli_places_read_beside(places, options->layers);
    }
    for (int i = 0; i < plan->poster_count; i++) {
        cli_read_poster(places, &plan->posters[i], drawing->bases);
    }
    cli_read_assets(places, options->assets);
    cli_read_fonts(places, drawing->context, system);
}

/* From here on only pictures and fonts are read, and posters written. */
static bool enter_sandbox(const struct drawing *drawing, const struct cli_run *run,
                          const struct cli_plan *plan, struct placard_error *error) {
    const struct cli_output *output = drawing->output;
    struct cli_places places = {0};
    bool written = output->kind != CLI_OUTPUT_STANDARD;
    if (cli_sandbox_limits_files(run->options.sandbox)) {
        list_read(drawing, plan, &places);
    }
    if (written) {
        cli_places_write_named(&places, output->path, output->kind == CLI_OUTPUT_FOLDER);
    }
    for (int i = 0; written && i < plan->poster_count; i++) {
        cli_places_write_file(&places, plan->posters[i].path);
    }
    cli_places_write_caches(&places, !run->options.no_system_fonts);
    bool ok = cli_sandbox_enter(run->options.sandbox, &places, false, error);
    cli_places_finish(&places);
    return ok;
}

static int run_plan(struct cli_run *run, const struct cli_output *output, const struct cli_bases *bases,
                    const struct cli_template *template) {
    struct placard_error error;
    struct cli_plan plan;
    struct cli_report report;
    struct drawing drawing = {.options = &run->options, .output = output, .bases = bases};
    int status = CLI_DONE;
    if (!cli_plan_make(&plan, run, output, bases, template, &error)) {
        status = fail(run, &error);
        goto finish;
    }
    if (!cli_supply_init(&drawing.supply, run, &plan, bases, &error) ||
        !(drawing.context = cli_context(&run->options, &error)) ||
        !enter_sandbox(&drawing, run, &plan, &error)) {
        status = fail(run, &error);
        goto finish;
    }
    cli_report_init(&report, run, &plan, output);
    status = make_posters(&drawing, &plan, &report);
finish:
    placard_context_destroy(drawing.context);
    cli_supply_finish(&drawing.supply);
    cli_plan_finish(&plan);
    return status;
}

static int run_render(struct cli_run *run) {
    struct placard_error error;
    struct cli_output output;
    struct cli_bases bases = {0};
    struct cli_template template = {0};
    int status = CLI_USAGE;
    if (!cli_input_check_operands(run)) {
        return CLI_USAGE;
    }
    cli_memory_keep();
    if (!cli_output_init(&output, run->options.output, run->options.format, &error) ||
        !cli_bases_init(&bases, &run->options.bases, &error)) {
        fail(run, &error);
    } else if (!cli_template_init(&template, &run->options, &error)) {
        status = fail(run, &error);
    } else {
        status = run_plan(run, &output, &bases, &template);
    }
    cli_template_finish(&template);
    cli_bases_finish(&bases);
    return status;
}

static const struct cli_example examples[] = {
    {"Draw every sample of a saved response over the base images in a folder",
     "placard render samples/dashscope-succeeded.json --base samples -o out"},
    {"As JPEG, twice as large, under other names",
     "placard render samples/dashscope-succeeded.json --base samples --scale 2 -o 'big/{task}/{sample}.jpg'"},
    {"One sample over a base image of its own",
     "placard render samples/dashscope-succeeded.json --sample 0 --base 0=samples/3.jpg -o poster.jpg"},
    {"From standard input to standard output",
     "placard render - --sample 2 --base samples -o - < samples/dashscope-succeeded.json > poster.png"},
    {"A template over every image of a response that has no layers",
     "placard render samples/gettaskinfo-done.json --layers samples/template.json --base 0=samples/1.jpg "
     "--base 1=samples/2.jpg -o out"},
    {"What was written and how long it took, for programs",
     "placard render samples/dashscope-succeeded.json --base samples --json -o out/"},
    {0},
};

const struct cli_command cli_render = {
    .name = "render",
    .operands = "INPUT...",
    .least = 1,
    .most = -1,
    .summary = "draw the posters of documents",
    .about =
        "Draws each sample of each INPUT over its base image. INPUT is a file, or - for standard input: a "
        "saved response of DashScope, one sample, a layer document or a list of layers; or the folder of a "
        "bundle that 'placard fetch' made.\n\n"
        "With --layers each INPUT is a saved response with images, of getTaskInfo or DashScope, and the "
        "layers "
        "of FILE are drawn over every one of them. The number of a sample is then the position of its image, "
        "from 0. What can't be drawn over, such as a video, is left out with a warning.\n\n"
        "A sample's base image is the one that --base N=FILE gives for its number, else the --base file, "
        "else the "
        "one in the --base folders that has the file name of the sample's own, else the sample's own: beside "
        "the document, in the bundle, or downloaded and kept in the cache, which is "
        "$XDG_CACHE_HOME/placard or else ~/.cache/placard. Posters in a folder are called "
        "{name}-{sample}.{ext}, where {name} is the input's file "
        "name "
        "without extension, or {name}.{ext} for a document of one sample without a task. What comes from "
        "input is "
        "changed where it could leave the folder. Files appear whole or not at all.\n\n"
        "The path of each poster is printed, on a terminal with its size and time. A bad sample or input is "
        "reported and does not stop the others.",
    .examples = examples,
    .run = run_render,
};
