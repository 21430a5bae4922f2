#include "torture.h"
void torture_codecs(const char *source) {
}
void torture_batch(const char *source) {
}
void torture_stores(const char *source) {
}
void torture_compare(const char *source) {
}
void torture_suites(const char *source) {
}
