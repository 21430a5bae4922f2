#include "paint/analysis.h"
#include "paint/font.h"
#include "unit.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A link in the folder to a bundled file; `link` gets its path. */
static void link_font(const char *folder, const char *name, const char *bundled, char link[64]) {
    char whole[PATH_MAX];
    char target[PATH_MAX + 64];
    ck_assert_ptr_nonnull(realpath(getenv("PLACARD_FONT_PATH"), whole));
    snprintf(link, 64, "%s/%s", folder, name);
    snprintf(target, sizeof target, "%s/%s", whole, bundled);
    ck_assert_int_eq(symlink(target, link), 0);
}

static void open_fonts(struct pl_fonts *fonts, const char *const *dirs) {
    const struct pl_font_options options = {.dirs = dirs, .no_system = true};
    struct placard_error error;
    ck_succeeds(pl_fonts_init(fonts, &options, &error), error);
}

static struct pl_font_match match(struct pl_fonts *fonts, const char *families, int weight, bool italic) {
    struct pl_font_match found;
    struct placard_error error;
    ck_succeeds(pl_fonts_match(fonts, families, weight, italic, &found, &error), error);
    ck_assert_ptr_nonnull(found.face);
    return found;
}

/* CSS Fonts 4, section 5.2, with faces of 300, 400, 500, 700 and 900. */
START_TEST(weights_match_as_css_says) {
    static const int weights[][2] = {{1, 300},   {100, 300}, {200, 300}, {300, 300}, {301, 300},
                                     {350, 300}, {399, 300}, {400, 400}, {401, 500}, {450, 500},
                                     {499, 500}, {500, 500}, {501, 700}, {600, 700}, {700, 700},
                                     {701, 900}, {800, 900}, {900, 900}, {901, 900}, {1000, 900}};
    struct pl_fonts fonts;
    open_fonts(&fonts, NULL);
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        int found = match(&fonts, "Noto Sans SC", weights[i][0], false).face->weight_least;
        ck_assert_msg(found == weights[i][1], "%d: %d, not %d", weights[i][0], found, weights[i][1]);
    }
    pl_fonts_finish(&fonts);
}
END_TEST

/* Without 400 and 500: from 400 to 500 what is lighter comes before what is bolder. */
START_TEST(weights_in_between_go_down_first) {
    static const int weights[][2] = {{100, 300}, {400, 300}, {450, 300}, {500, 300}, {501, 700}, {1000, 700}};
    char folder[] = "/tmp/placard-font-XXXXXX";
    static const char *const names[] = {"NotoSansSC-Light.otf", "NotoSansSC-Bold.otf"};
    char links[2][64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (int i = 0; i < 2; i++) {
        link_font(folder, names[i], names[i], links[i]);
    }
    const char *const dirs[] = {folder, NULL};
    struct pl_fonts fonts;
    open_fonts(&fonts, dirs);
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        int found = match(&fonts, "Noto Sans SC", weights[i][0], false).face->weight_least;
        ck_assert_msg(found == weights[i][1], "%d: %d, not %d", weights[i][0], found, weights[i][1]);
    }
    pl_fonts_finish(&fonts);
    unlink(links[0]);
    unlink(links[1]);
    rmdir(folder);
}
END_TEST

static void check_family(struct pl_fonts *fonts, const char *families, bool substituted) {
    struct pl_font_match found = match(fonts, families, 400, false);
    ck_assert_str_eq(found.face->family, "Noto Sans SC");
    ck_assert_msg(found.substituted == substituted, "%s: %d", families ? families : "(none)",
                  found.substituted);
    ck_assert(!found.slanted);
}

START_TEST(families_are_taken_in_order) {
    struct pl_fonts fonts;
    open_fonts(&fonts, NULL);
    check_family(&fonts, NULL, false);
    check_family(&fonts, "", false);
    check_family(&fonts, "Noto Sans SC", false);
    check_family(&fonts, "noto sans sc", false);
    check_family(&fonts, "Nowhere, 'Noto Sans SC'", false);
    check_family(&fonts, "Source Han Sans SC", false);
    check_family(&fonts, "sans-serif", false);
    check_family(&fonts, "Nowhere", true);
    check_family(&fonts, "Nowhere, Elsewhere", true);
    check_family(&fonts, "阿里巴巴普惠体", true);
    pl_fonts_finish(&fonts);
}
END_TEST

