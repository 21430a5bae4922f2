#ifndef PL_DOCUMENT_TYPES_H
#define PL_DOCUMENT_TYPES_H

#include "document/reader.h"

/** What reading one field needs. */
struct pl_reading {
    const struct pl_field *field;
    const cJSON *value; /**< NULL where the field is missing: its reader fails then, saying what it expects */
    struct pl_place place;
    void *out;
    struct pl_arena *arena;
    struct pl_notes *notes;
    struct placard_error *error;
};

/** A type of field: how it is read, and the size of its value in the layer's struct. */
struct pl_type {
    bool (*read)(const struct pl_reading *reading);
    size_t size;
    bool can_be_none; /**< 0, "" and "none" leave it out, too */
};

/** By enum pl_field_type. */
extern const struct pl_type pl_types[];

#endif
