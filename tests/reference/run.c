/* run FOLDER LEAVINGS: draws the documents of FOLDER/cases and measures how far each is from the browser's
 * picture. FOLDER/bounds.txt says how far it may be; what fails leaves a picture below LEAVINGS. */
#include "cases.h"
#include "panel.h"
#include "tap.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BOUNDS = 64 };

static const struct placard_compare_options measure = {.threshold = 0.1, .include_antialiased = true};

/* `glob percent`, the last that matches counts; or `pending glob`: measured, but no failure yet. */
struct bounds {
    char glob[MOST_BOUNDS][128];
    double percent[MOST_BOUNDS];
    bool pending[MOST_BOUNDS];
    int count;
};

static bool read_bounds(struct bounds *bounds, const char *path) {
    FILE *file = fopen(path, "r");
    char line[256];
    if (!file) {
        perror(path);
        return false;
    }
    bool ok = true;
    while (ok && fgets(line, sizeof line, file)) {
        int i = bounds->count;
        if (i == MOST_BOUNDS) {
            ok = false;
            break;
        }
        line[strcspn(line, "#\n")] = '\0';
        if (line[strspn(line, " \t")] == '\0') {
            continue;
        }
        bounds->pending[i] = sscanf(line, " pending %127s", bounds->glob[i]) == 1;
        ok = bounds->pending[i] || sscanf(line, " %127s %lf", bounds->glob[i], &bounds->percent[i]) == 2;
        bounds->count += ok;
    }
    if (!ok) {
        fprintf(stderr,
                "%s: expected at most %d lines of \"GLOB PERCENT\" or \"pending GLOB\", found \"%s\"\n", path,
                MOST_BOUNDS, line);
    }
    fclose(file);
    return ok;
}

static double bound_of(const struct bounds *bounds, const char *name, bool *pending) {
    double percent = 0;
    *pending = false;
    for (int i = 0; i < bounds->count; i++) {
        if (fnmatch(bounds->glob[i], name, FNM_PATHNAME) == 0) {
            *pending = *pending || bounds->pending[i];
            percent = bounds->pending[i] ? percent : bounds->percent[i];
        }
    }
    return percent;
}

static struct placard_picture *draw(struct placard_context *context, const char *path,
                                    struct placard_error *error) {
    struct placard_document *document = placard_document_load(path, error);
    struct placard_picture *picture = document ? placard_render(context, document, 0, NULL, error) : NULL;
    placard_document_destroy(document);
    return picture;
}

static void run_case(struct tap *tap, struct placard_context *context, const struct cases *cases,
                     size_t index, const struct bounds *bounds, const char *leavings) {
    const char *name = cases->names[index];
    char *document = cases_path(cases, index, ".json");
    char *answer = cases_path(cases, index, ".png");
    bool pending;
    double bound = bound_of(bounds, name, &pending);
    struct placard_error error;
    struct placard_difference difference = {0};
    struct placard_picture *actual = draw(context, document, &error);
    struct placard_picture *expected = actual ? cases_picture(answer, &error) : NULL;
    bool measured = expected && placard_compare(expected, actual, &measure, &difference, &error);
    double percent = difference.share * 100;
    bool ok = measured && difference.same_size && percent <= bound;
    char words[256];
    if (measured) {
        snprintf(words, sizeof words, "%s: %.4f %% of at most %.2f %%, mean %.3f, greatest %d", name, percent,
                 bound, difference.mean, difference.greatest);
    } else {
        snprintf(words, sizeof words, "%s", name);
    }
    if (pending && !ok) {
        tap_pending(tap, "%s", words);
    } else {
        tap_case(tap, ok, "%s", words);
    }
    if (!measured) {
        tap_note("%s", error.message);
    } else if (!difference.same_size) {
        tap_note("the sizes differ");
    } else if (pending && ok) {
        tap_note("no longer pending");
    }
    if (!ok && expected) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.png", leavings, name);
        panel_write(path, expected, actual, &measure);
    }
    placard_difference_finish(&difference);
    placard_picture_destroy(expected);
    placard_picture_destroy(actual);
    free(answer);
    free(document);
}

int main(int count, char **words) {
    struct tap tap = {0};
    struct cases cases;
    struct bounds bounds = {.count = 0};
    char folder[4096];
    char file[4096];
    if (count < 3) {
        return EXIT_FAILURE;
    }
    snprintf(folder, sizeof folder, "%s/cases", words[1]);
    snprintf(file, sizeof file, "%s/bounds.txt", words[1]);
    if (!read_bounds(&bounds, file) || !cases_init(&cases, folder)) {
        return EXIT_FAILURE;
    }
    struct placard_context *context = cases_context();
    for (size_t i = 0; i < cases.count; i++) {
        run_case(&tap, context, &cases, i, &bounds, words[2]);
    }
    placard_context_destroy(context);
    cases_finish(&cases);
    return tap_finish(&tap);
}
