#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[sizeof "/tmp/placard-unit-XXXXXX"];

void unit_enter(void) {
    strcpy(folder, "/tmp/placard-unit-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static int delete_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
    return remove(path);
}

void unit_leave(void) {
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(nftw(folder, delete_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

int unit_run(const char *name, const TTest *const *tests) {
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    tcase_set_timeout(all, 120);
    for (; *tests; tests++) {
        tcase_add_test(all, *tests);
    }
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
