/**
 * Placard draws posters: layers of gradient masks and text, read from JSON, over a base image.
 *
 * Everything that can fail returns false (or NULL) and fills the `error` that it was given, which may be
 * NULL. What a create, parse, render or encode function hands out is the caller's and goes back through the
 * matching destroy or finish function; destroying NULL is fine. The library prints nothing, never exits and
 * keeps no state of its own: a context is used by one thread at a time, a document may be shared by any
 * number of them.
 *
 * Text is UTF-8. Lengths are pixels of the base image unless said otherwise; times are milliseconds.
 */
#ifndef PLACARD_PLACARD_H
#define PLACARD_PLACARD_H

#include <placard/error.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PLACARD_API __attribute__((visibility("default")))

/** "0.1.0" */
PLACARD_API const char *placard_version(void);

/** How many processors this process may use, at least 1: those that it may run on, and no more than its
 * control group gives it time of. What is done on several threads takes so many by default. */
PLACARD_API int placard_processors(void);

/* ---- bytes and files ---- */

/** Bytes that placard_bytes_finish releases. All zero is an empty one. */
struct placard_bytes {
    unsigned char *data;
    size_t size;
};
/** Releases the bytes and leaves an empty one. */
PLACARD_API void placard_bytes_finish(struct placard_bytes *bytes);

/** Writes a file whole or not at all: beside it under another name, synced, then renamed over `path`. It has
 * the permissions of the one that it replaces, but for those that the umask takes away. A device or pipe is
 * written in place. */
PLACARD_API bool placard_file_write(const char *path, const void *bytes, size_t size,
                                    struct placard_error *error);

/** CRC-32 of bytes, as in PNG and zip files: tells a file that was changed by accident. */
PLACARD_API unsigned placard_checksum(const void *bytes, size_t size);

/** SHA-256 of bytes as 64 hexadecimal digits and a zero. */
PLACARD_API bool placard_hash(const void *bytes, size_t size, char out[65], struct placard_error *error);

/**
 * What file systems that know no case compare of a name: names of one key can't be in a folder together on
 * macOS or Windows, in whatever way their letters are composed. A string; placard_bytes_finish releases it.
 */
PLACARD_API bool placard_name_key(const char *name, struct placard_bytes *out, struct placard_error *error);

/* ---- contexts: fonts and caches, for one thread ---- */

struct placard_context;

/** Zero is the default of each member. */
struct placard_context_options {
    const char *const *font_dirs; /**< folders to look for fonts in first; ends in NULL */
    const char *bundled_fonts;    /**< folder of the bundled family; by default PLACARD_FONT_PATH, else beside
                                     the    program, the library or where they were installed */
    bool no_system_fonts;         /**< leave the system's fonts out: the same picture on every machine */
};

/** Reads no font before it is needed. `options` may be NULL and is copied. */
PLACARD_API struct placard_context *placard_context_create(const struct placard_context_options *options,
                                                           struct placard_error *error);
/** Closes the fonts and forgets what was kept for the next poster; NULL is fine. */
PLACARD_API void placard_context_destroy(struct placard_context *context);

/* ---- documents ---- */

struct placard_document;

/**
 * Parses a document of any kind: a DashScope response, one sample, a layer document or a list of layers.
 * `folder` is what paths inside it are relative to, and do not leave (see placard_render_options); NULL is
 * the working directory. Both are copied. A response of a task that is unfinished, failed or has no layers
 * parses too: ask placard_document_check.
 */
PLACARD_API struct placard_document *placard_document_parse(const void *json, size_t size, const char *folder,
                                                            struct placard_error *error);

/** The same from a file, whose folder its paths are relative to. */
PLACARD_API struct placard_document *placard_document_load(const char *path, struct placard_error *error);

/** The same by a time: what takes longer than `timeout` seconds to parse fails with PLACARD_LIMIT; 0 is for
 * ever. Reading the file itself does not count. */
PLACARD_API struct placard_document *placard_document_parse_within(const void *json, size_t size,
                                                                   const char *folder, double timeout,
                                                                   struct placard_error *error);

/** placard_document_load in no more than that time. */
PLACARD_API struct placard_document *placard_document_load_within(const char *path, double timeout,
                                                                  struct placard_error *error);
/** Releases the document and every string that was asked of it; NULL is fine. */
PLACARD_API void placard_document_destroy(struct placard_document *document);

/** Fails where there is nothing to draw: PLACARD_UNFINISHED, PLACARD_PROVIDER or PLACARD_DOCUMENT, in words.
 */
PLACARD_API bool placard_document_check(const struct placard_document *document, struct placard_error *error);

