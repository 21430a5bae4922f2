#ifndef PLACARD_CLI_JSON_H
#define PLACARD_CLI_JSON_H

#include <stdbool.h>
#include <stdio.h>

/** Writes one JSON value as it goes; commas come by themselves. `key` is NULL inside a list. */
struct cli_json {
    FILE *out;
    bool comma; /**< the next value needs one before it */
};

void cli_json_open(struct cli_json *json, const char *key, char bracket);
void cli_json_close(struct cli_json *json, char bracket);
/** NULL becomes null, bytes that are not UTF-8 U+FFFD. */
void cli_json_text(struct cli_json *json, const char *key, const char *value);
/** With no more digits than the number needs. */
void cli_json_number(struct cli_json *json, const char *key, double value);
/** A time, to the microsecond. */
void cli_json_milliseconds(struct cli_json *json, const char *key, double value);
void cli_json_flag(struct cli_json *json, const char *key, bool value);
/** Ends the line and hands it on at once, so that whoever reads along sees it. */
void cli_json_line(struct cli_json *json);

#endif
