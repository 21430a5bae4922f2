#include "cli/input.h"
#include "cli/sandbox.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

/* A base image may be a data: URL of megabytes. */
enum { LONGEST_BASE = 100 };

/* What is wrong with a bad sample: drawing says so before it looks for anything else. */
static void explain(const struct cli_input *input, int sample, struct placard_error *error) {
    struct placard_context_options options = {.no_system_fonts = true};
    struct placard_render_options plain = {0};
    struct placard_context *context = placard_context_create(&options, error);
    if (context) {
        placard_picture_destroy(placard_render(context, input->document, sample, &plain, error));
    }
    placard_context_destroy(context);
}

static void add_layer(struct cli_table *table, const struct placard_layer_info *layer) {
    const char *sub_type = layer->sub_type ? layer->sub_type : "";
    const char *summary = layer->summary ? layer->summary : "";
    cli_table_add(table, cli_format("%d", layer->position));
    cli_table_add(table, cli_format("%s", layer->type));
    cli_table_add(table, cli_format("%s", sub_type));
    cli_table_add(table, cli_format("%.6g", layer->left));
    cli_table_add(table, cli_format("%.6g", layer->top));
    cli_table_add(table, cli_format("%.6g", layer->width));
    cli_table_add(table, cli_format("%.6g", layer->height));
    cli_table_add(table, cli_format("%.6g", layer->opacity));
    cli_table_add(table, cli_format("%.6g", layer->rotation));
    cli_table_add(table, cli_format("%s", summary));
}

static void print_layers(struct cli_run *run, const struct cli_input *input, int sample, int count) {
    static const char *const headings[] = {"#",      "type",    "sub_type", "left",  "top", "width",
                                           "height", "opacity", "rotation", "shows", NULL};
    struct cli_table table = {.headings = headings, .right = 0x1F9, .indent = 4};
    for (int i = 0; i < count; i++) {
        struct placard_layer_info layer;
        if (placard_layer_describe(input->document, sample, i, &layer, NULL)) {
            add_layer(&table, &layer);
        }
    }
    if (table.count > 0) {
        cli_table_print(&table, stdout, run->terminal.color_out, cli_terminal_columns());
    }
}

static void print_note(struct cli_run *run, int indent, const char *word, const char *message) {
    bool color = run->terminal.color_out;
    const char *paint = strcmp(word, "error") == 0 ? "\033[1;31m" : "\033[1;33m";
    printf("%*s%s%s:%s ", indent, "", color ? paint : "", word, color ? "\033[0m" : "");
    cli_print(stdout, message, 0);
    putchar('\n');
}

static void print_sample(struct cli_run *run, const struct cli_input *input, int position,
                         const struct placard_sample_info *sample) {
    printf("\n  sample %d: ", sample->index);
    if (sample->base) {
        cli_print(stdout, sample->base, LONGEST_BASE);
    } else if (sample->width > 0) {
        printf("canvas of %dx%d", sample->width, sample->height);
    } else {
        fputs("no base image", stdout);
    }
    printf(", %d layer%s\n", sample->layers, sample->layers == 1 ? "" : "s");
    print_layers(run, input, position, sample->layers);
    for (const char *const *warning = sample->warnings; warning && *warning; warning++) {
        print_note(run, 4, "warning", *warning);
    }
    if (sample->bad) {
        struct placard_error error = {0};
        explain(input, position, &error);
        print_note(run, 4, "error", error.message);
    }
}

static const char *or_empty(const char *text) {
    return text ? text : "";
}

/* Never cut, as the fonts' table is not: URLs are there to be copied. */
static void print_images(struct cli_run *run, const struct cli_input *input) {
    static const char *const headings[] = {"#", "id", "task", "path", "origin", NULL};
    struct cli_table table = {.headings = headings, .right = 1, .indent = 4};
    struct placard_image_info image;
    for (int i = 0; placard_image_describe(input->document, i, &image, NULL); i++) {
        cli_table_add(&table, cli_format("%d", i));
        cli_table_add(&table, cli_format("%s", or_empty(image.id)));
        cli_table_add(&table, cli_format("%s", or_empty(image.task)));
        cli_table_add(&table, cli_format("%s", or_empty(image.path)));
        cli_table_add(&table, cli_format("%s%s", or_empty(image.origin), image.video ? " (video)" : ""));
    }
    printf("\n  %d image%s\n", input->info.images, input->info.images == 1 ? "" : "s");
    cli_table_print(&table, stdout, run->terminal.color_out, 0);
}

