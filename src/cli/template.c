#include "cli/template.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_file(struct cli_template *template, struct placard_error *error) {
    bool standard = strcmp(template->path, "-") == 0;
    const char *name = standard ? "standard input" : template->path;
    int descriptor = standard ? STDIN_FILENO : open(template->path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return cli_fail(error, PLACARD_FILE, "--layers: %s: can't be opened: %s", name, strerror(errno));
    }
    bool ok = cli_read(descriptor, &template->bytes) ||
              cli_fail(error, PLACARD_FILE, "--layers: %s: can't be read: %s", name, strerror(errno));
    if (!standard) {
        close(descriptor);
    }
    return ok;
}

bool cli_template_init(struct cli_template *template, const struct cli_options *options,
                       struct placard_error *error) {
    *template = (struct cli_template){.path = options->layers};
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
    struct placard_document *over = placard_document_over(
        template->bytes.data, template->bytes.size, template->folder, input->document, template->use, &fault);
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
