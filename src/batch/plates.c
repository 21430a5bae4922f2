#include "batch/plates.h"

#include "base/color.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* How much may stay that nobody holds, and how many whatever their size; how many bases are remembered. */
static const size_t idle_limit = (size_t)14 * 1024 * 1024;
enum { IDLE_LEAST = 2, SEEN = 1024 };

enum state { MAKING, MADE, BROKEN };

/** What two variants have to have in common for one plate. */
struct key {
    const struct pl_template *template;
    int position; /* of the sample */
    const char *base;
    bool given; /* the base is a file that was given beside the document, not one beside it on the disk */
    uint32_t background;
    const struct pl_codec *codec; /* that posters are encoded by; how is the same for all of a batch */
};

struct pl_plate_holder {
    struct pl_plate_holder *next;
    struct key key;
    char *base;
    struct pl_plate plate;
    enum state state;
    size_t bytes; /* of its pixels, and of what encoding them takes over */
    int holders;
    unsigned long used; /* when it was last released: larger is later */
};

struct pl_plates {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a state */
    struct pl_plate_holder *first;
    unsigned long clock;
    uint64_t seen[SEEN]; /* hashes of keys, the oldest overwritten */
    unsigned seen_next;
};

struct pl_plates *pl_plates_create(struct placard_error *error) {
    struct pl_plates *plates = pl_calloc(1, sizeof *plates);
    if (!plates) {
        pl_fail_memory(error);
        return NULL;
    }
    pthread_mutex_init(&plates->lock, NULL);
    pthread_cond_init(&plates->changed, NULL);
    return plates;
}

static void destroy_holder(struct pl_plate_holder *holder) {
    if (holder) {
        pl_plate_finish(&holder->plate);
        free(holder->base);
        free(holder);
    }
}

void pl_plates_destroy(struct pl_plates *plates) {
    if (!plates) {
        return;
    }
    for (struct pl_plate_holder *holder = plates->first; holder;) {
        struct pl_plate_holder *next = holder->next;
        destroy_holder(holder);
        holder = next;
    }
    pthread_cond_destroy(&plates->changed);
    pthread_mutex_destroy(&plates->lock);
    free(plates);
}

static struct key key_of(const struct pl_template *template, const struct pl_variant *variant,
                         const struct pl_compose_options *options, const struct pl_codec *codec) {
    const char *base = options->base ? options->base : variant->sample.base;
    return (struct key){template,
                        variant->position,
                        base ? base : "",
                        options->base != NULL,
                        pl_color_pixel(variant->sample.background),
                        codec};
}

static bool same_key(const struct key *a, const struct key *b) {
    return a->template == b->template && a->position == b->position && a->background == b->background &&
           a->given == b->given && a->codec == b->codec && strcmp(a->base, b->base) == 0;
}

/* FNV-1a; a collision costs a plate that was not worth making. */
static uint64_t hash_of(const struct key *key) {
    uint64_t hash = 14695981039346656037U;
    for (const char *at = key->base; *at; at++) {
        hash = (hash ^ (unsigned char)*at) * 1099511628211U;
    }
    hash = (hash ^ (uint64_t)key->position << 1 ^ key->given) * 1099511628211U;
    return (hash ^ key->background) * 1099511628211U | 1;
}

/* With the lock held; remembers it. */
static bool was_seen(struct pl_plates *plates, const struct key *key) {
    uint64_t hash = hash_of(key);
    for (int i = 0; i < SEEN; i++) {
        if (plates->seen[i] == hash) {
            return true;
        }
    }
    plates->seen[plates->seen_next++ % SEEN] = hash;
    return false;
}

static struct pl_plate_holder *find(struct pl_plates *plates, const struct key *key) {
    for (struct pl_plate_holder *holder = plates->first; holder; holder = holder->next) {
        if (holder->state != BROKEN && same_key(&holder->key, key)) {
            return holder;
        }
    }
    return NULL;
}

