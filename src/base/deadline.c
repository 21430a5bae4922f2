#include "base/deadline.h"

#include "base/clock.h"

#include <math.h>

/* A millisecond or so of plain filling. */
enum { UNWATCHED = 1 << 20 };

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

bool pl_deadline_look(struct pl_deadline *deadline, struct placard_error *error) {
    if (!deadline) {
        return true;
    }
    deadline->left = UNWATCHED;
    if (deadline->seconds > 0 && (deadline->passed || pl_clock_ms() >= deadline->end)) {
        deadline->passed = true;
        deadline->left = 0; /* whoever goes on nevertheless is told at once */
        return pl_fail(error, PLACARD_LIMIT, "timeout: expected %s within %g seconds, it took longer",
                       deadline->what, deadline->seconds);
    }
    return true;
}

bool pl_deadline_place(const struct pl_deadline *deadline, const char *where, struct placard_error *error) {
    if (error && deadline && deadline->passed) {
        struct placard_error reason = *error;
        pl_fail(error, reason.code, "%s: %s", where, reason.message);
    }
    return false;
}
