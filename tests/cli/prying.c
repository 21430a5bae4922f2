/*
 * To be loaded before the program (LD_PRELOAD): a decoder that was taken over. Where it begins to decode a
 * PNG by libpng, or starts a thread to decode in, it opens each file of PRYING, whose paths colons divide,
 * and says on standard error what came of it, a line each. Where there is PRYING_CONNECTS, it is what
 * downloads that was taken over, where it connects.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void try_path(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    const char *slash = strrchr(path, '/');
    dprintf(STDERR_FILENO, "%s: %s\n", slash ? slash + 1 : path, fd >= 0 ? "open" : strerrorname_np(errno));
    if (fd >= 0) {
        close(fd);
    }
}

static void pry(void) {
    const char *given = getenv("PRYING");
    char *paths = strdup(given ? given : "");
    char *rest = paths;
    for (char *path; paths && (path = strsep(&rest, ":"));) {
        try_path(path);
    }
    free(paths);
}

png_structp png_create_read_struct_2(png_const_charp version, png_voidp error_data, png_error_ptr fail,
                                     png_error_ptr warn, png_voidp memory_data, png_malloc_ptr allocate,
                                     png_free_ptr release) {
    void *next = dlsym(RTLD_NEXT, "png_create_read_struct_2");
    png_structp (*real)(png_const_charp, png_voidp, png_error_ptr, png_error_ptr, png_voidp, png_malloc_ptr,
                        png_free_ptr);
    memcpy(&real, &next, sizeof real);
    pry();
    return real(version, error_data, fail, warn, memory_data, allocate, release);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data) {
    void *next = dlsym(RTLD_NEXT, "pthread_create");
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    memcpy(&real, &next, sizeof real);
    pry();
    return real(thread, attributes, run, data);
}

int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t size) {
    void *next = dlsym(RTLD_NEXT, "connect");
    int (*real)(int, __CONST_SOCKADDR_ARG, socklen_t);
    memcpy(&real, &next, sizeof real);
    if (getenv("PRYING_CONNECTS")) {
        pry();
    }
    return real(fd, address, size);
}