/** What a document is. Strings live as long as the document; NULL where it says nothing. */
struct placard_document_info {
    const char *provider; /**< "dashscope", "gettaskinfo" or "layers" */
    const char *kind;     /**< "DashScope response", "list of layers", for people */
    const char *task;     /**< the task's id */
    const char *type;     /**< what the task does: "face swap", "task type 7" */
    const char *state;    /**< the task's state in the provider's words */
    int samples;
    int images;                  /**< pictures that come without layers */
    int tasks;                   /**< of a job that consists of several, else 0 */
    const char *const *warnings; /**< of reading it, apart from its samples'; ends in NULL */
};
/** Fills `*out`, for a document of any state. */
PLACARD_API void placard_document_describe(const struct placard_document *document,
                                           struct placard_document_info *out);

struct placard_sample_info {
    int index;                   /**< sample_idx, from 0 */
    const char *base;            /**< URL or path of the base image, or NULL */
    int width, height;           /**< of a canvas without a base image, else 0 */
    const char *poster;          /**< URL of the service's own poster, or NULL */
    int layers;                  /**< how many, or 0 where the sample is bad */
    const char *const *warnings; /**< of reading it; ends in NULL */
    bool bad;                    /**< it can't be drawn: placard_render says why */
};
/** `sample` counts from 0; fails with PLACARD_USAGE where there is none of that number. */
PLACARD_API bool placard_sample_describe(const struct placard_document *document, int sample,
                                         struct placard_sample_info *out, struct placard_error *error);

struct placard_layer_info {
    const char *type;     /**< "text" */
    const char *sub_type; /**< "Title", or NULL */
    int position;         /**< in the document's list, from 0 */
    double left, top, width, height, opacity, rotation;
    const char
        *summary; /**< what it shows, in a phrase: "分享好时光", "linear gradient #e7a04700 to #e7a047" */
    const char *source; /**< path or URL of the picture that it shows, or NULL */
};
/** `layer` counts in paint order, lowest first. */
PLACARD_API bool placard_layer_describe(const struct placard_document *document, int sample, int layer,
                                        struct placard_layer_info *out, struct placard_error *error);

/** A picture that a service made: what placard_document_over draws a template over. */
struct placard_image_info {
    const char *id;     /**< the service's, or its position */
    const char *task;   /**< id of the task that made it, or NULL */
    const char *path;   /**< URL of the picture, or NULL */
    const char *origin; /**< URL of the full-size original, or NULL */
    bool video;         /**< the original is a video */
};
/** `image` counts from 0; fails with PLACARD_USAGE where there is none of that number. */
PLACARD_API bool placard_image_describe(const struct placard_document *document, int image,
                                        struct placard_image_info *out, struct placard_error *error);

/** One task of a job that consists of several. */
struct placard_task_info {
    const char *id, *state;
    const char *reason; /**< why it failed, or NULL */
};
/** `task` counts from 0; fails with PLACARD_USAGE where there is none of that number. */
PLACARD_API bool placard_task_describe(const struct placard_document *document, int task,
                                       struct placard_task_info *out, struct placard_error *error);

enum placard_use { PLACARD_USE_PATH, PLACARD_USE_ORIGIN };

/**
 * A layer document as a template, drawn over every image of `images`: one sample an image, whose sample_idx
 * is the image's position. By PLACARD_USE_ORIGIN the base is the full-size original, where there is one; an
 * image whose original is a video is left out, with a warning in placard_document_info. `folder` is what
 * paths in the template are relative to. `images` may be destroyed afterwards.
 */
PLACARD_API struct placard_document *placard_document_over(const void *json, size_t size, const char *folder,
                                                           const struct placard_document *images,
                                                           enum placard_use use, struct placard_error *error);

/** The same where the template may take `timeout` seconds to parse, as in placard_document_parse_within. */
PLACARD_API struct placard_document *placard_document_over_within(const void *json, size_t size,
                                                                  const char *folder,
                                                                  const struct placard_document *images,
                                                                  enum placard_use use, double timeout,
                                                                  struct placard_error *error);

/** What a document wants a URL's file for. */
enum placard_url_kind {
    PLACARD_URL_BASE,   /**< a sample's base image */
    PLACARD_URL_LAYER,  /**< a picture of an image layer */
    PLACARD_URL_POSTER, /**< the service's own poster, for comparing */
    PLACARD_URL_IMAGE,  /**< a picture that comes without layers */
    PLACARD_URL_ORIGIN, /**< the full-size original of one, which may be a video */
};
/** URL `index` of all http and https URLs in the document, each once, or NULL past the last. `kind` and
 * `sample` (its position, or -1) may be NULL. */
PLACARD_API const char *placard_document_url(const struct placard_document *document, int index,
                                             enum placard_url_kind *kind, int *sample);

/* ---- files by URL: bundles and the cache ---- */

/** Files under the SHA-256 of their content. A store is used by one thread at a time. */
struct placard_store;

/**
 * Opens a bundle: a folder with `index.json`, `pictures/` and, beside them, the service's `response.json`.
 * What is missing is made when the first file comes. One process at a time may write it.
 */
PLACARD_API struct placard_store *placard_bundle_open(const char *folder, struct placard_error *error);

