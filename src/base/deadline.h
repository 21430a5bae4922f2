#ifndef PL_BASE_DEADLINE_H
#define PL_BASE_DEADLINE_H

#include "base/error.h"

#include <stdbool.h>

/**
 * By when something has to be done, and how much work it may be. What may take long counts its work here, in
 * pixels or whatever costs about as much as one, a nanosecond, and gives up when the time has passed or there
 * was enough of it. NULL is no deadline. Used by one thread at a time.
 */
struct pl_deadline {
    const char *what; /**< has to be done: "the poster" */
    double seconds;   /**< that there are; 0 for ever: work is only counted */
    double end;       /**< by pl_clock_ms, which no change of the time of day moves */
    long long left;   /**< work until the clock is looked at again */
    long long work;   /**< done so far */
    bool passed;      /**< it has been noticed that the time is over, or the work enough */

    bool bound;        /**< between pl_deadline_bind and pl_deadline_unbind */
    long long most;    /**< work that may be done there */
    long long begun;   /**< work when it was bound */
    long long counted; /**< work that was done there before */
};

/** Starts the clock for a poster. */
void pl_deadline_init(struct pl_deadline *deadline, double seconds);

/** The same for what is called `what`, of whose time some milliseconds were used before. */
void pl_deadline_resume(struct pl_deadline *deadline, const char *what, double seconds, double used);

/**
 * Until pl_deadline_unbind, at most `most` may be done, together with what was done under bounds before;
 * negative is any amount. It is the same each time that the same is done, however fast. NULL is fine.
 */
void pl_deadline_bind(struct pl_deadline *deadline, long long most);
void pl_deadline_unbind(struct pl_deadline *deadline);

/** Counts work that was done elsewhere as if it had been done under such a bound. NULL is fine. */
void pl_deadline_count(struct pl_deadline *deadline, long long work);

/** Another of the same time, under which nothing is done yet. */
void pl_deadline_copy(struct pl_deadline *to, const struct pl_deadline *from);

/** Milliseconds that are left, at least 0; infinite where there is no deadline. */
double pl_deadline_left(const struct pl_deadline *deadline);

/** Looks at the work and the clock; false, and PLACARD_LIMIT, where there was too much or the time has
 * passed. */
bool pl_deadline_look(struct pl_deadline *deadline, struct placard_error *error);

/** Puts "WHERE: " before an error of a deadline that has passed, and leaves any other as it is. Returns
 * false. */
bool pl_deadline_place(const struct pl_deadline *deadline, const char *where, struct placard_error *error);

/** Counts work that is about to be done. The clock costs as much as dozens of pixels, so it is looked at once
 * in many. */
static inline bool pl_deadline_spend(struct pl_deadline *deadline, long long work,
                                     struct placard_error *error) {
    if (!deadline) {
        return true;
    }
    deadline->work += work;
    deadline->left -= work;
    return deadline->left > 0 || pl_deadline_look(deadline, error);
}

#endif
