#include "cli/plan.h"

#include <stdlib.h>
#include <string.h>

bool cli_sample_is_wanted(const struct cli_list *samples, int index) {
    for (int i = 0; i < samples->count; i++) {
        if (atoi(samples->items[i]) == index) {
            return true;
        }
    }
    return samples->count == 0;
}

static void add_poster(struct cli_plan *plan, const struct cli_output *output, const struct cli_input *input,
                       int position, const struct placard_sample_info *sample) {
    char *name = cli_input_name(input->path);
    struct cli_output_values values = {
        .task = input->info.task,
        .name = name,
        .sample = sample->index,
        .single = input->info.samples == 1 && !input->info.task,
    };
    plan->posters = cli_grow(plan->posters, plan->poster_count, sizeof *plan->posters);
    plan->posters[plan->poster_count++] = (struct cli_poster){
        .input = input, .position = position, .sample = *sample, .path = cli_output_path(output, &values)};
    free(name);
}

static void add_input(struct cli_plan *plan, const struct cli_run *run, const struct cli_output *output,
                      struct cli_input *input) {
    for (int i = 0; input->ok && i < input->info.samples; i++) {
        struct placard_sample_info sample;
        if (!placard_sample_describe(input->document, i, &sample, &input->error)) {
            input->ok = false;
        } else if (cli_sample_is_wanted(&run->options.samples, sample.index)) {
            add_poster(plan, output, input, i, &sample);
        }
    }
}

static bool has_sample(const struct cli_plan *plan, int index) {
    for (int i = 0; i < plan->input_count; i++) {
        struct placard_sample_info sample;
        for (int k = 0; k < plan->inputs[i].info.samples; k++) {
            if (placard_sample_describe(plan->inputs[i].document, k, &sample, NULL) &&
                sample.index == index) {
                return true;
            }
        }
    }
    return false;
}

/* A number that no sample has is a typing error, unless it may be one of a document that can't be drawn. */
static bool check_numbers(const struct cli_plan *plan, const struct cli_options *options,
                          const struct cli_bases *bases, struct placard_error *error) {
    for (int i = 0; i < plan->input_count; i++) {
        if (!plan->inputs[i].ok) {
            return true;
        }
    }
    for (int i = 0; i < options->samples.count; i++) {
        if (!has_sample(plan, atoi(options->samples.items[i]))) {
            return cli_fail(error, PLACARD_USAGE, "--sample: no sample has the number %s",
                            options->samples.items[i]);
        }
    }
    for (int i = 0; i < bases->numbered.count; i++) {
        if (!has_sample(plan, cli_base_number(bases->numbered.items[i], NULL))) {
            return cli_fail(error, PLACARD_USAGE,
                            "--base: %s: no sample has that number; a file whose name looks "
                            "like this is given as ./%s",
                            bases->numbered.items[i], bases->numbered.items[i]);
        }
    }
    return true;
}

static int compare_paths(const void *a, const void *b) {
    const struct cli_poster *const *one = a;
    const struct cli_poster *const *other = b;
    int order = strcmp((*one)->path, (*other)->path);
    return order ? order : *one < *other ? -1 : 1;
}

static bool fail_collision(const struct cli_poster *one, const struct cli_poster *other,
                           struct placard_error *error) {
    return cli_fail(
        error, PLACARD_USAGE,
        "--output: sample %d of %s and sample %d of %s would both be %s; tell them apart by a pattern such "
        "as 'out/{name}-{task}-{sample}.{ext}', or draw them in two runs",
        one->sample.index, one->input->path, other->sample.index, other->input->path, one->path);
}

static bool check_paths(const struct cli_plan *plan, const struct cli_output *output,
                        struct placard_error *error) {
    bool one_only = output->kind == CLI_OUTPUT_FILE || output->kind == CLI_OUTPUT_STANDARD;
    if (one_only && plan->poster_count > 1) {
        bool standard = output->kind == CLI_OUTPUT_STANDARD;
        return cli_fail(
            error, PLACARD_USAGE,
            "--output: %s holds one poster, but there are %d to draw; pick one with --sample, or give a "
            "pattern such as 'out/{name}-{sample}.{ext}'",
            standard ? "standard output" : output->path, plan->poster_count);
    }
    const struct cli_poster **sorted = cli_allocate((size_t)plan->poster_count, sizeof *sorted);
    for (int i = 0; i < plan->poster_count; i++) {
        sorted[i] = &plan->posters[i];
    }
    qsort(sorted, (size_t)plan->poster_count, sizeof *sorted, compare_paths);
    bool ok = true;
    for (int i = 1; ok && i < plan->poster_count; i++) {
        ok = strcmp(sorted[i - 1]->path, sorted[i]->path) != 0 ||
             fail_collision(sorted[i - 1], sorted[i], error);
    }
    free(sorted);
    return ok;
}

/* By --strict no poster is made of a document that is doubtful. */
static void refuse_doubtful(struct cli_input *input) {
    if (input->ok && *input->info.warnings) {
        input->ok = cli_fail(&input->error, PLACARD_DOCUMENT, "%s", *input->info.warnings);
    }
}

bool cli_plan_make(struct cli_plan *plan, const struct cli_run *run, const struct cli_output *output,
                   const struct cli_bases *bases, const struct cli_template *template,
                   struct placard_error *error) {
    *plan = (struct cli_plan){0};
    plan->inputs = cli_allocate((size_t)run->operands.count, sizeof *plan->inputs);
    for (int i = 0; i < run->operands.count; i++) {
        struct cli_input *input = &plan->inputs[i];
        cli_input_load(input, run->operands.items[i], cli_poster_timeout(&run->options));
        plan->input_count++;
        if (!cli_template_lay(template, input, error)) {
            return false;
        }
        if (run->options.strict) {
            refuse_doubtful(input);
        }
        add_input(plan, run, output, input);
    }
    return check_numbers(plan, &run->options, bases, error) && check_paths(plan, output, error);
}

void cli_plan_finish(struct cli_plan *plan) {
    for (int i = 0; i < plan->poster_count; i++) {
        free(plan->posters[i].path);
    }
    for (int i = 0; i < plan->input_count; i++) {
        cli_input_finish(&plan->inputs[i]);
    }
    free(plan->posters);
    free(plan->inputs);
    *plan = (struct cli_plan){0};
}