/**
 * Opens the cache, which any number of processes may use at once: the folder, or for NULL
 * $XDG_CACHE_HOME/placard, else $HOME/.cache/placard. After writing, what was used longest ago is deleted
 * down to `limit` bytes; 0 is 1 GiB.
 */
PLACARD_API struct placard_store *placard_cache_open(const char *folder, long long limit,
                                                     struct placard_error *error);
/** Closes a store; NULL is fine. */
PLACARD_API void placard_store_destroy(struct placard_store *store);

/** The task that a bundle is of, and its service in `*service`; NULL where nobody has said. Both live until
 * the store is destroyed. */
PLACARD_API const char *placard_bundle_task(const struct placard_store *bundle, const char **service);

/** Says what a bundle is of, which its index holds from the next save on. Fails with PLACARD_USAGE where it
 * is of another task. */
PLACARD_API bool placard_bundle_claim(struct placard_store *bundle, const char *service, const char *task,
                                      struct placard_error *error);

/** Whether a URL's file is there. */
PLACARD_API bool placard_store_has(const struct placard_store *store, const char *url);

/** The bytes of a URL's file, which placard_bytes_finish releases; they are what was stored, or it fails. */
PLACARD_API bool placard_store_load(struct placard_store *store, const char *url, struct placard_bytes *out,
                                    struct placard_error *error);

/** Writes what is not written yet: a bundle's index, after its files are synced. placard_store_fetch and
 * placard_store_destroy do it too, the latter without telling whether it went well. */
PLACARD_API bool placard_store_save(struct placard_store *store, struct placard_error *error);

/** Forgets the URLs of a bundle that are not in the list, which ends in NULL, and deletes their files; the
 * cache stays as it is. */
PLACARD_API bool placard_store_keep(struct placard_store *store, const char *const *urls,
                                    struct placard_error *error);

/* ---- downloading ---- */

/** What is going on while something is fetched. Strings live only as long as the call. */
struct placard_progress {
    const char *task;        /**< id of the task that is waited for, or NULL */
    const char *state;       /**< its state */
    int done, failed, total; /**< downloads */
    long long bytes;
    double waited; /**< milliseconds since the task was first asked for */
};

/** Zero is the default of each member. */
struct placard_fetch_options {
    const char *endpoint;   /**< URL of the service, without a path; getTaskInfo has no default */
    const char *token;      /**< secret of the service; goes to the endpoint's host alone */
    bool no_wait;           /**< ask once, whatever the task's state */
    double timeout;         /**< seconds that a task may take; 0 for ever */
    int parallel;           /**< downloads at once; 0 for 8 */
    int per_host;           /**< of these from one host; 0 for 4 */
    int retries;            /**< of what may pass; 0 for 4, negative for none */
    double connect_timeout; /**< seconds; 0 for 10 */
    double stall_timeout;   /**< seconds without a byte; 0 for 30 */
    bool allow_private;  /**< loopback, private and link-local addresses too, and the environment's proxies */
    const char *ca_file; /**< PEM file of authorities to trust instead of the system's */
    /** Called several times a second; true stops, and the call fails with PLACARD_CANCELED. May be NULL. */
    bool (*progress)(void *data, const struct placard_progress *progress);
    /** Called for every download that fails; the others go on. May be NULL. */
    void (*failed)(void *data, const char *url, const struct placard_error *error);
    void *data;
};

/** Name of a service that tasks can be fetched from ("dashscope"), or NULL past the last. */
PLACARD_API const char *placard_service(int index, const char **alias);

/**
 * Asks a service for a task until it has ended. `*out` is the answer as received, also where the task
 * failed; placard_document_check says what it is worth. Fails where there is no such answer. Where the time
 * is up, the last answer is the result.
 */
PLACARD_API bool placard_task_fetch(const char *service, const char *task,
                                    const struct placard_fetch_options *options, struct placard_bytes *out,
                                    struct placard_error *error);

/**
 * Downloads pictures into a store, those that are there already left out. `urls` ends in NULL. A body that
 * is no picture of a known format fails, as do pictures over the limits. Where the options have `failed`,
 * what fails of single downloads is told there and is no failure of the whole; else the first is the result.
 */
PLACARD_API bool placard_store_fetch(struct placard_store *store, const char *const *urls,
                                     const struct placard_fetch_options *options,
                                     struct placard_error *error);

/* ---- rendering ---- */

/** Called for every warning; the message lives only as long as the call. */
typedef void placard_warning_function(void *data, const char *message);

/** Milliseconds that the stages of one poster took. */
struct placard_timings {
    double decode; /**< reading and decoding the base image */
    double draw;
    double encode; /**< of placard_render_encoded; 0 of placard_render */
};

