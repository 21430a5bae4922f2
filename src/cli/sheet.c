#include "cli/sheet.h"

#include "cli/memory.h"
#include "cli/sheet_posters.h"
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_page(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    return dot && (strcasecmp(dot, ".html") == 0 || strcasecmp(dot, ".htm") == 0);
}

bool cli_sheet_check(const char *path, struct placard_error *error) {
    if (is_page(path) || placard_format_of(path)) {
        return true;
    }
    char *endings = cli_format(".html");
    const char *extension;
    for (int i = 0; placard_format(i, &extension); i++) {
        char *longer = cli_format("%s, .%s", endings, extension);
        free(endings);
        endings = longer;
    }
    cli_fail(error, PLACARD_USAGE, "--sheet: %s: expected a file name that ends in one of %s", path, endings);
    free(endings);
    return false;
}

bool cli_sheet_write(const char *path, const char *title, struct placard_context *context,
                     cli_sheet_function *entry, void *data, struct placard_error *error) {
    struct cli_sheet_source source = {.entry = entry, .data = data};
    if (!cli_sheet_check(path, error)) {
        return false;
    }
    return is_page(path) ? cli_sheet_write_page(path, title, &source, error)
                         : cli_sheet_write_picture(path, title, context, &source, error);
}
