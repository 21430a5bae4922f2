#include "group.h"

#include <stdio.h>

enum { TOLD = 5 };

void group_start(struct group *group, const char *name) {
    group->name = name;
    group->files = group->wrong = 0;
}

static void write_file(const struct group *group, const struct pl_buffer *file) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%05d.%s", group->folder, group->name, group->files, group->ending);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(file->data, 1, file->size, out) != file->size || fclose(out) != 0) {
        printf("Bail out! cannot write %s\n", path);
    }
}

void group_add(struct group *group, const struct pl_buffer *file, const char *what, const char *words) {
    group->files++;
    if (group->folder) {
        write_file(group, file);
    }
    if (words && group->wrong++ < TOLD) {
        tap_note("%s %d, %s: %s", group->name, group->files, what, words);
    }
}

void group_finish(const struct group *group, struct tap *tap) {
    tap_case(tap, group->files > 0 && group->wrong == 0, "%s: %d files, %d wrong", group->name, group->files,
             group->wrong);
}
