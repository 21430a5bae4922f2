/*
 * terminal KIND LOG PROGRAM [ARGUMENT...]: runs a program on a terminal of its own, of 80 columns and 640x480
 * pixels, that answers what it is asked as a KIND does: kitty, sixel, plain (which shows no pictures) or
 * mute. What the program prints goes to the file LOG; its status is this one's.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <pty.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Primary Device Attributes are asked for last. */
static const char question[] = "\033[c";

static const char *answer_of(const char *kind) {
    return strcmp(kind, "kitty") == 0   ? "\033_Gi=31;OK\033\\\033[?62;22c"
           : strcmp(kind, "sixel") == 0 ? "\033[?62;4;22c"
           : strcmp(kind, "plain") == 0 ? "\033[?62;22;44c"
                                        : "";
}

static bool put(int to, const char *bytes, size_t size) {
    return write(to, bytes, size) == (ssize_t)size;
}

/* Until the program has ended, which shows as a terminal that can't be read. */
static bool serve(int terminal, int log, const char *answer) {
    char bytes[4096];
    size_t found = 0; /* characters of the question */
    ssize_t got;
    while ((got = read(terminal, bytes, sizeof bytes)) > 0) {
        if (!put(log, bytes, (size_t)got)) {
            return false;
        }
        for (ssize_t i = 0; i < got; i++) {
            found = bytes[i] == question[found] ? found + 1 : bytes[i] == question[0];
            if (found == sizeof question - 1) {
                found = 0;
                if (!put(terminal, answer, strlen(answer))) {
                    return false;
                }
            }
        }
    }
    return true;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fputs("usage: terminal KIND LOG PROGRAM [ARGUMENT...]\n", stderr);
        return 99;
    }
    struct winsize size = {.ws_row = 24, .ws_col = 80, .ws_xpixel = 640, .ws_ypixel = 480};
    int log = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int terminal = -1;
    pid_t child = log >= 0 ? forkpty(&terminal, NULL, NULL, &size) : -1;
    if (child == 0) {
        execv(argv[3], argv + 3);
        _exit(99);
    }
    int status = 0;
    if (child < 0 || !serve(terminal, log, answer_of(argv[1])) || waitpid(child, &status, 0) != child) {
        perror("terminal");
        return 99;
    }
    close(log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}
