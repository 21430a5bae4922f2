#include "base/file.h"
#include "base/memory.h"
#include "paint/font.h"

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char marker[] = "NotoSansSC-Regular.otf";

/* `folder/relative` if the bundled fonts are there; free() releases it. */
static char *look_in(const char *folder, const char *relative) {
    char *path = pl_path_join(folder, relative);
    char *file = path ? pl_path_join(path, marker) : NULL;
    bool found = file && pl_file_exists(file);
    free(file);
    if (!found) {
        free(path);
        return NULL;
    }
    return path;
}

/* Beside something that runs from a build tree, an unpacked archive or an installation prefix. */
static char *look_beside(const char *program) {
    static const char *const places[] = {"../share/placard/fonts",
                                         "../../share/placard/fonts",
                                         "../../../share/placard/fonts",
                                         "fonts",
                                         "../fonts",
                                         "../../fonts"};
    char *folder = pl_path_folder(program);
    char *found = NULL;
    for (size_t i = 0; folder && !found && i < sizeof places / sizeof *places; i++) {
        found = look_in(folder, places[i]);
    }
    free(folder);
    return found;
}

char *pl_fonts_find_bundled(void) {
    const char *given = getenv("PLACARD_FONT_PATH");
    if (given && *given) {
        return pl_strdup(given);
    }
    char *found = NULL;
    Dl_info info;
    if (dladdr((const void *)(uintptr_t)pl_fonts_find_bundled, &info) && info.dli_fname &&
        strchr(info.dli_fname, '/')) {
        char real[PATH_MAX];
        found = realpath(info.dli_fname, real) ? look_beside(real) : NULL;
    }
    if (!found) {
        char program[PATH_MAX];
        ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
        if (size > 0) {
            program[size] = '\0';
            found = look_beside(program);
        }
    }
#ifdef PLACARD_FONT_DIR
    if (!found) {
        found = look_in(PLACARD_FONT_DIR, "");
    }
#endif
    return found;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void walk(const char *folder, int depth, void (*take)(void *data, const char *path), void *data) {
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        char *path = pl_path_join(folder, entries[i]->d_name);
        if (path && !pl_file_is_folder(path)) {
            take(data, path);
        } else if (path && depth > 0) {
            walk(path, depth - 1, take, data);
        }
        free(path);
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
}

void pl_fonts_each_file(const char *folder, void (*take)(void *data, const char *path), void *data) {
    enum { DEEPEST = 8 }; /* links may go in circles */
    walk(folder, DEEPEST, take, data);
}
