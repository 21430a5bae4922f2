#include "cases.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *join(const char *a, const char *between, const char *b) {
    size_t size = strlen(a) + strlen(between) + strlen(b) + 1;
    char *path = malloc(size);
    if (!path) {
        abort();
    }
    snprintf(path, size, "%s%s%s", a, between, b);
    return path;
}

static void add(struct cases *cases, char *name) {
    char **names = realloc(cases->names, (cases->count + 1) * sizeof *names);
    if (!names) {
        abort();
    }
    cases->names = names;
    cases->names[cases->count++] = name;
}

static bool look(struct cases *cases, const char *below) {
    char *path = join(cases->folder, "/", below);
    DIR *folder = opendir(path);
    if (!folder) {
        perror(path);
        free(path);
        return false;
    }
    bool ok = true;
    for (struct dirent *entry = readdir(folder); ok && entry; entry = readdir(folder)) {
        const char *dot = strrchr(entry->d_name, '.');
        char *name = join(below, *below ? "/" : "", entry->d_name);
        char *whole = join(cases->folder, "/", name);
        struct stat status;
        if (entry->d_name[0] != '.' && stat(whole, &status) == 0 && S_ISDIR(status.st_mode)) {
            ok = look(cases, name);
        } else if (dot && strcmp(dot, ".json") == 0) {
            name[strlen(name) - 5] = '\0';
            add(cases, name);
            name = NULL;
        }
        free(whole);
        free(name);
    }
    closedir(folder);
    free(path);
    return ok;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool cases_init(struct cases *cases, const char *folder) {
    *cases = (struct cases){.folder = join(folder, "", "")};
    if (!look(cases, "")) {
        return false;
    }
    if (cases->count > 0) {
        qsort(cases->names, cases->count, sizeof *cases->names, by_name);
    }
    return true;
}

void cases_finish(struct cases *cases) {
    for (size_t i = 0; i < cases->count; i++) {
        free(cases->names[i]);
    }
    free(cases->names);
    free(cases->folder);
    *cases = (struct cases){0};
}

char *cases_path(const struct cases *cases, size_t index, const char *ending) {
    char *path = join(cases->folder, "/", cases->names[index]);
    char *whole = join(path, "", ending);
    free(path);
    return whole;
}

char *cases_read(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    long end = 0;
    if (file && fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0) {
        rewind(file);
        bytes = calloc((size_t)end + 1, 1);
        if (bytes && fread(bytes, 1, (size_t)end, file) != (size_t)end) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file) {
        fclose(file);
    }
    *size = bytes ? (size_t)end : 0;
    return bytes;
}

struct placard_context *cases_context(void) {
    const struct placard_context_options options = {.no_system_fonts = true};
    struct placard_error error;
    struct placard_context *context = placard_context_create(&options, &error);
    if (!context) {
        printf("Bail out! %s\n", error.message);
        exit(EXIT_FAILURE);
    }
    return context;
}
