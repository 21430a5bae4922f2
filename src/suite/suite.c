#include "suite/suite.h"

#include "base/file.h"
#include "base/number.h"
#include "document/nearest.h"
#include "suite/list.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *pl_case_state_name(enum pl_case_state state) {
    static const char *const names[] = {"passed",  "changed",  "resized", "new",
                                        "missing", "orphaned", "failed"};
    return (unsigned)state < PL_CASE_STATES ? names[state] : NULL;
}

/* ---- what the list has to be ---- */

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct pl_case *)a)->name, ((const struct pl_case *)b)->name);
}

static const char *path_of(const struct pl_case *one) {
    return one->path ? one->path : one->golden;
}

/* NAME-1.json and sample 1 of NAME.json would share a picture. */
static bool check_names(const struct pl_suite *suite, struct placard_error *error) {
    for (int i = 1; i < suite->count; i++) {
        const struct pl_case *one = &suite->cases[i];
        if (strcmp(one[-1].name, one->name) == 0) {
            const char *first = path_of(&one[-1]), *second = path_of(one);
            if (strcmp(first, second) == 0 && one->golden) {
                first = one[-1].golden;
                second = one->golden;
            }
            return pl_fail(error, PLACARD_USAGE, "%s: expected one case of that name, found %s and %s",
                           one->name, first, second);
        }
    }
    return true;
}

/* The name of a case or document, below a folder, that `found` was probably meant to be; or NULL. */
static const char *nearest(const struct pl_suite *suite, const char *found, const char *folder,
                           size_t prefix) {
    struct pl_field *names = pl_calloc((size_t)suite->count * 2 + 1, sizeof *names);
    const struct pl_field *const tables[] = {names, NULL};
    int count = 0;
    for (int i = 0; names && i < suite->count; i++) {
        const struct pl_case *one = &suite->cases[i];
        if (strncmp(one->name, folder, prefix) == 0 && one->document) {
            names[count++].name = one->name + prefix;
            names[count++].name = one->document + prefix;
        }
    }
    const char *name = names ? pl_nearest_field(found, tables) : NULL;
    free(names);
    return name;
}

/* A rule for a name that is not there would be silently without effect. */
static bool check_rules(const struct pl_listing *listing, struct placard_error *error) {
    const struct pl_suite *suite = listing->suite;
    size_t skip = strlen(suite->pictures ? suite->options.against : suite->folder);
    for (size_t i = 0; i < listing->rules_count; i++) {
        const struct pl_rules *rules = listing->rules[i];
        for (int k = 0; k < rules->count; k++) {
            const struct pl_named_rule *named = &rules->named[k];
            if (named->used) {
                continue;
            }
            const char *below = rules->path + skip;
            const char *near = nearest(suite, named->name, below + strspn(below, "/"), rules->prefix);
            return pl_fail(error, PLACARD_USAGE, "%s: cases: expected the name of a case, found \"%s\"%s%s%s",
                           rules->path, named->name, near ? "; did you mean \"" : "", near ? near : "",
                           near ? "\"?" : "");
        }
    }
    return true;
}

static void override(struct pl_suite *suite) {
    const struct pl_suite_options *options = &suite->options;
    for (int i = 0; i < suite->count; i++) {
        struct pl_bounds *bounds = &suite->cases[i].bounds;
        if (options->max_percent || options->max_pixels) {
            bounds->max_percent = options->max_percent ? *options->max_percent : -1;
            bounds->max_pixels = options->max_pixels ? (double)*options->max_pixels : -1;
        }
        if (options->threshold != 0) {
            bounds->threshold = options->threshold < 0 ? 0 : options->threshold;
        }
        bounds->include_antialiased = bounds->include_antialiased || options->include_antialiased;
    }
}

static bool leave_out(struct pl_suite *suite, struct placard_error *error) {
    const char *filter = suite->options.filter;
    for (int i = 0; filter && i < suite->count; i++) {
        struct pl_case *one = &suite->cases[i];
        one->wanted = one->wanted && fnmatch(filter, one->name, 0) == 0;
    }
    if (pl_suite_wanted(suite) > 0) {
        return true;
    }
    if (suite->count > 0) {
        return pl_fail(error, PLACARD_USAGE, "%s: expected a case that fits %s, found none among %d",
                       suite->folder, filter ? filter : "the scale", suite->count);
    }
    return pl_fail(error, PLACARD_USAGE, "%s: expected %s, found none", suite->folder,
                   suite->pictures ? "pictures" : "documents (*.json)");
}

