#include "net/net.h"

#include "base/memory.h"
#include "net/private.h"

#include <stdlib.h>

/* More transfers than any server or disk has use for; seconds that libcurl can count. */
enum { PARALLEL_LIMIT = 1000, SECONDS_LIMIT = 1000 * 1000 };

static int choose_count(int value, int usual) {
    value = value > 0 ? value : usual;
    return value < PARALLEL_LIMIT ? value : PARALLEL_LIMIT;
}

static double choose_seconds(double value, double usual) {
    value = value > 0 ? value : usual;
    return value < SECONDS_LIMIT ? value : SECONDS_LIMIT;
}

static bool set_options(struct pl_net *net, const struct pl_net_options *options,
                        struct placard_error *error) {
    net->options = (struct pl_net_options){
        .parallel = choose_count(options->parallel, 8),
        .per_host = choose_count(options->per_host, 4),
        .retries = options->retries == 0  ? 4
                   : options->retries < 0 ? 0
                                          : options->retries,
        .connect_timeout = choose_seconds(options->connect_timeout, 10),
        .stall_timeout = choose_seconds(options->stall_timeout, 30),
        .allow_private = options->allow_private,
    };
    if (options->ca_file) {
        net->authorities = pl_strdup(options->ca_file);
        if (!net->authorities) {
            return pl_fail_memory(error);
        }
        net->options.ca_file = net->authorities;
    }
    return true;
}

static bool set_up(struct pl_net *net, const struct pl_net_options *options, struct placard_error *error) {
    if (!set_options(net, options, error) || !pl_curl_load(&net->curl, error)) {
        return false;
    }
    net->multi = net->curl.multi_init();
    if (!net->multi) {
        return pl_fail_memory(error);
    }
    /* Connections are kept for the next call: by itself libcurl keeps as many as the transfers there are. */
    net->curl.multi_setopt(net->multi, CURLMOPT_MAXCONNECTS, 2L * net->options.parallel);
    /* One transfer at a time over each connection: in libcurl 7.88, those that share one of HTTP/2 stall,
     * some of them for good. */
    net->curl.multi_setopt(net->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    return true;
}

struct pl_net *pl_net_create(const struct pl_net_options *options, struct placard_error *error) {
    static const struct pl_net_options defaults;
    struct pl_net *net = pl_calloc(1, sizeof *net);
    if (!net) {
        pl_fail_memory(error);
        return NULL;
    }
    if (!set_up(net, options ? options : &defaults, error)) {
        pl_net_destroy(net);
        return NULL;
    }
    return net;
}

void pl_net_destroy(struct pl_net *net) {
    if (!net) {
        return;
    }
    for (int i = 0; i < net->place_count; i++) {
        pl_transfer_finish(&net->places[i]);
    }
    if (net->multi) {
        net->curl.multi_cleanup(net->multi);
    }
    pl_curl_unload(&net->curl);
    free(net->places);
    free(net->authorities);
    free(net);
}
