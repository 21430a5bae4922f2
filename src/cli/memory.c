#include "cli/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Larger blocks are given back, and so is what is free beyond. */
enum { KEPT_BLOCK = 32 * 1024 * 1024, KEPT = 128 * 1024 * 1024 };

static int failure = 1;

void cli_memory_set_status(int status) {
    failure = status;
}

void cli_memory_keep(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK);
    mallopt(M_TRIM_THRESHOLD, KEPT);
#endif
}

static void *checked(void *memory) {
    if (!memory) {
        fputs("placard: out of memory\n", stderr);
        exit(failure);
    }
    return memory;
}

void *cli_allocate(size_t count, size_t size) {
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *cli_grow(void *array, int count, size_t size) {
    if ((count & (count - 1)) != 0) {
        return array; /* the capacity is the next power of two */
    }
    return checked(reallocarray(array, count ? (size_t)count * 2 : 1, size));
}

void *cli_enlarge(void *block, size_t size) {
    return checked(realloc(block, size));
}

char *cli_copy(const char *text, size_t length) {
    char *copy = cli_allocate(length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *cli_format(const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return checked(length < 0 ? NULL : text);
}

FILE *cli_text_open(char **text, size_t *size) {
    return checked(open_memstream(text, size));
}

void cli_text_close(FILE *out) {
    int failed = ferror(out);
    checked(fclose(out) == 0 && !failed ? &failure : NULL);
}

void cli_list_add(struct cli_list *list, const char *item) {
    if (list->count == 0) {
        list->items = cli_grow(list->items, 0, sizeof *list->items);
    }
    list->items[list->count++] = item;
    list->items = cli_grow(list->items, list->count, sizeof *list->items);
    list->items[list->count] = NULL;
}

void cli_list_finish(struct cli_list *list) {
    free(list->items);
    *list = (struct cli_list){0};
}
