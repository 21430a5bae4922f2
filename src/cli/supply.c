#include "cli/supply.h"

#include "cli/interrupt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_url(const char *text) {
    return text && (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0);
}

/* A poster's base image where that is a URL and --base gives no other. */
static const char *base_url(const struct cli_poster *poster, const struct cli_bases *bases) {
    struct placard_error error;
    char *path = NULL;
    if (poster->sample.bad || !is_url(poster->sample.base) ||
        !cli_base_find(bases, &poster->sample, &path, &error)) {
        return NULL;
    }
    bool other = path != NULL;
    free(path);
    return other ? NULL : poster->sample.base;
}

/* URLs that no bundle is for, in the order of the posters; one may come twice. */
static void list_urls(const struct cli_plan *plan, const struct cli_bases *bases, struct cli_list *urls) {
    const struct cli_input *input = NULL;
    for (int i = 0; i < plan->poster_count; i++) {
        const struct cli_poster *poster = &plan->posters[i];
        const char *base = base_url(poster, bases);
        if (base && !poster->input->bundle) {
            cli_list_add(urls, base);
        }
        if (poster->input == input || poster->input->bundle) {
            continue;
        }
        input = poster->input;
        enum placard_url_kind kind;
        const char *url;
        for (int k = 0; (url = placard_document_url(input->document, k, &kind, NULL)); k++) {
            if (kind == PLACARD_URL_LAYER) {
                cli_list_add(urls, url);
            }
        }
    }
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void drop_repeated(struct cli_list *urls) {
    int count = 0;
    qsort(urls->items, (size_t)urls->count, sizeof *urls->items, compare_texts);
    for (int i = 0; i < urls->count; i++) {
        if (count == 0 || strcmp(urls->items[i], urls->items[count - 1]) != 0) {
            urls->items[count++] = urls->items[i];
        }
    }
    urls->count = count;
    urls->items[count] = NULL;
}

bool cli_supply_init(struct cli_supply *supply, struct cli_run *run, const struct cli_plan *plan,
                     const struct cli_bases *bases, struct placard_error *error) {
    struct cli_list urls = {0};
    bool ok = true;
    *supply = (struct cli_supply){.offline = run->options.offline};
    cli_network_init(&supply->network, run);
    list_urls(plan, bases, &urls);
    if (urls.count > 0) {
        drop_repeated(&urls);
        supply->cache = placard_cache_open(NULL, 0, &supply->cache_error);
    }
    if (supply->cache && !supply->offline) {
        cli_interrupt_catch();
        ok = cli_network_fetch(&supply->network, supply->cache, urls.items, error);
        cli_interrupt_release();
    }
    cli_list_finish(&urls);
    return ok;
}

struct placard_store *const *cli_supply_stores(struct cli_supply *supply, const struct cli_input *input) {
    int count = 0;
    memset(supply->stores, 0, sizeof supply->stores);
    if (input->bundle) {
        supply->stores[count++] = input->bundle;
    } else if (supply->cache) {
        supply->stores[count++] = supply->cache;
    }
    return supply->stores;
}

bool cli_supply_check(const struct cli_supply *supply, const struct cli_poster *poster,
                      struct placard_error *error) {
    const char *url = poster->sample.base;
    const struct placard_store *bundle = poster->input->bundle;
    if (!is_url(url) || placard_store_has(bundle ? bundle : supply->cache, url)) {
        return true;
    }
    if (bundle) {
        return cli_fail(error, PLACARD_FILE,
                        "its base image %s is not in the bundle: placard fetch gets what is missing", url);
    }
    const struct placard_error *reason = cli_network_reason(&supply->network, url);
    if (!supply->cache) {
        return cli_fail(error, PLACARD_FILE, "its base image %s: %s", url, supply->cache_error.message);
    }
    if (supply->offline) {
        return cli_fail(
            error, PLACARD_FILE,
            "its base image %s is not in the cache, and nothing is downloaded with --offline; save it and "
            "give the folder that has it with --base FOLDER, or the file with --base %d=FILE",
            url, poster->sample.index);
    }
    return cli_fail(
        error, PLACARD_NETWORK,
        "its base image can't be downloaded: %s; with a copy at hand, give its folder with --base FOLDER, or "
        "the file with --base %d=FILE",
        reason ? reason->message : url, poster->sample.index);
}

void cli_supply_finish(struct cli_supply *supply) {
    cli_network_finish(&supply->network);
    placard_store_destroy(supply->cache);
    *supply = (struct cli_supply){0};
}
