#ifndef PLACARD_CLI_STREAM_H
#define PLACARD_CLI_STREAM_H

#include <placard/placard.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

/** A file too large for memory: written bit by bit, and as by cli_file_write it appears whole or not at all.
 */
struct cli_stream {
    FILE *out; /**< can be written to, and sought in */
    const char *path;
    char *temporary;
    sigset_t before;
};

/**
 * Opens a file beside `path`, whose missing folders are made. Until it is closed a signal that ends the
 * program waits, so whoever writes for long asks cli_stream_go_on now and then. `path` stays the caller's.
 */
bool cli_stream_open(struct cli_stream *stream, const char *path, struct placard_error *error);

/** Hands on what was written. False, and time to close it, where that failed or a signal waits. */
bool cli_stream_go_on(struct cli_stream *stream, struct placard_error *error);

/** Puts the file in its place, or where `ok` is false deletes it. False where it isn't there. */
bool cli_stream_close(struct cli_stream *stream, bool ok, struct placard_error *error);

#endif
