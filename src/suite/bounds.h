#ifndef PL_SUITE_BOUNDS_H
#define PL_SUITE_BOUNDS_H

#include "base/error.h"
#include "base/memory.h"

#include <stddef.h>

/** The file of a folder that says how its cases are drawn and how far they may be from their pictures. */
#define PL_RULES_NAME "check.json"

/** The most scales that a document is drawn at. */
#define PL_SCALES_LIMIT 16

/** How a case is compared, all rules taken together. */
struct pl_bounds {
    double max_percent; /**< negative: no such bound */
    double max_pixels;  /**< negative: no such bound */
    double threshold;
    bool include_antialiased;
    bool required; /**< a case without a picture is not new: its picture is missing */
    double scales[PL_SCALES_LIMIT];
    int scale_count;
    bool scales_listed; /**< as a list: the pictures' names then have the scale */
};

/** What one place of a check.json says; what it does not say is not given. */
struct pl_rule {
    bool bound_given, threshold_given, antialiased_given, required_given, scale_given;
    struct pl_bounds values;
};

/** A rule for one name below the folder. */
struct pl_named_rule {
    const char *name;
    struct pl_rule rule;
    bool used;
};

/** A check.json. */
struct pl_rules {
    const struct pl_rules *above;   /**< that of the nearest folder above that has one, or NULL */
    const char *path;               /**< of the file itself, for messages */
    size_t prefix;                  /**< bytes of a case's name that are the folder's: "text/" */
    struct pl_rule own;             /**< for everything below the folder */
    struct pl_named_rule *named;    /**< as they stand in the file */
    struct pl_named_rule **by_name; /**< the same, sorted: there may be as many as cases */
    int count;
};

/** Reads the text of a check.json, with strings and arrays in the arena. Messages begin with `out->path`. */
bool pl_rules_read(const char *text, size_t size, struct pl_rules *out, struct pl_arena *arena,
                   struct placard_error *error);

/**
 * What holds for a case of a document, by their names below the suite: each value from the nearest
 * check.json that has it, where the case's own comes before its document's, and that before the folder's. A
 * bound in percent and one in pixels are one value: where either is given, neither is inherited. `rules` may
 * be NULL. Marks the names that it found as used.
 */
void pl_bounds_find(const struct pl_rules *rules, const char *document, const char *name,
                    struct pl_bounds *out);

/** Whether so many mismatched pixels of so many are within the bounds: none may, where there is no bound. */
bool pl_bounds_hold(const struct pl_bounds *bounds, long long mismatched, long long pixels);

/** How many percent of that many pixels may differ. */
double pl_bounds_percent(const struct pl_bounds *bounds, long long pixels);

#endif
