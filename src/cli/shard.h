#ifndef PLACARD_CLI_SHARD_H
#define PLACARD_CLI_SHARD_H

#include <placard/placard.h>

/** A part of a batch: of rows counted from 0, those whose number leaves `index` when divided by `count`. */
struct cli_shard {
    int index, count;
};

/** Reads "2/8" or "auto"; NULL is all. */
bool cli_shard_init(struct cli_shard *shard, const char *value, struct placard_error *error);

#endif
