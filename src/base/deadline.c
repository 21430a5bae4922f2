#include "base/deadline.h"

#include "base/clock.h"

#include <math.h>

/* A millisecond or so of plain filling. */
enum { UNWATCHED = 1 << 20, MEGA = 1000 * 1000 };

void pl_deadline_init(struct pl_deadline *deadline, double seconds) {
    pl_deadline_resume(deadline, "the poster", seconds, 0);
}

void pl_deadline_resume(struct pl_deadline *deadline, const char *what, double seconds, double used) {
    *deadline = (struct pl_deadline){.what = what, .seconds = seconds};
    if (seconds > 0) {
        deadline->end = pl_clock_ms() + seconds * 1000 - used;
    }
}

double pl_deadline_left(const struct pl_deadline *deadline) {
    return deadline && deadline->seconds > 0 ? fmax(deadline->end - pl_clock_ms(), 0) : INFINITY;
}

void pl_deadline_bind(struct pl_deadline *deadline, long long most) {
    if (deadline && most >= 0) {
        deadline->bound = true;
        deadline->most = most;
        deadline->begun = deadline->work;
        deadline->left = 0; /* how much there may be until the next look is found out by one */
    }
}

void pl_deadline_unbind(struct pl_deadline *deadline) {
    if (deadline && deadline->bound) {
        deadline->bound = false;
        deadline->counted += deadline->work - deadline->begun;
    }
}

void pl_deadline_count(struct pl_deadline *deadline, long long work) {
    if (deadline) {
        deadline->counted += work;
    }
}

void pl_deadline_copy(struct pl_deadline *to, const struct pl_deadline *from) {
    *to = (struct pl_deadline){.what = from->what, .seconds = from->seconds, .end = from->end};
}

/* How much more may be done. */
static long long spare_work(const struct pl_deadline *deadline) {
    return deadline->bound ? deadline->most - deadline->counted - (deadline->work - deadline->begun)
                           : UNWATCHED;
}

static bool is_late(const struct pl_deadline *deadline) {
    return deadline->seconds > 0 && pl_clock_ms() >= deadline->end;
}

bool pl_deadline_look(struct pl_deadline *deadline, struct placard_error *error) {
    if (!deadline) {
        return true;
    }
    long long spare = spare_work(deadline);
    deadline->left = spare < UNWATCHED ? spare + 1 : UNWATCHED;
    if (spare >= 0 && !is_late(deadline)) {
        return true;
    }
    deadline->passed = true;
    deadline->left = 0; /* whoever goes on nevertheless is told at once */
    return spare < 0
               ? pl_fail(error, PLACARD_LIMIT,
                         "work: expected layers that paint at most %lld megapixels, found more; a smaller "
                         "scale, or fewer shadows and turned pictures, take less; --max-work (max_work in "
                         "the library) allows more",
                         deadline->most / MEGA)
               : pl_fail(error, PLACARD_LIMIT, "timeout: expected %s within %g seconds, it took longer",
                         deadline->what, deadline->seconds);
}

bool pl_deadline_place(const struct pl_deadline *deadline, const char *where, struct placard_error *error) {
    if (error && deadline && deadline->passed) {
        struct placard_error reason = *error;
        pl_fail(error, reason.code, "%s: %s", where, reason.message);
    }
    return false;
}