START_TEST(upright_faces_are_slanted_for_italics) {
    struct pl_fonts fonts;
    open_fonts(&fonts, NULL);
    ck_assert(match(&fonts, "Noto Sans SC", 400, true).slanted);
    ck_assert(!match(&fonts, "Noto Sans SC", 400, false).slanted);
    pl_fonts_finish(&fonts);
}
END_TEST

START_TEST(one_name_alone_may_be_missing) {
    struct pl_fonts fonts;
    struct pl_font_match found;
    struct placard_error error;
    open_fonts(&fonts, NULL);
    ck_succeeds(pl_fonts_find(&fonts, "Nowhere", 400, false, &found, &error), error);
    ck_assert_ptr_null(found.face);
    ck_succeeds(pl_fonts_find(&fonts, "Noto Sans SC", 400, false, &found, &error), error);
    ck_assert_ptr_nonnull(found.face);
    pl_fonts_finish(&fonts);
}
END_TEST

START_TEST(knows_which_characters_it_has) {
    struct pl_fonts fonts;
    open_fonts(&fonts, NULL);
    struct pl_face *face = match(&fonts, NULL, 400, false).face;
    ck_assert(pl_face_has(face, 'A'));
    ck_assert(pl_face_has(face, 0x5206));
    ck_assert(!pl_face_has(face, 0x1f600));
    ck_assert_ptr_nonnull(pl_fonts_fallback(&fonts, 0x5206, 700, false, false));
    ck_assert_ptr_null(pl_fonts_fallback(&fonts, 0x10fffd, 700, false, false));
    ck_assert_int_eq(pl_face_size(face, 24.5), 0);
    pl_fonts_finish(&fonts);
}
END_TEST

START_TEST(says_where_it_looked) {
    struct pl_fonts fonts;
    struct pl_font_match found;
    struct placard_error error;
    setenv("PLACARD_FONT_PATH", "/nowhere", 1);
    open_fonts(&fonts, NULL);
    ck_fails(pl_fonts_match(&fonts, "Noto Sans SC", 400, false, &found, &error), error,
             "no font found: expected the bundled Noto Sans SC in /nowhere; set PLACARD_FONT_PATH to the "
             "folder that has "
             "it, or give a folder of fonts");
    ck_assert_int_eq(error.code, PLACARD_FONT);
    pl_fonts_finish(&fonts);
}
END_TEST

/* One family in two folders: it is taken whole from the user's, though the bundled one has the better weight.
 */
