#include "cli/input.h"
#include "cli/reading.h"
#include "cli/sandbox.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

/* What the requests of one document come to, while they are listed. */
struct listing {
    struct cli_run *run;
    const struct cli_input *input; /* NULL for the list of all fonts */
    struct cli_json json;
    struct cli_table table;
    char *missing; /* lines about characters that no font has, or NULL */
    bool substituted;
};

/* "U+1F600 😀, U+0E01 ก"; to be freed. */
static char *characters_text(const char *characters) {
    char *text = cli_copy("", 0);
    while (*characters) {
        const char *start = characters;
        unsigned character = cli_utf8_next(&characters);
        char *longer = cli_format("%s%sU+%04X %.*s", text, text[0] ? ", " : "", character,
                                  cli_is_control(character) ? 0 : (int)(characters - start), start);
        free(text);
        text = longer;
    }
    return text;
}

static void write_font(struct cli_json *json, const struct listing *listing,
                       const struct placard_font_info *info) {
    cli_json_open(json, NULL, '{');
    if (listing->input) {
        cli_json_text(json, "input", listing->input->path);
        cli_json_text(json, "requested", info->requested);
        cli_json_number(json, "requested_weight", info->requested_weight);
        cli_json_flag(json, "requested_italic", info->requested_italic);
    }
    cli_json_text(json, "family", info->family);
    cli_json_number(json, "weight", info->weight);
    cli_json_text(json, "file", info->file);
    if (listing->input) {
        cli_json_flag(json, "synthetic_italic", info->synthetic_italic);
        cli_json_flag(json, "substituted", info->substituted);
        cli_json_open(json, "missing", '[');
        for (const char *next = info->missing ? info->missing : ""; *next;) {
            char point[16];
            snprintf(point, sizeof point, "U+%04X", cli_utf8_next(&next));
            cli_json_text(json, NULL, point);
        }
        cli_json_close(json, ']');
    }
    cli_json_close(json, '}');
    cli_json_line(json);
}

static void add_missing(struct listing *listing, const struct placard_font_info *info) {
    if (!info->missing || !info->missing[0]) {
        return;
    }
    char *characters = characters_text(info->missing);
    char *longer = cli_format("%s  no font has, for %s %d: %s\n", listing->missing ? listing->missing : "",
                              info->requested ? info->requested : "the default family",
                              info->requested_weight, characters);
    free(listing->missing);
    free(characters);
    listing->missing = longer;
}

static void add_request(void *data, const struct placard_font_info *info) {
    struct listing *listing = data;
    listing->substituted = listing->substituted || info->substituted;
    add_missing(listing, info);
    if (listing->run->options.json) {
        write_font(&listing->json, listing, info);
        return;
    }
    const char *slant = info->synthetic_italic ? " slanted" : "";
    const char *note = info->substituted                   ? "substituted"
                       : info->missing && info->missing[0] ? "incomplete"
                                                           : "found";
    cli_table_add(&listing->table, cli_format("%s", info->requested ? info->requested : "(default)"));
    cli_table_add(&listing->table,
                  cli_format("%d%s", info->requested_weight, info->requested_italic ? " italic" : ""));
    cli_table_add(&listing->table, cli_format("%s", info->family ? info->family : ""));
    cli_table_add(&listing->table, cli_format("%d%s", info->weight, slant));
    cli_table_add(&listing->table, cli_format("%s", note));
    cli_table_add(&listing->table, cli_format("%s", info->file ? info->file : ""));
}

static void add_font(void *data, const struct placard_font_info *info) {
    struct listing *listing = data;
    if (listing->run->options.json) {
        write_font(&listing->json, listing, info);
        return;
    }
    cli_table_add(&listing->table, cli_format("%s", info->family ? info->family : ""));
    cli_table_add(&listing->table, cli_format("%d", info->weight));
    cli_table_add(&listing->table, cli_format("%s", info->file ? info->file : ""));
}