/** Zero is the default of each member. */
struct placard_render_options {
    const char *base; /**< base image instead of the sample's own: a file */
    const void
        *base_bytes; /**< the same as bytes of a PNG or JPEG, not copied; `base` then names it in messages */
    size_t base_size;
    struct placard_store *const *stores; /**< where the files of URLs are; ends in NULL; may be NULL */
    double scale;                        /**< output pixels per pixel of the base image, 0 for 1 */
    const char
        *background; /**< colour beneath a base image with alpha; by default the document's, else white */
    bool strict;     /**< the first warning is an error */
    /** Seconds that reading, drawing and encoding the poster may take, by a clock that no change of the time
     * of day moves; 0 for ever. It is looked at between layers, and inside of what can take long: decoders,
     * text layout, blurs, filling. When they are over that is PLACARD_LIMIT, and the message says where.
     * placard_encode has what placard_render has left, however long the picture lies in between. */
    double timeout;
    /** Pixels of the poster, of its base image before it is enlarged, and of all pictures of image layers
     * together. More is PLACARD_LIMIT, before they are decoded or allocated; 0 for 100 million, which is the
     * most. */
    long long max_pixels;
    /** Megapixels that the layers of the poster may paint, counting each part, shadow and blur of each of
     * them where it is on the canvas, what costs more than plain filling several times, and the canvas twice.
     * More is PLACARD_LIMIT, where there is too much, and the message says where; 0 for 750, and of more than
     * twelve layers 60 for each, -1 for any number. A kilobyte of JSON can't ask for more than about a second
     * that way, and what is refused does not depend on how fast the processor is. */
    long long max_work;
    /** A folder that paths in the document may lead to, "/" for any; by default only to the document's own
     * (the working directory where it has none) and what is in it. URLs and `base` are not bound by it. */
    const char *assets;
    placard_warning_function *warning; /**< may be NULL */
    void *warning_data;
    struct placard_timings *timings; /**< filled where not NULL */
};

struct placard_picture;

/** Draws one sample, counted from 0 in the document's order. */
PLACARD_API struct placard_picture *placard_render(struct placard_context *context,
                                                   const struct placard_document *document, int sample,
                                                   const struct placard_render_options *options,
                                                   struct placard_error *error);
/** Releases the picture and its pixels; NULL is fine. One that placard_render drew leaves its memory, up to
 * 16 MiB of it, to the context for the next; either may be destroyed first, on any thread. */
PLACARD_API void placard_picture_destroy(struct placard_picture *picture);

/** Looks at the pixels: premultiplied native-endian ARGB32 as cairo's, `stride` bytes from row to row. */
PLACARD_API const void *placard_picture_pixels(const struct placard_picture *picture, int *width, int *height,
                                               ptrdiff_t *stride);

/* ---- pictures as files ---- */

enum placard_chroma { PLACARD_CHROMA_AUTO, PLACARD_CHROMA_444, PLACARD_CHROMA_422, PLACARD_CHROMA_420 };

/** Zero is the default of each member. */
struct placard_encode_options {
    const char *format;         /**< "png" or "jpeg"; NULL for png */
    int quality;                /**< JPEG: 1 to 100; 0 for 90 */
    enum placard_chroma chroma; /**< JPEG; by default 4:4:4 from quality 90 up, else 4:2:0 */
};
/**
 * Encodes a picture; `options` may be NULL, and placard_bytes_finish releases `*out`. Fails with
 * PLACARD_USAGE for an unknown format or a quality out of range, and with PLACARD_LIMIT where the `timeout`
 * that the picture was rendered with is over.
 */
PLACARD_API bool placard_encode(const struct placard_picture *picture,
                                const struct placard_encode_options *options, struct placard_bytes *out,
                                struct placard_error *error);

/** Takes the next bytes of a file, of which `last` says that they are the last. False ends the call that
 * makes it, with the error that it fills. */
typedef bool placard_write_function(void *data, const void *bytes, size_t size, bool last,
                                    struct placard_error *error);

/**
 * Draws one sample and encodes it, to the pixels and in the format that placard_render and placard_encode
 * give. It takes less memory: a poster of more than 12 megapixels is drawn and encoded in bands, and `write`
 * gets what each comes to before the next is drawn. So where something fails on the way, it had the beginning
 * of a file. Of smaller posters, and of those whose base image can only be decoded whole (an interlaced PNG,
 * a JPEG that is progressive or turned by its Exif data), it gets all at once. `encode` may be NULL; `*width`
 * and `*height`, in pixels, may be NULL.
 */
PLACARD_API bool placard_render_encoded(struct placard_context *context,
                                        const struct placard_document *document, int sample,
                                        const struct placard_render_options *options,
                                        const struct placard_encode_options *encode,
                                        placard_write_function *write, void *data, int *width, int *height,
                                        struct placard_error *error);

/** Decodes a PNG or JPEG, told apart by its content; `name` is what messages call it. */
PLACARD_API struct placard_picture *placard_decode(const char *name, const void *bytes, size_t size,
                                                   struct placard_error *error);

/**
 * Decodes a picture as placard_decode does and shrinks it so that its longer side has at most `side` pixels;
 * one that is no larger stays as it is. A JPEG is decoded at no higher resolution than that takes.
 */
PLACARD_API struct placard_picture *placard_thumbnail(const char *name, const void *bytes, size_t size,
                                                      int side, struct placard_error *error);

