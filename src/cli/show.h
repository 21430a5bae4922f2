#ifndef PLACARD_CLI_SHOW_H
#define PLACARD_CLI_SHOW_H

#include <placard/placard.h>

/** Shows a PNG on the terminal of standard output, if it is one that can; else fails, saying why not. */
bool cli_show(const struct placard_bytes *png, struct placard_error *error);

/** What a terminal has for it, where it tells, else 0. */
struct cli_room {
    int columns;       /**< of text */
    int width, height; /**< pixels */
};

/** Prints a picture as sixels, made smaller until it fits; what is rare stays visible. */
void cli_sixel_print(const struct placard_picture *picture, const struct cli_room *room);

#endif
