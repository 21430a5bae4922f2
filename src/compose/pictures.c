#include "compose/pictures.h"

#include "base/memory.h"
#include "codec/source.h"
#include "compose/source.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct pl_picture {
    struct pl_picture *next;
    char *source;
    struct pl_pixmap pixmap;
    int width, height; /* of the source */
    int halved;        /* times */
    int holders;
    unsigned long used; /* when it was last released: larger is later */
};

struct pl_pictures {
    pthread_mutex_t lock;
    struct pl_picture *first;
    size_t limit;
    unsigned long clock;
};

struct pl_pictures *pl_pictures_create(size_t limit, struct placard_error *error) {
    struct pl_pictures *pictures = pl_calloc(1, sizeof *pictures);
    if (!pictures || pthread_mutex_init(&pictures->lock, NULL) != 0) {
        free(pictures);
        pl_fail_memory(error);
        return NULL;
    }
    pictures->limit = limit;
    return pictures;
}

static void destroy_picture(struct pl_picture *picture) {
    if (picture) {
        pl_pixmap_finish(&picture->pixmap);
        free(picture->source);
        free(picture);
    }
}

void pl_pictures_destroy(struct pl_pictures *pictures) {
    if (!pictures) {
        return;
    }
    for (struct pl_picture *picture = pictures->first; picture;) {
        struct pl_picture *next = picture->next;
        destroy_picture(picture);
        picture = next;
    }
    pthread_mutex_destroy(&pictures->lock);
    free(pictures);
}

/* Only what takes much memory is worth it: others are decoded at once, and may be wanted in other sizes. */
static int halvings(const struct pl_picture *picture, const struct pl_picture_use *use) {
    bool large = (long long)picture->width * picture->height > PL_SOURCE_KEPT;
    return use && large ? use->halvings(use->data, picture->width, picture->height) : 0;
}

/* With the lock held. */
static struct pl_picture *hold(struct pl_pictures *pictures, const char *source,
                               const struct pl_picture_use *use) {
    for (struct pl_picture *picture = pictures->first; picture; picture = picture->next) {
        if (strcmp(picture->source, source) == 0 &&
            (picture->halved == 0 || picture->halved <= halvings(picture, use))) {
            picture->holders++;
            return picture;
        }
    }
    return NULL;
}

/* NULL is a picture that counts already. */
static bool take_room(int width, int height, const struct pl_compose_options *options, long long *room,
                      struct placard_error *error) {
    long long most = pl_compose_pixels(options);
    long long pixels = (long long)width * height;
    if (!room) {
        return true;
    }
    *room -= pixels;
    return *room >= 0 ||
           pl_fail(error, PLACARD_LIMIT,
                   "image layers: expected at most %.10g megapixels together, found %.10g with one of %dx%d",
                   (double)most / 1e6, (double)(most - *room) / 1e6, width, height);
}

static bool decode_picture(struct pl_picture *picture, const struct pl_source *source,
                           const struct pl_picture_use *use, const struct pl_compose_options *options,
                           long long *room, struct placard_error *error) {
    if (!pl_source_size(source, &picture->width, &picture->height, error) ||
        !take_room(picture->width, picture->height, options, room, error)) {
        return false;
    }
    int times = halvings(picture, use);
    if (!pl_source_decode_halved(source, times, options->deadline, &picture->pixmap, error)) {
        return false;
    }
    picture->halved = picture->pixmap.width < picture->width ? times : 0;
    return true;
}

static struct pl_picture *read_picture(const char *what, const char *name, const struct pl_picture_use *use,
                                       const struct pl_compose_options *options, long long *room,
                                       struct placard_error *error) {
    struct pl_source source;
    struct pl_picture *picture = pl_calloc(1, sizeof *picture);
    bool ok = picture && (picture->source = pl_strdup(name));
    if (!ok) {
        destroy_picture(picture);
        pl_fail_memory(error);
        return NULL;
    }
    picture->holders = 1;
    ok = pl_source_load(what, name, options, &source, error) &&
         decode_picture(picture, &source, use, options, room, error);
    pl_source_finish(&source);
    if (!ok) {
        destroy_picture(picture);
        return NULL;
    }
    return picture;
}

/* Decoding holds no lock: two threads that want the same picture for the first time may both decode it. */
struct pl_picture *pl_pictures_get(struct pl_pictures *pictures, const char *what, const char *source,
                                   const struct pl_picture_use *use, const struct pl_compose_options *options,
                                   long long *room, struct placard_error *error) {
    pthread_mutex_lock(&pictures->lock);
    struct pl_picture *picture = hold(pictures, source, use);
    pthread_mutex_unlock(&pictures->lock);
    if (picture) {
        if (take_room(picture->width, picture->height, options, room, error)) {
            return picture;
        }
        pl_pictures_release(pictures, picture);
        return NULL;
    }
    picture = read_picture(what, source, use, options, room, error);
    if (!picture) {
        return NULL;
    }
    pthread_mutex_lock(&pictures->lock);
    struct pl_picture *other = hold(pictures, source, use);
    if (!other) {
        picture->next = pictures->first;
        pictures->first = picture;
    }
    pthread_mutex_unlock(&pictures->lock);
    if (other) {
        destroy_picture(picture);
    }
    return other ? other : picture;
}

const struct pl_pixmap *pl_picture_pixmap(const struct pl_picture *picture) {
    return &picture->pixmap;
}

void pl_picture_measure(const struct pl_picture *picture, int *width, int *height) {
    *width = picture->width;
    *height = picture->height;
}

static size_t idle_bytes(const struct pl_pictures *pictures) {
    size_t bytes = 0;
    for (const struct pl_picture *picture = pictures->first; picture; picture = picture->next) {
        bytes += picture->holders == 0 ? (size_t)picture->pixmap.stride * (size_t)picture->pixmap.height : 0;
    }
    return bytes;
}

/* The one that was released longest ago, taken out of the list; NULL where all are held. */
static struct pl_picture *drop_oldest(struct pl_pictures *pictures) {
    struct pl_picture **oldest = NULL;
    for (struct pl_picture **at = &pictures->first; *at; at = &(*at)->next) {
        if ((*at)->holders == 0 && (!oldest || (*at)->used < (*oldest)->used)) {
            oldest = at;
        }
    }
    struct pl_picture *picture = oldest ? *oldest : NULL;
    if (picture) {
        *oldest = picture->next;
    }
    return picture;
}

void pl_pictures_release(struct pl_pictures *pictures, struct pl_picture *picture) {
    if (!picture) {
        return;
    }
    pthread_mutex_lock(&pictures->lock);
    picture->holders--;
    picture->used = ++pictures->clock;
    while (idle_bytes(pictures) > pictures->limit) {
        destroy_picture(drop_oldest(pictures));
    }
    pthread_mutex_unlock(&pictures->lock);
}
