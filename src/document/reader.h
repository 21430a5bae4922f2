#ifndef PL_DOCUMENT_READER_H
#define PL_DOCUMENT_READER_H

#include "base/deadline.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/style.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/** Where a value stands in its document: a chain from the value up, printed only when something is wrong. */
struct pl_place {
    const struct pl_place *parent; /**< NULL at the top */
    const char *key;               /**< a member's name, or NULL for an element */
    int index;                     /**< an element's index */
};

/**
 * Writes "params[0].layers[2].color", or "[2].color" for an element of the top; the empty string for the top,
 * which is NULL or a place without parent and key.
 */
void pl_place_format(const struct pl_place *place, char *out, size_t size);

/** Enough for 40 characters, each escaped, with their quotes. */
#define PL_QUOTE_SIZE 256

/** `text` between double quotes, cut after 40 characters, with what would upset a terminal escaped. */
void pl_quote(const char *text, size_t size, char out[PL_QUOTE_SIZE]);

/** The same without the quotes, for the ids and file names that messages name things by. */
void pl_shorten(const char *text, size_t size, char out[PL_QUOTE_SIZE]);

/** Warnings of reading: kept with what they are about, in its arena, and emitted when that is drawn. */
struct pl_notes {
    struct pl_note *first, *last;
    int count;
};
struct pl_note {
    struct pl_note *next;
    const char *message;
};
bool pl_note(struct pl_notes *notes, struct pl_arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * Parses JSON, strictly by RFC 8259: at most 16 MiB of UTF-8 with 64 levels, a million values and 10,000
 * members in an object, with or without a byte order mark; the message names line and column, which counts
 * characters from 1. NULL is failure; cJSON_Delete releases.
 */
cJSON *pl_json_parse(const char *text, size_t size, struct placard_error *error);

/** The same by a deadline, which may be NULL. */
cJSON *pl_json_parse_until(const char *text, size_t size, struct pl_deadline *deadline,
                           struct placard_error *error);

/**
 * "PLACE: expected EXPECTED, found FOUND", where FOUND describes `value` shortly: `"blu"`, `12`, `an array`,
 * `nothing` for NULL. Returns false.
 */
bool pl_fail_value(const struct pl_place *place, const char *expected, const cJSON *value,
                   struct placard_error *error);

/** "PLACE: " and what `format` says, without the place's part at the top. Returns false. */
bool pl_fail_place(const struct pl_place *place, enum placard_code code, struct placard_error *error,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- fields: one row of a table for each, in the file of the layer that has it ---- */

enum pl_field_type {
    PL_FIELD_NUMBER,      /**< double: a JSON number or a numeric string */
    PL_FIELD_LENGTH,      /**< double: pixels, a number or a string with `px` or nothing after the digits */
    PL_FIELD_INTEGER,     /**< int */
    PL_FIELD_BOOLEAN,     /**< bool: true, false, 0, 1, "0", "1", "true", "false" */
    PL_FIELD_STRING,      /**< const char *, in the arena; NULL when left out */
    PL_FIELD_CHOICE,      /**< int: an index into `choices`, which ends in NULL; any case */
    PL_FIELD_COLOR,       /**< struct pl_color */
    PL_FIELD_WEIGHT,      /**< int: 1 to 1000, by CSS or Fabric.js name or number */
    PL_FIELD_GRADIENT,    /**< struct pl_gradient */
    PL_FIELD_RADII,       /**< struct pl_radii */
    PL_FIELD_BOX_SHADOW,  /**< struct pl_shadows */
    PL_FIELD_TEXT_SHADOW, /**< struct pl_shadows */
    PL_FIELD_STROKE,      /**< struct pl_stroke */
    PL_FIELD_FRACTION,    /**< double: a number, or a string such as "50%" for 0.5 */
    PL_FIELD_JSON,        /**< const cJSON *: any value, NULL when left out or null; the caller checks it */
};

/** A field of a layer: how it is read, checked and explained. */
struct pl_field {
    const char *name;
    enum pl_field_type type;
    size_t offset; /**< of its value in the layer's struct */
    bool required;
    /** Range, both included, of numbers, fractions, lengths and integers; both 0: none; an infinite one is
     * open. For a string `most` is the largest size in bytes, 0 for none. */
    double least, most;
    /** Value of a number, fraction, length, integer, weight, boolean or choice left out; a colour's is
     * 0xRRGGBBAA. */
    double standard;
    const char *const *choices; /**< PL_FIELD_CHOICE */
    const char *help;           /**< what it means, in a phrase, for documentation */
};

/**
 * Reads the members of `object` into `target` by the rows of `tables`, an array of arrays that each end in a
 * row without a name. Members that no row has are noted as warnings, with the nearest known name; so are
 * repeated ones, the last of which counts. Fails at the first bad or missing one, in the tables' order.
 */
bool pl_fields_read(const cJSON *object, const struct pl_place *place, const struct pl_field *const *tables,
                    void *target, struct pl_arena *arena, struct pl_notes *notes,
                    struct placard_error *error);

/* ---- single values, for what is no layer field ---- */

/** The last member called `key`, compared exactly, or NULL; also NULL where `object` is no object. */
const cJSON *pl_member(const cJSON *object, const char *key);

/** A string member's text, or NULL where it is missing or no string. */
const char *pl_member_string(const cJSON *object, const char *key);

/** Whether a value means none: null, 0, "", "0", "none" or missing. */
bool pl_value_is_none(const cJSON *value);

/** A number or numeric string, finite. The C locale's decimal point counts, whatever the locale. */
bool pl_value_number(const cJSON *value, double *out);

/** The same where it is whole and from `least` to `most`. */
bool pl_value_integer(const cJSON *value, int least, int most, int *out);

#endif
