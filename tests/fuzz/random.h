#ifndef PL_TESTS_FUZZ_RANDOM_H
#define PL_TESTS_FUZZ_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/** Numbers by chance, the same for the same start. */
struct random {
    uint64_t state;
};

/** One below `count`; 0 for 0. */
static inline unsigned random_below(struct random *random, unsigned count) {
    random->state = random->state * 6364136223846793005U + 1442695040888963407U;
    return count > 0 ? (unsigned)(random->state >> 33) % count : 0;
}

/** libFuzzer's own: changes up to `size` bytes, in room for `most`, and returns how many there are then. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/** What libFuzzer calls instead of it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t most, unsigned seed);

#endif
