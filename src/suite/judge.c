#include "suite/judge.h"

#include "base/number.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_REGIONS = 200, GAP = 8 };

void pl_case_say(struct pl_case *one, enum pl_case_state state, const char *format, ...) {
    struct pl_result *result = &one->result;
    char text[PLACARD_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    result->state = state;
    result->message = pl_arena_strndup(&result->arena, text, strlen(text));
}

struct pl_compare_options pl_case_compare_options(const struct pl_case *one) {
    const struct pl_bounds *bounds = &one->bounds;
    return (struct pl_compare_options){.threshold = bounds->threshold,
                                       .include_antialiased = bounds->include_antialiased,
                                       .regions = MOST_REGIONS,
                                       .gap = GAP,
                                       .ssim = true};
}

static bool take(struct pl_case *one, const struct pl_difference *found, struct placard_error *error) {
    struct pl_result *result = &one->result;
    result->measured = true;
    result->pixels = found->pixels;
    result->mismatched = found->mismatched;
    result->antialiased = found->antialiased;
    result->mean = found->mean;
    result->rms = found->rms;
    result->ssim = found->ssim;
    result->greatest = found->greatest;
    result->bound = pl_bounds_percent(&one->bounds, found->pixels);
    result->regions = pl_arena_alloc(&result->arena, (size_t)found->listed + 1, sizeof *result->regions);
    if (!result->regions) {
        return pl_fail_memory(error);
    }
    for (int i = 0; i < found->listed; i++) {
        result->regions[i] = found->regions[i];
    }
    result->region_count = found->listed;
    return true;
}

/* Where nothing may differ that can be told apart: pixelmatch's distance, over one background alone, may miss
 * a translucent pixel. */
static bool is_exact(const struct pl_bounds *bounds, long long pixels) {
    return bounds->threshold == 0 && bounds->include_antialiased && !pl_bounds_hold(bounds, 1, pixels);
}

static void judge(struct pl_case *one) {
    struct pl_result *result = &one->result;
    const struct pl_bounds *bounds = &one->bounds;
    char most[64];
    result->state = PL_CASE_PASSED;
    if (pl_bounds_hold(bounds, result->mismatched, result->pixels)) {
        if (is_exact(bounds, result->pixels) && result->greatest > 0) {
            pl_case_say(one, PL_CASE_CHANGED, "channels differ by up to %d, expected none to",
                        result->greatest);
        }
        return;
    }
    if (bounds->max_pixels >= 0 && (double)result->mismatched > bounds->max_pixels) {
        snprintf(most, sizeof most, "%.0f pixels", bounds->max_pixels);
    } else {
        char percent[PL_NUMBER_SIZE];
        pl_number_format(bounds->max_percent < 0 ? 0 : bounds->max_percent, percent);
        snprintf(most, sizeof most, "%s %%", percent);
    }
    long long parts = (result->mismatched * 1000000 + result->pixels / 2) / result->pixels;
    pl_case_say(one, PL_CASE_CHANGED, "%lld of %lld pixels differ (%lld.%04lld %%), expected at most %s",
                result->mismatched, result->pixels, parts / 10000, parts % 10000, most);
}

bool pl_case_judge(struct pl_case *one, const struct pl_difference *found, struct placard_error *error) {
    if (!take(one, found, error)) {
        return false;
    }
    judge(one);
    return true;
}
