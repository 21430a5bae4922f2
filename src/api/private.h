#ifndef PL_API_PRIVATE_H
#define PL_API_PRIVATE_H

#include "api/spare.h"
#include "base/pixmap.h"
#include "base/rows.h"
#include "batch/template.h"
#include "codec/codec.h"
#include "compare/compare.h"
#include "compose/compose.h"
#include "document/document.h"
#include "paint/painter.h"
#include "store/store.h"

#include <placard/placard.h>

/** What the public types hold, for the files of the public face. */

struct placard_context {
    struct pl_painter painter;
    struct pl_spare *spare;
};

/** A URL of a document, and what for. */
struct pl_wanted {
    const char *url;
    enum placard_url_kind kind;
    int sample; /* its position, or -1 */
};

struct placard_document {
    struct pl_document document;
    struct pl_variant *variant; /* of a template, whose sample the document's is; or NULL */
    char *folder;
    char *base_folder;             /* of base images, where it is another; or NULL */
    const char *const *notes;      /* warnings of the document, ending in NULL */
    const char *const **warnings;  /* of each sample, each list ending in NULL */
    const char *const **summaries; /* of each sample's layers */
    struct pl_wanted *urls;        /* each once */
    int url_count;
};

struct placard_picture {
    struct pl_pixmap pixmap;
    struct pl_spare *spare; /* that gets its memory, or NULL */
    double scale;
    bool few_colors; /* at most as many as a palette has */
    double timeout,
        used; /* seconds that there are to draw and encode it, 0 for ever; milliseconds of drawing */
};

struct placard_marks {
    struct pl_marks marks;
    int width, height;
};

struct placard_store {
    struct pl_store *store;
};

/** Checks and translates what the public face's structs say; `background` is storage that `out` points to. */
bool pl_read_render_options(const char *folder, const struct placard_render_options *options,
                            struct pl_color *background, struct pl_compose_options *out,
                            struct placard_error *error);
bool pl_read_encode_options(const struct placard_encode_options *options, double scale,
                            const struct pl_codec **codec, struct pl_encode_options *out,
                            struct placard_error *error);

/** An empty document whose paths are relative to `folder`; NULL is out of memory. */
struct placard_document *pl_face_create(const char *folder, struct placard_error *error);

/** Makes everything that is asked about a document later, once its samples' layers are read: afterwards it
 * may be shared. */
bool pl_face_describe(struct placard_document *document, struct placard_error *error);

/** What a document is; its warnings end in NULL. */
void pl_face_describe_document(const struct pl_document *document, const char *const *warnings,
                               struct placard_document_info *out);

/** Lists the URLs of a document. */
bool pl_face_list_urls(struct placard_document *document, struct placard_error *error);

/** The sample with that position; NULL and an error where there is none. */
const struct pl_sample *pl_find_sample(const struct placard_document *document, int sample,
                                       struct placard_error *error);

/** placard_compare of rows. Without `actual` it is known to be alike, and no row is read. */
bool pl_face_compare(struct pl_rows *expected, struct pl_rows *actual,
                     const struct placard_compare_options *options, struct placard_difference *out,
                     struct placard_error *error);

#endif
