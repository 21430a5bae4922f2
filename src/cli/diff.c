#include "cli/diff_report.h"
#include "cli/file.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/picture_file.h"
#include "cli/sandbox.h"
#include "cli/show.h"
#include "cli/text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What scripts know of cmp and diff. */
enum { SAME, DIFFERENT, TROUBLE };

/* The most regions that --json lists. */
enum { LISTED = 100 };

/** A run over two pictures. */
struct diffing {
    struct cli_run *run;
    struct cli_output output;
    struct cli_picture_file expected, actual;
    struct placard_compare_options options;
    struct placard_rect *ignore;
    struct placard_picture *mask;
    struct placard_bytes picture; /* the difference picture */
    struct cli_diff diff;
};

/* A whole number of digits, after a minus where `least` is negative; moves `*text` past it and the `end`. */
static bool read_number(const char **text, char end, int least, int *out) {
    char *rest = NULL;
    const char *digits = *text + (least < 0 && **text == '-');
    errno = 0;
    long number = strtol(*text, &rest, 10);
    bool plain = *digits >= '0' && *digits <= '9' && errno == 0;
    if (!plain || number < least || number > INT_MAX || *rest != end) {
        return false;
    }
    *text = rest + (end != '\0');
    *out = (int)number;
    return true;
}

static bool read_rect(const char *text, struct placard_rect *rect) {
    return read_number(&text, ',', INT_MIN, &rect->left) && read_number(&text, ',', INT_MIN, &rect->top) &&
           read_number(&text, ',', 1, &rect->width) && read_number(&text, '\0', 1, &rect->height);
}

static bool read_ignored(struct diffing *diffing, struct placard_error *error) {
    const struct cli_list *list = &diffing->run->options.ignore;
    diffing->ignore = cli_allocate((size_t)list->count, sizeof *diffing->ignore);
    for (int i = 0; i < list->count; i++) {
        if (!read_rect(list->items[i], diffing->ignore + i)) {
            return cli_fail(error, PLACARD_USAGE,
                            "--ignore: expected X,Y,WIDTH,HEIGHT in pixels, as 10,20,300,40, found \"%s\"",
                            list->items[i]);
        }
    }
    diffing->options.ignore = diffing->ignore;
    diffing->options.ignored = list->count;
    return true;
}

static bool read_mask(struct diffing *diffing, struct placard_error *error) {
    struct cli_picture_file file;
    const char *path = diffing->run->options.mask;
    if (!path) {
        return true;
    }
    if (cli_picture_file_open(&file, path, error)) {
        diffing->mask = placard_decode(path, file.file.bytes, file.file.size, error);
    }
    cli_picture_file_close(&file);
    diffing->options.mask = diffing->mask;
    return diffing->mask != NULL;
}

static bool read_output(struct diffing *diffing, struct placard_error *error) {
    const char *path = diffing->run->options.output;
    if (!path) {
        return true;
    }
    if (!cli_output_init(&diffing->output, path, NULL, error)) {
        return false;
    }
    bool one = diffing->output.kind == CLI_OUTPUT_FILE || diffing->output.kind == CLI_OUTPUT_STANDARD;
    if (!one || strcmp(diffing->output.format, "png") != 0) {
        return cli_fail(
            error, PLACARD_USAGE,
            "--output: expected a file whose name ends in .png, or - for standard output, found %s", path);
    }
    return !(cli_is_same_file(path, diffing->diff.expected) || cli_is_same_file(path, diffing->diff.actual) ||
             cli_is_same_file(path, diffing->run->options.mask)) ||
           cli_fail(error, PLACARD_USAGE, "--output: %s: expected another file than those that are compared",
                    path);
}

static bool read_options(struct diffing *diffing, struct placard_error *error) {
    const struct cli_options *options = &diffing->run->options;
    diffing->options = (struct placard_compare_options){.threshold = cli_threshold(&options->threshold),
                                                        .include_antialiased = options->include_aa,
                                                        .regions = LISTED,
                                                        .ssim = true};
    return read_output(diffing, error) && read_ignored(diffing, error) && read_mask(diffing, error);
}

/* Without a bound nothing may differ. */
static bool is_within(const struct cli_options *options, const struct placard_difference *difference) {
    if (!options->max_pixels.given && !options->max_percent.given) {
        return difference->mismatched == 0;
    }
    return (!options->max_pixels.given || (double)difference->mismatched <= options->max_pixels.value) &&
           (!options->max_percent.given || difference->share * 100 <= options->max_percent.value);
}

static bool open_both(struct diffing *diffing, struct placard_error *error) {
    struct cli_diff *diff = &diffing->diff;
    return cli_picture_file_open(&diffing->expected, diff->expected, error) &&
           cli_picture_file_open(&diffing->actual, diff->actual, error) &&
           placard_file_measure(&diffing->expected.file, diff->width, diff->height, error) &&
           placard_file_measure(&diffing->actual.file, diff->width + 1, diff->height + 1, error);
}

static bool is_same(const struct placard_file *expected, const struct placard_file *actual) {
    return expected->size == actual->size && memcmp(expected->bytes, actual->bytes, actual->size) == 0;
}

