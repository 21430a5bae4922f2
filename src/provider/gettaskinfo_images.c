#include "document/values.h"
#include "provider/gettaskinfo.h"
#include "provider/provider.h"

#include <math.h>
#include <search.h>
#include <stdio.h>
#include <string.h>

/* Each image once in the job's list and once in its task's. */
enum { LISTED_LIMIT = 2 * PL_SAMPLE_LIMIT };

struct pl_gathered {
    struct pl_image image;
    struct pl_gathered *next;
};

static int compare_texts(const char *a, const char *b) {
    return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

/* Images are the same by their id; those without one by their URLs. */
static int by_identity(const void *a, const void *b) {
    const struct pl_image *p = &((const struct pl_gathered *)a)->image;
    const struct pl_image *q = &((const struct pl_gathered *)b)->image;
    int order = compare_texts(p->id, q->id);
    if (order == 0 && !p->id) {
        order = compare_texts(p->path, q->path);
        order = order != 0 ? order : compare_texts(p->origin, q->origin);
    }
    return order;
}

/* Beyond this a double, which a JSON number becomes, no longer tells a whole number from the next. */
static const double exact_limit = 9007199254740992.0;

static bool read_id(struct pl_document *document, const cJSON *item, const struct pl_place *place,
                    const char **out, struct placard_error *error) {
    const cJSON *id = pl_member(item, "id");
    const char *text = cJSON_GetStringValue(id);
    *out = NULL;
    if (!id || cJSON_IsNull(id) || (text && !*text)) {
        return true;
    }
    if (!text && !cJSON_IsNumber(id)) {
        return pl_provider_note(document, &(struct pl_place){place, "id", 0}, "a number or a string", id,
                                error);
    }
    bool exact = text || fabs(id->valuedouble) < exact_limit;
    return !exact || pl_provider_text(id, &document->arena, out, error);
}

static bool read_url(struct pl_document *document, const cJSON *item, const struct pl_place *place,
                     const char *key, const char **out, struct placard_error *error) {
    const cJSON *value = pl_member(item, key);
    const char *text = cJSON_GetStringValue(value);
    *out = text && *text ? text : NULL;
    return text || !value || cJSON_IsNull(value) ||
           pl_provider_note(document, &(struct pl_place){place, key, 0}, "a URL", value, error);
}

static bool read_image(struct pl_document *document, const cJSON *item, const struct pl_place *place,
                       struct pl_image *out, struct placard_error *error) {
    return read_id(document, item, place, &out->id, error) &&
           pl_provider_text(pl_member(item, "taskId"), &document->arena, &out->task, error) &&
           read_url(document, item, place, "path", &out->path, error) &&
           read_url(document, item, place, "origin", &out->origin, error);
}

/* A signature in the query may be another each time that a URL is listed. */
static bool contradicts(const char *a, const char *b) {
    if (!a || !b) {
        return false;
    }
    size_t size = strcspn(a, "?#");
    return size != strcspn(b, "?#") || strncmp(a, b, size) != 0;
}

/* An image that is known by its id already adds what was not said of it; no image vanishes unsaid. */
static bool merge(struct pl_gathering *gathering, struct pl_image *known, const struct pl_image *image,
                  const struct pl_place *place, struct placard_error *error) {
    struct pl_document *document = gathering->document;
    if (contradicts(known->path, image->path) || contradicts(known->origin, image->origin)) {
        char where[128];
        char id[PL_QUOTE_SIZE];
        pl_place_format(place, where, sizeof where);
        pl_shorten(image->id, strlen(image->id), id);
        return pl_note(&document->notes, &document->arena, "%s: another image has the id %s; it is left out",
                       where, id) ||
               pl_fail_memory(error);
    }
    known->path = known->path ? known->path : image->path;
    known->origin = known->origin ? known->origin : image->origin;
    return true;
}

static bool add(struct pl_gathering *gathering, const cJSON *item, const struct pl_place *place,
                const char *task, struct placard_error *error) {
    struct pl_document *document = gathering->document;
    if (!cJSON_IsObject(item)) {
        return pl_provider_note(document, place, "an image, which is an object", item, error);
    }
    struct pl_gathered *added = pl_arena_alloc(&document->arena, 1, sizeof *added);
    if (!added) {
        return pl_fail_memory(error);
    }
    if (!read_image(document, item, place, &added->image, error)) {
        return false;
    }
    added->image.task = added->image.task ? added->image.task : task;
    struct pl_gathered **found = tsearch(added, &gathering->seen, by_identity);
    if (!found) {
        return pl_fail_memory(error);
    }
    if (*found != added) {
        return merge(gathering, &(*found)->image, &added->image, place, error);
    }
    *(gathering->last ? &gathering->last->next : &gathering->first) = added;
    gathering->last = added;
    gathering->count++;
    return gathering->count <= PL_SAMPLE_LIMIT ||
           pl_fail_place(place, PLACARD_LIMIT, error, "expected at most %d images, found more",
                         PL_SAMPLE_LIMIT);
}

bool pl_gather(struct pl_gathering *gathering, const cJSON *list, const struct pl_place *place,
               const char *task, struct placard_error *error) {
    int count;
    if (!pl_provider_list(list, place, &count, error)) {
        return false;
    }
    gathering->listed += count;
    if (gathering->listed > LISTED_LIMIT) {
        return pl_fail_place(place, PLACARD_LIMIT, error,
                             "expected at most %d elements in all lists, found %d", LISTED_LIMIT,
                             gathering->listed);
    }
    const cJSON *item = count > 0 ? list->child : NULL;
    for (int i = 0; i < count; i++, item = item->next) {
        if (!add(gathering, item, &(struct pl_place){place, NULL, i}, task, error)) {
            return false;
        }
    }
    return true;
}

bool pl_gather_keep(struct pl_gathering *gathering, struct placard_error *error) {
    struct pl_document *document = gathering->document;
    document->images = pl_arena_alloc(&document->arena, (size_t)gathering->count, sizeof *document->images);
    if (!document->images) {
        return pl_fail_memory(error);
    }
    for (const struct pl_gathered *next = gathering->first; next; next = next->next) {
        struct pl_image *image = &document->images[document->image_count];
        *image = next->image;
        char position[16];
        int size = snprintf(position, sizeof position, "%d", document->image_count);
        if (!image->id) {
            image->id = pl_arena_strndup(&document->arena, position, (size_t)size);
        }
        if (!image->id) {
            return pl_fail_memory(error);
        }
        document->image_count++;
    }
    return true;
}

static void keep_node(void *node) {
}

void pl_gather_finish(struct pl_gathering *gathering) {
    tdestroy(gathering->seen, keep_node);
    gathering->seen = NULL;
}
