#include "cli/input.h"

#include "cli/file.h"
#include "cli/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct placard_document *read_standard_input(double timeout, struct placard_error *error) {
    struct placard_bytes bytes = {0};
    struct placard_document *document = NULL;
    if (cli_file_read("-", CLI_MOST_OF_DOCUMENT, &bytes, error)) {
        document = placard_document_parse_within(bytes.data, bytes.size, NULL, timeout, error);
    }
    placard_bytes_finish(&bytes);
    return document;
}

/* A bundle: its response, and the files of its URLs. */
static struct placard_document *read_bundle(struct cli_input *input, double timeout) {
    size_t length = strlen(input->path);
    bool slash = length > 0 && input->path[length - 1] == '/';
    char *response = cli_format("%s%sresponse.json", input->path, slash ? "" : "/");
    struct stat status;
    struct placard_document *document = NULL;
    if (stat(response, &status) != 0 && errno == ENOENT) {
        cli_fail(&input->error, PLACARD_FILE,
                 "expected a document or a bundle, found a folder without response.json");
    } else {
        input->bundle = placard_bundle_open(input->path, &input->error);
        document = input->bundle ? placard_document_load_within(response, timeout, &input->error) : NULL;
    }
    free(response);
    return document;
}

/* The library says what images without layers need, but not what that is called here. */
static void add_hint(struct placard_error *error) {
    size_t length = strlen(error->message);
    snprintf(error->message + length, sizeof error->message - length, "; give one with --layers FILE");
}

void cli_input_describe(struct cli_input *input) {
    placard_document_describe(input->document, &input->info);
    input->ok = placard_document_check(input->document, &input->error);
    if (!input->ok && input->error.code == PLACARD_DOCUMENT && input->info.images > 0) {
        add_hint(&input->error);
    }
}

static void take_document(struct cli_input *input, struct placard_document *document) {
    input->document = document;
    if (document) {
        cli_input_describe(input);
    }
}

void cli_input_load(struct cli_input *input, const char *path, double timeout) {
    double start = cli_now();
    *input = (struct cli_input){.path = path};
    take_document(input, strcmp(path, "-") == 0 ? read_standard_input(timeout, &input->error)
                         : cli_is_folder(path)  ? read_bundle(input, timeout)
                                                : placard_document_load_within(path, timeout, &input->error));
    input->parse = cli_now() - start;
}

void cli_input_parse(struct cli_input *input, const char *path, const void *bytes, size_t size) {
    *input = (struct cli_input){.path = path};
    take_document(input, placard_document_parse(bytes, size, NULL, &input->error));
}

void cli_input_finish(struct cli_input *input) {
    placard_document_destroy(input->document);
    placard_store_destroy(input->bundle);
    *input = (struct cli_input){0};
}

bool cli_input_check_operands(struct cli_run *run) {
    int standard = run->options.layers && strcmp(run->options.layers, "-") == 0;
    for (int i = 0; i < run->operands.count; i++) {
        standard += strcmp(run->operands.items[i], "-") == 0;
    }
    if (standard > 1) {
        cli_say(&run->terminal, "standard input can be read only once, but - is given %d times", standard);
    }
    return standard <= 1;
}

/* Whether it starts with the name, in which messages have a blank for each byte of what would upset a
 * terminal. */
static bool starts_with(const char *message, const char *name) {
    while (*name) {
        const char *start = name;
        bool control = cli_is_control(cli_utf8_next(&name));
        for (; start < name; start++, message++) {
            if (*message != *start && !(control && *message == ' ')) {
                return false;
            }
        }
    }
    return *message == ':';
}

void cli_input_say(struct cli_run *run, const struct cli_input *input, int sample, const char *message) {
    const char *name = strcmp(input->path, "-") == 0 ? "standard input" : input->path;
    if (sample >= 0) {
        cli_say(&run->terminal, "%s: sample %d: %s", name, sample, message);
    } else if (starts_with(message, name)) {
        cli_say(&run->terminal, "%s", message); /* whoever read it has named it */
    } else {
        cli_say(&run->terminal, "%s: %s", name, message);
    }
}

static bool check_folder(const char *option, const char *path, struct placard_error *error) {
    return cli_is_folder(path) ||
           cli_fail(error, PLACARD_USAGE, "%s: %s: %s", option, path,
                    access(path, F_OK) == 0 ? "expected a folder, found a file; give the folder that it is in"
                                            : "no such folder; make it, or leave the option out");
}

bool cli_folders_check(const struct cli_options *options, struct placard_error *error) {
    for (int i = 0; i < options->font_dirs.count; i++) {
        if (!check_folder("--font-dir", options->font_dirs.items[i], error)) {
            return false;
        }
    }
    return !options->assets || check_folder("--assets", options->assets, error);
}

struct placard_context *cli_context(const struct cli_options *options, struct placard_error *error) {
    if (!cli_folders_check(options, error)) {
        return NULL;
    }
    struct placard_context_options wanted = {
        .font_dirs = options->font_dirs.items,
        .no_system_fonts = options->no_system_fonts,
    };
    return placard_context_create(&wanted, error);
}

void cli_input_json(struct cli_json *json, const struct cli_input *input) {
    cli_json_text(json, "input", input->path);
    if (input->document) {
        cli_json_text(json, "provider", input->info.provider);
        cli_json_text(json, "kind", input->info.kind);
        cli_json_text(json, "task", input->info.task);
        cli_json_text(json, "type", input->info.type);
        cli_json_text(json, "state", input->info.state);
    }
}

void cli_input_json_warnings(struct cli_json *json, const struct cli_input *input) {
    cli_json_open(json, "warnings", '[');
    for (const char *const *warning = input->info.warnings; warning && *warning; warning++) {
        cli_json_text(json, NULL, *warning);
    }
    cli_json_close(json, ']');
}

void cli_input_title(struct cli_run *run, const struct cli_input *input) {
    const struct placard_document_info *info = &input->info;
    char *title =
        cli_format("%s: %s%s%s%s%s%s%s", strcmp(input->path, "-") == 0 ? "standard input" : input->path,
                   info->kind ? info->kind : "document", info->task ? ", task " : "",
                   info->task ? info->task : "", info->type ? ", " : "", info->type ? info->type : "",
                   info->state ? ", " : "", info->state ? info->state : "");
    fputs(run->terminal.color_out ? "\033[1m" : "", stdout);
    cli_print(stdout, title, 0);
    fputs(run->terminal.color_out ? "\033[0m\n" : "\n", stdout);
    free(title);
}
