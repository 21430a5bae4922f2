#include "cli/diff_report.h"

#include "cli/json.h"
#include "cli/text.h"

#include <string.h>

/* Regions that a line names; the others are counted. */
enum { NAMED = 3 };

/* With a comma between thousands, as figures of seven digits are hard to read without. */
static void print_count(FILE *out, long long count) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            putc(',', out);
        }
        putc(digits[i], out);
    }
}

/* What differs at all is not called 0.00 %. */
static void print_share(FILE *out, double share) {
    if (share * 100 < 0.005) {
        fputs(" (less than 0.01 %)", out);
    } else {
        fprintf(out, " (%.2f %%)", share * 100);
    }
}

static void print_regions(FILE *out, const struct placard_difference *difference) {
    fputs("; ", out);
    print_count(out, difference->region_count);
    fputs(difference->region_count == 1 ? " region: " : " regions: ", out);
    for (int i = 0; i < difference->listed && i < NAMED; i++) {
        const struct placard_rect *box = &difference->regions[i].box;
        fprintf(out, "%s%dx%d at %d,%d", i > 0 ? ", " : "", box->width, box->height, box->left, box->top);
    }
    if (difference->region_count > NAMED) {
        fputs(" and smaller ones", out);
    }
}

static void print_difference(const struct cli_diff *diff, FILE *out) {
    const struct placard_difference *difference = &diff->difference;
    fprintf(out, "%dx%d: ", diff->width[0], diff->height[0]);
    print_count(out, difference->mismatched);
    fputs(" of ", out);
    print_count(out, difference->pixels);
    fputs(" pixels differ", out);
    if (difference->mismatched > 0) {
        print_share(out, difference->share);
    }
    if (difference->antialiased > 0) {
        fputs(" and ", out);
        print_count(out, difference->antialiased);
        fputs(" by antialiasing alone", out);
    }
    /* SSIM is cut, not rounded: 1 is for pictures that do not differ. */
    double ssim = difference->ssim < 1 && difference->ssim > 0.9999 ? 0.9999 : difference->ssim;
    fprintf(out, ", mean %.2f, greatest %d, SSIM %.4f", difference->mean, difference->greatest, ssim);
    if (difference->mismatched > 0) {
        print_regions(out, difference);
    }
    if (difference->mismatched > 0 && diff->state == CLI_DIFF_SAME) {
        fputs("; within the bounds", out);
    }
    putc('\n', out);
}

void cli_diff_print(const struct cli_diff *diff, FILE *out) {
    if (diff->state == CLI_DIFF_OTHER_SIZE) {
        fprintf(out, "other size: expected %dx%d, found %dx%d\n", diff->width[0], diff->height[0],
                diff->width[1], diff->height[1]);
    } else if (diff->same_bytes) {
        fprintf(out, "%dx%d: the files are the same\n", diff->width[0], diff->height[0]);
    } else {
        print_difference(diff, out);
    }
    if (diff->picture && strcmp(diff->picture, "-") != 0) {
        fputs("where they differ: ", out);
        cli_print(out, diff->picture, 0);
        putc('\n', out);
    }
}

static void write_regions(struct cli_json *json, const struct placard_difference *difference) {
    cli_json_number(json, "region_count", (double)difference->region_count);
    cli_json_open(json, "regions", '[');
    for (int i = 0; i < difference->listed; i++) {
        const struct placard_region *region = &difference->regions[i];
        cli_json_open(json, NULL, '{');
        cli_json_number(json, "left", region->box.left);
        cli_json_number(json, "top", region->box.top);
        cli_json_number(json, "width", region->box.width);
        cli_json_number(json, "height", region->box.height);
        cli_json_number(json, "pixels", (double)region->pixels);
        cli_json_close(json, '}');
    }
    cli_json_close(json, ']');
}

static void write_difference(struct cli_json *json, const struct cli_diff *diff) {
    const struct placard_difference *difference = &diff->difference;
    cli_json_number(json, "width", diff->width[0]);
    cli_json_number(json, "height", diff->height[0]);
    cli_json_number(json, "pixels", (double)difference->pixels);
    cli_json_number(json, "mismatched", (double)difference->mismatched);
    cli_json_number(json, "antialiased", (double)difference->antialiased);
    cli_json_number(json, "percent", difference->share * 100);
    cli_json_number(json, "mean", difference->mean);
    cli_json_number(json, "rms", difference->rms);
    cli_json_number(json, "greatest", difference->greatest);
    cli_json_number(json, "ssim", difference->ssim);
    write_regions(json, difference);
    cli_json_text(json, "difference", diff->picture);
}

void cli_diff_print_json(const struct cli_diff *diff, FILE *out) {
    static const char *const states[] = {"same", "different", "other size", "failed"};
    struct cli_json json = {.out = out};
    cli_json_open(&json, NULL, '{');
    cli_json_text(&json, "expected", diff->expected);
    cli_json_text(&json, "actual", diff->actual);
    cli_json_text(&json, "state", states[diff->state]);
    if (diff->state == CLI_DIFF_FAILED) {
        cli_json_text(&json, "error", diff->error.message);
    } else if (diff->state == CLI_DIFF_OTHER_SIZE) {
        cli_json_number(&json, "width", diff->width[0]);
        cli_json_number(&json, "height", diff->height[0]);
        cli_json_number(&json, "actual_width", diff->width[1]);
        cli_json_number(&json, "actual_height", diff->height[1]);
    } else {
        write_difference(&json, diff);
    }
    cli_json_close(&json, '}');
    cli_json_line(&json);
}