/* ---- opening ---- */

static bool list(struct pl_listing *listing, struct placard_error *error) {
    struct pl_suite *suite = listing->suite;
    bool ok = suite->pictures ? pl_list_pictures(listing, error) : pl_list_documents(listing, error);
    if (!ok) {
        return false;
    }
    if (suite->count > 0) {
        qsort(suite->cases, (size_t)suite->count, sizeof *suite->cases, by_name);
    }
    override(suite);
    return check_names(suite, error) && check_rules(listing, error) && leave_out(suite, error);
}

static bool check_folder(const char *path, struct placard_error *error) {
    if (pl_file_is_folder(path)) {
        return true;
    }
    return pl_fail(error, PLACARD_USAGE, "%s: %s", path,
                   pl_file_exists(path) ? "expected a folder, found a file" : "no such folder");
}

static bool check_options(const struct pl_suite_options *options, struct placard_error *error) {
    char found[PL_NUMBER_SIZE];
    if (!(options->scale >= 0 && options->scale <= 16)) {
        pl_number_format(options->scale, found);
        return pl_fail(error, PLACARD_USAGE, "scale: expected more than 0 and at most 16, found %s", found);
    }
    if (!(options->threshold <= 1)) {
        pl_number_format(options->threshold, found);
        return pl_fail(error, PLACARD_USAGE, "threshold: expected at most 1, found %s", found);
    }
    return true;
}

struct pl_suite *pl_suite_open(const char *folder, const struct pl_suite_options *options,
                               struct placard_error *error) {
    struct pl_suite *suite = pl_calloc(1, sizeof *suite);
    struct pl_listing listing = {.suite = suite};
    if (!suite) {
        pl_fail_memory(error);
        return NULL;
    }
    suite->folder = folder;
    suite->options = *options;
    suite->pictures = options->against != NULL;
    bool ok = check_options(options, error) && check_folder(folder, error) &&
              (!options->against || check_folder(options->against, error)) && list(&listing, error);
    free(listing.pictures);
    free(listing.rules);
    if (!ok) {
        pl_suite_destroy(suite);
        return NULL;
    }
    return suite;
}

void pl_suite_destroy(struct pl_suite *suite) {
    if (!suite) {
        return;
    }
    for (int i = 0; i < suite->count; i++) {
        pl_arena_finish(&suite->cases[i].result.arena);
    }
    free(suite->cases);
    free(suite->named);
    pl_arena_finish(&suite->arena);
    free(suite);
}

/* ---- what is read ---- */

static void tell_link(const char *path, pl_suite_place_function *function, void *data) {
    struct stat status;
    if (path && lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
        function(data, path);
    }
}

void pl_suite_places(const struct pl_suite *suite, pl_suite_place_function *function, void *data) {
    function(data, suite->folder);
    if (suite->options.against) {
        function(data, suite->options.against);
    }
    for (int i = 0; i < suite->count; i++) {
        tell_link(suite->cases[i].path, function, data);
        tell_link(suite->cases[i].golden, function, data);
    }
    for (size_t i = 0; i < suite->named_count; i++) {
        function(data, suite->named[i].path);
    }
}

/* ---- choosing ---- */

int pl_suite_wanted(const struct pl_suite *suite) {
    int wanted = 0;
    for (int i = 0; i < suite->count; i++) {
        wanted += suite->cases[i].wanted;
    }
    return wanted;
}

static struct pl_case *find(const struct pl_suite *suite, const char *name) {
    const struct pl_case key = {.name = name};
    return bsearch(&key, suite->cases, (size_t)suite->count, sizeof key, by_name);
}

bool pl_suite_pick(struct pl_suite *suite, const char *const *names, int count, struct placard_error *error) {
    for (int i = 0; i < count; i++) {
        const struct pl_case *one = find(suite, names[i]);
        if (!one) {
            const char *near = nearest(suite, names[i], "", 0);
            return pl_fail(error, PLACARD_USAGE, "%s: no case is called \"%s\"%s%s%s", suite->folder,
                           names[i], near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
        }
        if (!one->path) {
            return pl_fail(error, PLACARD_USAGE, "%s: there is no document to draw \"%s\" from",
                           suite->folder, names[i]);
        }
    }
    for (int i = 0; i < suite->count; i++) {
        suite->cases[i].wanted = false;
    }
    for (int i = 0; i < count; i++) {
        find(suite, names[i])->wanted = true;
    }
    return true;
}
