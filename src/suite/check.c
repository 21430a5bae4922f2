#include "suite/check.h"

#include "base/clock.h"
#include "base/file.h"
#include "codec/codec.h"
#include "suite/compared.h"
#include "suite/document.h"
#include "suite/judge.h"
#include "suite/pictures.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A case while it is checked. */
struct checking {
    struct pl_case *one;
    const struct pl_suite *suite;
    const struct pl_run_options *options;
    struct pl_painter *painter;
    struct pl_compared expected, actual;
    struct pl_buffer golden; /* the expected picture's file */
    struct pl_buffer drawn;  /* the actual picture's file, once it was needed */
    struct pl_difference difference;
};

/* ---- pictures ---- */

/* The actual picture as a file: what is a file already stays as it is. */
static bool need_drawn(struct checking *checking, struct placard_error *error) {
    const struct pl_encode_options options = {.scale = checking->one->scale};
    return checking->drawn.size > 0 ||
           pl_codec_by_name("png")->encode(&checking->actual.pixmap, &options, &checking->drawn, error);
}

static const char *extension_of(const struct pl_buffer *file) {
    for (int i = 0; pl_codecs[i]; i++) {
        if (pl_codecs[i]->sniff(file->data, file->size)) {
            return pl_codecs[i]->extensions[0];
        }
    }
    return "png";
}

static bool keep(const struct checking *checking, const struct pl_buffer *file,
                 char name[PL_PICTURE_NAME_SIZE], struct placard_error *error) {
    return pl_pictures_keep(checking->options->report, file->data, file->size, extension_of(file), name,
                            error);
}

static bool keep_difference(struct checking *checking, struct placard_error *error) {
    struct pl_result *result = &checking->one->result;
    struct pl_buffer file = {0};
    bool ok = pl_compared_draw(&checking->expected, &checking->difference.marks, checking->one->scale, &file,
                               error) &&
              keep(checking, &file, result->difference, error);
    pl_buffer_finish(&file);
    return ok;
}

/* Where nothing at all differs the two pictures are one file. */
static bool keep_pictures(struct checking *checking, struct placard_error *error) {
    struct pl_result *result = &checking->one->result;
    bool same = result->measured && result->greatest == 0 && result->mismatched == 0;
    if ((same || pl_compared_is_there(&checking->expected)) &&
        !keep(checking, &checking->golden, result->expected, error)) {
        return false;
    }
    if (same) {
        memcpy(result->actual, result->expected, sizeof result->actual);
        return true;
    }
    if (pl_compared_is_there(&checking->actual) &&
        !(need_drawn(checking, error) && keep(checking, &checking->drawn, result->actual, error))) {
        return false;
    }
    return checking->difference.marks.count == 0 || keep_difference(checking, error);
}

/* ---- the expected picture ---- */

static bool read_file(const char *path, struct pl_buffer *file, struct placard_error *error) {
    return pl_plain_read(path, PL_PICTURE_FILE_LIMIT, file, error);
}

static const unsigned char *bytes_of(const struct pl_buffer *file) {
    return file->data ? file->data : (const unsigned char *)"";
}

/* The file to compare with; false where there is none, and then the result says why. */
static bool read_expected(struct checking *checking) {
    const char *path = checking->one->golden;
    struct placard_error error;
    struct stat status;
    if (lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        bool required = checking->one->bounds.required;
        pl_case_say(checking->one, required ? PL_CASE_MISSING : PL_CASE_NEW, "%s: %s", path,
                    required ? "the expected picture is missing" : "there is no expected picture yet");
        return false;
    }
    if (stat(path, &status) != 0 && errno == ENOENT) {
        pl_case_say(checking->one, PL_CASE_MISSING, "%s: a link to a picture that is missing", path);
        return false;
    }
    if (!read_file(path, &checking->golden, &error)) {
        pl_case_say(checking->one, PL_CASE_FAILED, "%s", error.message);
        return false;
    }
    return true;
}

