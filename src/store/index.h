#ifndef PL_STORE_INDEX_H
#define PL_STORE_INDEX_H

#include "store/record.h"

/** A bundle's list of files, in the order in which they first came. All zero is an empty one. */
struct pl_index {
    struct pl_record *records;
    size_t count, capacity;
    void *by_url;               /**< a tree of where each record is; of one URL, the first */
    const char *service, *task; /**< what the bundle is of, or NULL */
    struct pl_arena arena;      /**< of the strings */
};

/** Reads `folder/index.json`; without one the index is empty. Messages start with its path. */
bool pl_index_read(struct pl_index *index, const char *folder, struct placard_error *error);

/** Writes it, whole or not at all. */
bool pl_index_write(const struct pl_index *index, const char *folder, struct placard_error *error);

/** The URL's record, or NULL. */
struct pl_record *pl_index_find(const struct pl_index *index, const char *url);

/** Room for one record more, which is not counted yet. */
struct pl_record *pl_index_room(struct pl_index *index);

/** Counts the record that was written there. False is out of memory. */
bool pl_index_count(struct pl_index *index);

/** Keeps those of some URLs, a list that ends in NULL. */
bool pl_index_keep(struct pl_index *index, const char *const *urls, struct placard_error *error);

void pl_index_finish(struct pl_index *index);

#endif
