#ifndef PL_TESTS_TORTURE_FAULT_H
#define PL_TESTS_TORTURE_FAULT_H

#include <stdbool.h>

/*
 * Allocations that fail when they are told to. The linker's --wrap puts these functions in the way of all
 * that this program is linked with statically, which is the whole library; fault_install puts them into the
 * tables by which the libraries named in fault_libraries call malloc and its kin. All others, Pango, GLib and
 * curl among them, allocate as ever; FreeType and HarfBuzz fail by whole calls where they do not tell of
 * single allocations.
 */

/** Looks for the libraries; false where one was not found, so that nothing is left out unnoticed. */
bool fault_install(void);

/** From now on allocation `number`, from 1, fails; with `onwards` all after it do, too. 0 fails none. */
void fault_arm(long number, bool onwards);

struct fault_report {
    long count;        /**< allocations that were asked for since */
    bool failed;       /**< whether one was refused */
    const char *owner; /**< the library that asked for the first refused one: "libpng16.so.16"; "" for Placard
                          itself */
    const void *caller;
};
void fault_disarm(struct fault_report *report);

/** Blocks, open streams and folders that have not been given back. */
long fault_live(void);

/** Prints where the latest of these came from. */
void fault_print_latest(long count);

#endif
