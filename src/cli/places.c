#include "cli/places.h"

#include "cli/file.h"
#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The same folder comes for one poster after the other. */
static void add(struct cli_list *list, char *path) {
    if (list->count > 0 && strcmp(list->items[list->count - 1], path) == 0) {
        free(path);
    } else {
        cli_list_add(list, path);
    }
}

void cli_places_write(struct cli_places *places, const char *path) {
    add(&places->written, cli_format("%s", path));
}

/* The folder that a path names a file in, in place. */
static char *cut_name(char *path) {
    char *slash = strrchr(path, '/');
    if (!slash) {
        free(path);
        return cli_format(".");
    }
    slash[slash == path] = '\0';
    return path;
}

void cli_places_write_file(struct cli_places *places, const char *path) {
    struct stat status;
    /* A device or a pipe is written in place. */
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
        cli_places_write(places, path);
        return;
    }
    char *folder = cut_name(cli_format("%s", path));
    while (!cli_is_folder(folder) && strcmp(folder, ".") != 0 && strcmp(folder, "/") != 0) {
        folder = cut_name(folder);
    }
    add(&places->written, folder);
}

void cli_places_write_named(struct cli_places *places, const char *path, bool folder) {
    struct placard_error error;
    if (!path || strcmp(path, "-") == 0) {
        return;
    }
    char *fixed = cli_copy(path, strcspn(path, "{"));
    char *file = cli_format("%s%s", fixed, folder ? "/" : "");
    if (!folder || !cli_is_folder(fixed)) {
        cli_folders_make(file, &error);
    }
    cli_places_write_file(places, file);
    free(file);
    free(fixed);
}

/* By the XDG Base Directory Specification, where a path that is not absolute counts as none; or NULL. */
static char *cache_folder(const char *name) {
    const char *caches = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    return caches && caches[0] == '/' ? cli_format("%s/%s", caches, name)
           : home && home[0] == '/'   ? cli_format("%s/.cache/%s", home, name)
                                      : NULL;
}

void cli_places_write_caches(struct cli_places *places) {
    char *fonts = cache_folder("fontconfig");
    char *store = cache_folder("placard");
    /* Made, as Fontconfig complains on standard error where it can't make it. */
    cli_places_write_named(places, fonts, true);
    cli_places_write(places, "/var/cache/fontconfig");
    if (store) {
        cli_places_write(places, store);
    }
    free(store);
    free(fonts);
}

void cli_places_read(struct cli_places *places, const char *path) {
    places->few = true;
    if (path && strcmp(path, "-") != 0) {
        add(&places->read, cli_format("%s", path));
    }
}

void cli_places_read_input(struct cli_places *places, const char *path) {
    cli_places_read(places, path);
    if (cli_is_folder(path)) {
        char *response = cli_format("%s/response.json", path); /* which may be a link */
        cli_places_read(places, response);
        free(response);
    }
}

static void finish_list(struct cli_list *list) {
    for (int i = 0; i < list->count; i++) {
        free((char *)list->items[i]);
    }
    cli_list_finish(list);
}

void cli_places_finish(struct cli_places *places) {
    finish_list(&places->written);
    finish_list(&places->read);
    places->few = false;
}
