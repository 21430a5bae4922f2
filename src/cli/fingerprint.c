#include "cli/fingerprint.h"

#include "cli/memory.h"

#include <placard/placard.h>

#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PIECE = 256 * 1024 };

struct file {
    char *path;
    dev_t device;
    ino_t number;
    off_t size;
    struct timespec changed;
    char print[CLI_FINGERPRINT_SIZE];
};

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* NULL where there is no memory for one: then the file is read each time. */
static struct file *entry_of(struct cli_fingerprints *prints, const char *path) {
    struct file wanted = {.path = (char *)path};
    struct file **found = tfind(&wanted, &prints->files, by_path);
    if (found) {
        return *found;
    }
    struct file *file = cli_allocate(1, sizeof *file);
    file->path = cli_format("%s", path);
    file->size = -1;
    if (!tsearch(file, &prints->files, by_path)) {
        free(file->path);
        free(file);
        return NULL;
    }
    return file;
}

static bool is_as_before(const struct file *file, const struct stat *status) {
    return file->device == status->st_dev && file->number == status->st_ino &&
           file->size == status->st_size && file->changed.tv_sec == status->st_mtim.tv_sec &&
           file->changed.tv_nsec == status->st_mtim.tv_nsec;
}

/* The checksum of each piece goes into that of the next, so that memory does not grow with the file. */
static bool read_print(const char *path, char out[CLI_FINGERPRINT_SIZE]) {
    unsigned sum = 0;
    long long size = 0;
    size_t got;
    FILE *in = fopen(path, "re");
    unsigned char *piece = cli_allocate(sizeof sum + PIECE, 1);
    while (in && (got = fread(piece + sizeof sum, 1, PIECE, in)) > 0) {
        memcpy(piece, &sum, sizeof sum);
        sum = placard_checksum(piece, sizeof sum + got);
        size += (long long)got;
    }
    bool ok = in && !ferror(in);
    if (in) {
        fclose(in);
    }
    free(piece);
    snprintf(out, CLI_FINGERPRINT_SIZE, ok ? "%08x:%lld" : "-", sum, size);
    return ok;
}

/* Whoever reads a pipe takes what is in it. */
void cli_fingerprint(struct cli_fingerprints *prints, const char *path, char out[CLI_FINGERPRINT_SIZE]) {
    struct stat status;
    snprintf(out, CLI_FINGERPRINT_SIZE, "-");
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        return;
    }
    struct file *file = entry_of(prints, path);
    if (file && is_as_before(file, &status)) {
        memcpy(out, file->print, CLI_FINGERPRINT_SIZE);
    } else if (read_print(path, out) && file) {
        memcpy(file->print, out, CLI_FINGERPRINT_SIZE);
        file->device = status.st_dev;
        file->number = status.st_ino;
        file->size = status.st_size;
        file->changed = status.st_mtim;
    }
}

static void free_file(void *data) {
    struct file *file = data;
    free(file->path);
    free(file);
}

void cli_fingerprints_finish(struct cli_fingerprints *prints) {
    tdestroy(prints->files, free_file);
    prints->files = NULL;
}
