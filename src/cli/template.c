#include "cli/template.h"

#include "cli/file.h"

#include <stdlib.h>
#include <string.h>

static bool read_file(struct cli_template *template, struct placard_error *error) {
    struct placard_error reason;
    return cli_file_read(template->path, CLI_MOST_OF_DOCUMENT, &template->bytes, &reason) ||
           cli_fail(error, reason.code, "--layers: %s", reason.message);
}

bool cli_template_init(struct cli_template *template, const struct cli_options *options,
                       struct placard_error *error) {
    *template = (struct cli_template){.path = options->layers, .timeout = cli_poster_timeout(options)};
    if (!template->path) {
        return !options->use || cli_fail(error, PLACARD_USAGE, "--use: expected --layers beside it");
    }
    bool origin = options->use && strcmp(options->use, "origin") == 0;
    template->use = origin ? PLACARD_USE_ORIGIN : PLACARD_USE_PATH;
    const char *slash = strrchr(template->path, '/');
    if (slash) {
        template->folder =
            cli_copy(template->path, slash > template->path ? (size_t)(slash - template->path) : 1);
    }
    return read_file(template, error);
}

void cli_template_finish(struct cli_template *template) {
    placard_bytes_finish(&template->bytes);
    free(template->folder);
    *template = (struct cli_template){0};
}

bool cli_template_lay(const struct cli_template *template, struct cli_input *input,
                      struct placard_error *error) {
    if (!template->path || !input->document) {
        return true;
    }
    double start = cli_now();
    struct placard_error fault;
    struct placard_document *over =
        placard_document_over_within(template->bytes.data, template->bytes.size, template->folder,
                                     input->document, template->use, template->timeout, &fault);
    if (!over) {
        const char *name = strcmp(template->path, "-") == 0 ? "standard input" : template->path;
        return cli_fail(error, fault.code, "--layers: %s: %s", name, fault.message);
    }
    placard_document_destroy(input->document);
    input->document = over;
    cli_input_describe(input);
    input->parse += cli_now() - start;
    return true;
}
