#ifndef PL_BASE_PROCESSORS_H
#define PL_BASE_PROCESSORS_H

/** How many processors this process may use, at least 1: those that it may run on (Slurm, cpusets, taskset),
 * and no more than its control groups give it time of (containers). */
int pl_processors(void);

/**
 * How many processors the control groups of a process give it time of, rounded up; 0 where they set no limit.
 * `list` is its /proc/self/cgroup, `root` where control groups are mounted.
 */
long pl_processors_of_groups(const char *list, const char *root);

#endif
