#ifndef PLACARD_CLI_MEMORY_H
#define PLACARD_CLI_MEMORY_H

#include <stddef.h>
#include <stdio.h>

/*
 * Allocation for the program only. Where memory runs out these end the program with a message and status 1:
 * no file is ever half written in its place at that moment, and no caller has to unwind.
 */

/** The status that is; 1 unless set. */
void cli_memory_set_status(int status);

/** Has memory of the size of pictures kept for the next ones: given back after each, every page of it would
 * have to be had anew from the system. For commands that go through many. */
void cli_memory_keep(void);

/** Room for `count` things of `size` bytes, all zero. */
void *cli_allocate(size_t count, size_t size);

/** Makes room for one more in an array that holds `count` and has only ever been grown by this. */
void *cli_grow(void *array, int count, size_t size);

/** `block` with room for `size` bytes. */
void *cli_enlarge(void *block, size_t size);

/** The first `length` bytes of `text` as a string. */
char *cli_copy(const char *text, size_t length);

/** What printf would have printed. */
char *cli_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** A stream whose text is in `*text` once it is closed; free() releases it. */
FILE *cli_text_open(char **text, size_t *size);
void cli_text_close(FILE *out);

/** Strings that belong to others; `items` ends in NULL once it isn't empty. */
struct cli_list {
    const char **items;
    int count;
};
void cli_list_add(struct cli_list *list, const char *item);
void cli_list_finish(struct cli_list *list);

#endif
