#include "tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count_of(const struct tap *tap) {
    return tap->passed + tap->failed + tap->skipped;
}

void tap_case(struct tap *tap, bool ok, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("%s %d - ", ok ? "ok" : "not ok", count_of(tap) + 1);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    tap->passed += ok;
    tap->failed += !ok;
}

void tap_skip(struct tap *tap, const char *name, const char *reason) {
    printf("ok %d - %s # SKIP %s\n", count_of(tap) + 1, name, reason);
    tap->skipped++;
}

void tap_note(const char *format, ...) {
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *line = text; line;) {
        char *end = strchr(line, '\n');
        if (end) {
            *end++ = '\0';
        }
        printf("#   %s\n", line);
        line = end;
    }
}

int tap_finish(const struct tap *tap) {
    int count = count_of(tap);
    printf("1..%d\n", count);
    if (count == 0) {
        printf("Bail out! no cases found\n");
    }
    printf("# %d passed, %d failed, %d skipped\n", tap->passed, tap->failed, tap->skipped);
    return count > 0 && tap->failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
