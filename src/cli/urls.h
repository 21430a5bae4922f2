#ifndef PLACARD_CLI_URLS_H
#define PLACARD_CLI_URLS_H

#include "cli/memory.h"

#include <stdbool.h>

/** Whether a text, which may be NULL, is a URL that can be downloaded. */
bool cli_is_url(const char *text);

/* URLs that are to be downloaded: copies in a list. */

void cli_urls_add(struct cli_list *urls, const char *url);

/** Sorts them and keeps each once. */
void cli_urls_sort(struct cli_list *urls);

/** The position of one in a sorted list, or -1. */
int cli_urls_find(const struct cli_list *urls, const char *url);
void cli_urls_finish(struct cli_list *urls);

#endif
