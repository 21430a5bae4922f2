#ifndef PL_PROVIDER_PROVIDER_H
#define PL_PROVIDER_PROVIDER_H

#include "document/document.h"

/** One format of response: a row of the table in providers.c. */
struct pl_provider {
    const char *name;
    const char *shape; /**< what it reads, for "expected ...": "a DashScope response" */
    /** Whether a parsed document has this format's shape; the first row that says so reads it. */
    bool (*recognize)(const cJSON *root);
    /**
     * Fills task and samples (without reading the layers); strings and arrays go into the document's arena or
     * stay in its tree. A single bad sample is that sample's error, not the document's.
     */
    bool (*read)(struct pl_document *document, struct placard_error *error);
};

/** The table; ends in NULL. */
extern const struct pl_provider *const pl_providers[];

extern const struct pl_provider pl_provider_dashscope;
extern const struct pl_provider pl_provider_gettaskinfo;
extern const struct pl_provider pl_provider_plain;

/** Parses bytes of any known format into a document that pl_document_finish releases, also after failure. */
bool pl_document_read(const char *text, size_t size, struct pl_document *out, struct placard_error *error);

/** The same by a deadline, which may be NULL; pl_layers_read, too, keeps to it until `out->deadline` is NULL.
 */
bool pl_document_read_until(const char *text, size_t size, struct pl_deadline *deadline,
                            struct pl_document *out, struct placard_error *error);

/** The same for a document whose strings may have {{placeholders}}, which are filled in later: what is
 * checked already leaves them alone. */
bool pl_document_read_unfilled(const char *text, size_t size, struct pl_deadline *deadline,
                               struct pl_document *out, struct placard_error *error);

/** The same for a document that is layers alone, to be drawn over other pictures; any other is an error that
 * says what it is. */
bool pl_template_read(const char *text, size_t size, struct pl_deadline *deadline, struct pl_document *out,
                      struct placard_error *error);

/** Fails as a task that has nothing to draw does: unfinished, failed, or without layers; true where there are
 * samples. */
bool pl_document_check(const struct pl_document *document, struct placard_error *error);

/* ---- what providers share ---- */

/** The text of a string or number, as an id may be either; NULL where it is neither. False is out of memory.
 */
bool pl_provider_text(const cJSON *value, struct pl_arena *arena, const char **out,
                      struct placard_error *error);

/** The length of a list that may be missing or null; more than PL_SAMPLE_LIMIT elements are an error. */
bool pl_provider_list(const cJSON *list, const struct pl_place *place, int *count,
                      struct placard_error *error);

/** Notes, as a warning of the document, what is left out since it is not what was expected. False is out of
 * memory. */
bool pl_provider_note(struct pl_document *document, const struct pl_place *place, const char *expected,
                      const cJSON *value, struct placard_error *error);

/**
 * A sample at `place` over the list of layers that its member `key` holds, or that it is itself where `key`
 * is NULL; white beneath. Leaves `index` alone. What is no list, or too long, is the sample's error. The
 * sample must not move afterwards: places point into it.
 */
void pl_sample_init(struct pl_sample *sample, struct pl_place place, const char *key, const cJSON *layers);

#endif
