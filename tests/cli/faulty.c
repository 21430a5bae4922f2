/*
 * To be loaded before a program (LD_PRELOAD), whose calls it then has go wrong as FAULTY says:
 *
 *     once N    the Nth call that changes plain files or folders fails with ENOSPC, and only that
 *     from N    so does every one after it
 *     short     reading and writing take few bytes at a time, and are interrupted (EINTR) every other time
 *     back      the clock goes back by an hour whenever it is looked at
 *
 * Where a call has failed there is a file FAULTY_HIT afterwards.
 */
/* It would give open() and open64() one name. */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Glibc's mark of a stream that had an error. */
enum { STREAM_ERROR = 0x20 };

static atomic_long calls;

static bool mode_is(const char *mode) {
    const char *given = getenv("FAULTY");
    return given && strncmp(given, mode, strlen(mode)) == 0;
}

/* Counts a call; true where it is one that fails, and errno is set. */
static bool fails(void) {
    bool once = mode_is("once ");
    if (!once && !mode_is("from ")) {
        return false;
    }
    long which = atol(getenv("FAULTY") + 5);
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (once ? number != which : number < which) {
        return false;
    }
    const char *hit = getenv("FAULTY_HIT");
    int fd = hit ? (int)syscall(SYS_openat, AT_FDCWD, hit, O_WRONLY | O_CREAT, 0666) : -1;
    if (fd >= 0) {
        syscall(SYS_close, fd);
    }
    errno = ENOSPC;
    return true;
}

/* A plain file that is open for writing. */
static bool is_written(int fd) {
    struct stat status;
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fstat(fd, &status) == 0 &&
           S_ISREG(status.st_mode);
}

/* Every other time, on files and pipes; sockets are somebody else's. */
static bool is_interrupted(int fd, size_t *size) {
    static atomic_uint times;
    struct stat status;
    if (!mode_is("short") || fstat(fd, &status) != 0 || S_ISSOCK(status.st_mode)) {
        return false;
    }
    unsigned time = atomic_fetch_add(&times, 1);
    size_t most = 1 + time % 4000;
    *size = *size < most ? *size : most;
    if (time % 2 == 0) {
        errno = EINTR;
        return true;
    }
    return false;
}

#define NEXT(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

ssize_t read(int fd, void *bytes, size_t size) {
    return is_interrupted(fd, &size) ? -1 : (ssize_t)syscall(SYS_read, fd, bytes, size);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    return is_interrupted(fd, &size) || (is_written(fd) && fails())
               ? -1
               : (ssize_t)syscall(SYS_write, fd, bytes, size);
}

int fsync(int fd) {
    return fails() ? -1 : (int)syscall(SYS_fsync, fd);
}

int syncfs(int fd) {
    return fails() ? -1 : (int)syscall(SYS_syncfs, fd);
}

/* The descriptor is closed all the same, as Linux does it. */
int close(int fd) {
    bool failed = is_written(fd) && fails();
    int result = (int)syscall(SYS_close, fd);
    if (failed) {
        errno = ENOSPC;
    }
    return failed ? -1 : result;
}

int rename(const char *from, const char *to) {
    return fails() ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdir(const char *path, mode_t mode) {
    bool there = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    return !there && fails() ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

static int open_it(const char *path, int flags, mode_t mode) {
    bool makes = (flags & O_CREAT) && strncmp(path, "/dev/", 5) != 0;
    return makes && fails() ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_it(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_it(path, flags, mode);
}

/* The calls that streams make inside the C library pass by all this. */
int fflush(FILE *stream) {
    if (stream && is_written(fileno(stream)) && fails()) {
        stream->_flags |= STREAM_ERROR;
        return EOF;
    }
    return NEXT(fflush)(stream);
}

int fclose(FILE *stream) {
    bool failed = is_written(fileno(stream)) && fails();
    int result = NEXT(fclose)(stream);
    if (failed) {
        errno = ENOSPC;
    }
    return failed ? EOF : result;
}

/* ---- the clock ---- */

static time_t offset(void) {
    static atomic_long looks;
    return mode_is("back") ? -3600 * (time_t)atomic_fetch_add(&looks, 1) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *out) {
    int result = (int)syscall(SYS_clock_gettime, clock, out);
    if (result == 0 && clock == CLOCK_REALTIME) {
        out->tv_sec += offset();
    }
    return result;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
    struct timespec now;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    (void)zone;
    *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return result;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}
