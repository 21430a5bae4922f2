#include "fault.h"

#include "tables.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What has been handed out: a table of open addressing, never so full that a look-up is long. */
enum { SLOTS = 1 << 20 };
struct block {
    const void *address;
    const void *caller;
    long serial;
};
static struct block blocks[SLOTS];
static long live;
static long serial;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static atomic_bool armed;
static bool keeps_failing;
static long failing;
static long asked;
static const void *first_caller;

static size_t slot_of(const void *address) {
    return (size_t)((uintptr_t)address * 0x9e3779b97f4a7c15U >> 20) % SLOTS;
}

static void add(const void *address, const void *caller) {
    if (!address) {
        return;
    }
    pthread_mutex_lock(&lock);
    size_t slot = slot_of(address);
    while (blocks[slot].address && blocks[slot].address != address) {
        slot = (slot + 1) % SLOTS;
    }
    live += !blocks[slot].address;
    blocks[slot] = (struct block){address, caller, ++serial};
    pthread_mutex_unlock(&lock);
}

/* Those behind move up, so that no look-up ends at a gap. */
static void take_out(size_t slot) {
    size_t gap = slot;
    for (size_t at = (slot + 1) % SLOTS; blocks[at].address; at = (at + 1) % SLOTS) {
        size_t home = slot_of(blocks[at].address);
        if ((at - home) % SLOTS >= (at - gap) % SLOTS) {
            blocks[gap] = blocks[at];
            gap = at;
        }
    }
    blocks[gap].address = NULL;
}

/* What was never added, such as what the C library allocated for its caller, is none of ours. */
static void drop(const void *address) {
    pthread_mutex_lock(&lock);
    size_t slot = slot_of(address);
    while (blocks[slot].address && blocks[slot].address != address) {
        slot = (slot + 1) % SLOTS;
    }
    if (blocks[slot].address) {
        take_out(slot);
        live--;
    }
    pthread_mutex_unlock(&lock);
}

static bool refuse(const void *caller) {
    if (!atomic_load(&armed)) {
        return false;
    }
    pthread_mutex_lock(&lock);
    asked++;
    bool refused = failing != 0 && (asked == failing || (keeps_failing && asked > failing));
    if (refused && !first_caller) {
        first_caller = caller;
    }
    pthread_mutex_unlock(&lock);
    if (refused) {
        errno = ENOMEM;
    }
    return refused;
}

#define CALLER __builtin_return_address(0)

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
FILE *__real_fopen64(const char *path, const char *mode);
int __real_fclose(FILE *file);
DIR *__real_opendir(const char *path);
DIR *__real_fdopendir(int file);
int __real_closedir(DIR *folder);
int __real_scandir64(const char *path, struct dirent64 ***out, int (*pick)(const struct dirent64 *),
                     int (*compare)(const struct dirent64 **, const struct dirent64 **));
char *__real_realpath(const char *path, char *out);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *data);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);
FILE *__wrap_fopen64(const char *path, const char *mode);
int __wrap_fclose(FILE *file);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_fdopendir(int file);
int __wrap_closedir(DIR *folder);
int __wrap_scandir64(const char *path, struct dirent64 ***out, int (*pick)(const struct dirent64 *),
                     int (*compare)(const struct dirent64 **, const struct dirent64 **));
char *__wrap_realpath(const char *path, char *out);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *data);

void *__wrap_malloc(size_t size) {
    void *block = refuse(CALLER) ? NULL : __real_malloc(size);
    add(block, CALLER);
    return block;
}

void *__wrap_calloc(size_t count, size_t size) {
    void *block = refuse(CALLER) ? NULL : __real_calloc(count, size);
    add(block, CALLER);
    return block;
}

void *__wrap_realloc(void *block, size_t size) {
    if (refuse(CALLER)) {
        return NULL;
    }
    if (block) {
        drop(block);
    }
    void *moved = __real_realloc(block, size);
    add(moved, CALLER);
    return moved;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    void *block = refuse(CALLER) ? NULL : __real_aligned_alloc(alignment, size);
    add(block, CALLER);
    return block;
}

