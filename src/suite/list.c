#include "suite/list.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/number.h"
#include "codec/codec.h"
#include "layers/layers.h"
#include "suite/document.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static char *format(struct pl_listing *listing, const char *a, const char *b, const char *c) {
    size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
    char *text = pl_arena_alloc(&listing->suite->arena, size, 1);
    if (text) {
        strcat(strcat(strcpy(text, a), b), c);
    }
    return text;
}

static char *without_ending(struct pl_listing *listing, const char *path) {
    return pl_arena_strndup(&listing->suite->arena, path, (size_t)(strrchr(path, '.') - path));
}

struct pl_case *pl_list_case(struct pl_listing *listing, const char *name, const char *document,
                             const char *path, const char *golden) {
    struct pl_suite *suite = listing->suite;
    if (!pl_reserve((void **)&suite->cases, &listing->case_capacity, (size_t)suite->count + 1,
                    sizeof *suite->cases)) {
        return NULL;
    }
    struct pl_case *one = &suite->cases[suite->count++];
    *one = (struct pl_case){
        .name = name, .document = document, .path = path, .golden = golden, .scale = 1, .wanted = true};
    return one;
}

static bool add_picture(struct pl_listing *listing, const struct pl_walked *file,
                        struct placard_error *error) {
    char *name = without_ending(listing, file->name);
    if (!name || !pl_reserve((void **)&listing->pictures, &listing->picture_capacity,
                             listing->picture_count + 1, sizeof *listing->pictures)) {
        return pl_fail_memory(error);
    }
    listing->pictures[listing->picture_count++] = (struct pl_found){.name = name, .path = file->path};
    return true;
}

/* ---- documents ---- */

/* What a document names is no expected picture, wherever it lies. */
static bool note_named(struct pl_listing *listing, const char *folder, const char *source,
                       struct placard_error *error) {
    struct pl_suite *suite = listing->suite;
    struct stat status;
    char *path = source ? pl_path_join(folder, source) : NULL;
    bool ok = true;
    if (path && stat(path, &status) == 0 && S_ISREG(status.st_mode)) {
        char *copy = pl_arena_strndup(&suite->arena, path, strlen(path));
        ok = copy && pl_reserve((void **)&suite->named, &listing->named_capacity, suite->named_count + 1,
                                sizeof *suite->named);
        if (ok) {
            suite->named[suite->named_count++] = (struct pl_named){status.st_dev, status.st_ino, copy};
        }
    }
    free(path);
    return ok || pl_fail_memory(error);
}

static int by_file(const void *a, const void *b) {
    const struct pl_named *p = a;
    const struct pl_named *q = b;
    if (p->device != q->device) {
        return p->device < q->device ? -1 : 1;
    }
    return p->inode < q->inode ? -1 : p->inode > q->inode;
}

static void sort_named(struct pl_suite *suite) {
    size_t count = 0;
    if (suite->named_count > 0) {
        qsort(suite->named, suite->named_count, sizeof *suite->named, by_file);
    }
    for (size_t i = 0; i < suite->named_count; i++) {
        if (count == 0 || by_file(&suite->named[count - 1], &suite->named[i]) != 0) {
            suite->named[count++] = suite->named[i];
        }
    }
    suite->named_count = count;
}

static bool note_sources(struct pl_listing *listing, const struct pl_sample *sample, const char *path,
                         struct placard_error *error) {
    char *folder = pl_path_folder(path);
    bool ok = folder || pl_fail_memory(error);
    ok = ok && note_named(listing, folder, sample->base, error);
    for (int i = 0; ok && i < sample->count; i++) {
        ok = note_named(listing, folder, pl_layer_source(sample->layers[i]), error);
    }
    free(folder);
    return ok;
}

/* A case at each of the document's scales. `--scale` leaves the others out, so that their pictures are no
 * orphans. */
static bool add_scales(struct pl_listing *listing, const struct pl_walked *file, const char *document,
                       const char *suffix, int sample, struct placard_error *error) {
    struct pl_bounds bounds;
    double only = listing->suite->options.scale;
    pl_bounds_find(file->rules, document, document, &bounds);
    if (only > 0 && !bounds.scales_listed) {
        bounds.scales[0] = only;
    }
    bool found = only <= 0;
    for (int i = 0; i < bounds.scale_count; i++) {
        found = found || bounds.scales[i] == only;
    }
    if (!found && bounds.scale_count < PL_SCALES_LIMIT) {
        bounds.scales[bounds.scale_count++] = only;
    }
    for (int i = 0; i < bounds.scale_count; i++) {
        char number[PL_NUMBER_SIZE + 1] = "";
        if (bounds.scales_listed) {
            number[0] = '@';
            pl_number_format(bounds.scales[i], number + 1);
        }
        char *stem = without_ending(listing, file->path);
        char *ending = format(listing, suffix, number, ".png");
        char *name = format(listing, document, suffix, number);
        char *golden = stem && ending ? format(listing, stem, ending, "") : NULL;
        struct pl_case *one =
            name && golden ? pl_list_case(listing, name, document, file->path, golden) : NULL;
        if (!one) {
            return pl_fail_memory(error);
        }
        one->scale = bounds.scales[i];
        one->sample = sample;
        one->wanted = only <= 0 || one->scale == only;
        pl_bounds_find(file->rules, document, name, &one->bounds);
    }
    return true;
}

