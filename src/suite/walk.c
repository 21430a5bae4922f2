#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"
#include "document/values.h"
#include "suite/document.h"
#include "suite/list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Paths end before; this is for file systems that do not. */
enum { DEEPEST = 128 };

/* A walk through one folder. */
struct walk {
    struct pl_listing *listing;
    bool suite;
    pl_walked_function *function;
    int depth;
};

static struct pl_arena *arena_of(const struct walk *walk) {
    return &walk->listing->suite->arena;
}

static char *join(struct pl_arena *arena, const char *folder, const char *name) {
    char *path = pl_path_join(folder, name);
    char *copy = path ? pl_arena_strndup(arena, path, strlen(path)) : NULL;
    free(path);
    return copy;
}

/* A file's name in UTF-8: what is none of it becomes \xNN, so that the name can be printed and typed. */
static char *show(struct pl_arena *arena, const char *below, const char *name) {
    struct pl_buffer shown = {0};
    const char *end = name + strlen(name);
    pl_buffer_text(&shown, below);
    while (name < end) {
        const char *start = name;
        pl_utf8_next(&name, end);
        size_t size = (size_t)(name - start);
        if (pl_utf8_valid(start, size, NULL)) {
            pl_buffer_append(&shown, start, size);
        } else {
            pl_buffer_format(&shown, "\\x%02x", (unsigned)(unsigned char)*start);
        }
    }
    char *copy = shown.failed ? NULL : pl_arena_strndup(arena, (const char *)shown.data, shown.size);
    pl_buffer_finish(&shown);
    return copy;
}

/* Sees to the folder's own check.json; `*rules` becomes its rules where it has one. */
static bool read_rules(const struct walk *walk, const char *folder, const char *below,
                       const struct pl_rules **rules, struct placard_error *error) {
    struct pl_listing *listing = walk->listing;
    struct pl_buffer text = {0};
    struct stat status;
    char *path = join(arena_of(walk), folder, PL_RULES_NAME);
    if (!path) {
        return pl_fail_memory(error);
    }
    if (lstat(path, &status) != 0 && errno == ENOENT) {
        return true;
    }
    struct pl_rules *own = pl_arena_alloc(arena_of(walk), 1, sizeof *own);
    if (!own || !pl_reserve((void **)&listing->rules, &listing->rules_capacity, listing->rules_count + 1,
                            sizeof *listing->rules)) {
        return pl_fail_memory(error);
    }
    *own = (struct pl_rules){.above = *rules, .path = path, .prefix = strlen(below)};
    bool ok = pl_plain_read(path, PL_JSON_LIMIT, &text, error) &&
              pl_rules_read(text.data ? (const char *)text.data : "", text.size, own, arena_of(walk), error);
    pl_buffer_finish(&text);
    listing->rules[listing->rules_count++] = own;
    *rules = own;
    return ok;
}

static bool walk_folder(struct walk *walk, const char *folder, const char *below,
                        const struct pl_rules *rules, struct placard_error *error);

static bool walk_entry(struct walk *walk, const char *folder, const char *below, const char *entry,
                       const struct pl_rules *rules, struct placard_error *error) {
    struct stat status;
    char *path = join(arena_of(walk), folder, entry);
    char *name = show(arena_of(walk), below, entry);
    if (!path || !name) {
        return pl_fail_memory(error);
    }
    if (lstat(path, &status) != 0) {
        return errno == ENOENT || pl_fail_file(error, path, "can't be read"); /* deleted since */
    }
    if (S_ISDIR(status.st_mode)) {
        char *inner = pl_arena_alloc(arena_of(walk), strlen(name) + 2, 1);
        if (!inner) {
            return pl_fail_memory(error);
        }
        strcat(strcpy(inner, name), "/");
        return (walk->suite && strcmp(entry, "bases") == 0) || walk_folder(walk, path, inner, rules, error);
    }
    if (S_ISLNK(status.st_mode) && pl_file_is_folder(path)) {
        return true;
    }
    const char *ending = strrchr(name, '.');
    bool skip =
        !ending || ending == name || ending[-1] == '/' || (walk->suite && strcmp(entry, PL_RULES_NAME) == 0);
    const struct pl_walked file = {path, name, ending, rules};
    return skip || walk->function(walk->listing, &file, error);
}

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk_folder(struct walk *walk, const char *folder, const char *below,
                        const struct pl_rules *rules, struct placard_error *error) {
    struct dirent **entries = NULL;
    if (walk->depth == DEEPEST) {
        return pl_fail(error, PLACARD_LIMIT, "%s: expected at most %d folders in one another", folder,
                       DEEPEST);
    }
    if (walk->suite && !read_rules(walk, folder, below, &rules, error)) {
        return false;
    }
    int count = scandir(folder, &entries, visible, by_name);
    if (count < 0) {
        return pl_fail_file(error, folder, "can't be read");
    }
    bool ok = true;
    walk->depth++;
    for (int i = 0; i < count; i++) {
        ok = ok && walk_entry(walk, folder, below, entries[i]->d_name, rules, error);
        free(entries[i]);
    }
    walk->depth--;
    free(entries);
    return ok;
}

bool pl_walk(struct pl_listing *listing, const char *folder, bool suite, pl_walked_function *function,
             struct placard_error *error) {
    struct walk walk = {.listing = listing, .suite = suite, .function = function};
    return walk_folder(&walk, folder, "", NULL, error);
}
