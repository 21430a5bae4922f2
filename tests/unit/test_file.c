#include "base/file.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Instead of the C library's: what is synced is counted. */
static int fsyncs;

int fsync(int fd) {
    fsyncs++;
    return 0;
}

static char folder[] = "/tmp/placard-file-XXXXXX";

static void enter(void) {
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static int count_files(void) {
    DIR *dir = opendir(".");
    int count = 0;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(dir);
    return count;
}

static void leave(void) {
    DIR *dir = opendir(folder);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (entry->d_name[0] != '.' && unlinkat(dirfd(dir), entry->d_name, 0) != 0) {
            unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
        }
    }
    closedir(dir);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void check_content(const char *path, const char *expected) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    ck_succeeds(pl_file_read(path, 1000, &bytes, &error), error);
    ck_assert_str_eq((const char *)bytes.data, expected);
    pl_buffer_finish(&bytes);
}

START_TEST(writes_and_reads) {
    struct placard_error error;
    enter();
    ck_succeeds(pl_file_write("a", "one", 3, &error), error);
    check_content("a", "one");
    ck_succeeds(pl_file_write("a", "other", 5, &error), error);
    check_content("a", "other");
    ck_succeeds(pl_file_write("empty", "", 0, &error), error);
    check_content("empty", "");
    ck_assert_int_eq(count_files(), 2);
    ck_assert(pl_file_exists("a"));
    ck_assert(!pl_file_is_folder("a"));
    ck_assert(pl_file_is_folder("."));
    ck_assert(!pl_file_exists("b"));
    leave();
}
END_TEST

