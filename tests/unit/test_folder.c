#include "base/file.h"
#include "base/folder.h"
#include "unit.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static mode_t mode_of(const char *path) {
    struct stat status;
    ck_assert_int_eq(lstat(path, &status), 0);
    return status.st_mode & 0777;
}

START_TEST(makes_folders) {
    struct placard_error error;
    unit_enter();
    mode_t old = umask(022);
    ck_succeeds(pl_folder_make("a/b//c", 0777, &error), error);
    ck_succeeds(pl_folder_make("a/b/c", 0777, &error), error);
    ck_succeeds(pl_folder_make("d/", 0700, &error), error);
    ck_succeeds(pl_folder_make("d/e", 0700, &error), error);
    ck_succeeds(pl_folder_make("", 0700, &error), error);
    ck_succeeds(pl_folder_make("/", 0700, &error), error);
    ck_succeeds(pl_folder_make("./f", 0700, &error), error);
    umask(old);
    ck_assert(pl_file_is_folder("a/b/c"));
    ck_assert_uint_eq(mode_of("a"), 0755);
    ck_assert_uint_eq(mode_of("a/b/c"), 0755);
    ck_assert_uint_eq(mode_of("d"), 0700);
    ck_assert_uint_eq(mode_of("d/e"), 0700);
    ck_assert(pl_file_is_folder("f"));
    unit_leave();
}
END_TEST

START_TEST(says_which_folder_can_not_be_made) {
    struct placard_error error;
    unit_enter();
    ck_succeeds(pl_file_write_lazily("a", "one", 3, &error), error);
    ck_fails(pl_folder_make("a", 0777, &error), error,
             "a: the folder can't be made: there is a file of that name");
    ck_fails(pl_folder_make("a/b/c", 0777, &error), error,
             "a: the folder can't be made: there is a file of that name");
    ck_fails(pl_folder_make("/proc/placard/b", 0777, &error), error,
             "/proc/placard: the folder can't be made: No such file or directory");
    ck_assert_int_eq(error.code, PLACARD_FILE);
    unit_leave();
}
END_TEST

static void check_read(const char *folder, const char *name, const char *expected) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    ck_succeeds(pl_folder_read(folder, name, 3, &bytes, &error), error);
    ck_assert_str_eq((const char *)bytes.data, expected);
    ck_assert_int_eq(pl_folder_file_size(folder, name), (long long)strlen(expected));
    pl_buffer_finish(&bytes);
}

static void check_refused(const char *folder, const char *name, const char *expected) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    ck_fails(pl_folder_read(folder, name, 3, &bytes, &error), error, expected);
    ck_assert_int_eq(error.code, PLACARD_FILE);
    ck_assert_int_eq(pl_folder_file_size(folder, name), -1);
    pl_buffer_finish(&bytes);
}

START_TEST(reads_below) {
    struct placard_error error;
    struct pl_buffer bytes = {0};
    unit_enter();
    ck_succeeds(pl_folder_make("a/b", 0777, &error), error);
    ck_succeeds(pl_file_write_lazily("a/b/c", "one", 3, &error), error);
    ck_succeeds(pl_file_write_lazily("a/d", "", 0, &error), error);
    check_read("a", "b/c", "one");
    check_read("a/b/", "c", "one");
    check_read("a", "d", "");
    check_read("", "a/b/c", "one");
    check_refused("a", "b", "a/b: expected a plain file");
    check_refused("a", "no", "a/no: can't be opened: No such file or directory");
    check_refused("no", "a", "no/a: can't be opened: No such file or directory");
    check_refused("a", "b/c/d", "a/b/c/d: can't be opened: Not a directory");
    ck_fails(pl_folder_read("a", "b/c", 2, &bytes, &error), error,
             "a/b/c: expected at most 2 bytes, found 3");
    pl_buffer_finish(&bytes);
    unit_leave();
}
END_TEST

START_TEST(does_not_leave_the_folder) {
    struct placard_error error;
    unit_enter();
    ck_succeeds(pl_folder_make("a/b", 0777, &error), error);
    ck_succeeds(pl_folder_make("outside", 0777, &error), error);
    ck_succeeds(pl_file_write_lazily("c", "one", 3, &error), error);
    ck_succeeds(pl_file_write_lazily("outside/c", "one", 3, &error), error);
    check_refused("a", "../c", "a/../c: can't be opened: Invalid argument");
    check_refused("a", "b/../../c", "a/b/../../c: can't be opened: Invalid argument");
    check_refused("a", "./b", "a/./b: can't be opened: Invalid argument");
    check_refused("a", "b//c", "a/b//c: can't be opened: Invalid argument");
    check_refused("a", "", "a/: can't be opened: Invalid argument");
    check_refused("a", "/etc/passwd", "/etc/passwd: can't be opened: Invalid argument");
    ck_assert_int_eq(symlink("../c", "a/link"), 0);
    check_refused("a", "link", "a/link: expected a plain file, found a link");
    ck_assert_int_eq(symlink("../outside", "a/folder"), 0);
    check_refused("a", "folder/c", "a/folder/c: can't be opened: Not a directory");
    /* The folder itself is the user's choice. */
    check_read("a/folder", "c", "one");
    unit_leave();
}
END_TEST

START_TEST(does_not_wait_for_pipes) {
    unit_enter();
    ck_assert_int_eq(mkfifo("a", 0666), 0);
    check_refused("", "a", "a: expected a plain file");
    unit_leave();
    check_refused("/dev", "null", "/dev/null: expected a plain file");
}
END_TEST

START_TEST(syncs) {
    struct placard_error error;
    unit_enter();
    ck_succeeds(pl_folder_sync(".", &error), error);
    ck_succeeds(pl_folder_sync("", &error), error);
    ck_succeeds(pl_folder_sync_all(".", &error), error);
    ck_fails(pl_folder_sync("a", &error), error, "a: can't be synced: No such file or directory");
    ck_fails(pl_folder_sync_all("a", &error), error, "a: can't be synced: No such file or directory");
    unit_leave();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {makes_folders,
                                  says_which_folder_can_not_be_made,
                                  reads_below,
                                  does_not_leave_the_folder,
                                  does_not_wait_for_pipes,
                                  syncs,
                                  NULL};
    return unit_run("folder", tests);
}
