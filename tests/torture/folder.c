#include "folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int syncfs(int file);

/* Instead of the C library's: these folders need not outlive a crash of the system, and there are many. */
int fsync(int file) {
    (void)file;
    return 0;
}

int syncfs(int file) {
    (void)file;
    return 0;
}

/* In memory, where there is such a place: disks make them slowly. */
char *folder_make(void) {
    /* The same name each time, as messages have it in them. */
    char *path = malloc(64);
    if (!path ||
        snprintf(path, 64, "%s/placard-torture-%ld", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
                 (long)getpid()) < 0 ||
        mkdir(path, 0700) != 0) {
        abort();
    }
    return path;
}

static int delete_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
    (void)status;
    (void)kind;
    (void)at;
    return remove(path);
}

void folder_delete(char *path) {
    nftw(path, delete_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}

const char *folder_path(const char *folder, const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void folder_write(const char *folder, const char *name, const void *bytes, size_t size) {
    FILE *file = fopen(folder_path(folder, name), "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        abort();
    }
}
