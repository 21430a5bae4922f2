#ifndef PL_DOCUMENT_DOCUMENT_H
#define PL_DOCUMENT_DOCUMENT_H

#include "document/reader.h"

#include <stdint.h>

enum pl_task_state {
    PL_TASK_NONE, /**< no task: a layer document */
    PL_TASK_PENDING,
    PL_TASK_RUNNING,
    PL_TASK_SUCCEEDED,
    PL_TASK_FAILED,
    PL_TASK_CANCELED,
    PL_TASK_UNKNOWN,
};

/** What the provider says of the job that made the response. Strings live in the document's arena; NULL if
 * absent. */
struct pl_task {
    enum pl_task_state state;
    const char *state_name; /**< the provider's own word: "RUNNING" */
    const char *id;
    const char *request; /**< id of the request, for when there is no task's */
    const char *type;    /**< what it does: "face swap", "task type 7" */
    const char *code;
    const char *message;
    int total, succeeded, failed; /**< metrics; -1 where the provider gives none */
};

/** One of the tasks that a job consists of. Strings as in pl_task. */
struct pl_part {
    enum pl_task_state state;
    const char *state_name;
    const char *id;
    const char *reason; /**< why it failed */
};

/** A picture that the service made, without layers. Strings as in pl_task. */
struct pl_image {
    const char *id;     /**< the service's, or its position */
    const char *task;   /**< id of the task that made it */
    const char *path;   /**< URL or path of the picture */
    const char *origin; /**< URL or path of the full-size original, which may be a video */
};

struct pl_layer;

/** One picture to draw: layers over a base. */
struct pl_sample {
    int index;             /**< sample_idx, or the position among the samples of a document without one */
    struct pl_place place; /**< of the sample itself */
    struct pl_place layers_place; /**< of its list of layers */
    const cJSON *layers_json;     /**< an array, owned by the document */
    const char *base;             /**< URL or path of the base image, or NULL */
    const char *poster;           /**< URL of the provider's own poster, or NULL */
    int width, height;            /**< of the canvas where there is no base image; 0 where there is */
    struct pl_color background;   /**< beneath the base image */
    const char *background_text;  /**< what gives it once placeholders in it are filled in, or NULL */
    struct pl_layer **layers;     /**< in paint order, once pl_layers_read has read them */
    int count;
    struct pl_notes notes;      /**< warnings of reading it */
    struct placard_error error; /**< why it can't be drawn; code PLACARD_OK if it can */
};

/** A document as a provider reads it; immutable afterwards, so that threads may share it. */
struct pl_document {
    bool unfilled;                /**< strings may have {{placeholders}} */
    struct pl_deadline *deadline; /**< by when it has to be read, while it is; or NULL */
    const char *provider;         /**< "dashscope", "gettaskinfo", "layers" */
    const char *kind;             /**< for people: "DashScope response", "list of layers" */
    struct pl_task task;
    struct pl_sample *samples;
    int count;
    const char *lack; /**< where there are no samples: a sentence that says why and what to do; or NULL */
    struct pl_image *images;
    int image_count;
    struct pl_part *parts; /**< none where they would only repeat the task */
    int part_count;
    const char **posters; /**< URLs of the provider's own posters, also of those without a sample */
    int poster_count;
    struct pl_notes notes; /**< warnings of reading it, apart from its samples' */
    cJSON *root;
    struct pl_arena arena;
};

void pl_document_finish(struct pl_document *document);

#endif
