#include "base/file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

bool pl_fail_file(struct placard_error *error, const char *path, const char *what) {
    int reason = errno;
    if (reason == ENOMEM) {
        return pl_fail_memory(error);
    }
    char storage[128];
    /* The GNU form: it returns the words, which may or may not be in the storage. */
    const char *words = strerror_r(reason, storage, sizeof storage);
    return pl_fail(error, PLACARD_FILE, "%s: %s: %s", path, what, words);
}

/* The size is known beforehand for a plain file: one allocation, and no picture that is read half before it
 * is refused. */
bool pl_file_read_open(int fd, const char *path, size_t limit, struct pl_buffer *out,
                       struct placard_error *error) {
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return pl_fail_file(error, path, "can't be read");
    }
    if (S_ISDIR(status.st_mode)) {
        return pl_fail(error, PLACARD_FILE, "%s: expected a file, found a folder", path);
    }
    if (status.st_size > 0 && (uintmax_t)status.st_size > limit) {
        return pl_fail(error, PLACARD_LIMIT, "%s: expected at most %zu bytes, found %jd", path, limit,
                       (intmax_t)status.st_size);
    }
    size_t expected = status.st_size > 0 ? (size_t)status.st_size + 1 : 64 * 1024;
    for (;;) {
        unsigned char *room = pl_buffer_room(out, expected);
        if (!room) {
            return pl_fail_memory(error);
        }
        ssize_t got = read(fd, room, expected);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return pl_fail_file(error, path, "can't be read");
        }
        out->size += (size_t)got;
        out->data[out->size] = 0;
        if (out->size > limit) {
            return pl_fail(error, PLACARD_LIMIT, "%s: expected at most %zu bytes, found more", path, limit);
        }
        if (got == 0) {
            return true;
        }
        expected = expected > (size_t)got ? expected - (size_t)got : 64 * 1024;
    }
}

bool pl_file_read(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return pl_fail_file(error, path, "can't be opened");
    }
    bool ok = pl_file_read_open(fd, path, limit, out, error);
    close(fd);
    return ok;
}

bool pl_file_read_plain(const char *path, size_t limit, struct pl_buffer *out, struct placard_error *error) {
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        return pl_fail_file(error, path, "can't be opened");
    }
    bool ok = (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) ||
              pl_fail(error, PLACARD_FILE, "%s: expected a plain file", path);
    ok = ok && pl_file_read_open(fd, path, limit, out, error);
    close(fd);
    return ok;
}

static bool write_all(int fd, const unsigned char *bytes, size_t size) {
    while (size > 0) {
        ssize_t put = write(fd, bytes, size);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

static bool write_in_place(const char *path, const void *bytes, size_t size, struct placard_error *error) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return pl_fail_file(error, path, "can't be opened for writing");
    }
    bool ok = write_all(fd, bytes, size) || pl_fail_file(error, path, "can't be written");
    return (close(fd) == 0 || !ok || pl_fail_file(error, path, "can't be written")) && ok;
}

/* The name of a temporary file: these characters, then a random number. */
#define TEMPORARY ".placard-"
enum { TEMPORARY_DIGITS = 16, DAY = 24 * 60 * 60 };

/* Those of the file that is replaced, as somebody may have locked others out of it; else what any new file
 * gets. */
static mode_t permissions_for(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) ? status.st_mode & 0666 : 0666;
}

/* Opens a new file beside `path` under a name that nobody else has. */
static int open_temporary(const char *path, char **temporary, struct placard_error *error) {
    char *folder = pl_path_folder(path);
    mode_t permissions = permissions_for(path);
    int fd = -1;
    for (int attempt = 0; folder && fd < 0 && attempt < 16; attempt++) {
        uint64_t random = 0;
        char name[40];
        if (getrandom(&random, sizeof random, 0) != sizeof random) {
            break;
        }
        snprintf(name, sizeof name, TEMPORARY "%0*llx", TEMPORARY_DIGITS, (unsigned long long)random);
        free(*temporary);
        *temporary = pl_path_join(folder, name);
        if (!*temporary) {
            break;
        }
        fd = open(*temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions);
        if (fd < 0 && errno != EEXIST) {
            break;
        }
    }
    if (!folder || !*temporary) {
        pl_fail_memory(error);
    } else if (fd < 0) {
        pl_fail_file(error, path, "can't be written");
    }
    free(folder);
    return fd;
}

static bool replace(const char *path, const void *bytes, size_t size, bool sync,
                    struct placard_error *error) {
    char *temporary = NULL;
    int fd = open_temporary(path, &temporary, error);
    bool ok = fd >= 0;
    if (ok) {
        ok = write_all(fd, bytes, size) && (!sync || fsync(fd) == 0);
        ok = close(fd) == 0 && ok;
        ok = ok && rename(temporary, path) == 0;
        if (!ok) {
            pl_fail_file(error, path, "can't be written");
            unlink(temporary);
        }
    }
    free(temporary);
    return ok;
}

static bool write_file(const char *path, const void *bytes, size_t size, bool sync,
                       struct placard_error *error) {
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        if (S_ISDIR(status.st_mode)) {
            return pl_fail(error, PLACARD_FILE, "%s: expected a file to write, found a folder", path);
        }
        return write_in_place(path, bytes, size, error);
    }
    return replace(path, bytes, size, sync, error);
}

bool pl_file_write(const char *path, const void *bytes, size_t size, struct placard_error *error) {
    return write_file(path, bytes, size, true, error);
}

bool pl_file_write_lazily(const char *path, const void *bytes, size_t size, struct placard_error *error) {
    return write_file(path, bytes, size, false, error);
}

bool pl_file_replace_lazily(const char *path, const void *bytes, size_t size, struct placard_error *error) {
    return replace(path, bytes, size, false, error);
}

bool pl_file_is_leftover(int folder, const char *name) {
    size_t prefix = strlen(TEMPORARY);
    if (strncmp(name, TEMPORARY, prefix) != 0 || strlen(name) != prefix + TEMPORARY_DIGITS ||
        strspn(name + prefix, "0123456789abcdef") != TEMPORARY_DIGITS) {
        return false;
    }
    struct stat status;
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           fabs(difftime(time(NULL), status.st_mtime)) > DAY;
}

bool pl_file_is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool pl_file_is_plain(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool pl_file_exists(const char *path) {
    return access(path, F_OK) == 0;
}

char *pl_path_join(const char *folder, const char *name) {
    if (name[0] == '/' || folder[0] == '\0') {
        return pl_strdup(name);
    }
    struct pl_buffer path = {0};
    bool slash = folder[strlen(folder) - 1] == '/';
    pl_buffer_format(&path, "%s%s%s", folder, slash ? "" : "/", name);
    return (char *)path.data;
}

char *pl_path_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash) {
        return pl_strdup(".");
    }
    return pl_strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *pl_path_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
