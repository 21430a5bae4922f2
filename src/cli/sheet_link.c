#include "cli/memory.h"
#include "cli/sheet_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The folder of a path without links and dots, and with a final slash; NULL where it isn't there. */
static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    char *folder = slash ? cli_copy(path, (size_t)(slash + 1 - path)) : cli_copy(".", 1);
    char *real = realpath(folder, NULL);
    free(folder);
    if (!real) {
        return NULL;
    }
    char *whole = cli_format("%s%s", real, strcmp(real, "/") == 0 ? "" : "/");
    free(real);
    return whole;
}

/* Every byte that a URL's path can't have as it is, and the colon, which would make a scheme of a first part
 * (RFC 3986, 4.2). */
static void put_encoded(FILE *out, const char *path) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    for (; *path; path++) {
        if (strchr(plain, *path)) {
            putc(*path, out);
        } else {
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*path);
        }
    }
}

static char *link_between(const char *from, const char *to, const char *name) {
    char *link = NULL;
    size_t size = 0;
    size_t common = 0;
    for (size_t i = 0; from[i] && from[i] == to[i]; i++) {
        common = from[i] == '/' ? i + 1 : common;
    }
    FILE *out = cli_text_open(&link, &size);
    for (const char *up = from + common; *up; up++) {
        fputs(*up == '/' ? "../" : "", out);
    }
    put_encoded(out, to + common);
    put_encoded(out, name);
    cli_text_close(out);
    return link;
}

char *cli_sheet_link(const char *from, const char *path) {
    const char *slash = strrchr(path, '/');
    char *here = folder_of(from);
    char *there = folder_of(path);
    char *link = here && there ? link_between(here, there, slash ? slash + 1 : path) : NULL;
    free(here);
    free(there);
    return link;
}