/** A format's row: its name ("jpeg"), or NULL past the last; its usual extension ("jpg") in `*extension`. */
PLACARD_API const char *placard_format(int index, const char **extension);

/** The format that a file name's extension stands for, or NULL. */
PLACARD_API const char *placard_format_of(const char *path);

/* ---- rows of data ---- */

/** Rows of values under named columns, read from CSV, TSV or JSON Lines. Immutable: threads may share them.
 */
struct placard_rows;

/**
 * Reads all rows; `name` is what messages call the data. `format` is "csv", "tsv" or "jsonl", or NULL to tell
 * by the name's extension, else by the first bytes. A single bad row is that row's error.
 */
PLACARD_API struct placard_rows *placard_rows_read(const char *name, const void *bytes, size_t size,
                                                   const char *format, struct placard_error *error);
/** The same where reading may take `timeout` seconds, 0 for ever; what takes longer fails with PLACARD_LIMIT.
 */
PLACARD_API struct placard_rows *placard_rows_read_within(const char *name, const void *bytes, size_t size,
                                                          const char *format, double timeout,
                                                          struct placard_error *error);
/** Releases the rows and all that was asked of them; NULL is fine. */
PLACARD_API void placard_rows_destroy(struct placard_rows *rows);

/** Format `index`'s name, or NULL past the last. */
PLACARD_API const char *placard_rows_format(int index, const char **alias);

/** How many rows there are. */
PLACARD_API int placard_rows_count(const struct placard_rows *rows);

/** Name of column `column`, from 0, or NULL past the last. */
PLACARD_API const char *placard_rows_column(const struct placard_rows *rows, int column);

/** Line that a row, from 0, starts in, from 1. */
PLACARD_API long placard_rows_line(const struct placard_rows *rows, int row);

/** Why a row can't be used, or NULL. */
PLACARD_API const struct placard_error *placard_rows_error(const struct placard_rows *rows, int row);

/**
 * The value of a row in a column as text, to be released with placard_bytes_finish, without its final zero in
 * `size`. False without an error (code PLACARD_OK) where the row has none.
 */
PLACARD_API bool placard_rows_value(const struct placard_rows *rows, int row, int column,
                                    struct placard_bytes *out, struct placard_error *error);

/* ---- many posters from one template ---- */

/** A document that is drawn again and again with other values. Immutable: threads may share it. */
struct placard_template;

/**
 * Parses a document of any kind and finds what each column sets in it. A column's name is one of
 *
 *     NAME                where a string of the document has {{NAME}}: it goes there
 *     base, background    of the sample
 *     sample              sample_idx of the sample to draw
 *     layers.N.FIELD      field of layer N of the list, from 0
 *     LABEL               `content` of the text layer whose sub_type is LABEL; the second such one is LABEL.2
 *     LABEL.FIELD         field of that layer; LABEL.2.FIELD of the second
 *
 * and FIELD may go on, as in gradient.coords.x1. `columns` ends in NULL; `spare[i]` says that column i may
 * mean nothing, and may be NULL. Without a column `sample` the sample with index `sample` is drawn, or for -1
 * the first. Columns and placeholders that match nothing fail with PLACARD_USAGE and the nearest name. Where
 * `columns` is NULL, {{NAME}} is text. All is copied.
 */
PLACARD_API struct placard_template *placard_template_create(const void *json, size_t size,
                                                             const char *const *columns, const bool *spare,
                                                             int sample, struct placard_error *error);
/** The same where the document may take `timeout` seconds to parse, as in placard_document_parse_within. */
PLACARD_API struct placard_template *
placard_template_create_within(const void *json, size_t size, const char *const *columns, const bool *spare,
                               int sample, double timeout, struct placard_error *error);
/** Releases a template; NULL is fine. */
PLACARD_API void placard_template_destroy(struct placard_template *template_);

/** What the template is, as placard_document_describe has it of a document. */
PLACARD_API void placard_template_describe(const struct placard_template *template_,
                                           struct placard_document_info *out);

/**
 * Which sample a row is drawn from and over which base image, without reading its layers: fills `index`,
 * `base`, `width` and `height` of `*out`, whose base is in `*storage`, to be released with
 * placard_bytes_finish. `values` is as in placard_job.
 */
PLACARD_API bool placard_template_choose(const struct placard_template *template_, const char *const *values,
                                         struct placard_sample_info *out, struct placard_bytes *storage,
                                         struct placard_error *error);

/** Whether a row may show pictures besides its base image. */
PLACARD_API bool placard_template_shows_pictures(const struct placard_template *template_);

/**
 * The document of one row, with one sample, to look at. `folder` is as in placard_document_parse. The
 * template has to stay as long as it. Fails where the row can't be drawn for a value that a field does not
 * take.
 */
PLACARD_API struct placard_document *placard_template_fill(const struct placard_template *template_,
                                                           const char *const *values, const char *folder,
                                                           struct placard_error *error);

