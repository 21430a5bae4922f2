#include "base/file.h"
#include "base/folder.h"
#include "store/index.h"
#include "store/private.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PICTURES "pictures"
enum { EXTENSION_SIZE = 5 };

/* The name of a file below the bundle, with the longest extension. */
#define FILE_SIZE (sizeof PICTURES + 1 + PL_HASH_DIGITS + 1 + EXTENSION_SIZE)

struct bundle {
    struct pl_store store;
    char *folder;
    struct pl_index index;
    bool changed;   /**< the index is not what was written last */
    bool unsynced;  /**< files were put that may not be on the disk */
    bool forgotten; /**< files may be there that no URL has any more */
};

static void destroy(struct pl_store *store) {
    struct bundle *bundle = (struct bundle *)store;
    pl_index_finish(&bundle->index);
    free(bundle->folder);
    free(bundle);
}

/* ---- reading ---- */

static bool is_whole(const struct bundle *bundle, const struct pl_record *record) {
    return pl_folder_file_size(bundle->folder, record->file) == record->size;
}

static bool has(const struct pl_store *store, const char *url) {
    const struct bundle *bundle = (const struct bundle *)store;
    const struct pl_record *record = pl_index_find(&bundle->index, url);
    return record && is_whole(bundle, record);
}

/* A file that is missing or cut is put again when it is fetched again, as `has` sees that; of one of the
 * right size only reading tells that it is another one. */
static bool read_whole(const struct bundle *bundle, const struct pl_record *record, const char *path,
                       struct pl_buffer *out, struct placard_error *error) {
    struct placard_error inner = {0};
    size_t before = out->size;
    if (!pl_folder_read(bundle->folder, record->file, PL_STORED_LIMIT, out, &inner)) {
        return pl_fail(error, inner.code, "%s%s", inner.message,
                       inner.code == PLACARD_FILE ? "; fetch again" : "");
    }
    size_t size = out->size - before;
    if (size != (size_t)record->size) {
        return pl_fail(error, PLACARD_FILE, "%s: damaged: expected %d bytes, found %zu; fetch again", path,
                       record->size, size);
    }
    char hash[PL_HASH_SIZE];
    if (!pl_hash(out->data + before, size, hash)) {
        return pl_fail_memory(error);
    }
    return strcmp(hash, record->sha256) == 0 ||
           pl_fail(error, PLACARD_FILE,
                   "%s: damaged: its content is not what was stored; delete it and fetch again", path);
}

static bool load(struct pl_store *store, const char *url, struct pl_buffer *out,
                 struct placard_error *error) {
    const struct bundle *bundle = (const struct bundle *)store;
    const struct pl_record *record = pl_index_find(&bundle->index, url);
    if (!record) {
        return pl_store_lacks(error);
    }
    char *path = pl_path_join(bundle->folder, record->file);
    if (!path) {
        return pl_fail_memory(error);
    }
    size_t before = out->size;
    bool ok = read_whole(bundle, record, path, out, error);
    out->size = ok ? out->size : before;
    free(path);
    return ok;
}

/* ---- putting ---- */

/* What an extension may consist of is kept short and plain: it comes from outside. */
static size_t extension_size(const char *extension) {
    size_t size = strspn(extension, "abcdefghijklmnopqrstuvwxyz0123456789");
    return size <= EXTENSION_SIZE && extension[size] == '\0' ? size : 0;
}

/* Other URLs' files of the same content, which are all missing or cut, are this one from now on. */
static void share(struct bundle *bundle, const struct pl_record *record) {
    for (size_t i = 0; i < bundle->index.count; i++) {
        struct pl_record *other = &bundle->index.records[i];
        if (strcmp(other->sha256, record->sha256) == 0) {
            bundle->forgotten = bundle->forgotten || strcmp(other->file, record->file) != 0;
            other->file = record->file;
            other->size = record->size;
        }
    }
}

