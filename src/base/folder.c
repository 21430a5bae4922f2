#include "base/folder.h"

#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Another process may make the same folder at the same time. */
static bool make_one(const char *path, mode_t mode, struct placard_error *error) {
    if (mkdir(path, mode) == 0) {
        return true;
    }
    int reason = errno;
    if (pl_file_is_folder(path)) {
        return true;
    }
    if (reason == EEXIST) {
        return pl_fail(error, PLACARD_FILE, "%s: the folder can't be made: there is a file of that name",
                       path);
    }
    errno = reason;
    return pl_fail_file(error, path, "the folder can't be made");
}

bool pl_folder_make(const char *path, mode_t mode, struct placard_error *error) {
    if (path[0] == '\0' || pl_file_is_folder(path)) {
        return true;
    }
    char *folder = pl_strdup(path);
    if (!folder) {
        return pl_fail_memory(error);
    }
    bool ok = true;
    for (char *slash = strchr(folder + 1, '/'); ok && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        ok = make_one(folder, mode, error);
        *slash = '/';
    }
    ok = ok && make_one(folder, mode, error);
    free(folder);
    return ok;
}

bool pl_folder_holds(const char *folder, const char *path) {
    /* On the stack, so that no want of memory decides what may be read or written. */
    char inner[PATH_MAX];
    char outer[PATH_MAX];
    if (!realpath(path, inner) || !realpath(folder[0] ? folder : ".", outer)) {
        return false;
    }
    size_t size = strlen(outer);
    return strncmp(inner, outer, size) == 0 &&
           (inner[size] == '\0' || inner[size] == '/' || outer[size - 1] == '/');
}

static int open_folder(const char *path) {
    return open(path[0] ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool sync_by(int (*sync)(int fd), const char *path, struct placard_error *error) {
    int fd = open_folder(path);
    bool ok = fd >= 0 && sync(fd) == 0;
    ok = ok || pl_fail_file(error, path, "can't be synced");
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

bool pl_folder_sync(const char *path, struct placard_error *error) {
    return sync_by(fsync, path, error);
}

bool pl_folder_sync_all(const char *path, struct placard_error *error) {
    return sync_by(syncfs, path, error);
}

/* The next part of `*name`, which is left at the part behind it, or NULL after the last. */
static bool take_part(const char **name, char part[NAME_MAX + 1]) {
    size_t size = strcspn(*name, "/");
    if (size == 0 || size > NAME_MAX) {
        return false;
    }
    memcpy(part, *name, size);
    part[size] = '\0';
    *name = (*name)[size] ? *name + size + 1 : NULL;
    return strcmp(part, ".") != 0 && strcmp(part, "..") != 0;
}

/* Part by part, as links are refused only in the last part of what is opened. Opening a pipe does not wait
 * for its other end. Returns -1 with errno. */
static int open_below(const char *folder, const char *name) {
    int fd = open_folder(folder);
    while (fd >= 0 && name) {
        char part[NAME_MAX + 1];
        if (!take_part(&name, part)) {
            close(fd);
            errno = EINVAL;
            return -1;
        }
        int next =
            openat(fd, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (name ? O_DIRECTORY : 0));
        int reason = errno;
        close(fd);
        errno = reason;
        fd = next;
    }
    return fd;
}

static bool is_plain(int fd, long long *size) {
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return false;
    }
    *size = (long long)status.st_size;
    return true;
}

static bool read_opened(int fd, const char *path, size_t limit, struct pl_buffer *out,
                        struct placard_error *error) {
    long long size;
    if (fd < 0 && errno == ELOOP) {
        return pl_fail(error, PLACARD_FILE, "%s: expected a plain file, found a link", path);
    }
    if (fd < 0) {
        return pl_fail_file(error, path, "can't be opened");
    }
    return is_plain(fd, &size) ? pl_file_read_open(fd, path, limit, out, error)
                               : pl_fail(error, PLACARD_FILE, "%s: expected a plain file", path);
}

bool pl_folder_read(const char *folder, const char *name, size_t limit, struct pl_buffer *out,
                    struct placard_error *error) {
    char *path = pl_path_join(folder, name);
    if (!path) {
        return pl_fail_memory(error);
    }
    int fd = open_below(folder, name);
    bool ok = read_opened(fd, path, limit, out, error);
    if (fd >= 0) {
        close(fd);
    }
    free(path);
    return ok;
}

long long pl_folder_file_size(const char *folder, const char *name) {
    int fd = open_below(folder, name);
    long long size = -1;
    if (fd >= 0) {
        size = is_plain(fd, &size) ? size : -1;
        close(fd);
    }
    return size;
}