/** One poster of a batch: a row of a template, or a sample of a document. A template with columns lives until
 * the batch ends, one without until its job is done, and so does a document. */
struct placard_job {
    const struct placard_template *template_;
    const struct placard_document *document; /**< that is drawn as it is, instead of a template; or NULL */
    int sample;                              /**< position of the document's sample */
    const char *const *values; /**< one for each column, until the job is done; NULL leaves the template's
                                  own, and so does "" for anything but a text's content and placeholders */
    const char *base;          /**< file of the base image instead of the sample's own, or NULL */
    const char *folder; /**< that paths in it are relative to; NULL is the batch's, or the document's own */
    struct placard_store *const
        *stores;      /**< where the files of its URLs are, instead of the batch's; or NULL */
    const char *path; /**< file to write, whole or not at all, a device or pipe in place; NULL hands its bytes
                         to `done` */
    void *data;       /**< the caller's */
};

/** What became of it, until `done` returns. */
struct placard_job_result {
    struct placard_error error;  /**< PLACARD_OK where it was drawn and written */
    const char *const *warnings; /**< ends in NULL */
    int width, height;
    const void *bytes; /**< the encoded picture */
    size_t size;
    unsigned checksum; /**< of these, as placard_checksum has it */
    double milliseconds;
};

/** Zero is the default of each member. */
struct placard_batch_options {
    int threads;                                 /**< 0 for one for each processor that the process may use */
    const struct placard_context_options *fonts; /**< each thread has a context of its own */
    const struct placard_render_options *render; /**< all but warnings and timings count */
    const struct placard_encode_options *encode;
    const char *folder; /**< that paths in the template are relative to; NULL is the working directory */
    void *data;
    /** Gives the next poster, or false at the end; called by one thread at a time. */
    bool (*next)(void *data, struct placard_job *out);
    /** Called for each when it is done, by one thread at a time; may be at once with `next`. */
    void (*done)(void *data, const struct placard_job *job, const struct placard_job_result *result);
};

/**
 * Draws posters until `next` has no more. They are begun in the order that it gives them and done in any.
 * What rows have in common is drawn once. False where none could be drawn at all; what is wrong with one is
 * told by `done`. Files are not synced: after a crash of the system the last of them may be missing or empty.
 */
PLACARD_API bool placard_batch_run(const struct placard_batch_options *options, struct placard_error *error);

/* ---- fonts ---- */

/** How one requested family and weight resolves. */
struct placard_font_info {
    const char *requested; /**< family as the layer gives it */
    int requested_weight;  /**< 1 to 1000 */
    bool requested_italic;
    const char *family;    /**< family that stands for it */
    int weight;            /**< of the face that is used */
    bool synthetic_italic; /**< an upright face is slanted */
    bool substituted;      /**< another family stands in */
    const char *file;
    const char *missing; /**< characters of the texts that no font has, each once; "" if none */
};
typedef void placard_font_function(void *data, const struct placard_font_info *info);

/** Calls `function` once for every distinct request of the document's text layers, in order of appearance. */
PLACARD_API bool placard_document_fonts(struct placard_context *context,
                                        const struct placard_document *document,
                                        placard_font_function *function, void *data,
                                        struct placard_error *error);

/**
 * Calls `function` for every stretch of a sample's texts that is set in one font, in the order of layers and
 * characters: which these are depends on the characters and on all fonts that there are. `requested` is as
 * the layer gives it, `missing` is "".
 */
PLACARD_API bool placard_sample_fonts(struct placard_context *context,
                                      const struct placard_document *document, int sample,
                                      placard_font_function *function, void *data,
                                      struct placard_error *error);

/** Calls `function` for every family and weight that can be had, sorted; `requested` is then NULL. */
PLACARD_API bool placard_fonts(struct placard_context *context, placard_font_function *function, void *data,
                               struct placard_error *error);

/** Takes a path, which is valid during the call. */
typedef void placard_place_function(void *data, const char *path);

/**
 * Calls `function` for the folders and files that fonts of the context are read from, for a program that
 * forbids itself to read others: those of `font_dirs`, that of the bundled fonts, and with `system`, unless
 * the context has none of them, the system's, with Fontconfig's configuration and caches. That reads the
 * configuration, which the context keeps for when it needs it. What links in the folders lead to is read too,
 * and is not told. What is not there may be among them.
 */
PLACARD_API void placard_font_places(struct placard_context *context, bool system,
                                     placard_place_function *function, void *data);

/**
 * Whether drawing the document may lead to the system's fonts being looked at. False is certain. It opens the
 * bundled fonts, which drawing then need not, but none of `font_dirs`: with these it is true, unless the
 * context has no system's fonts.
 */
PLACARD_API bool placard_document_wants_system_fonts(struct placard_context *context,
                                                     const struct placard_document *document);

/* ---- comparing ---- */

/** A rectangle of whole pixels of the pictures themselves; may reach beyond them. */
struct placard_rect {
    int left, top, width, height;
};

