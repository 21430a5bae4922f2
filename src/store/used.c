#include "store/used.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static uint64_t start_of(const char *hash) {
    char digits[17] = {0};
    memcpy(digits, hash, 16);
    return strtoull(digits, NULL, 16);
}

/* Where an item is or belongs. */
static size_t find(const struct pl_used *used, uint64_t item) {
    size_t from = 0;
    size_t to = used->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (used->items[middle] < item) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

bool pl_used_has(const struct pl_used *used, const char *hash) {
    uint64_t item = start_of(hash);
    size_t at = find(used, item);
    return at < used->count && used->items[at] == item;
}

bool pl_used_add(struct pl_used *used, const char *hash) {
    uint64_t item = start_of(hash);
    size_t at = find(used, item);
    if (at < used->count && used->items[at] == item) {
        return true;
    }
    if (!pl_reserve((void **)&used->items, &used->capacity, used->count + 1, sizeof *used->items)) {
        return false;
    }
    memmove(&used->items[at + 1], &used->items[at], (used->count - at) * sizeof *used->items);
    used->items[at] = item;
    used->count++;
    return true;
}

void pl_used_finish(struct pl_used *used) {
    free(used->items);
    *used = (struct pl_used){0};
}
