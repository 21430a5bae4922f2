#ifndef PL_TESTS_FUZZ_H
#define PL_TESTS_FUZZ_H

#include <placard/placard.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * What a file of this folder that is a target has: it takes any bytes and returns 0. libFuzzer calls it, and
 * so does replay.c, which needs no fuzzer.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** The side of the canvas that posters are drawn on. */
#define FUZZ_SIDE 64

/** The bundled fonts and those of tests/fonts alone. */
const struct placard_context_options *fuzz_fonts(void);

/** A context with these, the same one each time. */
struct placard_context *fuzz_context(void);

/** A picture of FUZZ_SIDE pixels a side as a PNG, the same one each time: what posters are drawn over. */
struct placard_bytes fuzz_base(void);

/** Ends the program, so that the fuzzer keeps the input. */
_Noreturn void fuzz_fail(const char *what);

/** The same, unless what has to hold does. */
static inline void fuzz_require(bool holds, const char *what) {
    if (!holds) {
        fuzz_fail(what);
    }
}

/** Requires of a message or warning that it is a line of UTF-8 that a terminal shows as it is. */
void fuzz_require_line(const char *text);

/** Requires of a failure what error.h promises of it: a code, and words in UTF-8 on one line. */
void fuzz_require_error(const struct placard_error *error);

/** A folder of the program's own for files that a target needs, removed at the end. */
const char *fuzz_folder(void);

/** "FOLDER/NAME", below fuzz_folder, in storage that the next call uses again. */
const char *fuzz_path(const char *name);

/** Writes a file below fuzz_folder. */
void fuzz_write(const char *name, const void *bytes, size_t size);

/** An input of two parts: the bytes up to the first zero, and those behind it. */
struct fuzz_parts {
    const uint8_t *first, *second;
    size_t first_size, second_size;
};
struct fuzz_parts fuzz_split(const uint8_t *data, size_t size);

/** Bytes of an input that are choices, taken from its start one by one; 0 behind the end. */
struct fuzz_choices {
    const uint8_t *at;
    size_t left;
};
unsigned fuzz_choose(struct fuzz_choices *choices, unsigned count);

#endif
