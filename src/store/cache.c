#include "store/cache.h"

#include "base/file.h"
#include "base/folder.h"
#include "document/values.h"
#include "store/private.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* XDG Base Directory Specification: nobody else may read it. */
enum { FOLDER_MODE = 0700 };

static const long long default_limit = 1LL << 30;

struct cache {
    struct pl_store store;
    char *folder;
    long long limit;
    struct pl_used *used; /**< apart, as asking whether something is there uses it */
    bool tagged;          /**< CACHEDIR.TAG is there, or not to be there */
    bool put;             /**< something was put since it was pruned */
};

static void destroy(struct pl_store *store) {
    struct cache *cache = (struct cache *)store;
    pl_used_finish(cache->used);
    free(cache->used);
    free(cache->folder);
    free(cache);
}

/* ---- reading ---- */

void pl_cache_name(const char *kind, const char *hash, char out[PL_CACHE_NAME_SIZE]) {
    snprintf(out, PL_CACHE_NAME_SIZE, "%s/%.2s/%s", kind, hash, hash);
}

bool pl_cache_record_read(const char *folder, const char *name, struct pl_record *out, struct pl_arena *arena,
                          struct placard_error *error) {
    struct pl_buffer text = {0};
    cJSON *root = NULL;
    if (pl_folder_read(folder, name, PL_JSON_LIMIT, &text, error)) {
        root = pl_json_parse((const char *)text.data, text.size, error);
    }
    bool ok = root && pl_record_read(root, NULL, false, out, arena, error);
    cJSON_Delete(root);
    pl_buffer_finish(&text);
    return ok;
}

/* A record that is there but another URL's is damaged: hashes don't collide. What can't be read for want of
 * memory is an error, and may well be there. */
static bool find(const struct cache *cache, const char *url, struct pl_record *out, struct pl_arena *arena,
                 struct placard_error *error) {
    struct placard_error inner = {0};
    char hash[PL_HASH_SIZE];
    char name[PL_CACHE_NAME_SIZE];
    if (!pl_hash(url, strlen(url), hash)) {
        return pl_fail_memory(error);
    }
    pl_cache_name(PL_CACHE_RECORDS, hash, name);
    if (pl_cache_record_read(cache->folder, name, out, arena, &inner) && strcmp(out->url, url) == 0) {
        return true;
    }
    if (inner.code == PLACARD_MEMORY) {
        pl_fail_memory(error);
    } else {
        pl_store_lacks(error);
    }
    return false;
}

/* The time of the last change is that of the last use; access times are often not kept. Where it can't be set
 * or noted, the file may be pruned too early, and no more. */
static void touch(const struct cache *cache, const char *hash) {
    char name[PL_CACHE_NAME_SIZE];
    pl_cache_name(PL_CACHE_OBJECTS, hash, name);
    char *path = pl_path_join(cache->folder, name);
    if (path) {
        const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_nsec = UTIME_NOW}};
        utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
    }
    free(path);
    pl_used_add(cache->used, hash);
}

static bool has(const struct pl_store *store, const char *url) {
    const struct cache *cache = (const struct cache *)store;
    struct pl_arena arena = {0};
    struct pl_record record;
    bool found = find(cache, url, &record, &arena, NULL);
    if (found) {
        char name[PL_CACHE_NAME_SIZE];
        pl_cache_name(PL_CACHE_OBJECTS, record.sha256, name);
        found = pl_folder_file_size(cache->folder, name) == record.size;
    }
    if (found) {
        /* Whoever asks comes back for it, perhaps after saving, and then it has to be there still. */
        touch(cache, record.sha256);
    }
    pl_arena_finish(&arena);
    return found;
}

static void delete_object(const struct cache *cache, const char *name) {
    char *path = pl_path_join(cache->folder, name);
    if (path) {
        unlink(path);
    }
    free(path);
}

/* Reads the file of a hash; a damaged one is deleted. */
static bool load_object(const struct cache *cache, const char *hash, struct pl_buffer *out,
                        struct placard_error *error) {
    struct placard_error inner = {0};
    char name[PL_CACHE_NAME_SIZE];
    pl_cache_name(PL_CACHE_OBJECTS, hash, name);
    size_t before = out->size;
    bool ok = pl_folder_read(cache->folder, name, PL_STORED_LIMIT, out, &inner);
    char found[PL_HASH_SIZE];
    if (ok && !pl_hash(out->data + before, out->size - before, found)) {
        ok = pl_fail_memory(&inner);
    }
    if (ok && strcmp(found, hash) != 0) {
        delete_object(cache, name);
        ok = false;
    }
    if (!ok) {
        out->size = before;
        return inner.code == PLACARD_MEMORY ? pl_fail_memory(error) : pl_store_lacks(error);
    }
    touch(cache, hash);
    return true;
}

static bool load(struct pl_store *store, const char *url, struct pl_buffer *out,
                 struct placard_error *error) {
    const struct cache *cache = (const struct cache *)store;
    struct pl_arena arena = {0};
    struct pl_record record;
    bool ok = find(cache, url, &record, &arena, error) && load_object(cache, record.sha256, out, error);
    pl_arena_finish(&arena);
    return ok;
}

/* ---- putting ---- */

static bool is_ours(const char *name) {
    static const char *const names[] = {".", "..", PL_CACHE_OBJECTS, PL_CACHE_RECORDS};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return strncmp(name, ".placard-", strlen(".placard-")) == 0;
}