START_TEST(the_users_folders_come_first) {
    char folder[] = "/tmp/placard-font-XXXXXX";
    char link[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(link, sizeof link, "%s/sub", folder);
    ck_assert_int_eq(mkdir(link, 0777), 0);
    link_font(folder, "sub/mine.otf", "NotoSansSC-Black.otf", link);
    const char *const dirs[] = {"/nowhere", folder, NULL};
    struct pl_fonts fonts;
    open_fonts(&fonts, dirs);
    struct pl_font_match found = match(&fonts, "Noto Sans SC", 400, false);
    ck_assert_int_eq(found.face->weight_least, 900);
    ck_assert_str_eq(found.face->file, link);
    ck_assert_int_eq(found.face->source, PL_FONT_USER);
    pl_fonts_finish(&fonts);
    unlink(link);
    *strrchr(link, '/') = '\0';
    rmdir(link);
    rmdir(folder);
}
END_TEST

/* Of a variable face as many weights as one likes may be asked for. */
START_TEST(few_weights_stay_open) {
    static const char *const dirs[] = {"tests/fonts", NULL};
    struct pl_fonts fonts;
    open_fonts(&fonts, dirs);
    for (int round = 0; round < 2; round++) {
        for (int weight = 300; weight < 400; weight++) {
            const struct pl_face *face = match(&fonts, "Inter", weight, false).face;
            ck_assert_int_eq(face->instance, weight);
            ck_assert_ptr_nonnull(face->ft);
            pl_fonts_trim(&fonts);
            ck_assert_ptr_eq(match(&fonts, "Inter", weight, false).face, face);
            ck_assert_int_eq(match(&fonts, "Noto Sans SC", 700, false).face->weight_least, 700);
        }
    }
    int count = 0;
    for (const struct pl_face *face = fonts.opened; face; face = face->next) {
        count++;
    }
    ck_assert_int_eq(count, PL_MOST_INSTANCES);
    pl_fonts_finish(&fonts);
}
END_TEST

/* What the bundled fonts are said to suffice for is set without a look at the system's. */
START_TEST(knows_what_the_bundled_ones_suffice_for) {
    static const struct {
        const char *families, *text;
        bool suffice;
    } texts[] = {
        {NULL, "", true},
        {NULL, "Spring 春天, 50\xc2\xa0%\n\t\xe2\x80\xa6", true},
        {"Noto Sans SC", "a", true},
        {"'noto sans sc', sans-serif, system-ui", "a", true},
        {"\xe6\x80\x9d\xe6\xba\x90\xe9\xbb\x91\xe4\xbd\x93", "a", true},
        {"Noto Sans SC, Arial", "a", false},
        {"Alibaba PuHuiTi", "a", false},
        {NULL, "\xe0\xb8\xaa", false},         /* Thai */
        {NULL, "\xf0\x9f\x98\x80", false},     /* an emoji */
        {NULL, "1\xef\xb8\x8f", false},        /* a digit as an emoji */
        {NULL, "a\xcc\x81", false},            /* a mark */
        {NULL, "\xc2\xa9\xef\xb8\x8f", false}, /* a sign as an emoji */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct pl_fonts fonts;
        struct pl_paragraph paragraph;
        struct placard_error error;
        const struct pl_typeface typeface = {texts[i].families, 700, true};
        ck_succeeds(pl_fonts_init(&fonts, NULL, &error), error);
        bool suffice = pl_fonts_bundled_suffice(&fonts, texts[i].families, texts[i].text, 700, true);
        ck_assert_msg(suffice == texts[i].suffice, "%zu", i);
        if (suffice) {
            ck_succeeds(pl_paragraph_init(&paragraph, &fonts, texts[i].text, strlen(texts[i].text), &typeface,
                                          false, &error),
                        error);
            pl_paragraph_finish(&paragraph);
        }
        ck_assert(!fonts.system_loaded);
        pl_fonts_finish(&fonts);
    }
}
END_TEST

/* Whose fonts they are can't be known without opening them. */
START_TEST(opens_none_of_the_users_to_know) {
    static const char *const dirs[] = {"/nowhere", NULL};
    struct pl_fonts fonts;
    open_fonts(&fonts, dirs);
    ck_assert(!pl_fonts_bundled_suffice(&fonts, NULL, "a", 400, false));
    ck_assert(!fonts.own_loaded);
    pl_fonts_finish(&fonts);
}
END_TEST

/* Neither fontconfig's cache nor its complaints: the library prints nothing. */
START_TEST(is_quiet) {
    char file[] = "/tmp/placard-font-XXXXXX";
    struct stat status;
    int fd = mkstemp(file);
    setenv("HOME", "/nowhere", 1);
    unsetenv("XDG_CACHE_HOME");
    int before = dup(2);
    dup2(fd, 2);
    struct pl_fonts fonts;
    open_fonts(&fonts, NULL);
    match(&fonts, NULL, 400, false);
    pl_fonts_finish(&fonts);
    dup2(before, 2);
    ck_assert_int_eq(fstat(fd, &status), 0);
    ck_assert_int_eq(status.st_size, 0);
    close(fd);
    unlink(file);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {weights_match_as_css_says,
                                  weights_in_between_go_down_first,
                                  families_are_taken_in_order,
                                  upright_faces_are_slanted_for_italics,
                                  one_name_alone_may_be_missing,
                                  knows_which_characters_it_has,
                                  says_where_it_looked,
                                  the_users_folders_come_first,
                                  few_weights_stay_open,
                                  knows_what_the_bundled_ones_suffice_for,
                                  opens_none_of_the_users_to_know,
                                  is_quiet,
                                  NULL};
    return unit_run("font", tests);
}
