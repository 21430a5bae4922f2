#ifndef PL_BASE_ERROR_H
#define PL_BASE_ERROR_H

#include <placard/error.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/** Fills `error` (which may be NULL) and returns false, so that a failing function can `return pl_fail(...)`.
 */
bool pl_fail(struct placard_error *error, enum placard_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Formats into one line of plain text, whatever the arguments hold, and cuts it to `size`. */
void pl_format_line(char *line, size_t size, const char *format, va_list arguments);

/** The failure of an allocation. */
static inline bool pl_fail_memory(struct placard_error *error) {
    pl_fail(error, PLACARD_MEMORY, "out of memory");
    return false;
}

/**
 * Where warnings go: a function of the caller's and its data. A NULL sink or function drops them.
 * The message lives only as long as the call.
 */
struct pl_warnings {
    void (*emit)(void *data, const char *message);
    void *data;
};

void pl_warn(const struct pl_warnings *warnings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
