/*
 * measure [-s] ROUNDS COMMAND [ARGUMENT...] [:: COMMAND [ARGUMENT...]]...: runs the commands in turn, ROUNDS
 * times after one that does not count, and prints a line for each: median and least milliseconds from start
 * to end, median milliseconds of processor, and the largest resident size in KiB. Their standard output goes
 * nowhere. A command that fails ends it; with -s, whose commands tell something by their status, only one
 * that a signal ended.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MOST_COMMANDS = 8, MOST_ROUNDS = 1000 };

struct command {
    char **words;
    double wall[MOST_ROUNDS], processor[MOST_ROUNDS];
    long resident;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double milliseconds(struct timeval t) {
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

/* Negative rounds do not count. */
static void run(struct command *command, int round, bool telling) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    struct rusage usage;
    int status;
    pid_t pid;
    double start = now();
    int failure = posix_spawnp(&pid, command->words[0], &actions, NULL, command->words, environ);
    if (failure != 0 || wait4(pid, &status, 0, &usage) != pid) {
        fprintf(stderr, "measure: %s: %s\n", command->words[0], strerror(failure));
        exit(1);
    }
    double wall = now() - start;
    posix_spawn_file_actions_destroy(&actions);
    if (telling ? !WIFEXITED(status) : status != 0) {
        fprintf(stderr, "measure: %s failed\n", command->words[0]);
        exit(1);
    }
    if (round >= 0) {
        command->wall[round] = wall;
        command->processor[round] = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
        command->resident = usage.ru_maxrss > command->resident ? usage.ru_maxrss : command->resident;
    }
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Sorts the values. */
static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int argc, char **argv) {
    static struct command commands[MOST_COMMANDS];
    int count = 0;
    bool telling = argc > 1 && strcmp(argv[1], "-s") == 0;
    argv += telling;
    argc -= telling;
    int rounds = argc > 2 ? atoi(argv[1]) : 0;
    if (rounds < 1 || rounds > MOST_ROUNDS) {
        fputs("usage: measure [-s] ROUNDS COMMAND... [:: COMMAND...]...\n", stderr);
        return 2;
    }
    commands[count++].words = argv + 2;
    for (int i = 2; i < argc && count < MOST_COMMANDS; i++) {
        if (strcmp(argv[i], "::") == 0) {
            argv[i] = NULL;
            commands[count++].words = argv + i + 1;
        }
    }
    for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < count; i++) {
            run(&commands[i], round, telling);
        }
    }
    for (int i = 0; i < count; i++) {
        double wall = median(commands[i].wall, rounds);
        double processor = median(commands[i].processor, rounds);
        printf("%.2f %.2f %.2f %ld\n", wall, commands[i].wall[0], processor, commands[i].resident);
    }
    return 0;
}
