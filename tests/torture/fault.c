#include "fault.h"

#include "tables.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <ft2build.h>
#include <hb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include FT_FREETYPE_H

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

/* Within calls whose own allocations do not fail. */
static _Thread_local int sheltered;

static bool refuse(const void *caller) {
    if (!atomic_load(&armed) || sheltered > 0) {
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
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                          void *data);

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
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                          void *data);

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
    char *real = !out && refuse(CALLER) ? NULL : __real_realpath(path, out);
    if (real != out) {
        add(real, CALLER);
    }
    return real;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                          void *data) {
    return refuse(CALLER) ? EAGAIN : __real_pthread_create(thread, attributes, start, data);
}

/* HarfBuzz takes a table that it was refused memory for as an empty one, and keeps it, without a word: its
 * allocations do not fail one by one. What it says when a whole object can't be had does. */

static void *track_malloc(size_t size) {
    void *block = __real_malloc(size);
    add(block, CALLER);
    return block;
}

static void *track_calloc(size_t count, size_t size) {
    void *block = __real_calloc(count, size);
    add(block, CALLER);
    return block;
}

static void *track_realloc(void *block, size_t size) {
    if (block) {
        drop(block);
    }
    void *moved = __real_realloc(block, size);
    add(moved, CALLER);
    return moved;
}

hb_blob_t *__real_hb_blob_create_from_file_or_fail(const char *path);
hb_face_t *__real_hb_face_create(hb_blob_t *blob, unsigned index);
hb_font_t *__real_hb_font_create(hb_face_t *face);
hb_buffer_t *__real_hb_buffer_create(void);
hb_bool_t __real_hb_shape_full(hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features,
                               unsigned count, const char *const *shapers);
hb_blob_t *__wrap_hb_blob_create_from_file_or_fail(const char *path);
hb_face_t *__wrap_hb_face_create(hb_blob_t *blob, unsigned index);
hb_font_t *__wrap_hb_font_create(hb_face_t *face);
hb_buffer_t *__wrap_hb_buffer_create(void);
hb_bool_t __wrap_hb_shape_full(hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features,
                               unsigned count, const char *const *shapers);

hb_blob_t *__wrap_hb_blob_create_from_file_or_fail(const char *path) {
    return refuse(CALLER) ? NULL : __real_hb_blob_create_from_file_or_fail(path);
}

hb_face_t *__wrap_hb_face_create(hb_blob_t *blob, unsigned index) {
    return refuse(CALLER) ? hb_face_get_empty() : __real_hb_face_create(blob, index);
}

hb_font_t *__wrap_hb_font_create(hb_face_t *face) {
    return refuse(CALLER) ? hb_font_get_empty() : __real_hb_font_create(face);
}

hb_buffer_t *__wrap_hb_buffer_create(void) {
    return refuse(CALLER) ? hb_buffer_get_empty() : __real_hb_buffer_create();
}

hb_bool_t __wrap_hb_shape_full(hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features,
                               unsigned count, const char *const *shapers) {
    return refuse(CALLER) ? 0 : __real_hb_shape_full(font, buffer, features, count, shapers);
}

/* These fail as a whole: FreeType 2.12 goes on without what it was refused where it takes it for optional,
 * such as a module or the hints of a font, and its interpreter of CFF outlines crashes for want of points. */
static FT_Error shelter(const void *caller) {
    if (refuse(caller)) {
        return FT_Err_Out_Of_Memory;
    }
    sheltered++;
    return FT_Err_Ok;
}

static FT_Error leave_shelter(FT_Error error) {
    sheltered--;
    return error;
}

FT_Error __real_FT_Init_FreeType(FT_Library *library);
FT_Error __real_FT_New_Memory_Face(FT_Library library, const FT_Byte *bytes, FT_Long size, FT_Long index,
                                   FT_Face *face);
FT_Error __real_FT_Load_Glyph(FT_Face face, FT_UInt glyph, FT_Int32 flags);
FT_Error __wrap_FT_Init_FreeType(FT_Library *library);
FT_Error __wrap_FT_New_Memory_Face(FT_Library library, const FT_Byte *bytes, FT_Long size, FT_Long index,
                                   FT_Face *face);
FT_Error __wrap_FT_Load_Glyph(FT_Face face, FT_UInt glyph, FT_Int32 flags);

FT_Error __wrap_FT_Init_FreeType(FT_Library *library) {
    FT_Error error = shelter(CALLER);
    return error ? error : leave_shelter(__real_FT_Init_FreeType(library));
}

FT_Error __wrap_FT_New_Memory_Face(FT_Library library, const FT_Byte *bytes, FT_Long size, FT_Long index,
                                   FT_Face *face) {
    FT_Error error = shelter(CALLER);
    return error ? error : leave_shelter(__real_FT_New_Memory_Face(library, bytes, size, index, face));
}

FT_Error __wrap_FT_Load_Glyph(FT_Face face, FT_UInt glyph, FT_Int32 flags) {
    FT_Error error = shelter(CALLER);
    return error ? error : leave_shelter(__real_FT_Load_Glyph(face, glyph, flags));
}

bool fault_install(void) {
    static const char *const libraries[] = {"libcjson.", "libpng16.",    "libjpeg.", "libdeflate.",
                                            "libz.",     "libfreetype.", NULL};
    static const struct replacement functions[] = {{"malloc", (void *)(uintptr_t)__wrap_malloc},
                                                   {"calloc", (void *)(uintptr_t)__wrap_calloc},
                                                   {"realloc", (void *)(uintptr_t)__wrap_realloc},
                                                   {"free", (void *)(uintptr_t)__wrap_free},
                                                   {NULL, NULL}};
    static const struct replacement tracking[] = {{"malloc", (void *)(uintptr_t)track_malloc},
                                                  {"calloc", (void *)(uintptr_t)track_calloc},
                                                  {"realloc", (void *)(uintptr_t)track_realloc},
                                                  {"free", (void *)(uintptr_t)__wrap_free},
                                                  {NULL, NULL}};
    bool found = tables_replace("libharfbuzz.", tracking);
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
    *report = (struct fault_report){
        .count = asked, .failed = first_caller != NULL, .owner = "", .caller = first_caller};
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
            if (blocks[i].address && blocks[i].serial < below &&
                (!latest || blocks[i].serial > latest->serial)) {
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
