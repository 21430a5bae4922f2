#include "png_corpus.h"
void png_broken(struct group *group, struct tap *tap) {
    (void)group;
    (void)tap;
}