/* Who was locked out of a file stays so. */
START_TEST(replaced_files_keep_their_permissions) {
    struct placard_error error;
    struct stat status;
    unit_enter();
    mode_t old = umask(022);
    ck_succeeds(pl_file_write("a", "1", 1, &error), error);
    ck_assert_int_eq(chmod("a", 0600), 0);
    ck_succeeds(pl_file_write("a", "2", 1, &error), error);
    ck_assert_int_eq(stat("a", &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(chmod("a", 0440), 0);
    ck_succeeds(pl_file_write_lazily("a", "3", 1, &error), error);
    ck_assert_int_eq(stat("a", &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0440);
    umask(old);
    unit_leave();
}
END_TEST

START_TEST(new_files_have_the_usual_permissions) {
    struct placard_error error;
    struct stat status;
    enter();
    mode_t old = umask(027);
    ck_succeeds(pl_file_write("a", "one", 3, &error), error);
    umask(old);
    ck_assert_int_eq(stat("a", &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    leave();
}
END_TEST

START_TEST(says_what_can_not_be_read) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    enter();
    ck_fails(pl_file_read("nowhere", 10, &bytes, &error), error,
             "nowhere: can't be opened: No such file or directory");
    ck_assert_int_eq(error.code, PLACARD_FILE);
    ck_fails(pl_file_read(".", 10, &bytes, &error), error, ".: expected a file, found a folder");
    ck_succeeds(pl_file_write("a", "0123456789", 10, &error), error);
    ck_succeeds(pl_file_read("a", 10, &bytes, &error), error);
    pl_buffer_finish(&bytes);
    ck_fails(pl_file_read("a", 9, &bytes, &error), error, "a: expected at most 9 bytes, found 10");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    ck_assert_uint_eq(bytes.size, 0);
    ck_fails(pl_file_read("/dev/zero", 100000, &bytes, &error), error,
             "/dev/zero: expected at most 100000 bytes, found more");
    pl_buffer_finish(&bytes);
    leave();
}
END_TEST

START_TEST(says_what_can_not_be_written) {
    struct placard_error error;
    enter();
    ck_fails(pl_file_write("no/a", "one", 3, &error), error,
             "no/a: can't be written: No such file or directory");
    ck_fails(pl_file_write(".", "one", 3, &error), error, ".: expected a file to write, found a folder");
    ck_assert_int_eq(count_files(), 0);
    leave();
}
END_TEST

/* The limit of file size stands for a disk that fills up half way. */
START_TEST(leaves_the_old_file_where_it_fails) {
    struct placard_error error;
    enter();
    ck_succeeds(pl_file_write("a", "old", 3, &error), error);
    static char large[100000];
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    struct rlimit small = {4096, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    bool written = pl_file_write("a", large, sizeof large, &error);
    bool created = pl_file_write("b", large, sizeof large, NULL);
    setrlimit(RLIMIT_FSIZE, &limit);
    ck_assert(!written);
    ck_assert(!created);
    ck_assert_str_eq(error.message, "a: can't be written: File too large");
    check_content("a", "old");
    ck_assert_int_eq(count_files(), 1);
    leave();
}
END_TEST

START_TEST(writes_lazily) {
    struct placard_error error;
    struct stat status;
    enter();
    fsyncs = 0;
    ck_succeeds(pl_file_write_lazily("a", "one", 3, &error), error);
    check_content("a", "one");
    ck_succeeds(pl_file_write_lazily("a", "other", 5, &error), error);
    check_content("a", "other");
    ck_assert_int_eq(fsyncs, 0);
    ck_succeeds(pl_file_write("b", "one", 3, &error), error);
    ck_assert_int_eq(fsyncs, 1);
    ck_assert_int_eq(mkdir("d", 0777), 0);
    ck_fails(pl_file_write_lazily("d", "one", 3, &error), error,
             "d: expected a file to write, found a folder");
    /* What somebody named is written through. */
    char found[4] = "";
    ck_assert_int_eq(mkfifo("pipe", 0666), 0);
    int pipe = open("pipe", O_RDWR);
    ck_assert_int_ge(pipe, 0);
    ck_assert_int_eq(symlink("pipe", "c"), 0);
    ck_succeeds(pl_file_write_lazily("c", "one", 3, &error), error);
    ck_assert_int_eq(read(pipe, found, 3), 3);
    ck_assert_str_eq(found, "one");
    ck_assert_int_eq(stat("pipe", &status), 0);
    ck_assert(S_ISFIFO(status.st_mode));
    close(pipe);
    ck_assert_int_eq(count_files(), 5);
    leave();
}
END_TEST

START_TEST(replaces_lazily) {
    struct placard_error error;
    struct stat status;
    enter();
    fsyncs = 0;
    /* A link to a device is not written through, and for no pipe's other end is waited. */
    ck_assert_int_eq(symlink("/dev/null", "a"), 0);
    ck_assert_int_eq(mkfifo("b", 0666), 0);
    for (const char *name = "a"; name; name = name[0] == 'a' ? "b" : NULL) {
        ck_succeeds(pl_file_replace_lazily(name, "one", 3, &error), error);
        check_content(name, "one");
        ck_assert_int_eq(lstat(name, &status), 0);
        ck_assert(S_ISREG(status.st_mode));
    }
    ck_assert_int_eq(mkdir("c", 0777), 0);
    ck_fails(pl_file_replace_lazily("c", "one", 3, &error), error, "c: can't be written: Is a directory");
    ck_assert_int_eq(fsyncs, 0);
    ck_assert_int_eq(count_files(), 3);
    leave();
}
END_TEST

static bool is_leftover(const char *name, long long age) {
    struct placard_error error;
    const struct timespec times[2] = {{time(NULL) - age, 0}, {time(NULL) - age, 0}};
    ck_succeeds(pl_file_write_lazily(name, "one", 3, &error), error);
    ck_assert_int_eq(utimensat(AT_FDCWD, name, times, 0), 0);
    bool leftover = pl_file_is_leftover(AT_FDCWD, name);
    ck_assert_int_eq(unlink(name), 0);
    return leftover;
}

START_TEST(knows_what_was_left_behind) {
    enum { DAY = 24 * 60 * 60 };
    enter();
    ck_assert(is_leftover(".placard-0123456789abcdef", DAY + 60));
    ck_assert(!is_leftover(".placard-0123456789abcdef", DAY - 60));
    ck_assert(!is_leftover(".placard-0123456789abcdef", 60 - DAY));
    ck_assert(is_leftover(".placard-0123456789abcdef", -DAY - 60));
    ck_assert(!is_leftover(".placard-0123456789abcde", DAY + 60));
    ck_assert(!is_leftover(".placard-0123456789abcdef0", DAY + 60));
    ck_assert(!is_leftover(".placard-0123456789abcdeg", DAY + 60));
    ck_assert(!is_leftover(".placard-0123456789abcdef.jpg", DAY + 60));
    ck_assert(!is_leftover("placard-0123456789abcdef0", DAY + 60));
    ck_assert(!pl_file_is_leftover(AT_FDCWD, ".placard-0000000000000000"));
    leave();
}
END_TEST

START_TEST(writes_devices_in_place) {
    struct placard_error error;
    struct stat status;
    ck_succeeds(pl_file_write("/dev/null", "one", 3, &error), error);
    ck_assert_int_eq(stat("/dev/null", &status), 0);
    ck_assert(S_ISCHR(status.st_mode));
}
END_TEST

static void check_path(char *found, const char *expected) {
    ck_assert_str_eq(found, expected);
    free(found);
}

START_TEST(takes_paths_apart) {
    check_path(pl_path_join("a", "b"), "a/b");
    check_path(pl_path_join("a/", "b"), "a/b");
    check_path(pl_path_join("", "b"), "b");
    check_path(pl_path_join("a", "/b"), "/b");
    check_path(pl_path_join("/", "b"), "/b");
    check_path(pl_path_folder("a/b/c"), "a/b");
    check_path(pl_path_folder("a"), ".");
    check_path(pl_path_folder("/a"), "/");
    ck_assert_str_eq(pl_path_name("a/b.c"), "b.c");
    ck_assert_str_eq(pl_path_name("b.c"), "b.c");
    ck_assert_str_eq(pl_path_name("a/"), "");
}
END_TEST

int main(void) {
    const TTest *const tests[] = {writes_and_reads,
                                  new_files_have_the_usual_permissions,
                                  replaced_files_keep_their_permissions,
                                  says_what_can_not_be_read,
                                  says_what_can_not_be_written,
                                  leaves_the_old_file_where_it_fails,
                                  writes_lazily,
                                  replaces_lazily,
                                  knows_what_was_left_behind,
                                  writes_devices_in_place,
                                  takes_paths_apart,
                                  NULL};
    return unit_run("file", tests);
}