static void print_tasks(struct cli_run *run, const struct cli_input *input) {
    static const char *const headings[] = {"task", "state", "reason", NULL};
    struct cli_table table = {.headings = headings, .indent = 4};
    struct placard_task_info task;
    for (int i = 0; placard_task_describe(input->document, i, &task, NULL); i++) {
        cli_table_add(&table, cli_format("%s", or_empty(task.id)));
        cli_table_add(&table, cli_format("%s", or_empty(task.state)));
        cli_table_add(&table, cli_format("%s", or_empty(task.reason)));
    }
    printf("\n  %d task%s\n", input->info.tasks, input->info.tasks == 1 ? "" : "s");
    cli_table_print(&table, stdout, run->terminal.color_out, 0);
}

/* What there is besides the samples; their images are shown with them. */
static void print_document(struct cli_run *run, const struct cli_input *input) {
    cli_input_title(run, input);
    for (const char *const *warning = input->info.warnings; *warning; warning++) {
        print_note(run, 2, "warning", *warning);
    }
    if (input->info.images > 0 && input->info.samples == 0) {
        print_images(run, input);
    }
    if (input->info.tasks > 0) {
        print_tasks(run, input);
    }
}

static void write_image(struct cli_json *json, int position, const struct placard_image_info *image) {
    cli_json_open(json, NULL, '{');
    cli_json_number(json, "image", position);
    cli_json_text(json, "id", image->id);
    cli_json_text(json, "task", image->task);
    cli_json_text(json, "path", image->path);
    cli_json_text(json, "origin", image->origin);
    cli_json_flag(json, "video", image->video);
    cli_json_close(json, '}');
}

static void write_document(struct cli_json *json, const struct cli_input *input) {
    struct placard_image_info image;
    struct placard_task_info task;
    cli_input_json(json, input);
    cli_input_json_warnings(json, input);
    cli_json_open(json, "images", '[');
    for (int i = 0; input->document && placard_image_describe(input->document, i, &image, NULL); i++) {
        write_image(json, i, &image);
    }
    cli_json_close(json, ']');
    cli_json_open(json, "tasks", '[');
    for (int i = 0; input->document && placard_task_describe(input->document, i, &task, NULL); i++) {
        cli_json_open(json, NULL, '{');
        cli_json_text(json, "task", task.id);
        cli_json_text(json, "state", task.state);
        cli_json_text(json, "reason", task.reason);
        cli_json_close(json, '}');
    }
    cli_json_close(json, ']');
}

static void write_layer(struct cli_json *json, const struct placard_layer_info *layer) {
    cli_json_open(json, NULL, '{');
    cli_json_number(json, "position", layer->position);
    cli_json_text(json, "type", layer->type);
    cli_json_text(json, "sub_type", layer->sub_type);
    cli_json_number(json, "left", layer->left);
    cli_json_number(json, "top", layer->top);
    cli_json_number(json, "width", layer->width);
    cli_json_number(json, "height", layer->height);
    cli_json_number(json, "opacity", layer->opacity);
    cli_json_number(json, "rotation", layer->rotation);
    cli_json_text(json, "summary", layer->summary);
    cli_json_close(json, '}');
}