static void print_table(struct listing *listing) {
    if (listing->table.count > 0) {
        /* Never cut: the last column is a path to copy. */
        cli_table_print(&listing->table, stdout, listing->run->terminal.color_out, 0);
    }
    for (const char *line = listing->missing; line && *line && !listing->run->options.json;) {
        size_t length = strcspn(line, "\n");
        char *text = cli_copy(line, length);
        cli_print(stdout, text, 0);
        putchar('\n');
        free(text);
        line += length + (line[length] == '\n');
    }
}

static int list_all(struct cli_run *run, struct placard_context *context, struct placard_error *error) {
    static const char *const headings[] = {"family", "weight", "file", NULL};
    struct listing listing = {
        .run = run, .json = {.out = stdout}, .table = {.headings = headings, .right = 1u << 1}};
    bool ok = placard_fonts(context, add_font, &listing, error);
    print_table(&listing);
    if (!ok) {
        cli_say(&run->terminal, "%s", error->message);
    }
    return ok ? CLI_DONE : CLI_FAILED;
}

static int list_input(struct cli_run *run, struct placard_context *context, struct cli_input *input) {
    static const char *const headings[] = {"requested", "weight", "family", "weight", "state", "file", NULL};
    struct listing listing = {
        .run = run, .input = input, .json = {.out = stdout}, .table = {.headings = headings, .indent = 2}};
    if (input->document && !run->options.json) {
        cli_input_title(run, input);
    }
    if (input->ok) {
        input->ok = placard_document_fonts(context, input->document, add_request, &listing, &input->error);
    }
    print_table(&listing);
    int status = input->ok ? CLI_DONE : cli_status_of(input->error.code);
    bool doubtful = listing.substituted || listing.missing;
    free(listing.missing);
    if (!input->ok) {
        cli_flush(stdout); /* in order where both go to one place */
        cli_input_say(run, input, -1, input->error.message);
    } else if (doubtful && run->options.strict) {
        cli_flush(stdout);
        cli_input_say(run, input, -1, "expected every family and character to be found");
        status = CLI_FAILED;
    }
    return status;
}

/* Documents and fonts are read, and nothing is written but what Fontconfig keeps. */
static bool enter_sandbox(const struct cli_run *run, struct placard_context *context,
                          struct placard_error *error) {
    struct cli_places places = {0};
    for (int i = 0; i < run->operands.count; i++) {
        cli_places_read_input(&places, run->operands.items[i]);
    }
    if (cli_sandbox_limits_files(run->options.sandbox)) {
        cli_read_fonts(&places, context, true);
    }
    cli_places_write_caches(&places, !run->options.no_system_fonts);
    bool ok = cli_sandbox_enter(run->options.sandbox, &places, false, error);
    cli_places_finish(&places);
    return ok;
}

static int run_fonts(struct cli_run *run) {
    struct placard_error error;
    int status = CLI_DONE;
    if (!cli_input_check_operands(run)) {
        return CLI_USAGE;
    }
    struct placard_context *context = cli_context(&run->options, &error);
    if (!context || !enter_sandbox(run, context, &error)) {
        cli_say(&run->terminal, "%s", error.message);
        placard_context_destroy(context);
        return cli_status_of(error.code);
    }
    if (run->operands.count == 0) {
        status = list_all(run, context, &error);
    }
    for (int i = 0; i < run->operands.count; i++) {
        struct cli_input input;
        cli_input_load(&input, run->operands.items[i], 0);
        status = cli_status_worse(status, list_input(run, context, &input));
        cli_input_finish(&input);
    }
    placard_context_destroy(context);
    return status;
}

static const struct cli_example examples[] = {
    {"What the families that a document asks for resolve to",
     "placard fonts samples/dashscope-succeeded.json"},
    {"Every family and weight that can be had without the system's fonts", "placard fonts --no-system-fonts"},
    {0},
};

const struct cli_command cli_fonts = {
    .name = "fonts",
    .operands = "[INPUT...]",
    .most = -1,
    .summary = "show which fonts stand for the requested ones",
    .about =
        "Shows what each family and weight that an INPUT asks for resolves to, whether another family stands "
        "in, "
        "and which characters no font has. Without INPUT it lists every family and weight that can be had.",
    .examples = examples,
    .run = run_fonts,
};