/* Whether both pictures can be read to their ends; the result says of the first which can't why. */
static bool test_both(struct checking *checking) {
    struct pl_result *result = &checking->one->result;
    struct placard_error error;
    struct placard_error reason;
    bool made = pl_compared_test(&checking->actual, &error);
    bool found = pl_compared_test(&checking->expected, &reason);
    if (!made) {
        pl_case_say(checking->one, PL_CASE_FAILED, "%s", error.message);
        pl_compared_finish(&checking->actual);
        result->width = result->height = 0;
    } else if (!found) {
        pl_case_say(checking->one, PL_CASE_CHANGED, "%s", reason.message);
    }
    if (!found) {
        pl_compared_finish(&checking->expected);
    }
    if (!made || !found) {
        result->expected_width = result->expected_height = 0;
    }
    return made && found;
}

static bool open_expected(struct checking *checking) {
    struct pl_result *result = &checking->one->result;
    struct placard_error error;
    if (!pl_compared_open(&checking->expected, checking->one->golden, &checking->golden, &error)) {
        pl_compared_finish(&checking->expected);
        if (test_both(checking)) {
            pl_case_say(checking->one, PL_CASE_CHANGED, "%s", error.message);
        }
        return false;
    }
    result->expected_width = checking->expected.width;
    result->expected_height = checking->expected.height;
    return true;
}

/* ---- comparing ---- */

static bool compare(struct checking *checking, struct placard_error *error) {
    const struct pl_compare_options options = pl_case_compare_options(checking->one);
    const struct pl_compared *expected = &checking->expected, *actual = &checking->actual;
    if (expected->width != actual->width || expected->height != actual->height) {
        if (test_both(checking)) {
            pl_case_say(checking->one, PL_CASE_RESIZED, "expected %dx%d pixels, found %dx%d", expected->width,
                        expected->height, actual->width, actual->height);
        }
        return true;
    }
    if (!pl_compared_compare(expected, actual, &options, &checking->difference, error)) {
        return !test_both(checking);
    }
    return pl_case_judge(checking->one, &checking->difference, error);
}

/* Whether two files of pictures are whole and the same in bytes: then there is nothing to decode. */
static bool is_same(struct checking *checking) {
    struct pl_result *result = &checking->one->result;
    const struct pl_buffer *expected = &checking->golden, *actual = &checking->drawn;
    const struct pl_codec *codec = pl_codec_sniff(bytes_of(actual), actual->size);
    bool same = expected->size == actual->size &&
                memcmp(bytes_of(expected), bytes_of(actual), actual->size) == 0 && codec &&
                codec->ends(bytes_of(actual), actual->size) &&
                pl_picture_size(checking->one->path, bytes_of(actual), actual->size, &result->width,
                                &result->height, NULL);
    if (same) {
        result->expected_width = result->width;
        result->expected_height = result->height;
    }
    return same;
}

static bool take_alike(struct checking *checking, struct placard_error *error) {
    const struct pl_result *result = &checking->one->result;
    const struct pl_compare_options options = pl_case_compare_options(checking->one);
    return pl_compare_alike(result->width, result->height, &options, &checking->difference, error) &&
           pl_case_judge(checking->one, &checking->difference, error);
}

/* ---- writing ---- */

static bool may_be_written(const struct checking *checking) {
    enum pl_case_state state = checking->one->result.state;
    return checking->options->update && pl_compared_is_there(&checking->actual) &&
           (state == PL_CASE_NEW || state == PL_CASE_MISSING || state == PL_CASE_CHANGED ||
            state == PL_CASE_RESIZED);
}

/* Whether what is drawn is what somebody looked at; where not, the result says so. */
static bool find_shown(struct checking *checking, bool *shown, struct placard_error *error) {
    const struct pl_case *one = checking->one;
    const char *report = checking->options->approve;
    char name[PL_PICTURE_NAME_SIZE];
    if (!pl_pictures_name(checking->drawn.data, checking->drawn.size, "png", name)) {
        return pl_fail_memory(error);
    }
    *shown = one->shown && strcmp(name, one->shown) == 0;
    if (!one->shown) {
        pl_case_say(checking->one, one->result.state, "not written: the report in %s does not show it",
                    report);
    } else if (!*shown) {
        pl_case_say(
            checking->one, one->result.state,
            "not written: it is not what the report in %s shows; check with --report again, and look at it",
            report);
    }
    return true;
}

static bool write_golden(struct checking *checking, struct placard_error *error) {
    bool shown = true;
    if (!may_be_written(checking)) {
        return true;
    }
    if (!need_drawn(checking, error) ||
        (checking->options->approve && !find_shown(checking, &shown, error))) {
        return false;
    }
    checking->one->result.written =
        shown && pl_file_write(checking->one->golden, checking->drawn.data, checking->drawn.size, error);
    return checking->one->result.written || !shown;
}

