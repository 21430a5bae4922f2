#ifndef PL_BATCH_BATCH_H
#define PL_BATCH_BATCH_H

#include "batch/template.h"
#include "codec/checksum.h"
#include "codec/codec.h"
#include "compose/compose.h"

/** One poster of a batch. */
struct pl_job {
    const struct pl_template *template; /**< or NULL where there is a sample */
    const struct pl_sample *sample;     /**< that is drawn as it is, until the job is done; or NULL */
    const char *const *values;          /**< one for each of the template's columns, until the job is done */
    const char *base;                   /**< file of the base image instead of the variant's own, or NULL */
    const char *folder;                 /**< that paths are relative to, instead of the options'; or NULL */
    const char *base_folder; /**< that the base image's path is relative to, where it is another; or NULL */
    void *load_data;         /**< for the `load` of the options, instead of theirs; or NULL */
    const char *path;        /**< where it goes; NULL hands its bytes to `done` */
    const struct pl_codec *codec;
    void *data; /**< the caller's, and so is what he made this of */
    struct {
        const void *template, *document;
        const char *folder;
        int sample;
    } asked;
};

/** What became of it. */
struct pl_job_result {
    struct placard_error error;  /**< PLACARD_OK where it was drawn and written */
    const char *const *warnings; /**< ends in NULL */
    int width, height;
    const struct pl_buffer *bytes; /**< the encoded picture */
    uint32_t checksum;             /**< of the bytes */
    double milliseconds;
};

/** How a batch is drawn. */
struct pl_batch_options {
    int threads;
    struct pl_font_options fonts;
    struct pl_compose_options compose; /**< `load` is called by one thread at a time */
    double timeout;                    /**< seconds for each poster, until it is drawn; 0 for ever */
    struct pl_encode_options encode;
    void *data;
    /** The next poster, or false at the end; called by one thread at a time, as `done` is, but for each
     * other. */
    bool (*next)(void *data, struct pl_job *out);
    void (*done)(void *data, const struct pl_job *job, const struct pl_job_result *result);
};

/**
 * Draws posters until `next` has no more, in the order that it gives them, to be done in any. A poster that
 * fails is told by `done`; false is that nothing could be drawn at all.
 */
bool pl_batch_run(const struct pl_batch_options *options, struct placard_error *error);

#endif
