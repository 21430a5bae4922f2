#include "base/file.h"
#include "base/folder.h"
#include "store/hash.h"
#include "store/store.h"
#include "store/used.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Instead of the C library's: what is synced is counted. */
static int syncs;

int fsync(int fd) {
    syncs++;
    return 0;
}

int syncfs(int fd) {
    syncs++;
    return 0;
}

/* Another process uses the file of this path just before it is looked at. */
static const char *used_meanwhile;

int lstat(const char *path, struct stat *status) {
    if (used_meanwhile && strcmp(path, used_meanwhile) == 0) {
        utimensat(AT_FDCWD, path, NULL, 0);
    }
    return fstatat(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}

/* SHA-256 of "one" and of "http://x/1", of sha256sum. */
#define ONE "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
#define ONE_OBJECT "c/objects/76/" ONE
#define ONE_RECORD "c/urls/70/705538218a5b9060cf29141043bd1d3be1bbdf112d1c04f4037e1321163ae2fe"

static const struct pl_stored jpeg = {"image/jpeg", "jpg", 1440, 1920};

static struct pl_store *open_cache(long long limit) {
    struct placard_error error;
    struct pl_store *store = pl_cache_open("c", limit, &error);
    ck_assert_msg(store, "%s", error.message);
    return store;
}

static void put(struct pl_store *store, const char *url, const char *text) {
    struct placard_error error;
    ck_succeeds(pl_store_put(store, url, text, strlen(text), &jpeg, &error), error);
}

static void save(struct pl_store *store) {
    struct placard_error error;
    ck_succeeds(pl_store_save(store, &error), error);
}

static void check_load(struct pl_store *store, const char *url, const char *expected) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    ck_succeeds(pl_store_load(store, url, &bytes, &error), error);
    ck_assert_uint_eq(bytes.size, strlen(expected));
    ck_assert_str_eq((const char *)bytes.data, expected);
    pl_buffer_finish(&bytes);
}

static void check_absent(struct pl_store *store, const char *url) {
    struct pl_buffer bytes = {0};
    struct placard_error error = {.code = PLACARD_USAGE};
    ck_fails(pl_store_load(store, url, &bytes, &error), error, "");
    ck_assert_int_eq(error.code, PLACARD_OK);
    ck_assert_uint_eq(bytes.size, 0);
    ck_assert(!pl_store_has(store, url));
    pl_buffer_finish(&bytes);
}

static void write_text(const char *path, const char *text) {
    struct placard_error error;
    ck_succeeds(pl_file_write_lazily(path, text, strlen(text), &error), error);
}

static char *read_text(const char *path) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    ck_succeeds(pl_file_read(path, 100000, &bytes, &error), error);
    return (char *)bytes.data;
}

static mode_t mode_of(const char *path) {
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    return status.st_mode & 0777;
}

/* Files in the folders of one kind. */
static int count_files(const char *kind) {
    char command[64];
    int count = -1;
    snprintf(command, sizeof command, "find %s -type f | wc -l", kind);
    FILE *pipe = popen(command, "r"); /* NOLINT */
    ck_assert_int_eq(fscanf(pipe, "%d", &count), 1);
    pclose(pipe);
    return count;
}