/* A link instead of the folder would lead out of the bundle, and what is deleted is deleted there. */
static bool make_pictures(const char *path, struct placard_error *error) {
    struct stat status;
    if (!pl_folder_make(path, 0777, error)) {
        return false;
    }
    return (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) ||
           pl_fail(error, PLACARD_FILE, "%s: expected a folder, found a link", path);
}

static bool write_file(struct bundle *bundle, const struct pl_record *record, const void *bytes,
                       struct placard_error *error) {
    if (is_whole(bundle, record)) {
        return true;
    }
    char *path = pl_path_join(bundle->folder, record->file);
    char *folder = path ? pl_path_folder(path) : NULL;
    bool ok = (folder || pl_fail_memory(error)) && make_pictures(folder, error) &&
              pl_file_replace_lazily(path, bytes, (size_t)record->size, error);
    free(folder);
    free(path);
    return ok;
}

/* Sees to it that a file has the content, under any URL, and sets where it is. */
static bool place_file(struct bundle *bundle, struct pl_record *record, const void *bytes,
                       const char *extension, struct placard_error *error) {
    const struct pl_index *index = &bundle->index;
    for (size_t i = 0; i < index->count; i++) {
        const struct pl_record *other = &index->records[i];
        if (strcmp(other->sha256, record->sha256) == 0 && other->size == record->size &&
            is_whole(bundle, other)) {
            record->file = other->file;
            return true;
        }
    }
    char name[FILE_SIZE];
    bool named = extension && extension_size(extension) > 0;
    int size = snprintf(name, sizeof name, PICTURES "/%s.%s", record->sha256, named ? extension : "bin");
    record->file = pl_arena_strndup(&bundle->index.arena, name, (size_t)size);
    if (!record->file) {
        return pl_fail_memory(error);
    }
    if (!write_file(bundle, record, bytes, error)) {
        return false;
    }
    share(bundle, record);
    /* Also where the file was there: whoever put it may not have come to save. */
    bundle->unsynced = true;
    bundle->changed = true;
    return true;
}

/* Fetching the same again is no news: the record stays, with its date. */
static void update(struct bundle *bundle, struct pl_record *known, struct pl_record *record) {
    if (strcmp(known->sha256, record->sha256) != 0) {
        bundle->forgotten = true;
    } else if (known->date) {
        record->date = known->date;
    }
    *known = *record;
}

static bool is_same(const struct pl_record *a, const struct pl_record *b) {
    return strcmp(a->sha256, b->sha256) == 0 && strcmp(a->file, b->file) == 0 && a->width == b->width &&
           a->height == b->height && strcmp(a->type ? a->type : "", b->type ? b->type : "") == 0;
}

static bool put(struct pl_store *store, const char *url, const void *bytes, size_t size,
                const struct pl_stored *what, struct placard_error *error) {
    struct bundle *bundle = (struct bundle *)store;
    struct pl_index *index = &bundle->index;
    struct pl_record record;
    if (!pl_record_init(&record, url, bytes, size, what, &index->arena, error) ||
        !place_file(bundle, &record, bytes, what->extension, error)) {
        return false;
    }
    struct pl_record *known = pl_index_find(index, url);
    if (!known) {
        known = pl_index_room(index);
        if (!known) {
            return pl_fail_memory(error);
        }
        *known = record;
        if (!pl_index_count(index)) {
            return pl_fail_memory(error);
        }
        bundle->changed = true;
    } else if (!is_same(known, &record)) {
        update(bundle, known, &record);
        bundle->changed = true;
    }
    return true;
}

/* ---- forgetting ---- */

static bool keep(struct pl_store *store, const char *const *urls, struct placard_error *error) {
    struct bundle *bundle = (struct bundle *)store;
    struct pl_index *index = &bundle->index;
    size_t before = index->count;
    if (!pl_index_keep(index, urls, error)) {
        return false;
    }
    bundle->changed = bundle->changed || index->count < before;
    /* Also files that were put by someone who did not come to save. */
    bundle->forgotten = true;
    return true;
}

