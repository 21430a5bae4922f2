#include "cli/places.h"

#include "cli/file.h"

#include <dirent.h>
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
    if (!path || strcmp(path, "-") == 0) {
        return;
    }
    char *fixed = cli_copy(path, strcspn(path, "{"));
    char *file = cli_format("%s%s", fixed, folder ? "/" : "");
    cli_places_write_file(places, file);
    free(file);
    free(fixed);
}

/* By the XDG Base Directory Specification, where a path that is not absolute counts as none; or NULL. */
static char *caches_folder(void) {
    const char *caches = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    return caches && caches[0] == '/' ? cli_format("%s", caches)
           : home && home[0] == '/'   ? cli_format("%s/.cache", home)
                                      : NULL;
}

void cli_places_write_caches(struct cli_places *places, bool fontconfig) {
    char *caches = caches_folder();
    if (caches) {
        add(&places->written, cli_format("%s/placard", caches));
    }
    if (fontconfig) {
        cli_places_write(places, "/var/cache/fontconfig");
    }
    if (caches && fontconfig) {
        add(&places->made, cli_format("%s", caches));
        add(&places->made, cli_format("%s/fontconfig", caches));
        add(&places->written, cli_format("%s/fontconfig", caches));
    }
    free(caches);
}

void cli_places_make(const struct cli_places *places) {
    for (int i = 0; i < places->made.count; i++) {
        mkdir(places->made.items[i], 0700);
    }
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

/* No sensible tree is deeper. */
enum { DEEPEST = 32 };

/** What links lead to, so that a loop of them is gone through once. */
struct walk {
    struct cli_places *places;
    struct target {
        dev_t device;
        ino_t number;
    } * seen;
    int count;
};

static bool is_new(struct walk *walk, const struct stat *status) {
    for (int i = 0; i < walk->count; i++) {
        if (walk->seen[i].device == status->st_dev && walk->seen[i].number == status->st_ino) {
            return false;
        }
    }
    walk->seen = cli_grow(walk->seen, walk->count, sizeof *walk->seen);
    walk->seen[walk->count++] = (struct target){status->st_dev, status->st_ino};
    return true;
}

static void find_links(struct walk *walk, const char *folder, int depth);

static void look_at(struct walk *walk, const char *path, unsigned char type, int depth) {
    struct stat status;
    bool is_folder = type == DT_DIR;
    if (type == DT_UNKNOWN && lstat(path, &status) == 0) { /* not every file system tells */
        type = S_ISLNK(status.st_mode) ? DT_LNK : DT_REG;
        is_folder = S_ISDIR(status.st_mode);
    }
    if (type == DT_LNK && stat(path, &status) == 0) {
        add(&walk->places->read, cli_format("%s", path));
        is_folder = S_ISDIR(status.st_mode) && is_new(walk, &status);
    }
    if (is_folder && depth > 0) {
        find_links(walk, path, depth - 1);
    }
}

static void find_links(struct walk *walk, const char *folder, int depth) {
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        bool itself = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (!itself && (entry->d_type == DT_LNK || entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)) {
            char *path = cli_format("%s/%s", folder, entry->d_name);
            look_at(walk, path, entry->d_type, depth);
            free(path);
        }
    }
    if (entries) {
        closedir(entries);
    }
}

void cli_places_read_linked(struct cli_places *places, const char *path, bool deep) {
    struct walk walk = {.places = places};
    cli_places_read(places, path);
    find_links(&walk, path, deep ? DEEPEST : 0);
    free(walk.seen);
}

void cli_places_read_beside(struct cli_places *places, const char *path) {
    places->few = true;
    add(&places->read, cut_name(cli_format("%s", path)));
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
    finish_list(&places->made);
    places->few = false;
}