START_TEST(keeps_files) {
    struct placard_error error;
    struct stat before, after;
    unit_enter();
    struct pl_store *store = open_cache(0);
    check_absent(store, "http://x/1");
    save(store);
    ck_assert(!pl_file_exists("c"));
    put(store, "http://x/1", "one");
    put(store, "http://x/2", "other");
    put(store, "http://x/3", "one");
    put(store, "http://x/4", "");
    ck_assert(pl_store_has(store, "http://x/1"));
    check_load(store, "http://x/1", "one");
    ck_assert(pl_file_is_plain(ONE_OBJECT));
    ck_assert_int_eq(stat(ONE_OBJECT, &before), 0);
    put(store, "http://x/1", "one");
    ck_assert_int_eq(stat(ONE_OBJECT, &after), 0);
    ck_assert_uint_eq(after.st_ino, before.st_ino);
    ck_assert(pl_file_is_plain(ONE_RECORD));
    ck_assert_int_eq(count_files("c/objects"), 3);
    ck_assert_int_eq(count_files("c/urls"), 4);
    ck_succeeds(pl_store_keep(store, (const char *const[]){NULL}, &error), error);
    pl_store_destroy(store);
    store = open_cache(0);
    check_load(store, "http://x/2", "other");
    check_load(store, "http://x/3", "one");
    check_load(store, "http://x/4", "");
    put(store, "http://x/1", "new");
    check_load(store, "http://x/1", "new");
    check_load(store, "http://x/3", "one");
    check_absent(store, "http://x/5");
    pl_store_destroy(store);
    ck_assert_int_eq(syncs, 0);
    unit_leave();
}
END_TEST

START_TEST(is_private_and_marked) {
    unit_enter();
    mode_t old = umask(022);
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    pl_store_destroy(store);
    umask(old);
    ck_assert_uint_eq(mode_of("c"), 0700);
    ck_assert_uint_eq(mode_of("c/objects/76"), 0700);
    ck_assert_uint_eq(mode_of("c/urls"), 0700);
    char *text = read_text("c/CACHEDIR.TAG");
    static const char signature[] = "Signature: 8a477f597d28d172789f06886806bc55\n";
    ck_assert_int_eq(strncmp(text, signature, strlen(signature)), 0);
    free(text);
    /* It is made anew where it was lost. */
    ck_assert_int_eq(unlink("c/CACHEDIR.TAG"), 0);
    store = open_cache(0);
    put(store, "http://x/1", "one");
    pl_store_destroy(store);
    ck_assert(pl_file_exists("c/CACHEDIR.TAG"));
    unit_leave();
}
END_TEST

START_TEST(does_not_mark_what_is_not_a_cache) {
    unit_enter();
    ck_assert_int_eq(mkdir("c", 0755), 0);
    write_text("c/diary", "mine");
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    check_load(store, "http://x/1", "one");
    pl_store_destroy(store);
    ck_assert(!pl_file_exists("c/CACHEDIR.TAG"));
    ck_assert_uint_eq(mode_of("c"), 0755);
    unit_leave();
}
END_TEST

START_TEST(writes_records_for_people) {
    unit_enter();
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    pl_store_destroy(store);
    char *text = read_text(ONE_RECORD);
    static const char expected[] =
        "{\"url\": \"http://x/1\", \"type\": \"image/jpeg\", \"bytes\": 3, \"width\": "
        "1440, \"height\": 1920, \"sha256\": \"" ONE "\", \"date\": \"2";
    ck_assert_int_eq(strncmp(text, expected, strlen(expected)), 0);
    free(text);
    unit_leave();
}
END_TEST

/* ---- where it is ---- */

/* Puts a file into the cache that the environment says, and looks for it at `folder`. */
static void check_folder(const char *caches, const char *home, const char *folder) {
    struct placard_error error;
    unit_enter();
    char here[64];
    char path[256];
    ck_assert_ptr_nonnull(getcwd(here, sizeof here));
    snprintf(path, sizeof path, "%s%s", here, caches ? caches : "");
    setenv("XDG_CACHE_HOME", caches && caches[0] == '/' ? path : "", 1);
    if (caches && caches[0] != '/') {
        setenv("XDG_CACHE_HOME", caches, 1);
    }
    if (!caches) {
        unsetenv("XDG_CACHE_HOME");
    }
    snprintf(path, sizeof path, "%s%s", here, home);
    setenv("HOME", path, 1);
    struct pl_store *store = pl_cache_open(NULL, 0, &error);
    ck_assert_msg(store, "%s", error.message);
    put(store, "http://x/1", "one");
    pl_store_destroy(store);
    snprintf(path, sizeof path, "%s%s/objects/76/" ONE, here, folder);
    ck_assert_msg(pl_file_is_plain(path), "%s", path);
    unit_leave();
}