void __wrap_free(void *block) {
    if (block) {
        drop(block);
    }
    __real_free(block);
}

/* What the C library needs memory for by itself. */

FILE *__wrap_fopen64(const char *path, const char *mode) {
    FILE *file = refuse(CALLER) ? NULL : __real_fopen64(path, mode);
    add(file, CALLER);
    return file;
}

int __wrap_fclose(FILE *file) {
    drop(file);
    return __real_fclose(file);
}

DIR *__wrap_opendir(const char *path) {
    DIR *folder = refuse(CALLER) ? NULL : __real_opendir(path);
    add(folder, CALLER);
    return folder;
}

DIR *__wrap_fdopendir(int file) {
    DIR *folder = refuse(CALLER) ? NULL : __real_fdopendir(file);
    add(folder, CALLER);
    return folder;
}

int __wrap_closedir(DIR *folder) {
    drop(folder);
    return __real_closedir(folder);
}

int __wrap_scandir64(const char *path, struct dirent64 ***out, int (*pick)(const struct dirent64 *),
                     int (*compare)(const struct dirent64 **, const struct dirent64 **)) {
    return refuse(CALLER) ? -1 : __real_scandir64(path, out, pick, compare);
}

char *__wrap_realpath(const char *path, char *out) {
    char *real = refuse(CALLER) ? NULL : __real_realpath(path, out);
    if (real != out) {
        add(real, CALLER);
    }
    return real;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *data) {
    return refuse(CALLER) ? EAGAIN : __real_pthread_create(thread, attributes, start, data);
}

bool fault_install(void) {
    static const char *const libraries[] = {"libcjson.", "libpng16.",   "libjpeg.",    "libdeflate.",
                                            "libz.",     "libfreetype.", "libharfbuzz.", NULL};
    static const struct replacement functions[] = {{"malloc", (void *)(uintptr_t)__wrap_malloc},
                                                   {"calloc", (void *)(uintptr_t)__wrap_calloc},
                                                   {"realloc", (void *)(uintptr_t)__wrap_realloc},
                                                   {"free", (void *)(uintptr_t)__wrap_free},
                                                   {NULL, NULL}};
    bool found = true;
    for (const char *const *library = libraries; *library; library++) {
        if (!tables_replace(*library, functions)) {
            printf("Bail out! %s does not call malloc in a way that can be replaced\n", *library);
            found = false;
        }
    }
    return found;
}

void fault_arm(long number, bool onwards) {
    failing = number;
    keeps_failing = onwards;
    asked = 0;
    first_caller = NULL;
    atomic_store(&armed, true);
}

void fault_disarm(struct fault_report *report) {
    Dl_info info;
    atomic_store(&armed, false);
    *report = (struct fault_report){.count = asked, .failed = first_caller != NULL, .owner = "", .caller = first_caller};
    if (first_caller && dladdr(first_caller, &info) && strstr(info.dli_fname, ".so")) {
        const char *slash = strrchr(info.dli_fname, '/');
        report->owner = slash ? slash + 1 : info.dli_fname;
    }
}

long fault_live(void) {
    pthread_mutex_lock(&lock);
    long count = live;
    pthread_mutex_unlock(&lock);
    return count;
}

void fault_print_latest(long count) {
    long below = serial + 1;
    for (; count > 0; count--) {
        const struct block *latest = NULL;
        for (size_t i = 0; i < SLOTS; i++) {
            if (blocks[i].address && blocks[i].serial < below && (!latest || blocks[i].serial > latest->serial)) {
                latest = &blocks[i];
            }
        }
        if (!latest) {
            return;
        }
        Dl_info info = {0};
        dladdr(latest->caller, &info);
        printf("#   not given back: from %s%+td\n", info.dli_fname ? info.dli_fname : "",
               (const char *)latest->caller - (const char *)info.dli_fbase);
        below = latest->serial;
    }
}
