#include "base/file.h"
#include "base/memory.h"
#include "paint/font.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char marker[] = "NotoSansSC-Regular.otf";

/* `folder/relative` into `*out` if the bundled fonts are there; free() releases it. Fails for memory only. */
static bool look_in(const char *folder, const char *relative, char **out) {
    char *path = pl_path_join(folder, relative);
    char *file = path ? pl_path_join(path, marker) : NULL;
    bool whole = file != NULL;
    if (whole && pl_file_exists(file)) {
        *out = path;
        path = NULL;
    }
    free(file);
    free(path);
    return whole;
}

/* Beside something that runs from a build tree, an unpacked archive or an installation prefix. */
static bool look_beside(const char *program, char **out) {
    static const char *const places[] = {"../share/placard/fonts",
                                         "../../share/placard/fonts",
                                         "../../../share/placard/fonts",
                                         "fonts",
                                         "../fonts",
                                         "../../fonts"};
    char *folder = pl_path_folder(program);
    bool whole = folder != NULL;
    for (size_t i = 0; whole && !*out && i < sizeof places / sizeof *places; i++) {
        whole = look_in(folder, places[i], out);
    }
    free(folder);
    return whole;
}

/* The file that this code is in, else the program's; false where neither is known. */
static bool find_program(bool library, char path[PATH_MAX]) {
    Dl_info info;
    if (library) {
        return dladdr((const void *)(uintptr_t)pl_fonts_find_bundled, &info) && info.dli_fname &&
               strchr(info.dli_fname, '/') && realpath(info.dli_fname, path);
    }
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (size > 0) {
        path[size] = '\0';
    }
    return size > 0;
}

bool pl_fonts_find_bundled(char **out) {
    const char *given = getenv("PLACARD_FONT_PATH");
    *out = NULL;
    if (given && *given) {
        *out = pl_strdup(given);
        return *out != NULL;
    }
    bool whole = true;
    for (int library = 1; whole && !*out && library >= 0; library--) {
        char path[PATH_MAX];
        whole = !find_program(library, path) || look_beside(path, out);
    }
#ifdef PLACARD_FONT_DIR
    if (whole && !*out) {
        whole = look_in(PLACARD_FONT_DIR, "", out);
    }
#endif
    return whole;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* The same in every locale. */
static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk(const char *folder, int depth, void (*take)(void *data, const char *path), void *data) {
    struct dirent **entries;
    errno = 0;
    int count = scandir(folder, &entries, is_visible, by_bytes);
    bool whole = count >= 0 || errno != ENOMEM;
    for (int i = 0; i < count; i++) {
        char *path = whole ? pl_path_join(folder, entries[i]->d_name) : NULL;
        whole = path != NULL;
        if (path && !pl_file_is_folder(path)) {
            take(data, path);
        } else if (path && depth > 0) {
            whole = walk(path, depth - 1, take, data);
        }
        free(path);
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return whole;
}

bool pl_fonts_each_file(const char *folder, void (*take)(void *data, const char *path), void *data) {
    enum { DEEPEST = 8 }; /* links may go in circles */
    return walk(folder, DEEPEST, take, data);
}