static struct pl_plate_holder *add(struct pl_plates *plates, const struct key *key,
                                   struct placard_error *error) {
    struct pl_plate_holder *holder = pl_calloc(1, sizeof *holder);
    if (!holder || !(holder->base = pl_strdup(key->base))) {
        free(holder);
        pl_fail_memory(error);
        return NULL;
    }
    holder->key = *key;
    holder->key.base = holder->base;
    holder->next = plates->first;
    plates->first = holder;
    return holder;
}

/* Takes out one that nobody holds, a broken one (used is 0) before the one that was released longest ago. */
static struct pl_plate_holder *drop_oldest(struct pl_plates *plates) {
    struct pl_plate_holder **oldest = NULL;
    for (struct pl_plate_holder **at = &plates->first; *at; at = &(*at)->next) {
        if ((*at)->holders == 0 && (!oldest || (*at)->used < (*oldest)->used)) {
            oldest = at;
        }
    }
    struct pl_plate_holder *holder = oldest ? *oldest : NULL;
    if (holder) {
        *oldest = holder->next;
    }
    return holder;
}

/* A broken one is never found again: it would only be in the way of the others. */
static bool is_full(const struct pl_plates *plates) {
    size_t bytes = 0;
    int idle = 0;
    for (const struct pl_plate_holder *holder = plates->first; holder; holder = holder->next) {
        if (holder->holders == 0 && holder->state == BROKEN) {
            return true;
        }
        if (holder->holders == 0) {
            bytes += holder->bytes;
            idle++;
        }
    }
    return idle > IDLE_LEAST && bytes > idle_limit;
}

/* With the lock held. */
static void release(struct pl_plates *plates, struct pl_plate_holder *holder) {
    holder->holders--;
    holder->used = holder->state == BROKEN ? 0 : ++plates->clock;
    while (is_full(plates)) {
        destroy_holder(drop_oldest(plates));
    }
}

/* Drawing it holds no lock; who else wants it waits. */
static bool make(struct pl_plates *plates, struct pl_plate_holder *holder, struct pl_painter *painter,
                 const struct pl_variant *variant, const struct pl_compose_options *options,
                 const struct pl_encode_options *encode, struct placard_error *error) {
    pthread_mutex_unlock(&plates->lock);
    bool ok = pl_plate_make(painter, &variant->sample, options, variant->fixed, holder->key.codec, encode,
                            &holder->plate, error);
    pthread_mutex_lock(&plates->lock);
    holder->state = ok ? MADE : BROKEN;
    holder->bytes = ok ? holder->plate.picture->bytes : 0;
    pthread_cond_broadcast(&plates->changed);
    if (!ok) {
        pl_plate_finish(&holder->plate);
    }
    return ok;
}

struct pl_plate_holder *pl_plates_get(struct pl_plates *plates, struct pl_painter *painter,
                                      const struct pl_template *template, const struct pl_variant *variant,
                                      const struct pl_compose_options *options, const struct pl_codec *codec,
                                      const struct pl_encode_options *encode, struct placard_error *error) {
    struct key key = key_of(template, variant, options, codec);
    struct pl_plate_holder *result = NULL;
    error->code = PLACARD_OK;
    pthread_mutex_lock(&plates->lock);
    struct pl_plate_holder *holder = find(plates, &key);
    if (holder) {
        holder->holders++;
        while (holder->state == MAKING) {
            pthread_cond_wait(&plates->changed, &plates->lock);
        }
        /* Where making it failed, the poster itself finds out why. */
        result = holder->state == MADE ? holder : NULL;
    } else if (was_seen(plates, &key) && (holder = add(plates, &key, error))) {
        holder->holders = 1;
        result = make(plates, holder, painter, variant, options, encode, error) ? holder : NULL;
    }
    if (holder && !result) {
        release(plates, holder);
    }
    pthread_mutex_unlock(&plates->lock);
    return result;
}

const struct pl_plate *pl_plate_of(const struct pl_plate_holder *holder) {
    return holder ? &holder->plate : NULL;
}

void pl_plates_release(struct pl_plates *plates, struct pl_plate_holder *holder) {
    if (holder) {
        pthread_mutex_lock(&plates->lock);
        release(plates, holder);
        pthread_mutex_unlock(&plates->lock);
    }
}
