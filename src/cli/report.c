#include "cli/report.h"

#include "cli/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More samples than this are counted, and more posters than the second are worth a counter. */
enum { MOST_LISTED = 8, FEW_POSTERS = 4 };

void cli_messages_add(struct cli_messages *messages, const char *message) {
    for (int i = 0; i < messages->count; i++) {
        if (strcmp(messages->items[i], message) == 0) {
            return;
        }
    }
    messages->items = cli_grow(messages->items, messages->count, sizeof *messages->items);
    messages->items[messages->count++] = cli_format("%s", message);
}

void cli_messages_finish(struct cli_messages *messages) {
    for (int i = 0; i < messages->count; i++) {
        free(messages->items[i]);
    }
    free(messages->items);
    *messages = (struct cli_messages){0};
}

void cli_report_init(struct cli_report *report, struct cli_run *run, const struct cli_plan *plan,
                     const struct cli_output *output) {
    bool standard = output->kind == CLI_OUTPUT_STANDARD;
    *report = (struct cli_report){
        .run = run,
        .json = {.out = standard ? stderr : stdout},
        .lines = !run->options.json && !run->options.quiet && !standard,
        .errors = !(run->options.json && standard),
        .progress = !run->options.quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO) &&
                    plan->poster_count > FEW_POSTERS && !(run->options.json && standard),
    };
}

static const char *name_of(const struct cli_input *input) {
    return strcmp(input->path, "-") == 0 ? "standard input" : input->path;
}

static void print_input_json(struct cli_json *json, const struct cli_input *input) {
    cli_json_open(json, NULL, '{');
    cli_input_json(json, input);
    cli_input_json_warnings(json, input);
    if (!input->ok) {
        cli_json_text(json, "error", input->error.message);
    }
    cli_json_close(json, '}');
    cli_json_line(json);
}

void cli_report_input(struct cli_report *report, const struct cli_input *input) {
    const struct cli_options *options = &report->run->options;
    const char *const *warning = input->document ? input->info.warnings : NULL;
    bool doubtful = warning && *warning;
    for (; report->errors && !options->quiet && !options->json && warning && *warning; warning++) {
        bool refused = !input->ok && strcmp(*warning, input->error.message) == 0;
        if (!refused) {
            cli_warn(&report->run->terminal, "%s: %s", name_of(input), *warning);
        }
    }
    if (!input->ok && report->errors) {
        cli_input_say(report->run, input, -1, input->error.message);
    }
    if (options->json && (doubtful || !input->ok)) {
        print_input_json(&report->json, input);
    }
}

static void print_json(struct cli_json *json, const struct cli_poster *poster,
                       const struct cli_result *result) {
    cli_json_open(json, NULL, '{');
    cli_json_text(json, "input", poster->input->path);
    cli_json_number(json, "sample", poster->sample.index);
    cli_json_text(json, "task", poster->input->info.task);
    if (result->ok) {
        cli_json_text(json, "file", poster->path);
        cli_json_number(json, "width", result->width);
        cli_json_number(json, "height", result->height);
        cli_json_number(json, "bytes", (double)result->bytes);
    }
    cli_json_open(json, "warnings", '[');
    for (int i = 0; i < result->warnings.count; i++) {
        cli_json_text(json, NULL, result->warnings.items[i]);
    }
    cli_json_close(json, ']');
    if (!result->ok) {
        cli_json_text(json, "error", result->error.message);
    } else {
        cli_json_open(json, "milliseconds", '{');
        cli_json_milliseconds(json, "parse", poster->input->parse);
        cli_json_milliseconds(json, "decode", result->timings.decode);
        cli_json_milliseconds(json, "draw", result->timings.draw);
        cli_json_milliseconds(json, "encode", result->encode);
        cli_json_milliseconds(json, "write", result->write);
        cli_json_close(json, '}');
    }
    cli_json_close(json, '}');
    cli_json_line(json);
}

/* Paths alone where another program reads along, as ls does. */
static void print_line(const struct cli_poster *poster, const struct cli_result *result) {
    if (isatty(STDOUT_FILENO)) {
        cli_print(stdout, poster->path, 0);
        printf("  %dx%d  %.0f ms\n", result->width, result->height, result->total);
    } else {
        puts(poster->path);
    }
    cli_flush(stdout);
}

static void remember(struct cli_report *report, const char *message, int sample) {
    struct cli_warning *warning = NULL;
    for (int i = 0; !warning && i < report->warning_count; i++) {
        if (strcmp(report->warnings[i].message, message) == 0) {
            warning = &report->warnings[i];
        }
    }
    if (!warning) {
        report->warnings = cli_grow(report->warnings, report->warning_count, sizeof *report->warnings);
        warning = &report->warnings[report->warning_count++];
        *warning = (struct cli_warning){.message = cli_format("%s", message)};
    }
    warning->samples = cli_grow(warning->samples, warning->count, sizeof *warning->samples);
    warning->samples[warning->count++] = sample;
}

void cli_report_poster(struct cli_report *report, const struct cli_poster *poster,
                       const struct cli_result *result) {
    for (int i = 0; i < result->warnings.count; i++) {
        remember(report, result->warnings.items[i], poster->sample.index);
    }
    if (!result->ok && report->errors) {
        cli_input_say(report->run, poster->input, poster->sample.index, result->error.message);
    }
    if (report->run->options.json) {
        print_json(&report->json, poster, result);
    } else if (result->ok && report->lines) {
        print_line(poster, result);
    }
}

/* "sample 1", "samples 0, 1, 2" or "12 samples"; to be freed. */
static char *samples_text(const struct cli_warning *warning) {
    if (warning->count > MOST_LISTED) {
        return cli_format("%d samples", warning->count);
    }
    char *text = cli_format("sample%s", warning->count > 1 ? "s" : "");
    for (int i = 0; i < warning->count; i++) {
        char *longer = cli_format("%s%s %d", text, i ? "," : "", warning->samples[i]);
        free(text);
        text = longer;
    }
    return text;
}

void cli_report_warnings(struct cli_report *report, const struct cli_input *input) {
    bool print = report->errors && !report->run->options.quiet && !report->run->options.json;
    for (int i = 0; i < report->warning_count; i++) {
        struct cli_warning *warning = &report->warnings[i];
        char *samples = samples_text(warning);
        if (print) {
            cli_warn(&report->run->terminal, "%s: %s: %s", name_of(input), samples, warning->message);
        }
        free(samples);
        free(warning->message);
        free(warning->samples);
    }
    free(report->warnings);
    report->warnings = NULL;
    report->warning_count = 0;
}
