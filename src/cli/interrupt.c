#include "cli/interrupt.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static const int caught[] = {SIGINT, SIGTERM, SIGHUP};
enum { COUNT = sizeof caught / sizeof *caught };

static atomic_int came; /* which, or 0: handlers run on any thread, and can reach nothing else */
static struct sigaction before[COUNT];

static void remember(int signal) {
    came = signal;
}

void cli_interrupt_catch(void) {
    struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    came = 0;
    for (size_t i = 0; i < COUNT; i++) {
        sigaction(caught[i], NULL, &before[i]);
        /* What is ignored from outside, as by nohup, stays so. */
        if (before[i].sa_handler != SIG_IGN) {
            sigaction(caught[i], &action, NULL);
        }
    }
}

bool cli_interrupt_came(void) {
    return came != 0;
}

void cli_interrupt_release(void) {
    for (size_t i = 0; i < COUNT; i++) {
        sigaction(caught[i], &before[i], NULL);
    }
    if (came) {
        fflush(stdout);
        raise(came);
        /* The first process of a container is not ended by its own signals. */
        _exit(128 + came);
    }
}

void cli_interrupt_hold(sigset_t *mask) {
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < COUNT; i++) {
        sigaddset(&held, caught[i]);
    }
    sigprocmask(SIG_BLOCK, &held, mask);
}

void cli_interrupt_let_go(const sigset_t *mask) {
    sigprocmask(SIG_SETMASK, mask, NULL);
}

bool cli_interrupt_waits(void) {
    sigset_t waiting;
    bool any = false;
    sigpending(&waiting);
    for (size_t i = 0; i < COUNT; i++) {
        any = any || sigismember(&waiting, caught[i]) == 1;
    }
    return any;
}
