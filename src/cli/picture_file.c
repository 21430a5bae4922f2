#include "cli/picture_file.h"

#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is read of a stream that may be endless: more than any picture of the library's limits compresses to.
 */
static const size_t MOST_BYTES = (size_t)1 << 30;

static bool fail(struct cli_picture_file *picture, const char *what, struct placard_error *error) {
    return cli_fail(error, PLACARD_FILE, "%s: %s: %s", picture->file.name, what, strerror(errno));
}

/* Pages that are mapped come into memory as they are decoded, and the system may take them back. */
static bool map(struct cli_picture_file *picture, int descriptor, size_t size, struct placard_error *error) {
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (bytes == MAP_FAILED) {
        return fail(picture, "can't be read", error);
    }
    picture->mapped = true;
    picture->file.bytes = bytes;
    picture->file.size = size;
    return true;
}

static bool read_stream(struct cli_picture_file *picture, int descriptor, struct placard_error *error) {
    unsigned char *bytes = NULL;
    size_t capacity = 0;
    ssize_t got = 1;
    while (got > 0) {
        if (picture->file.size == capacity) {
            capacity = capacity ? capacity * 2 : (size_t)1 << 16;
            unsigned char *larger = capacity <= MOST_BYTES ? realloc(bytes, capacity) : NULL;
            if (!larger) {
                return cli_fail(error, PLACARD_LIMIT, "%s: more than fits into memory", picture->file.name);
            }
            bytes = larger;
            picture->file.bytes = bytes;
        }
        do {
            got = read(descriptor, bytes + picture->file.size, capacity - picture->file.size);
        } while (got < 0 && errno == EINTR);
        picture->file.size += got > 0 ? (size_t)got : 0;
    }
    return got == 0 || fail(picture, "can't be read", error);
}

bool cli_picture_file_open(struct cli_picture_file *picture, const char *path, struct placard_error *error) {
    bool standard = strcmp(path, "-") == 0;
    *picture = (struct cli_picture_file){.file.name = standard ? "standard input" : path};
    int descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return fail(picture, "can't be opened", error);
    }
    struct stat status;
    bool plain =
        !standard && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    bool done = plain ? map(picture, descriptor, (size_t)status.st_size, error)
                      : read_stream(picture, descriptor, error);
    if (!standard) {
        close(descriptor);
    }
    return done;
}

void cli_picture_file_close(struct cli_picture_file *picture) {
    /* The library takes the bytes as constant, but they are this file's own. */
    void *bytes = (void *)(uintptr_t)picture->file.bytes;
    if (picture->mapped) {
        munmap(bytes, picture->file.size);
    } else {
        free(bytes);
    }
    *picture = (struct cli_picture_file){0};
}
