#include "cli/json.h"

#include "cli/terminal.h"
#include "cli/text.h"

#include <math.h>
#include <stdlib.h>

/* What may be on a terminal holds nothing that steers it: that is all in the first 65,536. */
static void quote(FILE *out, const char *text) {
    putc('"', out);
    while (*text) {
        const char *start = text;
        unsigned character = cli_utf8_next(&text);
        if (character == '"' || character == '\\') {
            fprintf(out, "\\%c", (char)character);
        } else if (cli_is_control(character)) {
            fprintf(out, "\\u%04x", character);
        } else if (character == 0xFFFD) {
            fputs("\xEF\xBF\xBD", out);
        } else {
            fwrite(start, 1, (size_t)(text - start), out);
        }
    }
    putc('"', out);
}

static void begin(struct cli_json *json, const char *key) {
    if (json->comma) {
        fputs(", ", json->out);
    }
    if (key) {
        quote(json->out, key);
        fputs(": ", json->out);
    }
    json->comma = true;
}

void cli_json_open(struct cli_json *json, const char *key, char bracket) {
    begin(json, key);
    putc(bracket, json->out);
    json->comma = false;
}

void cli_json_close(struct cli_json *json, char bracket) {
    putc(bracket, json->out);
    json->comma = true;
}

void cli_json_text(struct cli_json *json, const char *key, const char *value) {
    begin(json, key);
    if (value) {
        quote(json->out, value);
    } else {
        fputs("null", json->out);
    }
}

void cli_json_number(struct cli_json *json, const char *key, double value) {
    begin(json, key);
    char digits[40] = "null"; /* JSON has no infinity */
    for (int precision = 15; isfinite(value) && precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        double back = strtod(digits, NULL);
        if (back >= value && back <= value) {
            break;
        }
    }
    fputs(digits, json->out);
}

void cli_json_milliseconds(struct cli_json *json, const char *key, double value) {
    begin(json, key);
    fprintf(json->out, "%.3f", value);
}

void cli_json_flag(struct cli_json *json, const char *key, bool value) {
    begin(json, key);
    fputs(value ? "true" : "false", json->out);
}

void cli_json_line(struct cli_json *json) {
    putc('\n', json->out);
    cli_flush(json->out);
    json->comma = false;
}
