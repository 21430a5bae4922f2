#ifndef PL_TESTS_TORTURE_H
#define PL_TESTS_TORTURE_H

#include <placard/placard.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a scenario makes, as one number: pixels, bytes, texts, in the order they are taken in. */
struct digest {
    uint64_t value;
};
void digest_bytes(struct digest *digest, const void *bytes, size_t size);
/** NULL is another than "". */
void digest_text(struct digest *digest, const char *text);
void digest_number(struct digest *digest, long long number);
void digest_picture(struct digest *digest, const struct placard_picture *picture);
/** A placard_warning_function, whose data is a digest. */
void digest_warning(void *digest, const char *message);

/** A piece of work that calls the library. It must not end the program where memory is out. */
struct scenario {
    const char *name;
    /** Does it, taking what comes out of it into the digest; false and the error where the library fails. */
    bool (*run)(void *state, struct digest *digest, struct placard_error *error);
    void *state;
    /** Makes and releases a state while no allocation fails, anew for each time. May be NULL; `open` gets
     * `state`. */
    void *(*open)(void *state);
    void (*close)(void *state);
    bool fails;  /**< it may fail even so, as what it is given is damaged or nothing to draw */
    int stride;  /**< 0 or 1 for every allocation; else, where not all is asked for, each so many'th */
    bool varies; /**< how much is allocated, as threads share the work */
};

/** Runs it with every allocation failing, and prints one case. */
void torture(const struct scenario *scenario);

/** Whether a single allocation fails now, and none after it. */
extern bool torture_alone;

/** A group of scenarios: `source` is the project's folder. */
void torture_parse(const char *source);
void torture_codecs(const char *source);
void torture_draw(const char *source);
void torture_documents(const char *source);
void torture_batch(const char *source);
void torture_stores(const char *source);
void torture_compare(const char *source);
void torture_suites(const char *source);
void torture_fetch(const char *source);

/** Of the group `draw`. */
void torture_bands(void);

/** A whole file, or the end of the program; free() releases it. */
char *torture_read(const char *folder, const char *name, size_t *size);

/** Fonts that are the project's alone. */
extern const struct placard_context_options torture_fonts;

#endif
