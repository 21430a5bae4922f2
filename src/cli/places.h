#ifndef PLACARD_CLI_PLACES_H
#define PLACARD_CLI_PLACES_H

#include "cli/memory.h"

#include <stdbool.h>

/** What a command reads and writes, by paths: files, and folders with all below them. Those that are not
 * there are passed over. */
struct cli_places {
    struct cli_list written; /**< strings are its own */
    struct cli_list read;    /**< the same; looked at only where `few` */
    struct cli_list made;    /**< folders that are made before, as the program can't make them after */
    bool few;                /**< nothing is read but `read`, and what the C library needs of the system */
};

/** May be written: the path as it is. */
void cli_places_write(struct cli_places *places, const char *path);

/** A file will be written at `path`: in its folder, or in the nearest above it that is there. */
void cli_places_write_file(struct cli_places *places, const char *path);

/** What the command line named to write to: a folder, a file, or a pattern, whose fixed part counts. NULL and
 * "-" are nothing. */
void cli_places_write_named(struct cli_places *places, const char *path, bool folder);

/** What the store of downloads and, where the system's fonts are used, Fontconfig keep for later. Fontconfig
 * complains on standard error where it can't make its folder, so that is made before. */
void cli_places_write_caches(struct cli_places *places, bool fontconfig);

/** Makes what has to be made before; whatever goes wrong with it does not matter. */
void cli_places_make(const struct cli_places *places);

/** May be read, and nothing else but what is added like this. "-" is nothing. */
void cli_places_read(struct cli_places *places, const char *path);

/** An input may be read: a file, or a bundle with its response. */
void cli_places_read_input(struct cli_places *places, const char *path);

/** A file may be read, or a folder with what the links in it lead to; if `deep`, those in the folders in it
 * too. For folders of the user's own, as strangers' links shall lead nowhere. */
void cli_places_read_linked(struct cli_places *places, const char *path, bool deep);

/** The folder of a document may be read; that of standard input is the working directory. */
void cli_places_read_beside(struct cli_places *places, const char *path);

void cli_places_finish(struct cli_places *places);

#endif