/** Zero is the default of each member. */
struct placard_compare_options {
    double threshold; /**< of the YIQ distance, up to 1, above which pixels count as mismatched; 0 for 0.1,
                         negative for none: everything that can be told apart counts */
    bool include_antialiased;           /**< count antialiased pixels as mismatched */
    const struct placard_rect *ignore;  /**< pixels that are not compared */
    int ignored;                        /**< how many rectangles */
    const struct placard_picture *mask; /**< of the same size: where it is middle grey or lighter, pixels are
                                           not compared; transparent is dark; may be NULL */
    int regions;                        /**< the most regions to list; 0 to look for none */
    int gap;   /**< how many pixels that agree may lie between two mismatched ones of one region; 0 for 8,
                  negative for none */
    bool ssim; /**< find the structural similarity */
};

/** Mismatched pixels that lie together. */
struct placard_region {
    struct placard_rect box;
    long long pixels; /**< mismatched ones in it */
};

/** Which pixels differ. */
struct placard_marks;

/**
 * How much two pictures differ. Counts and means are over all pixels but those ignored. Channels are red,
 * green and blue, 0 to 255; where pixels are translucent they count as they look over black or over white,
 * whichever differs more.
 */
struct placard_difference {
    bool same_size;        /**< if not, nothing else is measured: `share` is 1, all the rest 0 */
    long long pixels;      /**< that were compared */
    long long mismatched;  /**< as pixelmatch 7 counts them: over the threshold and not antialiased */
    long long antialiased; /**< over the threshold, but only in how an edge is smoothed */
    double share;          /**< mismatched of those compared, 0 to 1 */
    double mean;           /**< of the channels' differences */
    double rms;            /**< root of the mean of their squares */
    int greatest;          /**< of the channels' differences */
    double ssim; /**< structural similarity of luma (Wang 2004), -1 to 1, 1 where nothing differs: the mean
                    over all windows of 11x11 pixels, weighted by a Gaussian of 1.5 pixels; ignored pixels
                    count as alike; 0 where not asked for */
    struct placard_region *regions; /**< the largest box first */
    int listed;                     /**< how many of these */
    long long region_count;         /**< how many there are in all */
    struct placard_marks *marks;    /**< for placard_difference_picture; NULL where no pixel is over the
                                       threshold */
};

/**
 * Compares two pictures. That their sizes differ is no failure: see `same_size`. `options` may be NULL;
 * placard_difference_finish releases `*out`, which does not need the pictures any more. Fails with
 * PLACARD_USAGE for a threshold above 1 and for a mask of another size.
 */
PLACARD_API bool placard_compare(const struct placard_picture *expected, const struct placard_picture *actual,
                                 const struct placard_compare_options *options,
                                 struct placard_difference *out, struct placard_error *error);
/** Releases what a difference holds and leaves an empty one. */
PLACARD_API void placard_difference_finish(struct placard_difference *difference);

/**
 * Draws where pictures differ, as pixelmatch does: `expected` in faint greys, with mismatched pixels in red
 * and antialiased ones in yellow. Fails with PLACARD_USAGE where the pictures' sizes differ, or where
 * `expected` is not of the size of what was compared.
 */
PLACARD_API struct placard_picture *placard_difference_picture(const struct placard_difference *difference,
                                                               const struct placard_picture *expected,
                                                               struct placard_error *error);

/** A picture as a PNG or JPEG in memory. */
struct placard_file {
    const char *name; /**< what messages call it */
    const void *bytes;
    size_t size;
};

/** Reads the size of a picture without decoding it. */
PLACARD_API bool placard_file_measure(const struct placard_file *file, int *width, int *height,
                                      struct placard_error *error);

/**
 * Compares two pictures as placard_compare does, while they are decoded, both at a time, and large ones row
 * by row. Files of the same bytes and pictures of different sizes are not decoded at all, so damage in them
 * goes unnoticed. `picture`, where it is not NULL, gets what placard_difference_picture draws, as a PNG that
 * placard_bytes_finish releases, and stays empty where no pixel is over the threshold.
 */
PLACARD_API bool placard_compare_files(const struct placard_file *expected, const struct placard_file *actual,
                                       const struct placard_compare_options *options,
                                       struct placard_difference *out, struct placard_bytes *picture,
                                       struct placard_error *error);

/**
 * Decodes a picture for comparing. Where it is translucent its colours stay as the file has them, which
 * premultiplied pixels can't hold: pixelmatch looks at these. placard_picture_pixels then shows straight
 * ARGB32. Pictures that placard_decode or placard_render made are compared as a PNG file of them would be.
 */
PLACARD_API struct placard_picture *placard_decode_straight(const char *name, const void *bytes, size_t size,
                                                            struct placard_error *error);

/* ---- suites: documents with the pictures that are expected of them ---- */

/** A folder of cases: documents (`*.json`, at any depth) with their expected pictures beside them, or
 * pictures with others of the same names in another folder. A suite is used by one thread at a time. */
