#include "cli/file.h"

#include "cli/memory.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int fd, size_t most, struct placard_bytes *out) {
    struct stat status;
    bool known = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    size_t capacity = known && (size_t)status.st_size < most ? (size_t)status.st_size + 1 : (size_t)64 * 1024;
    out->data = cli_allocate(capacity, 1);
    for (;;) {
        if (out->size == capacity && capacity < most) {
            capacity = capacity * 2 < most ? capacity * 2 : most;
            out->data = cli_enlarge(out->data, capacity);
        }
        ssize_t got = out->size < capacity ? read(fd, out->data + out->size, capacity - out->size) : 0;
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        out->size += (size_t)got;
    }
}

bool cli_file_read(const char *path, size_t most, struct placard_bytes *out, struct placard_error *error) {
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    *out = (struct placard_bytes){0};
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return cli_fail(error, PLACARD_FILE, "%s: can't be opened: %s", name, strerror(errno));
    }
    bool ok = read_all(fd, most, out);
    int reason = errno;
    if (!standard) {
        close(fd);
    }
    if (!ok) {
        placard_bytes_finish(out);
        return cli_fail(error, PLACARD_FILE, "%s: can't be read: %s", name, strerror(reason));
    }
    return true;
}

bool cli_is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool cli_is_same_file(const char *a, const char *b) {
    struct stat first;
    struct stat second;
    return a && b && stat(a, &first) == 0 && stat(b, &second) == 0 && S_ISREG(first.st_mode) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
