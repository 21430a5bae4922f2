#include "cli/supply.h"

#include "cli/interrupt.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>

/* A poster's base image where that is a URL and --base gives no other. */
static const char *base_url(const struct cli_poster *poster, const struct cli_bases *bases) {
    struct placard_error error;
    char *path = NULL;
    if (poster->sample.bad || !cli_is_url(poster->sample.base) ||
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
            cli_urls_add(urls, base);
        }
        if (poster->input == input || poster->input->bundle) {
            continue;
        }
        input = poster->input;
        enum placard_url_kind kind;
        const char *url;
        for (int k = 0; (url = placard_document_url(input->document, k, &kind, NULL)); k++) {
            if (kind == PLACARD_URL_LAYER) {
                cli_urls_add(urls, url);
            }
        }
    }
}

bool cli_supply_init(struct cli_supply *supply, struct cli_run *run, const struct cli_plan *plan,
                     const struct cli_bases *bases, struct placard_error *error) {
    struct cli_list urls = {0};
    bool ok = true;
    *supply = (struct cli_supply){.offline = run->options.offline};
    cli_network_init(&supply->network, run);
    list_urls(plan, bases, &urls);
    if (urls.count > 0) {
        cli_urls_sort(&urls);
        supply->cache = placard_cache_open(NULL, 0, &supply->cache_error);
    }
    if (supply->cache && !supply->offline) {
        cli_interrupt_catch();
        ok = cli_network_fetch(&supply->network, supply->cache, urls.items, error);
        cli_interrupt_release();
    }
    cli_urls_finish(&urls);
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

/* Why the picture of a layer could not be had, which the library can't know; or NULL. */
static const struct placard_error *layer_reason(const struct cli_supply *supply, const char *source) {
    return !cli_is_url(source) ? NULL
           : supply->cache     ? cli_network_reason(&supply->network, source)
                               : &supply->cache_error;
}

static bool check_layers(const struct cli_supply *supply, const struct cli_poster *poster,
                         struct placard_error *error) {
    struct placard_layer_info layer;
    const struct placard_document *document = poster->input->document;
    bool lost = supply->network.lost_count > 0 || supply->cache_error.code != PLACARD_OK;
    for (int i = 0; lost && placard_layer_describe(document, poster->position, i, &layer, NULL); i++) {
        const struct placard_error *reason = layer_reason(supply, layer.source);
        if (reason) {
            return cli_fail(error, reason->code, "a picture of its layers can't be downloaded: %s",
                            reason->message);
        }
    }
    return true;
}

static bool check_base(const struct cli_supply *supply, const struct cli_poster *poster,
                       struct placard_error *error) {
    const char *url = poster->sample.base;
    const struct placard_store *bundle = poster->input->bundle;
    const struct placard_store *store = bundle ? bundle : supply->cache;
    if (!cli_is_url(url) || (store && placard_store_has(store, url))) {
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

bool cli_supply_check(const struct cli_supply *supply, const struct cli_poster *poster, const char *base,
                      struct placard_error *error) {
    return (base || check_base(supply, poster, error)) &&
           (poster->input->bundle || check_layers(supply, poster, error));
}

void cli_supply_finish(struct cli_supply *supply) {
    cli_network_finish(&supply->network);
    placard_store_destroy(supply->cache);
    *supply = (struct cli_supply){0};
}