static void write_sample(struct cli_json *json, const struct cli_input *input, int position,
                         const struct placard_sample_info *sample) {
    cli_json_open(json, NULL, '{');
    cli_json_number(json, "sample", sample->index);
    cli_json_text(json, "base", sample->base);
    cli_json_text(json, "poster", sample->poster);
    if (sample->width > 0) {
        cli_json_number(json, "width", sample->width);
        cli_json_number(json, "height", sample->height);
    }
    cli_json_open(json, "layers", '[');
    for (int i = 0; i < sample->layers; i++) {
        struct placard_layer_info layer;
        if (placard_layer_describe(input->document, position, i, &layer, NULL)) {
            write_layer(json, &layer);
        }
    }
    cli_json_close(json, ']');
    cli_json_open(json, "warnings", '[');
    for (const char *const *warning = sample->warnings; warning && *warning; warning++) {
        cli_json_text(json, NULL, *warning);
    }
    cli_json_close(json, ']');
    if (sample->bad) {
        struct placard_error error = {0};
        explain(input, position, &error);
        cli_json_text(json, "error", error.message);
    }
    cli_json_close(json, '}');
}

/* Shows what can be read, in either form; returns what it is worth. */
static int inspect(struct cli_run *run, struct cli_input *input, struct cli_json *json) {
    int status = input->ok ? CLI_DONE : cli_status_of(input->error.code);
    if (json) {
        cli_json_open(json, NULL, '{');
        write_document(json, input);
        cli_json_open(json, "samples", '[');
    } else if (input->document) {
        print_document(run, input);
    }
    for (int i = 0; input->document && i < input->info.samples; i++) {
        struct placard_sample_info sample;
        if (!placard_sample_describe(input->document, i, &sample, &input->error)) {
            input->ok = false;
            status = CLI_FAILED;
            break;
        }
        if (json) {
            write_sample(json, input, i, &sample);
        } else {
            print_sample(run, input, i, &sample);
        }
        status = cli_status_worse(status, sample.bad ? CLI_FAILED : CLI_DONE);
    }
    if (json) {
        cli_json_close(json, ']');
        if (!input->ok) {
            cli_json_text(json, "error", input->error.message);
        }
        cli_json_close(json, '}');
        cli_json_line(json);
    }
    return status;
}

/* The documents, and nothing that they name, are read. */
static bool enter_sandbox(struct cli_run *run) {
    struct placard_error error;
    struct cli_places places = {.few = true};
    for (int i = 0; i < run->operands.count; i++) {
        cli_places_read_input(&places, run->operands.items[i]);
    }
    bool ok = cli_sandbox_enter(run->options.sandbox, &places, false, &error);
    cli_places_finish(&places);
    if (!ok) {
        cli_say(&run->terminal, "%s", error.message);
    }
    return ok;
}

static int run_inspect(struct cli_run *run) {
    struct cli_json json = {.out = stdout};
    int status = CLI_DONE;
    bool shown = false;
    if (!cli_input_check_operands(run) || !enter_sandbox(run)) {
        return CLI_USAGE;
    }
    for (int i = 0; i < run->operands.count; i++) {
        struct cli_input input;
        cli_input_load(&input, run->operands.items[i], 0);
        if (shown && !run->options.json && input.document) {
            putchar('\n');
        }
        shown = shown || input.document;
        status = cli_status_worse(status, inspect(run, &input, run->options.json ? &json : NULL));
        if (!input.ok) {
            cli_flush(stdout); /* in order where both go to one place */
            cli_input_say(run, &input, -1, input.error.message);
        }
        cli_input_finish(&input);
    }
    return status;
}

static const struct cli_example examples[] = {
    {"Samples and layers as a table", "placard inspect samples/dashscope-succeeded.json"},
    {"The same for programs", "placard inspect --json samples/dashscope-succeeded.json"},
    {0},
};

const struct cli_command cli_inspect = {
    .name = "inspect",
    .operands = "INPUT...",
    .least = 1,
    .most = -1,
    .summary = "show samples and layers as a table",
    .about = "Shows what each INPUT is, the state of its task, and its samples with their base images and "
             "layers, lowest "
             "layer first. INPUT is a file, or - for standard input. A task that is unfinished or failed is "
             "shown too, "
             "and gives the same exit status as by render.",
    .examples = examples,
    .run = run_inspect,
};
