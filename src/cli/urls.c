#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool cli_is_url(const char *text) {
    return text && (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0);
}

void cli_urls_add(struct cli_list *urls, const char *url) {
    cli_list_add(urls, cli_copy(url, strlen(url)));
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void cli_urls_sort(struct cli_list *urls) {
    int count = 0;
    if (urls->count == 0) {
        return;
    }
    qsort(urls->items, (size_t)urls->count, sizeof *urls->items, compare_texts);
    for (int i = 0; i < urls->count; i++) {
        if (count > 0 && strcmp(urls->items[i], urls->items[count - 1]) == 0) {
            free((char *)urls->items[i]);
        } else {
            urls->items[count++] = urls->items[i];
        }
    }
    urls->count = count;
    urls->items[count] = NULL;
}

int cli_urls_find(const struct cli_list *urls, const char *url) {
    const char **found =
        urls->count > 0 ? bsearch(&url, urls->items, (size_t)urls->count, sizeof *urls->items, compare_texts)
                        : NULL;
    return found ? (int)(found - urls->items) : -1;
}

void cli_urls_finish(struct cli_list *urls) {
    for (int i = 0; i < urls->count; i++) {
        free((char *)urls->items[i]);
    }
    cli_list_finish(urls);
}
