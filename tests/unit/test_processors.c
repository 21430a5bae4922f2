#include "base/processors.h"
#include "unit.h"

#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the system lets a process use, in trees of control groups made up for it. */

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void make_group(const char *path, const char *quota) {
    char file[256];
    ck_assert_int_eq(mkdir(path, 0777), 0);
    if (quota) {
        snprintf(file, sizeof file, "%s/cpu.max", path);
        write_file(file, quota);
    }
}

START_TEST(groups_limit_what_is_in_them) {
    unit_enter();
    write_file("list", "0::/job/step\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "nowhere"), 0);
    make_group("tree", NULL);
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 0);
    make_group("tree/job", "max 100000\n");
    make_group("tree/job/step", "max 100000\n");
    make_group("tree/other", "100000 100000\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 0);
    write_file("tree/job/step/cpu.max", "350000 100000\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 4);
    write_file("tree/job/cpu.max", "100000 50000\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 2);
    write_file("tree/job/step/cpu.max", "10000 100000\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 1);
    unit_leave();
}
END_TEST

/* A container sees the group that it is in as the root, whatever the list calls it. */
START_TEST(a_root_of_its_own_counts) {
    unit_enter();
    make_group("tree", "300000 100000\n");
    write_file("list", "0::/\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 3);
    write_file("list", "0::/machine/of/another/tree");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 3);
    unit_leave();
}
END_TEST

START_TEST(the_first_version_counts_too) {
    unit_enter();
    make_group("tree", NULL);
    make_group("tree/cpu", NULL);
    make_group("tree/cpu/job", NULL);
    write_file("list", "12:cpuset:/job\n4:cpuacct,cpu:/job\n2:cpu_other:/\n0::/\n");
    write_file("tree/cpu/cpu.cfs_quota_us", "-1\n");
    write_file("tree/cpu/cpu.cfs_period_us", "100000\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 0);
    write_file("tree/cpu/job/cpu.cfs_quota_us", "150000\n");
    write_file("tree/cpu/job/cpu.cfs_period_us", "100000\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 2);
    unit_leave();
}
END_TEST

START_TEST(lists_that_are_none_limit_nothing) {
    unit_enter();
    make_group("tree", "100000 100000\n");
    ck_assert_int_eq(pl_processors_of_groups("absent", "tree"), 0);
    write_file("list", "\n:\nnothing\n0\n");
    ck_assert_int_eq(pl_processors_of_groups("list", "tree"), 0);
    unit_leave();
}
END_TEST

START_TEST(one_processor_is_one) {
    cpu_set_t set;
    ck_assert_int_eq(sched_getaffinity(0, sizeof set, &set), 0);
    int first = 0;
    while (!CPU_ISSET(first, &set)) {
        first++;
    }
    CPU_ZERO(&set);
    CPU_SET(first, &set);
    ck_assert_int_eq(sched_setaffinity(0, sizeof set, &set), 0);
    ck_assert_int_eq(pl_processors(), 1);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {groups_limit_what_is_in_them, a_root_of_its_own_counts,
                                  the_first_version_counts_too, lists_that_are_none_limit_nothing,
                                  one_processor_is_one,         NULL};
    return unit_run("processors", tests);
}