struct placard_suite;

/** Zero is the default of each member. Strings have to stay as long as the suite. */
struct placard_suite_options {
    const char *against; /**< folder of expected pictures: the suite is a folder of pictures then */
    const char *filter;  /**< only the cases whose names fit this pattern of a shell's, `*` any characters */
    double scale;        /**< instead of what check.json says, or 1 */
    double threshold;    /**< as of placard_compare_options, instead of what check.json says */
    bool include_antialiased;
    const double *max_percent;   /**< instead of the bounds in check.json: mismatched pixels in percent */
    const long long *max_pixels; /**< the same in pixels; both have to hold where both are given */
};

/**
 * Lists the cases of a folder, in the order of their names. Fails with PLACARD_USAGE where there is none, or
 * two have one name; and for a check.json that makes no sense. Hidden files are left out, and so are folders
 * called "bases" and pictures that a document names.
 */
PLACARD_API struct placard_suite *placard_suite_open(const char *folder,
                                                     const struct placard_suite_options *options,
                                                     struct placard_error *error);
/** Releases the suite and what was asked of it; NULL is fine. */
PLACARD_API void placard_suite_destroy(struct placard_suite *suite);

/** Leaves only the named cases. Fails with PLACARD_USAGE for a name that is not there, or that has an
 * expected picture alone. */
PLACARD_API bool placard_suite_pick(struct placard_suite *suite, const char *const *names, int count,
                                    struct placard_error *error);

/**
 * Calls `function` for the folders and files that running the suite reads, for a program that forbids itself
 * to read others: the suite's own folder, that of the expected pictures, what links among these lead to, and
 * the pictures that its documents name, wherever they are. Fonts are told by placard_font_places.
 */
PLACARD_API void placard_suite_places(const struct placard_suite *suite, placard_place_function *function,
                                      void *data);

enum placard_case_state {
    PLACARD_CASE_PASSED,   /**< not farther from the expected picture than its bound */
    PLACARD_CASE_CHANGED,  /**< farther than that, or the expected picture is damaged */
    PLACARD_CASE_RESIZED,  /**< of another size than the expected picture */
    PLACARD_CASE_NEW,      /**< drawn; there is no expected picture yet */
    PLACARD_CASE_MISSING,  /**< drawn; the expected picture should be there and is not */
    PLACARD_CASE_ORPHANED, /**< an expected picture that nothing is drawn for */
    PLACARD_CASE_FAILED,   /**< not drawn, or not compared */
};
/** "passed"; NULL past the last. */
PLACARD_API const char *placard_case_state_name(enum placard_case_state state);

/** What became of a case. Strings live as long as the suite. */
struct placard_case_info {
    const char *name; /**< path below the suite without ending, "text/stroke"; of a document with several
                         samples "NAME-INDEX", at one of several scales "NAME@SCALE" */
    enum placard_case_state state;
    bool written;         /**< its expected picture was written, or deleted, by this run */
    const char *message;  /**< what is wrong, in words; NULL where it passed */
    const char *document; /**< path of the document or the actual picture, or NULL */
    const char *expected; /**< path of the expected picture, also where there is none yet */
    bool measured;        /**< the pictures are of one size: what follows holds */
    long long pixels, mismatched, antialiased;
    double percent, bound; /**< mismatched pixels, and how many of them there may be */
    double mean, rms, ssim;
    int greatest;
    double seconds; /**< that the case took */
};
/** Case `index` of those not left out, or false past the last. After placard_suite_run. */
PLACARD_API bool placard_suite_case(const struct placard_suite *suite, int index,
                                    struct placard_case_info *out);

/** Zero is the default of each member. */
struct placard_suite_run_options {
    const struct placard_context_options *context; /**< fonts; may be NULL */
    int parallel; /**< threads; 0 for one for each processor that the process may use */
    bool update; /**< write the expected pictures of what is new, missing, changed or resized; nothing else is
                    touched */
    bool prune;  /**< with `update`, delete the orphaned ones */
    const char *approve; /**< folder of a report that was looked at: of what `update` would write, write only
                            the very pictures that it shows as the actual ones. It is left as it is; NULL for
                            none */
    const char *report;  /**< folder outside of the suite, made if missing, for index.html, report.json,
                            junit.xml and data/; may be NULL */
    const char *const *words; /**< options of the program that draw as this run does, NULL last, for the
                                 command that the report gives; may be NULL */
    /** Called for every case in their order, once at a time, maybe from another thread; true stops, and the
     * call fails with PLACARD_CANCELED. May be NULL. */
    bool (*done)(void *data, const struct placard_case_info *one);
    void *data;
};

/** Draws and compares every case that was not left out. Fails for trouble with files, fonts or memory alone:
 * what the cases came to is in their placard_case_info. A suite is run once. */
PLACARD_API bool placard_suite_run(struct placard_suite *suite,
                                   const struct placard_suite_run_options *options,
                                   struct placard_error *error);

#ifdef __cplusplus
}
#endif

#endif
