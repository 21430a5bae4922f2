/** Random values, the same for the same seed on every machine, and JSON that is put together from them. */
#ifndef SOAK_DRAW_H
#define SOAK_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A sequence that starts from its seed alone. */
struct soak_random {
    uint64_t state;
};

uint64_t soak_next(struct soak_random *random);

/** From 0 to `count` - 1. */
int soak_below(struct soak_random *random, int count);

/** Once in so many times. */
bool soak_once_in(struct soak_random *random, int times);

/** Evenly between the two. */
double soak_between(struct soak_random *random, double least, double most);

/** Text that grows; ended by a zero that `size` does not count. All zero is empty; free(text) releases it. */
struct soak_text {
    char *text;
    size_t size, room;
};

void soak_put(struct soak_text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void soak_put_bytes(struct soak_text *out, const void *bytes, size_t size);

/** A string of JSON, in quotes. */
void soak_put_string(struct soak_text *out, const char *text);

/** What bytes are in base64. */
void soak_put_base64(struct soak_text *out, const unsigned char *bytes, size_t size);

/** Says what failed and why, and ends the program. */
_Noreturn void soak_give_up(const char *what, const char *why);

#endif