static bool holds_ours_alone(const char *path) {
    DIR *folder = opendir(path);
    bool alone = folder;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry && alone; entry = readdir(folder)) {
        alone = is_ours(entry->d_name);
    }
    if (folder) {
        closedir(folder);
    }
    return alone;
}

/* Tells backups and the like to leave the folder out (https://bford.info/cachedir/). A folder that holds
 * something else, which a user may well name, is not marked: that would lose it to backups, too. */
static void tag(struct cache *cache) {
    static const char text[] =
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# This file marks a cache directory of Placard: all in it can be fetched again.\n"
        "# See https://bford.info/cachedir/\n";
    if (cache->tagged) {
        return;
    }
    cache->tagged = true;
    char *path = pl_path_join(cache->folder, "CACHEDIR.TAG");
    if (path && !pl_file_exists(path) && holds_ours_alone(cache->folder)) {
        pl_file_replace_lazily(path, text, sizeof text - 1, NULL);
    }
    free(path);
}

static bool write_below(const struct cache *cache, const char *name, const void *bytes, size_t size,
                        struct placard_error *error) {
    char *path = pl_path_join(cache->folder, name);
    char *folder = path ? pl_path_folder(path) : NULL;
    bool ok = (folder || pl_fail_memory(error)) && pl_folder_make(folder, FOLDER_MODE, error) &&
              pl_file_replace_lazily(path, bytes, size, error);
    free(folder);
    free(path);
    return ok;
}

static bool put_object(const struct cache *cache, const struct pl_record *record, const void *bytes,
                       struct placard_error *error) {
    char name[PL_CACHE_NAME_SIZE];
    pl_cache_name(PL_CACHE_OBJECTS, record->sha256, name);
    if (pl_folder_file_size(cache->folder, name) != record->size &&
        !write_below(cache, name, bytes, (size_t)record->size, error)) {
        return false;
    }
    touch(cache, record->sha256);
    return true;
}

static bool put_record(const struct cache *cache, const struct pl_record *record,
                       struct placard_error *error) {
    char hash[PL_HASH_SIZE];
    char name[PL_CACHE_NAME_SIZE];
    struct pl_buffer text = {0};
    pl_record_write(record, &text);
    pl_buffer_text(&text, "\n");
    bool ok = (pl_hash(record->url, strlen(record->url), hash) && !text.failed) || pl_fail_memory(error);
    if (ok) {
        pl_cache_name(PL_CACHE_RECORDS, hash, name);
        ok = write_below(cache, name, text.data, text.size, error);
    }
    pl_buffer_finish(&text);
    return ok;
}

static bool put(struct pl_store *store, const char *url, const void *bytes, size_t size,
                const struct pl_stored *what, struct placard_error *error) {
    struct cache *cache = (struct cache *)store;
    struct pl_arena arena = {0};
    struct pl_record record;
    /* The file first, so that no record is without one. */
    bool ok = pl_record_init(&record, url, bytes, size, what, &arena, error) &&
              pl_folder_make(cache->folder, FOLDER_MODE, error);
    if (ok) {
        tag(cache);
        cache->put = true;
        ok = put_object(cache, &record, bytes, error) && put_record(cache, &record, error);
    }
    pl_arena_finish(&arena);
    return ok;
}

/* ---- the rest ---- */

static bool keep(struct pl_store *store, const char *const *urls, struct placard_error *error) {
    return true;
}

static bool save(struct pl_store *store, struct placard_error *error) {
    struct cache *cache = (struct cache *)store;
    bool due = cache->put;
    cache->put = false;
    return !due || pl_cache_prune(cache->folder, cache->limit, cache->used, error);
}

static const struct pl_store_kind kind = {destroy, has, load, put, keep, save};

/* XDG Base Directory Specification: a path that is not absolute counts as none. */
static bool find_folder(char **out, struct placard_error *error) {
    const char *caches = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    struct pl_buffer path = {0};
    if (caches && caches[0] == '/') {
        pl_buffer_format(&path, "%s/placard", caches);
    } else if (home && home[0] == '/') {
        pl_buffer_format(&path, "%s/.cache/placard", home);
    } else {
        return pl_fail(
            error, PLACARD_FILE,
            "no folder for the cache: expected XDG_CACHE_HOME or HOME to be set to an absolute path");
    }
    if (path.failed) {
        pl_buffer_finish(&path);
        return pl_fail_memory(error);
    }
    *out = (char *)path.data;
    return true;
}

static bool choose_folder(const char *folder, char **out, struct placard_error *error) {
    if (!folder) {
        return find_folder(out, error);
    }
    *out = pl_strdup(folder);
    return *out || pl_fail_memory(error);
}

struct pl_store *pl_cache_open(const char *folder, long long limit, struct placard_error *error) {
    char *chosen = NULL;
    if (!choose_folder(folder, &chosen, error)) {
        return NULL;
    }
    struct cache *cache = pl_calloc(1, sizeof *cache);
    struct pl_used *used = pl_calloc(1, sizeof *used);
    if (!cache || !used) {
        free(cache);
        free(used);
        free(chosen);
        pl_fail_memory(error);
        return NULL;
    }
    *cache = (struct cache){{&kind}, chosen, limit > 0 ? limit : default_limit, used, false, false};
    return &cache->store;
}
