#include "cli/poster_file.h"

#include "cli/memory.h"
#include "cli/terminal.h"

#include <string.h>
#include <sys/stat.h>

/* Bytes that wait for the rest of the file. */
static const size_t most_held = (size_t)4 * 1024 * 1024;

static void hold(struct cli_poster_file *file, const void *bytes, size_t size) {
    if (size > file->capacity - file->held.size) {
        file->capacity = (file->held.size + size) * 2;
        file->held.data = cli_enlarge(file->held.data, file->capacity);
    }
    memcpy(file->held.data + file->held.size, bytes, size);
    file->held.size += size;
}

/* A device or pipe has no place that a file could be put in. */
static bool can_stream(const struct cli_poster_file *file) {
    struct stat status;
    return file->output->kind == CLI_OUTPUT_STANDARD || stat(file->path, &status) != 0 ||
           S_ISREG(status.st_mode);
}

static bool write_now(struct cli_poster_file *file, const void *bytes, size_t size,
                      struct placard_error *error) {
    if (file->output->kind == CLI_OUTPUT_STANDARD) {
        const struct placard_bytes some = {(unsigned char *)bytes, size};
        return cli_output_write(file->output, file->path, &some, error);
    }
    fwrite(bytes, 1, size, file->stream.out);
    return cli_stream_go_on(&file->stream, error);
}

static bool start_streaming(struct cli_poster_file *file, struct placard_error *error) {
    file->streaming =
        file->output->kind == CLI_OUTPUT_STANDARD || cli_stream_open(&file->stream, file->path, error);
    bool ok = file->streaming && write_now(file, file->held.data, file->held.size, error);
    placard_bytes_finish(&file->held);
    file->capacity = 0;
    return ok;
}

static bool put(struct cli_poster_file *file, const void *bytes, size_t size, bool last,
                struct placard_error *error) {
    if (!file->streaming && last && file->held.size == 0) {
        const struct placard_bytes all = {(unsigned char *)bytes, size};
        return cli_output_write(file->output, file->path, &all, error);
    }
    if (!file->streaming && (file->held.size + size <= most_held || !can_stream(file))) {
        hold(file, bytes, size);
        return !last || cli_output_write(file->output, file->path, &file->held, error);
    }
    return (file->streaming || start_streaming(file, error)) && write_now(file, bytes, size, error) &&
           (!last || file->output->kind == CLI_OUTPUT_STANDARD ||
            cli_stream_close(&file->stream, true, error));
}

bool cli_poster_file_put(void *data, const void *bytes, size_t size, bool last, struct placard_error *error) {
    struct cli_poster_file *file = data;
    double start = cli_now();
    bool ok = put(file, bytes, size, last, error);
    file->size += size;
    file->took += cli_now() - start;
    return ok;
}

void cli_poster_file_finish(struct cli_poster_file *file) {
    cli_stream_close(&file->stream, false, NULL);
    placard_bytes_finish(&file->held);
}
