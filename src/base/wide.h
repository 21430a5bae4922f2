#ifndef PL_BASE_WIDE_H
#define PL_BASE_WIDE_H

#include <stdbool.h>

/**
 * A function that is compiled twice and chosen when it runs: PL_WIDE marks the one that may use registers of
 * 32 bytes, pl_has_wide() says whether they are there, and PL_INLINE marks the body that both contain.
 */
#define PL_INLINE static inline __attribute__((always_inline))

/* With PL_NARROW no function is chosen that a processor may lack: for tests of the others. */
#if defined(__x86_64__) && !defined(PL_NARROW)
#define PL_CHOICE 1
#else
#define PL_CHOICE 0
#endif

#if PL_CHOICE && !defined(__AVX2__)
#define PL_WIDE __attribute__((target("avx2")))

static inline bool pl_has_wide(void) {
    return __builtin_cpu_supports("avx2");
}
#else
#define PL_WIDE

static inline bool pl_has_wide(void) {
    return true;
}
#endif

/** The same of one that shifts by many different counts, which takes the processor three steps otherwise. */
#if PL_CHOICE && !defined(__BMI2__)
#define PL_SHIFTS __attribute__((target("bmi,bmi2")))

static inline bool pl_has_shifts(void) {
    return __builtin_cpu_supports("bmi2");
}
#else
#define PL_SHIFTS

static inline bool pl_has_shifts(void) {
    return true;
}
#endif

#endif