/* Whether a file of the pictures' folder is one that `put` made and no URL has. */
static bool is_orphan(const struct pl_index *index, const char *name) {
    if (!pl_hash_starts(name) || name[PL_HASH_DIGITS] != '.' ||
        extension_size(name + PL_HASH_DIGITS + 1) == 0) {
        return false;
    }
    for (size_t i = 0; i < index->count; i++) {
        const char *file = index->records[i].file;
        if (strncmp(file, PICTURES "/", sizeof PICTURES) == 0 && strcmp(file + sizeof PICTURES, name) == 0) {
            return false;
        }
    }
    return true;
}

static void delete_orphans(const char *path, const struct pl_index *index) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        if (fd >= 0) {
            close(fd);
        }
        return;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (is_orphan(index, entry->d_name) || pl_file_is_leftover(fd, entry->d_name)) {
            unlinkat(fd, entry->d_name, 0);
        }
    }
    closedir(folder);
}

/* ---- saving ---- */

static bool write_index(struct bundle *bundle, struct placard_error *error) {
    /* First the files: an index that is on the disk must not name one that is not. */
    if (bundle->unsynced && !pl_folder_sync_all(bundle->folder, error)) {
        return false;
    }
    bundle->unsynced = false;
    if (bundle->changed && !(pl_folder_make(bundle->folder, 0777, error) &&
                             pl_index_write(&bundle->index, bundle->folder, error))) {
        return false;
    }
    bundle->changed = false;
    return true;
}

static bool save(struct pl_store *store, struct placard_error *error) {
    struct bundle *bundle = (struct bundle *)store;
    if (!write_index(bundle, error)) {
        return false;
    }
    if (!bundle->forgotten || !pl_file_is_folder(bundle->folder)) {
        return true;
    }
    /* Nor may the index before this one come back without its files. */
    char *path = pl_path_join(bundle->folder, PICTURES);
    bool ok = (path || pl_fail_memory(error)) && pl_folder_sync(bundle->folder, error);
    if (ok) {
        delete_orphans(path, &bundle->index);
        bundle->forgotten = false;
    }
    free(path);
    return ok;
}

const char *pl_bundle_task(const struct pl_store *store, const char **service) {
    const struct bundle *bundle = (const struct bundle *)store;
    *service = bundle->index.service;
    return bundle->index.service ? bundle->index.task : NULL;
}

bool pl_bundle_claim(struct pl_store *store, const char *service, const char *task,
                     struct placard_error *error) {
    struct bundle *bundle = (struct bundle *)store;
    struct pl_index *index = &bundle->index;
    if (index->service && index->task) {
        return (strcmp(index->service, service) == 0 && strcmp(index->task, task) == 0) ||
               pl_fail(error, PLACARD_USAGE,
                       "%s: the bundle is of task %s of %s; %s of %s needs another folder", bundle->folder,
                       index->task, index->service, task, service);
    }
    index->service = pl_arena_strndup(&index->arena, service, strlen(service));
    index->task = pl_arena_strndup(&index->arena, task, strlen(task));
    bundle->changed = true;
    return (index->service && index->task) || pl_fail_memory(error);
}

static const struct pl_store_kind kind = {destroy, has, load, put, keep, save};

struct pl_store *pl_bundle_open(const char *folder, struct placard_error *error) {
    struct bundle *bundle = pl_calloc(1, sizeof *bundle);
    char *copy = pl_strdup(folder);
    if (!bundle || !copy) {
        free(bundle);
        free(copy);
        pl_fail_memory(error);
        return NULL;
    }
    bundle->store.kind = &kind;
    bundle->folder = copy;
    if (!pl_index_read(&bundle->index, folder, error)) {
        destroy(&bundle->store);
        return NULL;
    }
    return &bundle->store;
}
