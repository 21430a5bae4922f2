#include "cli/shard.h"

#include "cli/terminal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool read_number(const char *text, int least, int *out) {
    if (!text || !text[0] || text[strspn(text, "0123456789")]) {
        return false;
    }
    errno = 0;
    long value = strtol(text, NULL, 10);
    if (errno || value < least || value > INT_MAX) {
        return false;
    }
    *out = (int)value;
    return true;
}

static const char *environment(const char *name) {
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

static bool fail_environment(const char *name, const char *expected, struct placard_error *error) {
    const char *value = environment(name);
    return cli_fail(error, PLACARD_USAGE, "--shard auto: %s: expected %s, found %s", name, expected,
                    value ? value : "nothing");
}

/* An Indexed Job numbers its pods from 0; how many there are its manifest has to say. */
static bool read_kubernetes(struct cli_shard *shard, struct placard_error *error) {
    if (!read_number(environment("JOB_COMPLETIONS"), 1, &shard->count)) {
        return fail_environment("JOB_COMPLETIONS", "the job's number of completions (see docs/scale.md)",
                                error);
    }
    if (!read_number(environment("JOB_COMPLETION_INDEX"), 0, &shard->index) || shard->index >= shard->count) {
        return fail_environment("JOB_COMPLETION_INDEX", "a number from 0 to below JOB_COMPLETIONS", error);
    }
    return true;
}

/* An array job may start anywhere and skip numbers: --array=10-40:10 has four tasks. */
static bool read_slurm(struct cli_shard *shard, struct placard_error *error) {
    int id, first, step;
    if (!read_number(environment("SLURM_ARRAY_TASK_COUNT"), 1, &shard->count)) {
        return fail_environment("SLURM_ARRAY_TASK_COUNT", "the number of tasks", error);
    }
    /* Slurm sets all of them. A guess at a missing one could leave out a part without a word. */
    if (!read_number(environment("SLURM_ARRAY_TASK_MIN"), 0, &first)) {
        return fail_environment("SLURM_ARRAY_TASK_MIN", "the number of the first task", error);
    }
    if (!read_number(environment("SLURM_ARRAY_TASK_STEP"), 1, &step)) {
        return fail_environment("SLURM_ARRAY_TASK_STEP", "the step between the numbers of tasks", error);
    }
    if (!read_number(environment("SLURM_ARRAY_TASK_ID"), first, &id) || (id - first) % step != 0 ||
        (id - first) / step >= shard->count) {
        return fail_environment("SLURM_ARRAY_TASK_ID", "a task of the array", error);
    }
    shard->index = (id - first) / step;
    return true;
}

static bool read_pair(struct cli_shard *shard, const char *value) {
    const char *slash = strchr(value, '/');
    char index[12] = "";
    if (!slash || (size_t)(slash - value) >= sizeof index) {
        return false;
    }
    memcpy(index, value, (size_t)(slash - value));
    if (!read_number(index, 1, &shard->index) || !read_number(slash + 1, 1, &shard->count) ||
        shard->index > shard->count) {
        return false;
    }
    shard->index--;
    return true;
}

bool cli_shard_init(struct cli_shard *shard, const char *value, struct placard_error *error) {
    *shard = (struct cli_shard){0, 1};
    if (!value) {
        return true;
    }
    if (strcmp(value, "auto") != 0) {
        return read_pair(shard, value) ||
               cli_fail(error, PLACARD_USAGE,
                        "--shard: expected I/N, such as 2/8 for the second of eight parts, or auto, found %s",
                        value);
    }
    if (environment("JOB_COMPLETION_INDEX")) {
        return read_kubernetes(shard, error);
    }
    if (environment("SLURM_ARRAY_TASK_ID")) {
        return read_slurm(shard, error);
    }
    return cli_fail(
        error, PLACARD_USAGE,
        "--shard auto: expected JOB_COMPLETION_INDEX (Kubernetes) or SLURM_ARRAY_TASK_ID (Slurm) in the "
        "environment, found neither");
}
