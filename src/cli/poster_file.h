#ifndef PLACARD_CLI_POSTER_FILE_H
#define PLACARD_CLI_POSTER_FILE_H

#include "cli/output.h"
#include "cli/stream.h"

/**
 * The file of a poster while it is made. One of up to 4 MiB is written when all of it is there; of a larger
 * one what is there is written as it comes, to the place of a file under another name until the end, so that
 * it too appears whole or not at all. Only on standard output its beginning may be seen without its end.
 */
struct cli_poster_file {
    const struct cli_output *output;
    const char *path;
    size_t size; /**< of all so far */
    double took; /**< milliseconds of writing */
    struct placard_bytes held;
    size_t capacity;
    bool streaming;
    struct cli_stream stream;
};

/** Takes what placard_render_encoded makes; `data` is the file, with its output and path filled in. */
bool cli_poster_file_put(void *data, const void *bytes, size_t size, bool last, struct placard_error *error);

/** Releases it; one that is not whole is deleted. */
void cli_poster_file_finish(struct cli_poster_file *file);

#endif
