#include "suite/pictures.h"

#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool pl_pictures_name(const void *bytes, size_t size, const char *extension,
                      char name[PL_PICTURE_NAME_SIZE]) {
    char hash[PL_HASH_SIZE];
    if (!pl_hash(bytes, size, hash)) {
        return false;
    }
    snprintf(name, PL_PICTURE_NAME_SIZE, PL_PICTURES_FOLDER "/%s.%s", hash, extension);
    return true;
}

bool pl_pictures_keep(const char *report, const void *bytes, size_t size, const char *extension,
                      char name[PL_PICTURE_NAME_SIZE], struct placard_error *error) {
    struct stat status;
    if (!pl_pictures_name(bytes, size, extension, name)) {
        return pl_fail_memory(error);
    }
    char *path = pl_path_join(report, name);
    bool there =
        path && lstat(path, &status) == 0 && S_ISREG(status.st_mode) && (size_t)status.st_size == size;
    bool ok = path ? there || pl_file_replace_lazily(path, bytes, size, error) : pl_fail_memory(error);
    free(path);
    if (!ok) {
        name[0] = '\0';
    }
    return ok;
}

/* ---- cleaning ---- */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The file names of the pictures that this report has, sorted; the caller frees the list. */
static const char **list_kept(const struct pl_suite *suite, size_t *count) {
    const char **kept = pl_calloc((size_t)suite->count * 3 + 1, sizeof *kept);
    *count = 0;
    for (int i = 0; kept && i < suite->count; i++) {
        const struct pl_result *result = &suite->cases[i].result;
        const char *const names[] = {result->expected, result->actual, result->difference};
        for (int k = 0; k < 3; k++) {
            if (names[k][0]) {
                kept[(*count)++] = pl_path_name(names[k]);
            }
        }
    }
    if (kept && *count > 0) {
        qsort(kept, *count, sizeof *kept, by_text);
    }
    return kept;
}

/* Only what pl_pictures_keep may have written, or what its writer left when it was killed. */
static bool is_ours(int folder, const char *name) {
    struct stat status;
    if (pl_file_is_leftover(folder, name)) {
        return true;
    }
    bool named = strlen(name) == PL_HASH_DIGITS + 4 && pl_hash_starts(name) &&
                 (strcmp(name + PL_HASH_DIGITS, ".png") == 0 || strcmp(name + PL_HASH_DIGITS, ".jpg") == 0);
    return named && fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

void pl_pictures_clean(const char *report, const struct pl_suite *suite) {
    size_t count;
    const char **kept = list_kept(suite, &count);
    char *path = pl_path_join(report, PL_PICTURES_FOLDER);
    DIR *folder = kept && path ? opendir(path) : NULL;
    while (folder) {
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            break;
        }
        const char *name = entry->d_name;
        bool wanted = count > 0 && bsearch(&name, kept, count, sizeof *kept, by_text);
        if (!wanted && is_ours(dirfd(folder), name)) {
            unlinkat(dirfd(folder), name, 0);
        }
    }
    if (folder) {
        closedir(folder);
    }
    free(path);
    free(kept);
}