static bool prune(struct checking *checking, struct placard_error *error) {
    if (!checking->options->update || !checking->options->prune) {
        return true;
    }
    checking->one->result.written = unlink(checking->one->golden) == 0;
    return checking->one->result.written || pl_fail_file(error, checking->one->golden, "can't be deleted");
}

/* ---- the whole ---- */

static bool check_orphan(struct checking *checking, struct placard_error *error) {
    struct pl_result *result = &checking->one->result;
    const char *golden = checking->one->golden;
    struct placard_error reason;
    bool read = read_file(golden, &checking->golden, &reason) &&
                pl_compared_open_whole(&checking->expected, golden, &checking->golden, &reason);
    result->expected_width = checking->expected.width;
    result->expected_height = checking->expected.height;
    if (read) {
        pl_case_say(checking->one, PL_CASE_ORPHANED, "%s: there is no %s for this picture", golden,
                    checking->suite->pictures ? "picture to compare" : "document");
    } else {
        pl_case_say(checking->one, PL_CASE_ORPHANED, "%s", reason.message);
    }
    return (!checking->options->report || keep_pictures(checking, error)) && prune(checking, error);
}

/* Draws the case; of one that is a picture already, reads the file. */
static bool make_actual(struct checking *checking) {
    struct placard_error error;
    struct pl_case *one = checking->one;
    struct pl_pixmap pixmap = {0};
    bool made = checking->suite->pictures
                    ? read_file(one->path, &checking->drawn, &error)
                    : pl_case_draw(one, checking->painter, &pixmap, &checking->drawn, &error);
    if (!made) {
        pl_case_say(checking->one, PL_CASE_FAILED, "%s", error.message);
    }
    pl_compared_take(&checking->actual, &pixmap);
    return made;
}

/* The pixels of one that is a picture already. */
static bool open_actual(struct checking *checking) {
    struct pl_result *result = &checking->one->result;
    struct placard_error error;
    bool file = checking->suite->pictures || checking->drawn.size > 0;
    if (file && !pl_compared_open(&checking->actual, checking->one->path, &checking->drawn, &error)) {
        pl_compared_finish(&checking->actual);
        pl_case_say(checking->one, PL_CASE_FAILED, "%s", error.message);
        return false;
    }
    result->width = checking->actual.width;
    result->height = checking->actual.height;
    return true;
}

static bool check_pixels(struct checking *checking, bool made, bool found, struct placard_error *error) {
    made = made && open_actual(checking);
    if (made && found) {
        return !open_expected(checking) || compare(checking, error);
    }
    if (made && test_both(checking)) {
        return true;
    }
    /* The page shows what should have been drawn. */
    if (checking->options->report && (found || read_file(checking->one->golden, &checking->golden, NULL))) {
        pl_compared_open_whole(&checking->expected, checking->one->golden, &checking->golden, NULL);
    }
    return true;
}

static bool check_drawn(struct checking *checking, struct placard_error *error) {
    bool made = make_actual(checking), found = made && read_expected(checking);
    bool ok =
        found && is_same(checking) ? take_alike(checking, error) : check_pixels(checking, made, found, error);
    return ok && (!checking->options->report || keep_pictures(checking, error)) &&
           write_golden(checking, error);
}

bool pl_case_check(struct pl_case *one, const struct pl_suite *suite, struct pl_painter *painter,
                   const struct pl_run_options *options, struct placard_error *error) {
    struct checking checking = {.one = one, .suite = suite, .options = options, .painter = painter};
    double start = pl_clock_ms();
    bool ok = one->path ? check_drawn(&checking, error) : check_orphan(&checking, error);
    if (ok && one->result.state != PL_CASE_PASSED && !one->result.message) {
        ok = pl_fail_memory(error);
    }
    one->result.seconds = (pl_clock_ms() - start) / 1000;
    pl_difference_finish(&checking.difference);
    pl_compared_finish(&checking.expected);
    pl_compared_finish(&checking.actual);
    pl_buffer_finish(&checking.golden);
    pl_buffer_finish(&checking.drawn);
    return ok;
}
