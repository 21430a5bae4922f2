#include "compose/pictures.h"

#include "base/memory.h"
#include "codec/source.h"
#include "compose/source.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct pl_picture {
    struct pl_picture *next; /* of its bucket */
    char *source;
    uint64_t hash; /* of the source: many may be long and nearly alike */
    struct pl_pixmap pixmap;
    int width, height; /* of the source */
    int halved;        /* times */
    int holders;
    struct pl_picture *older, *newer; /* where nobody holds it: by when they were released */
};

enum { BUCKETS = 1024 };

struct pl_pictures {
    pthread_mutex_t lock;
    struct pl_picture *buckets[BUCKETS];
    struct pl_picture *oldest, *newest; /* that nobody holds */
    size_t idle;                        /* bytes of these */
    size_t limit;
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
    for (int i = 0; i < BUCKETS; i++) {
        for (struct pl_picture *picture = pictures->buckets[i]; picture;) {
            struct pl_picture *next = picture->next;
            destroy_picture(picture);
            picture = next;
        }
    }
    pthread_mutex_destroy(&pictures->lock);
    free(pictures);
}

/* ---- with the lock held ---- */

static struct pl_picture **bucket_of(struct pl_pictures *pictures, uint64_t hash) {
    return &pictures->buckets[hash % BUCKETS];
}

static size_t bytes_of(const struct pl_picture *picture) {
    return (size_t)picture->pixmap.stride * (size_t)picture->pixmap.height;
}

static void enter_idle(struct pl_pictures *pictures, struct pl_picture *picture) {
    picture->older = pictures->newest;
    picture->newer = NULL;
    *(pictures->newest ? &pictures->newest->newer : &pictures->oldest) = picture;
    pictures->newest = picture;
    pictures->idle += bytes_of(picture);
}

static void leave_idle(struct pl_pictures *pictures, struct pl_picture *picture) {
    *(picture->newer ? &picture->newer->older : &pictures->newest) = picture->older;
    *(picture->older ? &picture->older->newer : &pictures->oldest) = picture->newer;
    pictures->idle -= bytes_of(picture);
}

static void drop_oldest(struct pl_pictures *pictures) {
    struct pl_picture *picture = pictures->oldest;
    struct pl_picture **at = bucket_of(pictures, picture->hash);
    while (*at != picture) {
        at = &(*at)->next;
    }
    *at = picture->next;
    pictures->oldest = picture->newer;
    *(picture->newer ? &picture->newer->older : &pictures->newest) = NULL;
    pictures->idle -= bytes_of(picture);
    destroy_picture(picture);
}

/* Only what takes much memory is worth it: others are decoded at once, and may be wanted in other sizes. */
static int halvings(const struct pl_picture *picture, const struct pl_picture_use *use) {
    bool large = (long long)picture->width * picture->height > PL_SOURCE_KEPT;
    return use && large ? use->halvings(use->data, picture->width, picture->height) : 0;
}

static struct pl_picture *find(struct pl_pictures *pictures, const char *source, uint64_t hash,
                               const struct pl_picture_use *use) {
    struct pl_picture *picture = *bucket_of(pictures, hash);
    while (picture && (picture->hash != hash || strcmp(picture->source, source) != 0 ||
                       (picture->halved > 0 && picture->halved > halvings(picture, use)))) {
        picture = picture->next;
    }
    if (picture && picture->holders++ == 0) {
        leave_idle(pictures, picture);
    }
    return picture;
}

/* ---- decoding ---- */

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
    uint64_t hash = pl_source_hash(source);
    pthread_mutex_lock(&pictures->lock);
    struct pl_picture *picture = find(pictures, source, hash, use);
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
    picture->hash = hash;
    pthread_mutex_lock(&pictures->lock);
    struct pl_picture *other = find(pictures, source, hash, use);
    if (!other) {
        picture->next = *bucket_of(pictures, hash);
        *bucket_of(pictures, hash) = picture;
    }
    pthread_mutex_unlock(&pictures->lock);
    if (other) {
        destroy_picture(picture);
    }
    return other ? other : picture;
}

struct pl_picture *pl_pictures_hold(struct pl_pictures *pictures, struct pl_picture *picture) {
    pthread_mutex_lock(&pictures->lock);
    picture->holders++;
    pthread_mutex_unlock(&pictures->lock);
    return picture;
}

const struct pl_pixmap *pl_picture_pixmap(const struct pl_picture *picture) {
    return &picture->pixmap;
}

void pl_picture_measure(const struct pl_picture *picture, int *width, int *height) {
    *width = picture->width;
    *height = picture->height;
}

void pl_pictures_release(struct pl_pictures *pictures, struct pl_picture *picture) {
    if (!picture) {
        return;
    }
    pthread_mutex_lock(&pictures->lock);
    if (--picture->holders == 0) {
        enter_idle(pictures, picture);
    }
    while (pictures->idle > pictures->limit) {
        drop_oldest(pictures);
    }
    pthread_mutex_unlock(&pictures->lock);
}
