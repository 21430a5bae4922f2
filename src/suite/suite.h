#ifndef PL_SUITE_SUITE_H
#define PL_SUITE_SUITE_H

#include "base/error.h"
#include "base/memory.h"
#include "compare/compare.h"
#include "paint/font.h"
#include "store/hash.h"
#include "suite/bounds.h"

#include <stddef.h>
#include <sys/types.h>

/** What became of a case. */
enum pl_case_state {
    PL_CASE_PASSED,   /**< not farther from the expected picture than its bound */
    PL_CASE_CHANGED,  /**< farther than that, or the expected picture is damaged */
    PL_CASE_RESIZED,  /**< of another size than the expected picture */
    PL_CASE_NEW,      /**< drawn; there is no expected picture yet */
    PL_CASE_MISSING,  /**< drawn; the expected picture should be there and is not */
    PL_CASE_ORPHANED, /**< an expected picture that nothing is drawn for */
    PL_CASE_FAILED,   /**< not drawn or not compared; the message says why */
    PL_CASE_STATES,
};

/** "passed". */
const char *pl_case_state_name(enum pl_case_state state);

/** A layer as it is shown beside its picture, in pixels of that. */
struct pl_shown_layer {
    const char *type, *sub_type, *summary;
    int position;
    double left, top, width, height, rotation;
};

/** Room for "data/HASH.jpg". */
#define PL_PICTURE_NAME_SIZE (PL_HASH_DIGITS + 16)

/** What was found out about a case. */
struct pl_result {
    struct pl_arena arena; /**< strings and arrays */
    bool done;
    bool written; /**< its expected picture was written, or deleted, as the run was told to */
    enum pl_case_state state;
    const char *message; /**< in words, or NULL */
    bool measured;       /**< the pictures are of one size and were compared: what follows holds */
    long long pixels, mismatched, antialiased;
    double mean, rms, ssim, bound; /**< the bound in percent */
    int greatest;
    struct pl_region *regions;
    int region_count;
    int width, height;                   /**< of the actual picture, or 0 */
    int expected_width, expected_height; /**< of the expected one, or 0 */
    struct pl_shown_layer *layers;
    int layer_count;
    const char **warnings;
    int warning_count;
    bool warning_lost; /**< for want of memory */
    double seconds;
    char expected[PL_PICTURE_NAME_SIZE]; /**< in the report's folder, or "" */
    char actual[PL_PICTURE_NAME_SIZE];
    char difference[PL_PICTURE_NAME_SIZE];
};

/** A picture that is drawn, or read, and compared. */
struct pl_case {
    const char *name;     /**< path below the suite without ending, in UTF-8; no two are alike */
    const char *document; /**< name of its document, which may have several cases */
    const char *path;     /**< of the document or of the actual picture; NULL where there is none */
    const char *golden;   /**< path of the expected picture */
    int sample;           /**< position in the document */
    double scale;
    struct pl_bounds bounds;
    bool wanted;       /**< not left out */
    const char *shown; /**< what the report that was looked at has as its actual picture, or NULL */
    struct pl_result result;
};

/** A plain file that a document names, and a path that leads to it. */
struct pl_named {
    dev_t device;
    ino_t inode;
    const char *path;
};

/** What a suite is opened with. Zero is the default of each member. */
struct pl_suite_options {
    const char *against; /**< folder of expected pictures; the suite then is a folder of pictures */
    const char *filter;  /**< only the cases whose names it fits */
    double scale;        /**< instead of the rules' */
    double threshold;    /**< instead of the rules'; negative is none at all */
    bool include_antialiased;
    const double *max_percent; /**< instead of the rules' bounds */
    const long long *max_pixels;
};

/** A folder of cases. */
struct pl_suite {
    const char *folder;
    bool pictures; /**< compared with another folder of pictures */
    struct pl_suite_options options;
    struct pl_case *cases; /**< sorted by name */
    int count;
    struct pl_named *named; /**< pictures that documents name, each once, sorted by device and inode */
    size_t named_count;
    const char *unread;    /**< a document that could not be read: which pictures are its own is unknown */
    double seconds;        /**< that the run took */
    struct pl_arena arena; /**< strings of the list */
};

/** Lists the cases. That there is none is an error, and so is a check.json that makes no sense. Strings of
 * the options have to stay. pl_suite_destroy releases. */
struct pl_suite *pl_suite_open(const char *folder, const struct pl_suite_options *options,
                               struct placard_error *error);
void pl_suite_destroy(struct pl_suite *suite);

/** Leaves the named cases alone. A name that no case has, or that nothing is drawn for, is an error. */
bool pl_suite_pick(struct pl_suite *suite, const char *const *names, int count, struct placard_error *error);

/** Takes a path, which is valid during the call. */
typedef void pl_suite_place_function(void *data, const char *path);

/** Calls `function` for the folders and files that running the suite reads, besides fonts and a report. */
void pl_suite_places(const struct pl_suite *suite, pl_suite_place_function *function, void *data);

/** How many cases there are that were not left out. */
int pl_suite_wanted(const struct pl_suite *suite);

/** What a run does. Zero is the default of each member. */
struct pl_run_options {
    struct pl_font_options fonts;
    int parallel; /**< threads; 0 for as many as there are processors */
    bool update;  /**< write the expected pictures of what did not pass */
    bool prune;   /**< and delete those without a document */
    /** The folder of a report that was looked at: with `update`, only the very pictures that it shows are
     * written. It is not touched. Or NULL. */
    const char *approve;
    const char *const *words; /**< options that a command line repeats to draw the same, NULL last; or NULL */
    const char *report;       /**< folder of a report, which is made; or NULL */
    /** Called for each case in their order, once at a time but from any thread; true stops. May be NULL. */
    bool (*done)(void *data, const struct pl_case *one);
    void *data;
};

/** Draws and compares every case. False is trouble with files, memory or fonts, or PLACARD_CANCELED: what a
 * case comes to is in its result. */
bool pl_suite_run(struct pl_suite *suite, const struct pl_run_options *options, struct placard_error *error);

#endif
