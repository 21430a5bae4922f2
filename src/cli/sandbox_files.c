#include "cli/sandbox_files.h"

#if defined __linux__ && __has_include(<linux/landlock.h>)

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that headers of older kernels don't have. */
enum { REFER = 1 << 13, TRUNCATE = 1 << 14 };

enum {
    READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITE = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
            LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | REFER | TRUNCATE,
    /* What no place allows. */
    NEVER = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |
            LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
    /* What a rule for a file may have. */
    OF_FILES = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE,
};

/* What the C library, Fontconfig and counting processors read, and nothing of a user's own. */
static const char *const system_places[] = {
    "/usr",       "/lib",        "/lib64",       "/etc",           "/nix/store",
    "/gnu/store", "/proc/self",  "/proc/sys",    "/sys/fs/cgroup", "/sys/devices/system/cpu",
    "/dev/null",  "/dev/random", "/dev/urandom",
};

/* Where anything may be written to no harm; a terminal is asked whether it shows pictures. */
static const char *const devices[] = {"/dev/null", "/dev/tty"};

static int version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

const char *cli_landlock_lack(void) {
    return version() > 0 ? NULL
           : errno == EOPNOTSUPP
               ? "Landlock is switched off in this kernel: \"landlock\" is missing in lsm=..., "
                 "the list of its security modules"
           : errno == EPERM ? "something around this program, such as a container's filter, forbids Landlock"
                            : "this kernel has no Landlock, which came with Linux 5.13";
}

/* The rights that a kernel of this version knows: it refuses others. */
static uint64_t known(int version) {
    uint64_t rights = READ | WRITE | NEVER;
    return version >= 3   ? rights
           : version == 2 ? rights & ~(uint64_t)TRUNCATE
                          : rights & ~(uint64_t)(TRUNCATE | REFER);
}

/* What is not there needs no rule, and neither does a pipe or a socket, which Landlock leaves alone. */
static bool allow(int rules, const char *path, uint64_t rights) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat status;
    if (fd < 0) {
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM;
    }
    bool folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    struct landlock_path_beneath_attr rule = {.allowed_access = folder ? rights : rights & OF_FILES,
                                              .parent_fd = fd};
    bool ok =
        syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 || errno == EBADFD;
    int reason = errno;
    close(fd);
    errno = reason;
    return ok;
}

static bool allow_all(int rules, const char *const *paths, size_t count, uint64_t rights) {
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = allow(rules, paths[i], rights);
    }
    return ok;
}

static bool allow_places(int rules, const struct cli_places *places, uint64_t handled) {
    uint64_t read = handled & READ;
    uint64_t write = handled & WRITE;
    const size_t of_system = sizeof system_places / sizeof *system_places;
    return allow_all(rules, devices, sizeof devices / sizeof *devices, read | write) &&
           allow_all(rules, places->written.items, (size_t)places->written.count, read | write) &&
           (!read || (allow_all(rules, system_places, of_system, read) &&
                      allow_all(rules, places->read.items, (size_t)places->read.count, read)));
}

bool cli_landlock_enter(const struct cli_places *places) {
    uint64_t handled = known(version());
    if (!places->few) {
        handled &= ~(uint64_t)READ;
    }
    struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (rules < 0) {
        return false;
    }
    bool ok = allow_places(rules, places, handled) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
              syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int reason = errno;
    close(rules);
    errno = reason;
    return ok;
}

#else

#include <errno.h>

const char *cli_landlock_lack(void) {
    return "this program was built where there is no Landlock, which is Linux's";
}

bool cli_landlock_enter(const struct cli_places *places) {
    errno = ENOSYS;
    return false;
}

#endif
