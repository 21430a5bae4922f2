#include "base/deadline.h"

#include "base/clock.h"

/* A millisecond or so of plain filling. */
enum { UNWATCHED = 1 << 20 };

void pl_deadline_init(struct pl_deadline *deadline, double seconds) {
    *deadline = (struct pl_deadline){.seconds = seconds};
    if (seconds > 0) {
        deadline->end = pl_clock_ms() + seconds * 1000;
    }
}

bool pl_deadline_look(struct pl_deadline *deadline, struct placard_error *error) {
    if (!deadline) {
        return true;
    }
    deadline->left = UNWATCHED;
    if (deadline->seconds > 0 && (deadline->passed || pl_clock_ms() >= deadline->end)) {
        deadline->passed = true;
        return pl_fail(error, PLACARD_LIMIT, "timeout: expected the poster within %g seconds, it took longer",
                       deadline->seconds);
    }
    return true;
}