START_TEST(follows_xdg) {
    check_folder("/caches", "/home", "/caches/placard");
    check_folder(NULL, "/home", "/home/.cache/placard");
    check_folder("", "/home", "/home/.cache/placard");
    check_folder("relative", "/home", "/home/.cache/placard");
}
END_TEST

START_TEST(says_what_to_set) {
    static const char expected[] =
        "no folder for the cache: expected XDG_CACHE_HOME or HOME to be set to an absolute path";
    struct placard_error error;
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    ck_assert_ptr_null(pl_cache_open(NULL, 0, &error));
    ck_assert_str_eq(error.message, expected);
    ck_assert_int_eq(error.code, PLACARD_FILE);
    setenv("XDG_CACHE_HOME", "relative", 1);
    setenv("HOME", "", 1);
    ck_assert_ptr_null(pl_cache_open(NULL, 0, &error));
    ck_assert_str_eq(error.message, expected);
    struct pl_store *store = pl_cache_open("c", 0, &error);
    ck_assert_ptr_nonnull(store);
    pl_store_destroy(store);
}
END_TEST

/* ---- damage ---- */

START_TEST(damage_is_as_good_as_nothing) {
    unit_enter();
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    write_text(ONE_OBJECT, "two");
    check_absent(store, "http://x/1");
    ck_assert(!pl_file_exists(ONE_OBJECT));
    put(store, "http://x/1", "one");
    check_load(store, "http://x/1", "one");
    /* Cut, which asking alone tells, so that it is put again. */
    write_text(ONE_OBJECT, "on");
    ck_assert(!pl_store_has(store, "http://x/1"));
    put(store, "http://x/1", "one");
    check_load(store, "http://x/1", "one");
    write_text(ONE_OBJECT, "on");
    check_absent(store, "http://x/1");
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

static void check_record(const char *text) {
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    check_load(store, "http://x/1", "one");
    write_text(ONE_RECORD, text);
    check_absent(store, "http://x/1");
    put(store, "http://x/1", "one");
    check_load(store, "http://x/1", "one");
    pl_store_destroy(store);
}

START_TEST(records_are_checked) {
    unit_enter();
    check_record("");
    check_record("{");
    check_record("[]");
    check_record("{\"url\": \"http://x/1\", \"bytes\": 3}");
    check_record("{\"url\": \"http://x/1\", \"bytes\": 3, \"sha256\": \"../../../etc/passwd\"}");
    check_record("{\"url\": \"http://x/2\", \"bytes\": 3, \"sha256\": \"" ONE "\"}");
    unit_leave();
}
END_TEST

START_TEST(anything_may_vanish) {
    unit_enter();
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    ck_assert_int_eq(unlink(ONE_OBJECT), 0);
    check_absent(store, "http://x/1");
    put(store, "http://x/1", "one");
    ck_assert_int_eq(unlink(ONE_RECORD), 0);
    check_absent(store, "http://x/1");
    ck_assert_int_eq(rename("c", "d"), 0);
    check_absent(store, "http://x/1");
    save(store);
    put(store, "http://x/1", "one");
    check_load(store, "http://x/1", "one");
    ck_assert_int_eq(rename("c", "e"), 0);
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

START_TEST(says_what_can_not_be_written) {
    struct placard_error error;
    unit_enter();
    write_text("c", "a file");
    struct pl_store *store = open_cache(0);
    check_absent(store, "http://x/1");
    ck_fails(pl_store_put(store, "http://x/1", "one", 3, &jpeg, &error), error,
             "c: the folder can't be made: there is a file of that name");
    ck_assert_int_eq(error.code, PLACARD_FILE);
    ck_assert_int_eq(unlink("c"), 0);
    ck_fails(pl_store_put(store, "\xff", "one", 3, &jpeg, &error), error,
             "expected a URL in UTF-8, found other bytes");
    /* The limit of file size stands for a disk that is full. */
    static char large[100000];
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    struct rlimit small = {4096, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    bool ok = pl_store_put(store, "http://x/1", large, sizeof large, &jpeg, &error);
    setrlimit(RLIMIT_FSIZE, &limit);
    ck_assert(!ok);
    ck_assert_msg(strstr(error.message, ": can't be written: File too large"), "%s", error.message);
    check_absent(store, "http://x/1");
    ck_assert_int_eq(count_files("c/objects"), 0);
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

/* ---- pruning ---- */

enum { SIZE = 100 };

/* The file of number `i`: SIZE bytes, its own. */
static void make_file(int i, char url[32], char text[SIZE + 1]) {
    snprintf(url, 32, "http://x/%d", i);
    snprintf(text, SIZE + 1, "%0*d", SIZE, i);
}

static void put_file(struct pl_store *store, int i) {
    char url[32];
    char text[SIZE + 1];
    make_file(i, url, text);
    put(store, url, text);
}

static void set_time(const char *path, struct timespec then) {
    const struct timespec times[2] = {then, then};
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void age_path(const char *path, long long seconds) {
    set_time(path, (struct timespec){time(NULL) - seconds, 0});
}

static void find_file(int i, char path[128]) {
    char url[32];
    char text[SIZE + 1];
    char hash[PL_HASH_SIZE];
    make_file(i, url, text);
    ck_assert(pl_hash(text, SIZE, hash));
    snprintf(path, 128, "c/objects/%.2s/%s", hash, hash);
}

static void age_file(int i, long long seconds) {
    char path[128];
    find_file(i, path);
    age_path(path, seconds);
}

/* Puts files `from` to `to`, the last used longest ago. */
static void put_files(int from, int to) {
    struct pl_store *store = open_cache(0);
    for (int i = from; i <= to; i++) {
        put_file(store, i);
    }
    pl_store_destroy(store);
    for (int i = from; i <= to; i++) {
        age_file(i, 100 * i);
    }
}

/* Which of the files are there: their numbers, as digits. */
static void check_there(const char *expected) {
    char found[32] = "";
    struct pl_store *store = open_cache(0);
    for (int i = 0; i < 10; i++) {
        char url[32];
        char text[SIZE + 1];
        make_file(i, url, text);
        struct pl_buffer bytes = {0};
        if (pl_store_load(store, url, &bytes, NULL)) {
            ck_assert_str_eq((const char *)bytes.data, text);
            snprintf(found + strlen(found), sizeof found - strlen(found), "%d", i);
        }
        pl_buffer_finish(&bytes);
    }
    ck_assert_str_eq(found, expected);
    pl_store_destroy(store);
}

static void put_and_save(long long limit, int i) {
    struct pl_store *store = open_cache(limit);
    put_file(store, i);
    save(store);
    pl_store_destroy(store);
}

START_TEST(deletes_what_was_used_longest_ago) {
    unit_enter();
    put_files(1, 9);
    put_and_save(1000, 0);
    check_there("0123456789");
    put_files(1, 9);
    /* 1000 bytes are more than 999, and 800 are the next below nine tenths. */
    put_and_save(999, 0);
    check_there("01234567");
    ck_assert_int_eq(count_files("c/objects"), 8);
    ck_assert_int_eq(count_files("c/urls"), 8);
    unit_leave();
}
END_TEST

START_TEST(tells_uses_of_one_second_apart) {
    unit_enter();
    put_files(1, 9);
    time_t then = time(NULL) - 1000;
    for (int i = 1; i <= 9; i++) {
        char path[128];
        find_file(i, path);
        set_time(path, (struct timespec){then, i * 1000});
    }
    put_and_save(500, 0);
    check_there("0789");
    unit_leave();
}
END_TEST

START_TEST(use_counts) {
    unit_enter();
    put_files(1, 9);
    struct pl_store *store = open_cache(0);
    char url[32];
    char text[SIZE + 1];
    make_file(9, url, text);
    check_load(store, url, text);
    make_file(8, url, text);
    ck_assert(pl_store_has(store, url));
    put_file(store, 7);
    pl_store_destroy(store);
    put_and_save(500, 0);
    check_there("0789");
    unit_leave();
}
END_TEST

START_TEST(keeps_what_another_process_uses_meanwhile) {
    char path[128];
    unit_enter();
    put_files(1, 9);
    find_file(8, path);
    used_meanwhile = path;
    put_and_save(500, 0);
    check_there("0128");
    unit_leave();
}
END_TEST

START_TEST(keeps_what_this_run_has_used) {
    unit_enter();
    put_files(1, 9);
    struct pl_store *store = open_cache(200);
    char url[32];
    char text[SIZE + 1];
    for (int i = 5; i <= 9; i++) {
        make_file(i, url, text);
        if (i % 2 > 0) {
            check_load(store, url, text);
        } else {
            ck_assert(pl_store_has(store, url));
        }
    }
    put_file(store, 0);
    /* Whatever the clock says. */
    for (int i = 5; i <= 9; i++) {
        age_file(i, 1000000);
    }
    save(store);
    for (int i = 5; i <= 9; i++) {
        make_file(i, url, text);
        check_load(store, url, text);
    }
    pl_store_destroy(store);
    check_there("056789");
    unit_leave();
}
END_TEST

START_TEST(looks_around_only_after_putting) {
    unit_enter();
    put_files(1, 9);
    struct pl_store *store = open_cache(200);
    save(store);
    char url[32];
    char text[SIZE + 1];
    make_file(9, url, text);
    check_load(store, url, text);
    pl_store_destroy(store);
    check_there("123456789");
    store = open_cache(200);
    put_file(store, 0);
    pl_store_destroy(store);
    check_there("0");
    unit_leave();
}
END_TEST

START_TEST(a_clock_that_was_ahead_keeps_nothing_for_ever) {
    unit_enter();
    put_files(1, 9);
    age_file(3, -10000000);
    age_file(5, -3600);
    put_and_save(999, 0);
    check_there("01245678");
    unit_leave();
}
END_TEST

/* What follows two digits of a hash. */
#define NAME_END "00000000000000000000000000000000000000000000000000000000000000"

START_TEST(leaves_what_is_not_its_own) {
    struct placard_error error;
    unit_enter();
    put_files(1, 3);
    ck_succeeds(pl_folder_make("c/objects/zz", 0700, &error), error);
    ck_succeeds(pl_folder_make("c/objects/00", 0700, &error), error);
    ck_succeeds(pl_folder_make("outside/01", 0700, &error), error);
    write_text("c/objects/zz/" ONE, "mine");
    write_text("c/objects/00/" ONE, "mine");
    write_text("c/objects/00/00-notes", "mine");
    write_text("c/objects/zz/.placard-0123456789abcdef", "mine");
    age_path("c/objects/zz/.placard-0123456789abcdef", 100000);
    write_text("c/objects/00/.placard-0123456789abcdef", "left behind");
    write_text("c/objects/00/.placard-1123456789abcdef", "being written");
    age_path("c/objects/00/.placard-0123456789abcdef", 100000);
    write_text("outside/" ONE, "mine");
    ck_assert_int_eq(symlink("../../outside", "c/objects/76"), 0);
    ck_assert_int_eq(symlink("nowhere", "c/objects/00/00" NAME_END), 0);
    put_and_save(1, 0);
    char target[16];
    ck_assert_int_eq(readlink("c/objects/00/00" NAME_END, target, sizeof target), 7);
    check_there("0");
    ck_assert(pl_file_exists("c/objects/zz/" ONE));
    ck_assert(pl_file_exists("c/objects/00/" ONE));
    ck_assert(pl_file_exists("c/objects/00/00-notes"));
    ck_assert(pl_file_exists("c/objects/zz/.placard-0123456789abcdef"));
    ck_assert(!pl_file_exists("c/objects/00/.placard-0123456789abcdef"));
    ck_assert(pl_file_exists("c/objects/00/.placard-1123456789abcdef"));
    ck_assert(pl_file_exists("outside/" ONE));
    unit_leave();
}
END_TEST

START_TEST(deletes_damaged_records) {
    unit_enter();
    put_files(2, 9);
    struct pl_store *store = open_cache(0);
    put(store, "http://x/1", "one");
    pl_store_destroy(store);
    write_text(ONE_RECORD, "{");
    put_and_save(500, 0);
    ck_assert(!pl_file_exists(ONE_RECORD));
    ck_assert_int_eq(count_files("c/objects"), 5);
    ck_assert_int_eq(count_files("c/urls"), 4);
    unit_leave();
}
END_TEST

START_TEST(remembers_what_was_used) {
    struct pl_used used = {0};
    char hash[PL_HASH_SIZE];
    char number[16];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 1000; i += 2) {
            snprintf(number, sizeof number, "%d", i);
            ck_assert(pl_hash(number, strlen(number), hash));
            ck_assert(pl_used_add(&used, hash));
        }
    }
    ck_assert_uint_eq(used.count, 500);
    for (int i = 0; i < 1000; i++) {
        snprintf(number, sizeof number, "%d", i);
        ck_assert(pl_hash(number, strlen(number), hash));
        ck_assert_int_eq(pl_used_has(&used, hash), i % 2 == 0);
    }
    pl_used_finish(&used);
}
END_TEST

/* ---- several at once ---- */

enum { PROCESSES = 6, ROUNDS = 150, FILES = 12 };

/* URL `i` has content of its own, of up to 200 KB; each third is the same. */
static void make_content(int i, struct pl_buffer *out) {
    int number = i % 3 == 0 ? 0 : i;
    for (int line = 0; line < number * 2000; line++) {
        pl_buffer_format(out, "%07d\n", number);
    }
}

static void put_content(struct pl_store *store, int i) {
    char url[32];
    struct placard_error error;
    struct pl_buffer bytes = {0};
    snprintf(url, sizeof url, "http://x/%d", i);
    make_content(i, &bytes);
    if (!pl_store_put(store, url, bytes.data, bytes.size, &jpeg, &error)) {
        fprintf(stderr, "%s\n", error.message);
        _exit(2);
    }
    pl_buffer_finish(&bytes);
}

/* Whatever is there is whole and right; `expected` it is there. */
static void load_content(struct pl_store *store, int i, bool expected) {
    char url[32];
    struct placard_error error;
    struct pl_buffer found = {0};
    struct pl_buffer right = {0};
    snprintf(url, sizeof url, "http://x/%d", i);
    bool there = pl_store_load(store, url, &found, &error);
    if (!there && (expected || error.code != PLACARD_OK)) {
        fprintf(stderr, "%s: not there: %s\n", url, error.message);
        _exit(3);
    }
    make_content(i, &right);
    if (there &&
        (found.size != right.size || (right.size > 0 && memcmp(found.data, right.data, right.size)))) {
        fprintf(stderr, "%s: other content\n", url);
        _exit(4);
    }
    pl_buffer_finish(&found);
    pl_buffer_finish(&right);
}

/* One process: puts and loads at random, its own files and the others'. */
static void work(int seed, long long limit) {
    unsigned random = (unsigned)seed;
    struct placard_error error;
    struct pl_store *store = open_cache(limit);
    for (int round = 0; round < ROUNDS; round++) {
        random = random * 1103515245 + 12345;
        int i = (int)(random >> 16) % FILES;
        switch (random >> 28) {
        case 0:
        case 1:
        case 2:
            put_content(store, i);
            load_content(store, i, limit == 0);
            break;
        case 3:
            if (!pl_store_save(store, &error)) {
                _exit(5);
            }
            pl_store_destroy(store);
            store = open_cache(limit);
            break;
        default:
            load_content(store, i, false);
            break;
        }
    }
    pl_store_destroy(store);
}

/* Writes into the files that are there, in place. */
static void damage(void) {
    struct pl_buffer paths = {0};
    for (int round = 0; round < ROUNDS; round++) {
        int i = round % FILES;
        char hash[PL_HASH_SIZE];
        char path[128];
        paths.size = 0;
        make_content(i, &paths);
        pl_hash(paths.data, paths.size, hash);
        snprintf(path, sizeof path, "c/objects/%.2s/%s", hash, hash);
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd >= 0) {
            (void)!pwrite(fd, "damaged", 7, 100);
            (void)!ftruncate(fd, round % 3 > 0 ? (off_t)paths.size : 50);
            close(fd);
        }
        usleep(500);
    }
    pl_buffer_finish(&paths);
}

static void run_together(long long limit, bool damaged) {
    pid_t children[PROCESSES + 1];
    int count = PROCESSES + damaged;
    for (int i = 0; i < count; i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0) {
            if (i < PROCESSES) {
                work(i + 1, limit);
            } else {
                damage();
            }
            _exit(0);
        }
    }
    int failed = 0;
    for (int i = 0; i < count; i++) {
        int status;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    ck_assert_int_eq(failed, 0);
}

START_TEST(two_stores_share_a_folder) {
    unit_enter();
    struct pl_store *one = open_cache(0);
    struct pl_store *other = open_cache(0);
    put(one, "http://x/1", "one");
    check_load(other, "http://x/1", "one");
    put(other, "http://x/1", "two");
    check_load(one, "http://x/1", "two");
    pl_store_destroy(one);
    pl_store_destroy(other);
    unit_leave();
}
END_TEST

START_TEST(processes_share_a_folder) {
    unit_enter();
    run_together(0, false);
    struct pl_store *store = open_cache(0);
    for (int i = 0; i < FILES; i++) {
        load_content(store, i, true);
    }
    pl_store_destroy(store);
    ck_assert_int_eq(count_files("c/urls"), FILES);
    /* No temporary file is left. */
    ck_assert_int_eq(count_files("c/objects"), 9);
    unit_leave();
}
END_TEST

START_TEST(processes_prune_a_shared_folder) {
    unit_enter();
    run_together(300000, false);
    ck_assert_int_le(count_files("c/objects"), 9);
    unit_leave();
}
END_TEST

START_TEST(processes_are_never_given_damage) {
    unit_enter();
    run_together(300000, true);
    unit_leave();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {keeps_files,
                                  is_private_and_marked,
                                  does_not_mark_what_is_not_a_cache,
                                  writes_records_for_people,
                                  follows_xdg,
                                  says_what_to_set,
                                  damage_is_as_good_as_nothing,
                                  records_are_checked,
                                  anything_may_vanish,
                                  says_what_can_not_be_written,
                                  deletes_what_was_used_longest_ago,
                                  tells_uses_of_one_second_apart,
                                  use_counts,
                                  keeps_what_another_process_uses_meanwhile,
                                  keeps_what_this_run_has_used,
                                  looks_around_only_after_putting,
                                  a_clock_that_was_ahead_keeps_nothing_for_ever,
                                  leaves_what_is_not_its_own,
                                  deletes_damaged_records,
                                  remembers_what_was_used,
                                  two_stores_share_a_folder,
                                  processes_share_a_folder,
                                  processes_prune_a_shared_folder,
                                  processes_are_never_given_damage,
                                  NULL};
    return unit_run("cache", tests);
}
