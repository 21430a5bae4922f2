#include "base/file.h"
#include "base/memory.h"
#include "store/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How far ahead of the clock a file's time may be: other computers' clocks, and a clock that was corrected.
 */
enum { AHEAD = 24 * 60 * 60 };

/** A file of the cache. */
struct object {
    char hash[PL_HASH_SIZE];
    long long size;
    struct timespec used; /**< when it was last */
    bool ahead;           /**< of the clock: when it was used is not known */
};

struct objects {
    struct object *items;
    size_t count, capacity;
    long long total; /**< of their sizes */
    time_t latest;   /**< time of the last use that is believed */
    bool failed;     /**< memory ran out */
};

/* ---- looking around ---- */

static DIR *open_below(int parent, const char *name) {
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder && fd >= 0) {
        close(fd);
    }
    return folder;
}

/* Calls `visit` for what is named by a hash in one of the folders; what writers left behind is deleted, and
 * files of anyone else are left alone. */
static void walk_one(int parent, const char *prefix, void (*visit)(void *data, int folder, const char *hash),
                     void *data) {
    DIR *folder = open_below(parent, prefix);
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        const char *name = entry->d_name;
        if (pl_hash_is(name) && strncmp(name, prefix, 2) == 0) {
            visit(data, dirfd(folder), name);
        } else if (pl_file_is_leftover(dirfd(folder), name)) {
            unlinkat(dirfd(folder), name, 0);
        }
    }
    if (folder) {
        closedir(folder);
    }
}

/* All folders of one kind, "objects" or "urls". */
static void walk(const char *folder, const char *kind,
                 void (*visit)(void *data, int folder, const char *hash), void *data) {
    char *path = pl_path_join(folder, kind);
    DIR *all = path ? open_below(AT_FDCWD, path) : NULL;
    for (struct dirent *entry = all ? readdir(all) : NULL; entry; entry = readdir(all)) {
        if (strlen(entry->d_name) == 2 && strspn(entry->d_name, "0123456789abcdef") == 2) {
            walk_one(dirfd(all), entry->d_name, visit, data);
        }
    }
    if (all) {
        closedir(all);
    }
    free(path);
}

static void add_object(void *data, int folder, const char *hash) {
    struct objects *objects = data;
    struct stat status;
    if (fstatat(folder, hash, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) {
        return;
    }
    if (!pl_reserve((void **)&objects->items, &objects->capacity, objects->count + 1,
                    sizeof *objects->items)) {
        objects->failed = true;
        return;
    }
    struct object *object = &objects->items[objects->count++];
    memcpy(object->hash, hash, PL_HASH_SIZE);
    object->size = (long long)status.st_size;
    object->used = status.st_mtim;
    /* Were it the newest for that, it would stay for ever. */
    object->ahead = status.st_mtim.tv_sec > objects->latest;
    objects->total += object->size;
}

/* ---- deleting ---- */

static int compare_use(const void *a, const void *b) {
    const struct object *one = a;
    const struct object *other = b;
    if (one->ahead != other->ahead) {
        return one->ahead ? -1 : 1;
    }
    if (one->used.tv_sec != other->used.tv_sec) {
        return one->used.tv_sec < other->used.tv_sec ? -1 : 1;
    }
    if (one->used.tv_nsec != other->used.tv_nsec) {
        return one->used.tv_nsec < other->used.tv_nsec ? -1 : 1;
    }
    return strcmp(one->hash, other->hash);
}

/* Whether another process has used it since it was looked at. */
static bool is_in_use(const char *path, const struct object *object) {
    struct stat status;
    return lstat(path, &status) == 0 &&
           (status.st_mtim.tv_sec != object->used.tv_sec || status.st_mtim.tv_nsec != object->used.tv_nsec);
}

static void delete_oldest(const char *folder, struct objects *objects, long long goal,
                          const struct pl_used *used) {
    qsort(objects->items, objects->count, sizeof *objects->items, compare_use);
    for (size_t i = 0; i < objects->count && objects->total > goal; i++) {
        const struct object *object = &objects->items[i];
        char name[PL_CACHE_NAME_SIZE];
        pl_cache_name(PL_CACHE_OBJECTS, object->hash, name);
        char *path = pl_path_join(folder, name);
        if (path && !pl_used_has(used, object->hash) && !is_in_use(path, object)) {
            unlink(path);
            objects->total -= object->size;
        }
        free(path);
    }
}

static bool is_missing(const char *folder, const char *name) {
    struct stat status;
    char *path = pl_path_join(folder, name);
    bool missing = path && lstat(path, &status) != 0 && errno == ENOENT;
    free(path);
    return missing;
}

/* A record that can't be read now, as when a program has too many files open, may be a good one. */
static void delete_stray_record(void *data, int folder, const char *hash) {
    const char *cache = data;
    struct pl_arena arena = {0};
    struct pl_record record;
    struct placard_error error;
    char name[PL_CACHE_NAME_SIZE];
    pl_cache_name(PL_CACHE_RECORDS, hash, name);
    bool stray;
    if (pl_cache_record_read(cache, name, &record, &arena, &error)) {
        pl_cache_name(PL_CACHE_OBJECTS, record.sha256, name);
        stray = is_missing(cache, name);
    } else {
        stray = error.code == PLACARD_DOCUMENT;
    }
    if (stray) {
        unlinkat(folder, hash, 0);
    }
    pl_arena_finish(&arena);
}

bool pl_cache_prune(const char *folder, long long limit, const struct pl_used *used,
                    struct placard_error *error) {
    struct objects objects = {.latest = time(NULL) + AHEAD};
    walk(folder, PL_CACHE_OBJECTS, add_object, &objects);
    bool ok = !objects.failed || pl_fail_memory(error);
    if (ok && objects.items && objects.total > limit) {
        delete_oldest(folder, &objects, limit / 10 * 9, used);
        walk(folder, PL_CACHE_RECORDS, delete_stray_record, (void *)(uintptr_t)folder);
    }
    free(objects.items);
    return ok;
}