/* A document that can't be read is a case nevertheless: one that fails. */
static bool add_document(struct pl_listing *listing, const struct pl_walked *file,
                         struct placard_error *error) {
    struct pl_document document;
    char *name = without_ending(listing, file->name);
    if (!name) {
        return pl_fail_memory(error);
    }
    struct placard_error reason = {0};
    bool read = pl_suite_document_read(file->path, &document, &reason);
    int count = read ? document.count : 0;
    bool ok = reason.code != PLACARD_MEMORY || pl_fail_memory(error);
    ok = ok && (read || add_scales(listing, file, name, "", 0, error));
    for (int i = 0; ok && i < count; i++) {
        char suffix[16] = "";
        if (count > 1) {
            snprintf(suffix, sizeof suffix, "-%d", document.samples[i].index);
        }
        read = read && document.samples[i].error.code == PLACARD_OK;
        ok = document.samples[i].error.code != PLACARD_MEMORY || pl_fail_memory(error);
        ok = ok && note_sources(listing, &document.samples[i], file->path, error) &&
             add_scales(listing, file, name, suffix, i, error);
    }
    pl_document_finish(&document);
    listing->suite->unread = read ? listing->suite->unread : file->path;
    return ok;
}

static bool add_file(struct pl_listing *listing, const struct pl_walked *file, struct placard_error *error) {
    if (strcmp(file->ending, ".json") == 0) {
        return add_document(listing, file, error);
    }
    return strcmp(file->ending, ".png") != 0 || add_picture(listing, file, error);
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct pl_found *)a)->path, ((const struct pl_found *)b)->path);
}

static bool is_named(const struct pl_listing *listing, const char *path) {
    const struct pl_suite *suite = listing->suite;
    struct stat status;
    if (suite->named_count == 0 || stat(path, &status) != 0) {
        return false;
    }
    const struct pl_named key = {status.st_dev, status.st_ino, path};
    return bsearch(&key, suite->named, suite->named_count, sizeof key, by_file) != NULL;
}

static void sort(struct pl_listing *listing, int (*compare)(const void *, const void *)) {
    if (listing->picture_count > 0) {
        qsort(listing->pictures, listing->picture_count, sizeof *listing->pictures, compare);
    }
}

static bool add_orphan(struct pl_listing *listing, const struct pl_found *picture,
                       struct placard_error *error) {
    return pl_list_case(listing, picture->name, picture->name, NULL, picture->path) || pl_fail_memory(error);
}

static bool add_orphans(struct pl_listing *listing, struct placard_error *error) {
    sort(listing, by_path);
    for (int i = 0; listing->picture_count > 0 && i < listing->suite->count; i++) {
        const struct pl_found key = {.path = listing->suite->cases[i].golden};
        struct pl_found *found =
            bsearch(&key, listing->pictures, listing->picture_count, sizeof key, by_path);
        if (found) {
            found->taken = true;
        }
    }
    for (size_t i = 0; i < listing->picture_count; i++) {
        const struct pl_found *picture = &listing->pictures[i];
        if (!picture->taken && !is_named(listing, picture->path) && !add_orphan(listing, picture, error)) {
            return false;
        }
    }
    return true;
}

bool pl_list_documents(struct pl_listing *listing, struct placard_error *error) {
    if (!pl_walk(listing, listing->suite->folder, true, add_file, error)) {
        return false;
    }
    sort_named(listing->suite);
    return add_orphans(listing, error);
}

/* ---- pictures ---- */

static bool is_picture(const struct pl_walked *file) {
    return pl_codec_by_extension(file->ending + 1) != NULL;
}

static bool add_expected(struct pl_listing *listing, const struct pl_walked *file,
                         struct placard_error *error) {
    if (!is_picture(file)) {
        return true;
    }
    char *name = without_ending(listing, file->name);
    struct pl_case *one = name ? pl_list_case(listing, name, name, NULL, file->path) : NULL;
    if (!one) {
        return pl_fail_memory(error);
    }
    pl_bounds_find(file->rules, name, name, &one->bounds);
    return true;
}

static bool add_actual(struct pl_listing *listing, const struct pl_walked *file,
                       struct placard_error *error) {
    return !is_picture(file) || add_picture(listing, file, error);
}

static int by_picture_name(const void *a, const void *b) {
    return strcmp(((const struct pl_found *)a)->name, ((const struct pl_found *)b)->name);
}

/* A picture without an expected one has the name of the one that would be. */
static bool add_unexpected(struct pl_listing *listing, const struct pl_found *picture,
                           struct placard_error *error) {
    char *golden = format(listing, listing->suite->options.against, "/", picture->name);
    struct pl_case *one =
        golden ? pl_list_case(listing, picture->name, picture->name, picture->path, golden) : NULL;
    if (!one) {
        return pl_fail_memory(error);
    }
    pl_bounds_find(NULL, one->name, one->name, &one->bounds);
    return true;
}

bool pl_list_pictures(struct pl_listing *listing, struct placard_error *error) {
    struct pl_suite *suite = listing->suite;
    if (!pl_walk(listing, suite->options.against, true, add_expected, error) ||
        !pl_walk(listing, suite->folder, false, add_actual, error)) {
        return false;
    }
    sort(listing, by_picture_name);
    for (int i = 0; listing->picture_count > 0 && i < suite->count; i++) {
        const struct pl_found key = {.name = suite->cases[i].name};
        struct pl_found *found =
            bsearch(&key, listing->pictures, listing->picture_count, sizeof key, by_picture_name);
        if (found) {
            found->taken = true;
            suite->cases[i].path = found->path;
        }
    }
    for (size_t i = 0; i < listing->picture_count; i++) {
        if (!listing->pictures[i].taken && !add_unexpected(listing, &listing->pictures[i], error)) {
            return false;
        }
    }
    return true;
}
