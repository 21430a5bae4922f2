#include "suite/page.h"
#include "suite/text.h"

#include <time.h>

static void write_regions(struct pl_writer *writer, const struct pl_result *result) {
    pl_write_open(writer, "regions", '[');
    for (int i = 0; i < result->region_count; i++) {
        const struct pl_region *region = &result->regions[i];
        pl_write_open(writer, NULL, '{');
        pl_write_number(writer, "x", region->box.left);
        pl_write_number(writer, "y", region->box.top);
        pl_write_number(writer, "width", region->box.width);
        pl_write_number(writer, "height", region->box.height);
        pl_write_number(writer, "pixels", (double)region->pixels);
        pl_write_close(writer, '}');
    }
    pl_write_close(writer, ']');
}

static void write_layers(struct pl_writer *writer, const struct pl_result *result) {
    pl_write_open(writer, "layers", '[');
    for (int i = 0; i < result->layer_count; i++) {
        const struct pl_shown_layer *layer = &result->layers[i];
        pl_write_open(writer, NULL, '{');
        pl_write_number(writer, "position", layer->position);
        pl_write_text(writer, "type", layer->type);
        pl_write_text(writer, "sub_type", layer->sub_type);
        pl_write_number(writer, "left", layer->left);
        pl_write_number(writer, "top", layer->top);
        pl_write_number(writer, "width", layer->width);
        pl_write_number(writer, "height", layer->height);
        pl_write_number(writer, "rotation", layer->rotation);
        pl_write_text(writer, "summary", layer->summary);
        pl_write_close(writer, '}');
    }
    pl_write_close(writer, ']');
}

static void write_measures(struct pl_writer *writer, const struct pl_result *result) {
    int width = result->expected_width ? result->expected_width : result->width;
    int height = result->expected_height ? result->expected_height : result->height;
    if (result->measured) {
        pl_write_number(writer, "mismatched", (double)result->mismatched);
        pl_write_number(writer, "percent", (double)result->mismatched * 100 / (double)result->pixels);
        pl_write_number(writer, "bound", result->bound);
        pl_write_number(writer, "mean", result->mean);
        pl_write_number(writer, "greatest", result->greatest);
        pl_write_number(writer, "ssim", result->ssim);
    }
    if (width > 0) {
        pl_write_number(writer, "width", width);
        pl_write_number(writer, "height", height);
    }
}

static void write_picture(struct pl_writer *writer, const char *key, const char *name) {
    pl_write_text(writer, key, name[0] ? name : NULL);
}

static void write_case(struct pl_writer *writer, const struct pl_case *one) {
    const struct pl_result *result = &one->result;
    pl_write_open(writer, NULL, '{');
    pl_write_text(writer, "name", one->name);
    pl_write_text(writer, "state", pl_case_state_name(result->state));
    if (result->written) {
        pl_write_flag(writer, "written", true);
    }
    write_measures(writer, result);
    write_picture(writer, "expected", result->expected);
    write_picture(writer, "actual", result->actual);
    write_picture(writer, "difference", result->difference);
    pl_write_text(writer, "message", result->message);
    pl_write_number(writer, "seconds", result->seconds);
    write_regions(writer, result);
    write_layers(writer, result);
    pl_write_open(writer, "warnings", '[');
    for (int i = 0; i < result->warning_count; i++) {
        pl_write_text(writer, NULL, result->warnings[i]);
    }
    pl_write_close(writer, ']');
    pl_write_close(writer, '}');
}

static void write_date(struct pl_writer *writer) {
    char text[64];
    time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0) {
        pl_write_text(writer, "date", text);
    }
}

static void write_summary(struct pl_writer *writer, const struct pl_suite *suite) {
    int counts[PL_CASE_STATES] = {0};
    for (int i = 0; i < suite->count; i++) {
        counts[suite->cases[i].result.state] += suite->cases[i].wanted;
    }
    pl_write_open(writer, "summary", '{');
    pl_write_number(writer, "cases", pl_suite_wanted(suite));
    for (int i = 0; i < PL_CASE_STATES; i++) {
        pl_write_number(writer, pl_case_state_name((enum pl_case_state)i), counts[i]);
    }
    pl_write_number(writer, "seconds", suite->seconds);
    pl_write_close(writer, '}');
}

/* What the page's command repeats. */
static void write_words(struct pl_writer *writer, const struct pl_run_options *options) {
    pl_write_open(writer, "options", '[');
    for (const char *const *word = options->words; word && *word; word++) {
        pl_write_text(writer, NULL, *word);
    }
    pl_write_close(writer, ']');
}

void pl_report_write(const struct pl_suite *suite, const struct pl_run_options *options,
                     struct pl_buffer *out) {
    struct pl_writer writer = {.out = out};
    pl_write_open(&writer, NULL, '{');
    pl_write_text(&writer, "suite", suite->folder);
    pl_write_text(&writer, "against", suite->options.against);
    pl_write_text(&writer, "report", options->report);
    write_words(&writer, options);
    pl_write_text(&writer, "version", PLACARD_VERSION);
    write_date(&writer);
    write_summary(&writer, suite);
    pl_write_open(&writer, "cases", '[');
    for (int i = 0; i < suite->count; i++) {
        if (suite->cases[i].wanted) {
            pl_buffer_text(out, "\n");
            write_case(&writer, &suite->cases[i]);
        }
    }
    pl_write_close(&writer, ']');
    pl_write_close(&writer, '}');
    pl_buffer_text(out, "\n");
}
