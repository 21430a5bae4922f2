#include "store/index.h"

#include "base/file.h"
#include "base/folder.h"
#include "document/values.h"

#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NAME "index.json"
enum { VERSION = 1 };

struct pl_record *pl_index_room(struct pl_index *index) {
    return pl_reserve((void **)&index->records, &index->capacity, index->count + 1, sizeof *index->records)
               ? &index->records[index->count]
               : NULL;
}

/** Of the tree: records move when there are more of them. */
struct node {
    const char *url;
    size_t record;
};

static int by_url(const void *a, const void *b) {
    return strcmp(((const struct node *)a)->url, ((const struct node *)b)->url);
}

static void keep_node(void *node) {
}

struct pl_record *pl_index_find(const struct pl_index *index, const char *url) {
    struct node *const *found = tfind(&(struct node){.url = url}, &index->by_url, by_url);
    return found ? &index->records[(*found)->record] : NULL;
}

bool pl_index_count(struct pl_index *index) {
    struct node *node = pl_arena_alloc(&index->arena, 1, sizeof *node);
    if (!node) {
        return false;
    }
    *node = (struct node){index->records[index->count].url, index->count};
    if (!tsearch(node, &index->by_url, by_url)) {
        return false;
    }
    index->count++;
    return true;
}

bool pl_index_keep(struct pl_index *index, const char *const *urls, struct placard_error *error) {
    struct pl_record *records = index->records;
    size_t count = index->count;
    if (!records) {
        return true;
    }
    bool *kept = pl_calloc(count + 1, sizeof *kept);
    if (!kept) {
        return pl_fail_memory(error);
    }
    for (; *urls; urls++) {
        const struct pl_record *record = pl_index_find(index, *urls);
        if (record) {
            kept[record - records] = true;
        }
    }
    tdestroy(index->by_url, keep_node);
    index->by_url = NULL;
    index->count = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        if (kept[i]) {
            records[index->count] = records[i];
            ok = pl_index_count(index);
        }
    }
    free(kept);
    return ok || pl_fail_memory(error);
}

void pl_index_finish(struct pl_index *index) {
    tdestroy(index->by_url, keep_node);
    free(index->records);
    pl_arena_finish(&index->arena);
    *index = (struct pl_index){0};
}

/* ---- reading ---- */

static bool check_version(const cJSON *root, struct placard_error *error) {
    const cJSON *value = pl_member(root, "version");
    int version;
    if (!cJSON_IsNumber(value) || !pl_value_integer(value, 1, INT_MAX, &version)) {
        return pl_fail_value(&(struct pl_place){NULL, "version", 0}, "1", value, error);
    }
    return version <= VERSION ||
           pl_fail(error, PLACARD_DOCUMENT, "version: expected %d, found %d: a newer Placard wrote it",
                   VERSION, version);
}

/* Whether a path leads to something below the folder that it starts from. */
static bool is_below(const char *path) {
    for (const char *part = path; part; part = strchr(part, '/'), part = part ? part + 1 : NULL) {
        size_t size = strcspn(part, "/");
        if (size == 0 || (size == 1 && part[0] == '.') || (size == 2 && memcmp(part, "..", 2) == 0)) {
            return false;
        }
    }
    return true;
}

static bool read_record(struct pl_index *index, const cJSON *value, const struct pl_place *place,
                        struct placard_error *error) {
    struct pl_record *record = pl_index_room(index);
    if (!record) {
        return pl_fail_memory(error);
    }
    if (!pl_record_read(value, place, true, record, &index->arena, error)) {
        return false;
    }
    /* An index may be somebody else's: it must not name what is the user's own. */
    if (!is_below(record->file)) {
        return pl_fail_value(&(struct pl_place){place, "file", 0}, "a path within the bundle",
                             pl_member(value, "file"), error);
    }
    return pl_index_count(index) || pl_fail_memory(error);
}

/* A member that may be missing. */
static bool read_text_member(struct pl_index *index, const cJSON *root, const char *name, const char **out,
                             struct placard_error *error) {
    const char *text = pl_member_string(root, name);
    *out = text ? pl_arena_strndup(&index->arena, text, strlen(text)) : NULL;
    return !text || *out || pl_fail_memory(error);
}

static bool read_root(struct pl_index *index, const cJSON *root, struct placard_error *error) {
    if (!cJSON_IsObject(root)) {
        return pl_fail_value(NULL, "an object", root, error);
    }
    const cJSON *list = pl_member(root, "files");
    const struct pl_place files = {NULL, "files", 0};
    if (!check_version(root, error) || !read_text_member(index, root, "service", &index->service, error) ||
        !read_text_member(index, root, "task", &index->task, error)) {
        return false;
    }
    if (!cJSON_IsArray(list)) {
        return pl_fail_value(&files, "an array", list, error);
    }
    struct pl_place place = {&files, NULL, 0};
    for (const cJSON *value = list->child; value; value = value->next, place.index++) {
        if (!read_record(index, value, &place, error)) {
            return false;
        }
    }
    return true;
}

static bool read_text(struct pl_index *index, const char *path, const struct pl_buffer *text,
                      struct placard_error *error) {
    struct placard_error inner = {0};
    cJSON *root = pl_json_parse((const char *)text->data, text->size, &inner);
    bool ok = root && read_root(index, root, &inner);
    cJSON_Delete(root);
    return ok || pl_fail(error, inner.code, "%s: %s", path, inner.message);
}

/* What is there and can't be read is not taken for nothing, as it would be written over. */
static bool is_missing(const char *path) {
    struct stat status;
    return lstat(path, &status) != 0 && errno == ENOENT;
}

bool pl_index_read(struct pl_index *index, const char *folder, struct placard_error *error) {
    char *path = pl_path_join(folder, NAME);
    struct pl_buffer text = {0};
    bool ok = path || pl_fail_memory(error);
    if (ok && !is_missing(path)) {
        ok =
            pl_folder_read(folder, NAME, PL_JSON_LIMIT, &text, error) && read_text(index, path, &text, error);
    }
    pl_buffer_finish(&text);
    free(path);
    return ok;
}

/* ---- writing ---- */

bool pl_index_write(const struct pl_index *index, const char *folder, struct placard_error *error) {
    struct pl_buffer text = {0};
    pl_buffer_format(&text, "{\n  \"version\": %d,\n", VERSION);
    if (index->service && index->task) {
        pl_buffer_text(&text, "  \"service\": ");
        pl_record_write_text(index->service, &text);
        pl_buffer_text(&text, ",\n  \"task\": ");
        pl_record_write_text(index->task, &text);
        pl_buffer_text(&text, ",\n");
    }
    pl_buffer_text(&text, "  \"files\": [");
    for (size_t i = 0; i < index->count; i++) {
        pl_buffer_text(&text, i > 0 ? ",\n    " : "\n    ");
        pl_record_write(&index->records[i], &text);
    }
    pl_buffer_text(&text, index->count > 0 ? "\n  ]\n}\n" : "]\n}\n");
    char *path = pl_path_join(folder, NAME);
    bool ok = (path && !text.failed) || pl_fail_memory(error);
    if (ok && text.size > PL_JSON_LIMIT) {
        ok = pl_fail(error, PLACARD_LIMIT, "%s: expected at most %d bytes to write, found %zu", path,
                     PL_JSON_LIMIT, text.size);
    }
    ok = ok && pl_file_write(path, text.data, text.size, error);
    free(path);
    pl_buffer_finish(&text);
    return ok;
}
