#include "torture.h"
void torture_batch(const char *source) {
    (void)source;
}
void torture_stores(const char *source) {
    (void)source;
}
void torture_suites(const char *source) {
    (void)source;
}
