#include "base/buffer.h"
#include "base/file.h"
#include "store/hash.h"
#include "store/name_key.h"
#include "store/store.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Instead of the C library's: what is synced is counted, and what was there by then is seen. */
static int fsyncs, syncs;
static bool indexed_at_sync;

int fsync(int fd) {
    fsyncs++;
    return 0;
}

int syncfs(int fd) {
    syncs++;
    indexed_at_sync = faccessat(fd, "index.json", F_OK, 0) == 0;
    return 0;
}

/* And comparisons. */
static long long comparisons;

int strcmp(const char *a, const char *b) {
    comparisons++;
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

/* SHA-256 of "one" and "other", of sha256sum. */
#define ONE "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
#define OTHER "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"

static const struct pl_stored jpeg = {"image/jpeg", "jpg", 1440, 1920};

static struct pl_store *open_bundle(const char *folder) {
    struct placard_error error;
    struct pl_store *store = pl_bundle_open(folder, &error);
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
    pl_buffer_text(&bytes, "before ");
    ck_succeeds(pl_store_load(store, url, &bytes, &error), error);
    ck_assert_uint_eq(bytes.size, strlen("before ") + strlen(expected));
    ck_assert_str_eq((const char *)bytes.data + strlen("before "), expected);
    pl_buffer_finish(&bytes);
}

static void check_load_fails(struct pl_store *store, const char *url, const char *expected) {
    struct pl_buffer bytes = {0};
    struct placard_error error;
    ck_fails(pl_store_load(store, url, &bytes, &error), error, expected);
    ck_assert_int_eq(error.code, expected[0] ? PLACARD_FILE : PLACARD_OK);
    ck_assert_uint_eq(bytes.size, 0);
    pl_buffer_finish(&bytes);
}

static void check_absent(struct pl_store *store, const char *url) {
    ck_assert(!pl_store_has(store, url));
    check_load_fails(store, url, "");
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

static int count_files(const char *path) {
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    int count = 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(folder);
    return count;
}

static bool same_key(const char *a, const char *b) {
    struct pl_buffer one = {0};
    struct pl_buffer other = {0};
    ck_assert(pl_name_key(a, &one) && pl_name_key(b, &other));
    bool same = strcmp((const char *)one.data, (const char *)other.data) == 0;
    pl_buffer_finish(&one);
    pl_buffer_finish(&other);
    return same;
}

START_TEST(names_that_are_one_file_elsewhere) {
    ck_assert(same_key("a/B-1.png", "A/b-1.PNG"));
    ck_assert(same_key("É", "é"));
    ck_assert(same_key("e\xcc\x81", "É"));
    ck_assert(same_key("ДОМ.png", "дом.png"));
    ck_assert(same_key("ΟΔΟΣ", "οδος"));
    ck_assert(same_key("οδός", "οδόσ"));
    ck_assert(same_key("STRASSE", "Straße"));
    ck_assert(same_key("\xe2\x84\xab", "å"));
    ck_assert(same_key("q\xcc\xa3\xcc\x87", "Q\xcc\x87\xcc\xa3"));
    ck_assert(same_key("α\xcd\x85\xcc\x81", "α\xcc\x81\xcd\x85"));
    ck_assert(same_key("\xff\xc3"
                       "A",
                       "\xff\xc3"
                       "a"));
    ck_assert(same_key("", ""));
    ck_assert(!same_key("e", "é"));
    ck_assert(!same_key("дом", "дым"));
    ck_assert(!same_key("春", "夏"));
    ck_assert(!same_key("\xff", "\xfe"));
}
END_TEST

START_TEST(hashes) {
    char hash[PL_HASH_SIZE];
    ck_assert(pl_hash("one", 3, hash));
    ck_assert_str_eq(hash, ONE);
    ck_assert(pl_hash(NULL, 0, hash));
    ck_assert_str_eq(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert(pl_hash_is(ONE));
    ck_assert(!pl_hash_is(""));
    ck_assert(!pl_hash_is(ONE "0"));
    ck_assert(!pl_hash_is(&ONE[1]));
    ck_assert(!pl_hash_is("7692C3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"));
    ck_assert(pl_hash_starts(ONE ".jpg"));
}
END_TEST

START_TEST(keeps_files) {
    unit_enter();
    struct pl_store *store = open_bundle("a/b");
    check_absent(store, "http://x/1");
    save(store);
    ck_assert(!pl_file_exists("a"));
    put(store, "http://x/1", "one");
    put(store, "http://x/2", "other");
    put(store, "http://x/0", "");
    ck_assert(pl_file_is_plain("a/b/pictures/" ONE ".jpg"));
    check_load(store, "http://x/1", "one");
    check_absent(store, "http://x/");
    ck_assert(!pl_file_exists("a/b/index.json"));
    save(store);
    pl_store_destroy(store);
    store = open_bundle("a/b");
    ck_assert(pl_store_has(store, "http://x/1"));
    check_load(store, "http://x/1", "one");
    check_load(store, "http://x/2", "other");
    check_load(store, "http://x/0", "");
    check_absent(store, "http://x/3");
    pl_store_destroy(store);
    pl_store_destroy(NULL);
    unit_leave();
}
END_TEST

/* The dates are today's. */
static void blank_dates(char *text) {
    for (char *date = strstr(text, "\"date\": \""); date; date = strstr(date + 1, "\"date\": \"")) {
        for (char *c = date + strlen("\"date\": \""); *c != '"'; c++) {
            *c = *c >= '0' && *c <= '9' ? '0' : *c;
        }
    }
}

START_TEST(writes_an_index_for_people) {
    static const char expected[] =
        "{\n"
        "  \"version\": 1,\n"
        "  \"files\": [\n"
        "    {\"url\": \"http://x/2\", \"file\": \"pictures/" OTHER ".jpg\", \"type\": \"image/jpeg\", "
        "\"bytes\": 5, \"width\": 1440, \"height\": 1920, \"sha256\": \"" OTHER "\", "
        "\"date\": \"0000-00-00T00:00:00Z\"},\n"
        "    {\"url\": \"http://x/\xc3\xa9\\\"\\\\\\u0009\\u007f\", \"file\": \"pictures/" ONE ".bin\", "
        "\"bytes\": 3, \"sha256\": \"" ONE "\", \"date\": \"0000-00-00T00:00:00Z\"}\n"
        "  ]\n"
        "}\n";
    static const char odd[] = "http://x/\xc3\xa9\"\\\t\x7f";
    struct placard_error error;
    unit_enter();
    struct pl_store *store = open_bundle("a");
    put(store, "http://x/2", "other");
    ck_succeeds(pl_store_put(store, odd, "one", 3, &(struct pl_stored){0}, &error), error);
    pl_store_destroy(store);
    char *text = read_text("a/index.json");
    char year[16];
    snprintf(year, sizeof year, "\"%d-", 1900 + gmtime(&(time_t){time(NULL)})->tm_year);
    ck_assert_ptr_nonnull(strstr(text, year));
    blank_dates(text);
    ck_assert_str_eq(text, expected);
    free(text);
    store = open_bundle("a");
    check_load(store, odd, "one");
    ck_succeeds(pl_store_keep(store, (const char *const[]){NULL}, &error), error);
    pl_store_destroy(store);
    text = read_text("a/index.json");
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"files\": []\n}\n");
    free(text);
    unit_leave();
}
END_TEST

/* Of a bundle with thousands. */
START_TEST(finds_one_file_among_many) {
    enum { MANY = 3000, MOST = 25 }; /* comparisons for each */
    struct placard_error error;
    static char urls[MANY][16];
    const char *kept[MANY / 2 + 1] = {0};
    unit_enter();
    struct pl_store *store = open_bundle("a");
    for (int i = 0; i < MANY; i++) {
        snprintf(urls[i], sizeof urls[i], "u%d", i);
        put(store, urls[i], "one");
        kept[i / 2] = i % 2 == 0 ? urls[i] : kept[i / 2];
    }
    comparisons = 0;
    for (int i = 0; i < MANY; i++) {
        ck_assert(pl_store_has(store, urls[i]));
    }
    ck_assert_int_le(comparisons, MANY * MOST);
    comparisons = 0;
    ck_succeeds(pl_store_keep(store, kept, &error), error);
    ck_assert_int_le(comparisons, MANY * MOST);
    for (int i = 0; i < MANY; i++) {
        ck_assert(pl_store_has(store, urls[i]) == (i % 2 == 0));
    }
    pl_store_destroy(store);
    store = open_bundle("a");
    ck_assert(!pl_store_has(store, urls[1]));
    check_load(store, urls[MANY - 2], "one");
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

START_TEST(keeps_the_order_and_the_date_of_what_is_fetched_again) {
    unit_enter();
    ck_assert_int_eq(mkdir("a", 0777), 0);
    ck_assert_int_eq(mkdir("a/pictures", 0777), 0);
    write_text("a/index.json",
               "{\"version\": 1, \"files\": ["
               "{\"url\": \"u1\", \"file\": \"pictures/" ONE
               ".jpg\", \"type\": \"image/jpeg\", \"bytes\": 3, "
               "\"width\": 1440, \"height\": 1920, \"sha256\": \"" ONE "\", \"date\": \"then\"}, "
               "{\"url\": \"u2\", \"file\": \"pictures/" ONE ".jpg\", \"bytes\": 3, \"sha256\": \"" ONE "\"}"
               "]}");
    write_text("a/pictures/" ONE ".jpg", "one");
    char *before = read_text("a/index.json");
    struct pl_store *store = open_bundle("a");
    put(store, "u1", "one");
    save(store);
    char *after = read_text("a/index.json");
    /* Nothing is new: not even the layout of the index. */
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
    struct placard_error error;
    static const struct pl_stored png = {"image/png", "png", 1, 1};
    ck_succeeds(pl_store_put(store, "u1", "one", 3, &png, &error), error);
    save(store);
    after = read_text("a/index.json");
    ck_assert_ptr_nonnull(strstr(after, "image/png"));
    ck_assert_ptr_nonnull(strstr(after, "\"then\""));
    free(after);
    put(store, "u2", "one");
    put(store, "u3", "other");
    put(store, "u1", "other");
    put(store, "u1", "one");
    pl_store_destroy(store);
    after = read_text("a/index.json");
    const char *first = strstr(after, "\"u1\"");
    const char *second = strstr(after, "\"u2\"");
    const char *third = strstr(after, "\"u3\"");
    ck_assert(first && second && third && first < second && second < third);
    ck_assert_ptr_null(strstr(after, "then"));
    free(after);
    unit_leave();
}
END_TEST

START_TEST(syncs_once) {
    struct placard_error error;
    unit_enter();
    struct pl_store *store = open_bundle("a");
    for (int i = 0; i < 60; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        put(store, name, name);
    }
    ck_assert_int_eq(fsyncs + syncs, 0);
    save(store);
    ck_assert_int_eq(syncs, 1);
    ck_assert(!indexed_at_sync);
    ck_assert_int_eq(fsyncs, 1);
    save(store);
    put(store, "0", "0");
    save(store);
    ck_assert_int_eq(fsyncs + syncs, 2);
    /* The index, then its folder, before what is forgotten is deleted. */
    ck_succeeds(pl_store_keep(store, (const char *const[]){"1", NULL}, &error), error);
    ck_assert_int_eq(count_files("a/pictures"), 60);
    save(store);
    ck_assert_int_eq(syncs, 1);
    ck_assert_int_eq(fsyncs, 3);
    ck_assert_int_eq(count_files("a/pictures"), 1);
    pl_store_destroy(store);
    ck_assert_int_eq(fsyncs, 3);
    unit_leave();
}
END_TEST

START_TEST(shares_content) {
    struct stat before, after;
    unit_enter();
    struct pl_store *store = open_bundle("a");
    put(store, "u1", "one");
    ck_assert_int_eq(stat("a/pictures/" ONE ".jpg", &before), 0);
    struct placard_error error;
    static const struct pl_stored png = {"image/png", "png", 1, 1};
    ck_succeeds(pl_store_put(store, "u2", "one", 3, &png, &error), error);
    put(store, "u1", "one");
    ck_assert_int_eq(stat("a/pictures/" ONE ".jpg", &after), 0);
    ck_assert_uint_eq(after.st_ino, before.st_ino);
    ck_assert_int_eq(count_files("a/pictures"), 1);
    check_load(store, "u2", "one");
    /* One that was put and never saved is not written again, either. */
    write_text("a/pictures/" OTHER ".jpg", "other");
    ck_assert_int_eq(stat("a/pictures/" OTHER ".jpg", &before), 0);
    put(store, "u3", "other");
    ck_assert_int_eq(stat("a/pictures/" OTHER ".jpg", &after), 0);
    ck_assert_uint_eq(after.st_ino, before.st_ino);
    /* A URL's new content leaves the old to the other URL. */
    put(store, "u1", "new");
    save(store);
    check_load(store, "u1", "new");
    check_load(store, "u2", "one");
    ck_succeeds(pl_store_put(store, "u2", "new", 3, &png, &error), error);
    save(store);
    ck_assert(!pl_file_exists("a/pictures/" ONE ".jpg"));
    check_load(store, "u2", "new");
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

static void check_extension(const char *extension, const char *expected) {
    struct placard_error error;
    unit_enter();
    struct pl_store *store = open_bundle("a");
    const struct pl_stored what = {"image/jpeg", extension, 1, 1};
    ck_succeeds(pl_store_put(store, "u", "one", 3, &what, &error), error);
    pl_store_destroy(store);
    char path[128];
    snprintf(path, sizeof path, "a/pictures/" ONE ".%s", expected);
    ck_assert_msg(pl_file_is_plain(path), "%s", path);
    unit_leave();
}

START_TEST(takes_plain_extensions) {
    check_extension("jpg", "jpg");
    check_extension("mp4", "mp4");
    check_extension("abcd5", "abcd5");
    check_extension("abcdef", "bin");
    check_extension("", "bin");
    check_extension(NULL, "bin");
    check_extension("JPG", "bin");
    check_extension("a/b", "bin");
    check_extension("..", "bin");
    check_extension("a\n", "bin");
}
END_TEST

START_TEST(refuses_what_an_index_can_not_hold) {
    struct placard_error error;
    unit_enter();
    struct pl_store *store = open_bundle("a");
    ck_fails(pl_store_put(store, "", "one", 3, &jpeg, &error), error,
             "expected a URL in UTF-8, found an empty one");
    ck_fails(pl_store_put(store, "http://x/\xff", "one", 3, &jpeg, &error), error,
             "expected a URL in UTF-8, found other bytes");
    ck_fails(pl_store_put(store, "u", "one", 3, &(struct pl_stored){"\xff", "jpg", 0, 0}, &error), error,
             "u: expected a media type in UTF-8, found other bytes");
    ck_fails(pl_store_put(store, "u", "", 512 * 1024 * 1024 + 1, &jpeg, &error), error,
             "u: expected at most 536870912 bytes, found 536870913");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
    pl_store_destroy(store);
    ck_assert(!pl_file_exists("a"));
    unit_leave();
}
END_TEST

static void check_index(const char *text, const char *expected) {
    struct placard_error error;
    write_text("a/index.json", text);
    struct pl_store *store = pl_bundle_open("a", &error);
    ck_assert_msg(!store, "expected failure: %s", expected);
    ck_assert_str_eq(error.message, expected);
    ck_assert_int_eq(error.code, PLACARD_DOCUMENT);
    char *after = read_text("a/index.json");
    ck_assert_str_eq(after, text);
    free(after);
}

/* An index with a good record and one that consists of `members`. */
static void check_record(const char *members, const char *expected) {
    char text[1000];
    char message[1000];
    snprintf(text, sizeof text,
             "{\"version\": 1, \"files\": [{\"url\": \"u\", \"file\": \"f\", \"bytes\": 3, \"sha256\": \"" ONE
             "\"}, %s]}",
             members);
    snprintf(message, sizeof message, "a/index.json: files[1]%s", expected);
    check_index(text, message);
}

START_TEST(says_what_is_wrong_with_an_index) {
    unit_enter();
    ck_assert_int_eq(mkdir("a", 0777), 0);
    check_index("", "a/index.json: expected a JSON document, found nothing");
    check_index("{\"version\": 1,\n\"files\": [}",
                "a/index.json: line 2, column 11: expected a value or \"]\", found \"}\"");
    check_index("[]", "a/index.json: expected an object, found an empty array");
    check_index("{}", "a/index.json: version: expected 1, found nothing");
    check_index("{\"version\": \"1\"}", "a/index.json: version: expected 1, found \"1\"");
    check_index("{\"version\": 0}", "a/index.json: version: expected 1, found 0");
    check_index("{\"version\": 1.5}", "a/index.json: version: expected 1, found 1.5");
    check_index("{\"version\": 2, \"files\": {}}",
                "a/index.json: version: expected 1, found 2: a newer Placard wrote it");
    check_index("{\"version\": 1}", "a/index.json: files: expected an array, found nothing");
    check_index("{\"version\": 1, \"files\": {\"a\": 1}}",
                "a/index.json: files: expected an array, found an object");
    check_record("12", ": expected an object, found 12");
    check_record("{\"url\": 12}", ".url: expected a string, found 12");
    check_record("{\"file\": \"f\"}", ".url: expected a string, found nothing");
    check_record("{\"url\": \"v\", \"type\": 1}", ".type: expected a string, found 1");
    check_record("{\"url\": \"v\", \"bytes\": -1}",
                 ".bytes: expected a whole number from 0 to 536870912, found -1");
    check_record("{\"url\": \"v\", \"bytes\": 3}", ".sha256: expected a string, found nothing");
    check_record("{\"url\": \"v\", \"bytes\": 3, \"sha256\": \"" ONE "\"}",
                 ".file: expected a string, found nothing");
    check_record("{\"url\": \"v\", \"bytes\": 3, \"file\": \"f\", \"sha256\": \"abc\"}",
                 ".sha256: expected 64 hexadecimal digits in lower case, found \"abc\"");
    unit_leave();
}
END_TEST

static void check_file(const char *file) {
    char record[500];
    char message[300];
    snprintf(record, sizeof record,
             "{\"url\": \"v\", \"bytes\": 3, \"file\": \"%s\", \"sha256\": \"" ONE "\"}", file);
    snprintf(message, sizeof message, ".file: expected a path within the bundle, found \"%s\"", file);
    check_record(record, message);
}

START_TEST(refuses_paths_that_lead_out) {
    unit_enter();
    ck_assert_int_eq(mkdir("a", 0777), 0);
    check_file("../x");
    check_file("..");
    check_file("pictures/../../x");
    check_file("pictures/..");
    check_file("/etc/passwd");
    check_file("");
    check_file(".");
    check_file("./x");
    check_file("pictures/");
    check_file("pictures//x");
    unit_leave();
}
END_TEST

START_TEST(passes_over_what_it_does_not_know) {
    unit_enter();
    ck_assert_int_eq(mkdir("a", 0777), 0);
    write_text(
        "a/index.json",
        "{\"version\": 1, \"made\": \"by hand\", \"files\": [{\"url\": \"u\", \"file\": \"..x/one.txt\", "
        "\"bytes\": 3, \"sha256\": \"" ONE "\", \"color\": \"red\", \"date\": null}]}");
    ck_assert_int_eq(mkdir("a/..x", 0777), 0);
    write_text("a/..x/one.txt", "one");
    struct pl_store *store = open_bundle("a");
    ck_assert(pl_store_has(store, "u"));
    check_load(store, "u", "one");
    /* Its file serves other URLs, but is nobody's to delete. */
    put(store, "v", "one");
    ck_assert(!pl_file_exists("a/pictures"));
    struct placard_error error;
    ck_succeeds(pl_store_keep(store, (const char *const[]){NULL}, &error), error);
    pl_store_destroy(store);
    ck_assert(pl_file_exists("a/..x/one.txt"));
    unit_leave();
}
END_TEST

/* One file, saved. */
static struct pl_store *open_with_one(void) {
    struct pl_store *store = open_bundle("a");
    put(store, "u", "one");
    save(store);
    return store;
}

#define ONE_PATH "a/pictures/" ONE ".jpg"

START_TEST(finds_damage) {
    unit_enter();
    struct pl_store *store = open_with_one();
    write_text(ONE_PATH, "two");
    ck_assert(pl_store_has(store, "u"));
    check_load_fails(store, "u",
                     ONE_PATH ": damaged: its content is not what was stored; delete it and fetch again");
    unlink(ONE_PATH);
    ck_assert(!pl_store_has(store, "u"));
    check_load_fails(store, "u", ONE_PATH ": can't be opened: No such file or directory; fetch again");
    put(store, "u", "one");
    check_load(store, "u", "one");
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

START_TEST(completes_what_was_cut) {
    unit_enter();
    struct pl_store *store = open_with_one();
    put(store, "v", "one");
    write_text(ONE_PATH, "on");
    ck_assert(!pl_store_has(store, "u"));
    check_load_fails(store, "u", ONE_PATH ": damaged: expected 3 bytes, found 2; fetch again");
    put(store, "u", "one");
    ck_assert(pl_store_has(store, "u"));
    check_load(store, "v", "one");
    /* Under another extension it is the same content still. */
    write_text(ONE_PATH, "on");
    struct placard_error error;
    const struct pl_stored other = {jpeg.type, "jpeg", jpeg.width, jpeg.height};
    save(store);
    ck_succeeds(pl_store_put(store, "u", "one", 3, &other, &error), error);
    check_load(store, "v", "one");
    pl_store_destroy(store);
    ck_assert_int_eq(count_files("a/pictures"), 1);
    store = open_bundle("a");
    check_load(store, "u", "one");
    check_load(store, "v", "one");
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

/* An index may say of a file what it likes: what is put is written to a name of its own. */
START_TEST(writes_to_no_name_of_an_index) {
    unit_enter();
    ck_assert_int_eq(mkdir("a", 0777), 0);
    write_text("a/response.json", "{}");
    write_text("a/index.json",
               "{\"version\": 1, \"files\": ["
               "{\"url\": \"u\", \"file\": \"response.json\", \"bytes\": 2, \"sha256\": \"" ONE "\"}, "
               "{\"url\": \"v\", \"file\": \"response.json\", \"bytes\": 3, \"sha256\": \"" ONE "\"}]}");
    struct pl_store *store = open_bundle("a");
    put(store, "w", "one");
    check_load(store, "u", "one");
    check_load(store, "v", "one");
    pl_store_destroy(store);
    char *text = read_text("a/response.json");
    ck_assert_str_eq(text, "{}");
    free(text);
    unit_leave();
}
END_TEST

START_TEST(follows_no_links) {
    struct placard_error error;
    unit_enter();
    ck_assert_int_eq(mkdir("a", 0777), 0);
    ck_assert_int_eq(mkdir("outside", 0777), 0);
    write_text("outside/one", "one");
    write_text("outside/" OTHER ".jpg", "other");
    write_text("a/index.json",
               "{\"version\": 1, \"files\": ["
               "{\"url\": \"u\", \"file\": \"link\", \"bytes\": 3, \"sha256\": \"" ONE "\"}, "
               "{\"url\": \"v\", \"file\": \"pictures/one\", \"bytes\": 3, \"sha256\": \"" ONE "\"}]}");
    ck_assert_int_eq(symlink("../outside/one", "a/link"), 0);
    ck_assert_int_eq(symlink("../outside", "a/pictures"), 0);
    struct pl_store *store = open_bundle("a");
    ck_assert(!pl_store_has(store, "u"));
    ck_assert(!pl_store_has(store, "v"));
    check_load_fails(store, "u", "a/link: expected a plain file, found a link; fetch again");
    check_load_fails(store, "v", "a/pictures/one: can't be opened: Not a directory; fetch again");
    ck_fails(pl_store_put(store, "u", "one", 3, &jpeg, &error), error,
             "a/pictures: expected a folder, found a link");
    ck_succeeds(pl_store_keep(store, (const char *const[]){NULL}, &error), error);
    pl_store_destroy(store);
    ck_assert_int_eq(count_files("outside"), 2);
    unlink("a/index.json");
    ck_assert_int_eq(symlink("nowhere", "a/index.json"), 0);
    ck_assert_ptr_null(pl_bundle_open("a", &error));
    ck_assert_str_eq(error.message, "a/index.json: expected a plain file, found a link");
    unit_leave();
}
END_TEST

START_TEST(forgets_what_is_not_kept) {
    struct placard_error error;
    unit_enter();
    struct pl_store *store = open_bundle("a");
    put(store, "u1", "one");
    put(store, "u2", "other");
    put(store, "u3", "one");
    put(store, "u4", "four");
    save(store);
    /* What was put and never saved goes; what is somebody else's, and what is being written, stays. */
    write_text("a/pictures/0000000000000000000000000000000000000000000000000000000000000000.jpg", "orphan");
    write_text("a/pictures/0000000000000000000000000000000000000000000000000000000000000000", "mine");
    write_text("a/pictures/000000000000000000000000000000000000000000000000000000000000000.jpg", "mine");
    write_text("a/pictures/0000000000000000000000000000000000000000000000000000000000000000-jpg", "mine");
    write_text("a/pictures/the-longest-day-of-the-year-in-the-garden-behind-the-old-house-1.jpg", "mine");
    write_text("a/pictures/.placard-0123456789abcdef", "new");
    write_text("a/pictures/.placard-fedcba9876543210", "old");
    const struct timespec then[2] = {{1, 0}, {1, 0}};
    ck_assert_int_eq(utimensat(AT_FDCWD, "a/pictures/.placard-fedcba9876543210", then, 0), 0);
    ck_succeeds(pl_store_keep(store, (const char *const[]){"u9", "u3", "u2", NULL}, &error), error);
    ck_assert_int_eq(count_files("a/pictures"), 10);
    check_absent(store, "u1");
    save(store);
    ck_assert_int_eq(count_files("a/pictures"), 7);
    check_load(store, "u3", "one");
    check_load(store, "u2", "other");
    check_absent(store, "u4");
    pl_store_destroy(store);
    store = open_bundle("a");
    check_load(store, "u3", "one");
    check_absent(store, "u1");
    pl_store_destroy(store);
    store = open_bundle("nowhere");
    ck_succeeds(pl_store_keep(store, (const char *const[]){NULL}, &error), error);
    save(store);
    pl_store_destroy(store);
    ck_assert(!pl_file_exists("nowhere"));
    unit_leave();
}
END_TEST

START_TEST(says_what_can_not_be_written) {
    struct placard_error error;
    unit_enter();
    write_text("a", "a file");
    ck_assert_ptr_null(pl_bundle_open("a", &error));
    ck_assert_str_eq(error.message, "a/index.json: can't be opened: Not a directory");
    struct pl_store *store = open_bundle("b");
    write_text("b", "a file");
    ck_fails(pl_store_put(store, "u", "one", 3, &jpeg, &error), error,
             "b: the folder can't be made: there is a file of that name");
    ck_assert_int_eq(error.code, PLACARD_FILE);
    check_absent(store, "u");
    save(store);
    unlink("b");
    put(store, "u", "one");
    ck_assert_int_eq(mkdir("b/index.json", 0777), 0);
    ck_fails(pl_store_save(store, &error), error, "b/index.json: expected a file to write, found a folder");
    /* What failed is done the next time. */
    ck_assert_int_eq(rmdir("b/index.json"), 0);
    save(store);
    ck_assert(pl_file_is_plain("b/index.json"));
    pl_store_destroy(store);
    unit_leave();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {hashes,
                                  names_that_are_one_file_elsewhere,
                                  keeps_files,
                                  writes_an_index_for_people,
                                  finds_one_file_among_many,
                                  keeps_the_order_and_the_date_of_what_is_fetched_again,
                                  syncs_once,
                                  shares_content,
                                  takes_plain_extensions,
                                  refuses_what_an_index_can_not_hold,
                                  says_what_is_wrong_with_an_index,
                                  refuses_paths_that_lead_out,
                                  passes_over_what_it_does_not_know,
                                  finds_damage,
                                  completes_what_was_cut,
                                  writes_to_no_name_of_an_index,
                                  follows_no_links,
                                  forgets_what_is_not_kept,
                                  says_what_can_not_be_written,
                                  NULL};
    return unit_run("store", tests);
}
