#include "base/processors.h"

#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More threads than anything gains by. */
enum { MOST = 1024 };

/* A number in a file of a control group, and a second one behind it where `other` is not NULL; "max" is none.
 */
static bool read_numbers(const char *root, const char *group, const char *name, double *one, double *other) {
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s%s/%s", root, group, name);
    FILE *file = size > 0 && (size_t)size < sizeof path ? fopen(path, "re") : NULL;
    bool ok = file && fscanf(file, "%lf", one) == 1 && (!other || fscanf(file, "%lf", other) == 1);
    if (file) {
        fclose(file);
    }
    return ok;
}

/* What one group may use, by version 2 or 1 (cgroup-v2, cpu.max; cgroup-v1, cpu.cfs_quota_us). */
static long limit_of(const char *root, const char *group) {
    double quota = 0;
    double period = 0;
    bool said = read_numbers(root, group, "cpu.max", &quota, &period) ||
                (read_numbers(root, group, "cpu.cfs_quota_us", &quota, NULL) &&
                 read_numbers(root, group, "cpu.cfs_period_us", &period, NULL));
    return said && quota > 0 && period > 0 ? (long)ceil(quota / period) : 0;
}

static long smaller(long a, long b) {
    return a == 0 || (b > 0 && b < a) ? b : a;
}

/* A group has no more than the groups that it is in. Where the process sees a tree of its own, its group is
 * not in it, but the root is. */
static long limit_of_tree(const char *root, char *group) {
    long limit = limit_of(root, "");
    char *slash;
    while ((slash = strrchr(group, '/'))) {
        if (slash[1]) {
            limit = smaller(limit, limit_of(root, group));
        }
        *slash = '\0';
    }
    return limit;
}

/* Whether a comma-separated list of controllers has the one of processors. */
static bool has_cpu(const char *controllers) {
    for (const char *at = controllers; *at; at += strspn(at, ",")) {
        size_t length = strcspn(at, ",");
        if (length == 3 && memcmp(at, "cpu", 3) == 0) {
            return true;
        }
        at += length;
    }
    return false;
}

/* A line is NUMBER:CONTROLLERS:GROUP; version 2 has number 0 and no controllers (cgroups(7)). */
long pl_processors_of_groups(const char *list, const char *root) {
    long limit = 0;
    char *line = NULL;
    size_t size = 0;
    FILE *file = fopen(list, "re");
    while (file && getline(&line, &size, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group) {
            continue;
        }
        *group++ = '\0';
        if (controllers[1] == '\0') {
            limit = smaller(limit, limit_of_tree(root, group));
        } else if (has_cpu(controllers + 1)) {
            char own[PATH_MAX];
            snprintf(own, sizeof own, "%s/cpu", root);
            limit = smaller(limit, limit_of_tree(own, group));
        }
    }
    if (file) {
        fclose(file);
    }
    free(line);
    return limit;
}

/* The set has to have room for every processor of the machine. */
static long allowed(void) {
    long count = 0;
    for (int room = CPU_SETSIZE; count == 0 && room <= CPU_SETSIZE * 64; room *= 2) {
        cpu_set_t *set = CPU_ALLOC(room);
        if (set && sched_getaffinity(0, CPU_ALLOC_SIZE(room), set) == 0) {
            count = CPU_COUNT_S(CPU_ALLOC_SIZE(room), set);
        }
        CPU_FREE(set);
    }
    return count > 0 ? count : sysconf(_SC_NPROCESSORS_ONLN);
}

int pl_processors(void) {
    long count = smaller(allowed(), pl_processors_of_groups("/proc/self/cgroup", "/sys/fs/cgroup"));
    return count < 1 ? 1 : count > MOST ? MOST : (int)count;
}