static bool compare(struct diffing *diffing, struct placard_error *error) {
    const struct cli_options *options = &diffing->run->options;
    struct cli_diff *diff = &diffing->diff;
    bool wanted = options->output || options->show;
    if (!open_both(diffing, error) ||
        !placard_compare_files(&diffing->expected.file, &diffing->actual.file, &diffing->options,
                               &diff->difference, wanted ? &diffing->picture : NULL, error)) {
        return false;
    }
    diff->same_bytes = is_same(&diffing->expected.file, &diffing->actual.file);
    diff->state = !diff->difference.same_size             ? CLI_DIFF_OTHER_SIZE
                  : is_within(options, &diff->difference) ? CLI_DIFF_SAME
                                                          : CLI_DIFF_DIFFERENT;
    return true;
}

static bool write_picture(struct diffing *diffing, struct placard_error *error) {
    const char *path = diffing->run->options.output;
    if (!path || diffing->picture.size == 0) {
        return true;
    }
    diffing->diff.picture = path;
    return cli_output_write(&diffing->output, path, &diffing->picture, error);
}

/* Where the picture goes to standard output, words go to standard error. */
static void tell(struct diffing *diffing) {
    FILE *out = diffing->output.kind == CLI_OUTPUT_STANDARD ? stderr : stdout;
    if (diffing->run->options.json) {
        cli_diff_print_json(&diffing->diff, out);
    } else if (!diffing->run->options.quiet && diffing->diff.state != CLI_DIFF_FAILED) {
        cli_diff_print(&diffing->diff, out);
    }
}

static void show(struct diffing *diffing) {
    struct placard_error error;
    if (diffing->run->options.show && diffing->picture.size > 0 && !cli_show(&diffing->picture, &error)) {
        cli_warn(&diffing->run->terminal, "--show: %s", error.message);
    }
}

static void finish(struct diffing *diffing) {
    placard_difference_finish(&diffing->diff.difference);
    placard_bytes_finish(&diffing->picture);
    placard_picture_destroy(diffing->mask);
    cli_picture_file_close(&diffing->expected);
    cli_picture_file_close(&diffing->actual);
    free(diffing->ignore);
}

/* The pictures alone are read. */
static bool enter_sandbox(const struct diffing *diffing, struct placard_error *error) {
    const struct cli_options *options = &diffing->run->options;
    struct cli_places places = {0};
    cli_places_read(&places, diffing->diff.expected);
    cli_places_read(&places, diffing->diff.actual);
    cli_places_read(&places, options->mask ? options->mask : "-");
    cli_places_write_named(&places, options->output, false);
    bool ok = cli_sandbox_enter(options->sandbox, &places, false, error);
    cli_places_finish(&places);
    return ok;
}

static int run_diff(struct cli_run *run) {
    struct diffing diffing = {
        .run = run,
        .output.kind = CLI_OUTPUT_FILE,
        .diff = {.expected = run->operands.items[0], .actual = run->operands.items[1]},
    };
    struct placard_error *error = &diffing.diff.error;
    if (!cli_input_check_operands(run)) {
        return TROUBLE;
    }
    if (!enter_sandbox(&diffing, error) || !read_options(&diffing, error) || !compare(&diffing, error) ||
        !write_picture(&diffing, error)) {
        diffing.diff.state = CLI_DIFF_FAILED;
        cli_say(&run->terminal, "%s", error->message);
    }
    tell(&diffing);
    show(&diffing);
    int status = diffing.diff.state == CLI_DIFF_SAME     ? SAME
                 : diffing.diff.state == CLI_DIFF_FAILED ? TROUBLE
                                                         : DIFFERENT;
    finish(&diffing);
    return status;
}

static const struct cli_example examples[] = {
    {"Whether two pictures look the same, and a picture of where they do not",
     "placard diff samples/1.jpg samples/2.jpg -o difference.png"},
    {"The same but for a corner, with up to half a percent of the rest different",
     "placard diff samples/1.jpg samples/2.jpg --ignore 0,0,100,40 --max-percent 0.5"},
    {0},
};

const struct cli_command cli_diff = {
    .name = "diff",
    .operands = "EXPECTED ACTUAL",
    .least = 2,
    .most = 2,
    .failure = TROUBLE,
    .summary = "compare two pictures",
    .about =
        "Compares two pictures, PNG or JPEG; one of them may be - for standard input. It prints how many "
        "pixels differ by pixelmatch's measure, antialiased ones left out, the mean and the greatest "
        "difference of a channel (0 to 255), the structural similarity (SSIM, 1 for equal pictures), and "
        "where "
        "the largest regions are that differ. Files of the same bytes are the same without being decoded.\n\n"
        "By -o it writes a picture of where they differ, if they do: in red over the faded EXPECTED, "
        "antialiased pixels in yellow.\n\n"
        "The exit status is 0 where the pictures are the same, or differ by no more than --max-pixels and "
        "--max-percent allow; 1 where they differ, or are of different sizes; 2 where they could not be "
        "compared: the command line made no sense, or a file could not be read, decoded or written.",
    .examples = examples,
    .run = run_diff,
};
