#include "cli/stream.h"

#include "cli/interrupt.h"
#include "cli/memory.h"
#include "cli/output.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ATTEMPTS = 16 };

static bool fail(const struct cli_stream *stream, struct placard_error *error) {
    return cli_fail(error, PLACARD_FILE, "%s: can't be written: %s", stream->path, strerror(errno));
}

/* Under a name that nobody else has, as placard_file_write does it. */
static int open_temporary(struct cli_stream *stream) {
    const char *slash = strrchr(stream->path, '/');
    int folder = slash ? (int)(slash + 1 - stream->path) : 0;
    int fd = -1;
    for (int attempt = 0; fd < 0 && attempt < ATTEMPTS; attempt++) {
        unsigned long long random = 0;
        if (getrandom(&random, sizeof random, 0) != sizeof random) {
            break;
        }
        free(stream->temporary);
        stream->temporary = cli_format("%.*s.placard-%016llx", folder, stream->path, random);
        fd = open(stream->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) {
            break;
        }
    }
    return fd;
}

static void finish(struct cli_stream *stream) {
    free(stream->temporary);
    cli_interrupt_let_go(&stream->before);
    *stream = (struct cli_stream){0};
}

bool cli_stream_open(struct cli_stream *stream, const char *path, struct placard_error *error) {
    struct stat status;
    *stream = (struct cli_stream){.path = path};
    if (!cli_folders_make(path, error)) {
        return false;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return cli_fail(error, PLACARD_FILE, "%s: expected a file to write, found a %s", path,
                        S_ISDIR(status.st_mode) ? "folder" : "device or pipe");
    }
    cli_interrupt_hold(&stream->before);
    int fd = open_temporary(stream);
    stream->out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!stream->out) {
        fail(stream, error);
        if (fd >= 0) {
            unlink(stream->temporary);
            close(fd);
        }
        finish(stream);
        return false;
    }
    return true;
}

bool cli_stream_go_on(struct cli_stream *stream, struct placard_error *error) {
    if (fflush(stream->out) != 0 || ferror(stream->out)) {
        return fail(stream, error);
    }
    return !cli_interrupt_waits() ||
           cli_fail(error, PLACARD_CANCELED, "%s: not written, as a signal came", stream->path);
}

bool cli_stream_close(struct cli_stream *stream, bool ok, struct placard_error *error) {
    if (!stream->out) {
        return false;
    }
    bool whole = ok && fflush(stream->out) == 0 && !ferror(stream->out) && fsync(fileno(stream->out)) == 0;
    int reason = errno;
    if (fclose(stream->out) != 0 && whole) {
        whole = false;
        reason = errno;
    }
    if (whole && rename(stream->temporary, stream->path) != 0) {
        whole = false;
        reason = errno;
    }
    if (!whole) {
        unlink(stream->temporary);
    }
    if (ok && !whole) {
        errno = reason;
        fail(stream, error);
    }
    finish(stream);
    return whole;
}
