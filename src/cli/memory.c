#include "cli/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failure = 1;

void cli_memory_set_status(int status) {
    failure = status;
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
