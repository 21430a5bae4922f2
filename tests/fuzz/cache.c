/* An entry of the cache, which may be damaged in any way. Before the first zero stands the record of a URL,
 * behind it the content of the file that the record names. */
#include "store/cache.h"

#include "fuzz.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Seeds are records of it. */
static const char url[] = "https://example.com/a.png";

/* Writes a file of the cache under the hash. */
static void write_entry(const char *kind, const char *hash, const void *bytes, size_t size) {
    char name[PL_CACHE_NAME_SIZE];
    char path[PL_CACHE_NAME_SIZE + 8];
    pl_cache_name(kind, hash, name);
    strcpy(path, "cache/");
    strcat(path, name);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(fuzz_path(path), 0777);
        *slash = '/';
    }
    fuzz_write(path, bytes, size);
}

/* Under the hash that the record gives, so that it is looked into; else under its own. */
static void write_object(const struct fuzz_parts *parts) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_record record;
    struct pl_arena arena = {0};
    char hash[PL_HASH_SIZE];
    fuzz_require(pl_hash(parts->second, parts->second_size, hash), "there is memory");
    cJSON *root = pl_json_parse((const char *)parts->first, parts->first_size, &error);
    if (root && pl_record_read(root, NULL, false, &record, &arena, &error)) {
        strcpy(hash, record.sha256);
    } else {
        fuzz_require_error(&error);
    }
    write_entry(PL_CACHE_OBJECTS, hash, parts->second, parts->second_size);
    cJSON_Delete(root);
    pl_arena_finish(&arena);
}

static void load(struct pl_store *cache, const void *expected, size_t size, bool required) {
    struct placard_error error = {.code = PLACARD_OK};
    struct pl_buffer bytes = {0};
    if (pl_store_load(cache, url, &bytes, &error)) {
        fuzz_require(bytes.size == size && (size == 0 || memcmp(bytes.data, expected, size) == 0),
                     "what is loaded is what was put");
    } else {
        fuzz_require(!required && error.code == PLACARD_OK, "a cache may only lack a file");
    }
    pl_buffer_finish(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_parts parts = fuzz_split(data, size);
    const struct pl_stored what = {.type = "image/png", .extension = "png", .width = 1, .height = 1};
    char folder[4200];
    char hash[PL_HASH_SIZE];
    strcpy(folder, fuzz_path("cache"));
    mkdir(folder, 0777);
    fuzz_require(pl_hash(url, strlen(url), hash), "there is memory");
    write_entry(PL_CACHE_RECORDS, hash, parts.first, parts.first_size);
    write_object(&parts);
    struct pl_store *cache = pl_cache_open(folder, 64, NULL);
    fuzz_require(cache != NULL, "the cache can be opened");
    pl_store_has(cache, url);
    load(cache, parts.second, parts.second_size, false);
    pl_store_destroy(cache);

    cache = pl_cache_open(folder, 64, NULL);
    fuzz_require(cache != NULL, "the cache can be opened");
    if ((size & 1) == 0) {
        fuzz_require(pl_store_put(cache, url, parts.first, parts.first_size, &what, NULL),
                     "a file can be put whatever was there");
        fuzz_require(pl_store_has(cache, url), "a file that was put is there");
    }
    fuzz_require(pl_store_save(cache, NULL), "the cache can be pruned");
    if ((size & 1) == 0) {
        load(cache, parts.first, parts.first_size, true);
    }
    pl_store_destroy(cache);
    return 0;
}
