#include "base/error.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* A cut inside a character, a line break or another control character out of the input would garble the line
 * that the message is printed on, or take over the terminal. Those from U+0080 to U+009F are two bytes. */
void pl_format_line(char *line, size_t size, const char *format, va_list arguments) {
    vsnprintf(line, size, format, arguments);
    pl_utf8_trim(line);
    for (unsigned char *c = (unsigned char *)line; *c; c++) {
        if (*c < ' ' || *c == 0x7f) {
            *c = ' ';
        } else if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) {
            *c++ = ' ';
            *c = ' ';
        }
    }
}

bool pl_fail(struct placard_error *error, enum placard_code code, const char *format, ...) {
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        error->code = code;
        pl_format_line(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return false;
}

void pl_warn(const struct pl_warnings *warnings, const char *format, ...) {
    if (!warnings || !warnings->emit) {
        return;
    }
    char line[PLACARD_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    pl_format_line(line, sizeof line, format, arguments);
    va_end(arguments);
    warnings->emit(warnings->data, line);
}
