/* replay SEEDS CRASHERS: gives a target every file of the folder CRASHERS, a case each, and all of SEEDS, one
 * case for all, without a fuzzer. A target ends the program where something is wrong. */
#include "fuzz.h"
#include "tap.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In a block of its own size, so that one byte past the end is noticed. */
static void replay(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    size_t size = (size_t)ftell(file);
    uint8_t *bytes = malloc(size ? size : 1);
    rewind(file);
    if (!bytes || (size > 0 && fread(bytes, size, 1, file) != 1)) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
}

static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* Files of a folder in their order; NULL is no such folder. */
static struct dirent **list(const char *folder, int *count) {
    struct dirent **names = NULL;
    *count = scandir(folder, &names, is_shown, alphasort);
    return *count >= 0 ? names : NULL;
}

static void replay_all(struct tap *tap, const char *folder, bool cases) {
    int count;
    struct dirent **names = list(folder, &count);
    for (int i = 0; i < count; i++) {
        /* The one before the program ended without a case is the one. */
        tap_note("%s", names[i]->d_name);
        fflush(stdout);
        replay(folder, names[i]->d_name);
        if (cases) {
            tap_case(tap, true, "%s", names[i]->d_name);
        }
        free(names[i]);
    }
    if (!cases) {
        tap_case(tap, count > 0, "%d seeds", count);
    }
    free(names);
}

int main(int count, char **words) {
    struct tap tap = {0};
    if (count != 3) {
        fprintf(stderr, "replay: expected two folders\n");
        return EXIT_FAILURE;
    }
    replay_all(&tap, words[1], false);
    replay_all(&tap, words[2], true);
    return tap_finish(&tap);
}
