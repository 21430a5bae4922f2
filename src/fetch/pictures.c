#include "base/memory.h"
#include "codec/codec.h"
#include "fetch/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t picture_limit = (size_t)64 * 1024 * 1024;

/** The downloads of one call. */
struct downloads {
    const struct pl_fetch_options *options;
    struct pl_store *store;
    struct pl_request *requests;
    int count, done, failed;
    struct placard_error first; /* of what failed */
};

/* A picture that was cut has its header all the same. The usual end is told at once; where there is another
 * the picture has to be decoded to find out. */
static bool is_whole(const char *name, const struct pl_codec *codec, const struct pl_buffer *body,
                     struct placard_error *error) {
    struct pl_pixmap pixmap = {0};
    if (codec->ends(body->data, body->size)) {
        return true;
    }
    bool ok = codec->decode(name, body->data, body->size, NULL, &pixmap, error);
    pl_pixmap_finish(&pixmap);
    return ok;
}

/* What was downloaded is a picture, by its content: what a server calls it says little. */
static bool keep(struct downloads *downloads, const char *url, const struct pl_buffer *body,
                 struct placard_error *error) {
    static const unsigned char nothing[1];
    char shown[256];
    struct pl_stored what = {0};
    pl_net_show_url(url, shown, sizeof shown);
    if (!pl_picture_size(shown, body->data ? body->data : nothing, body->size, &what.width, &what.height,
                         error)) {
        return false;
    }
    const struct pl_codec *codec = pl_codec_sniff(body->data, body->size);
    if (!is_whole(shown, codec, body, error)) {
        return false;
    }
    what.type = codec->media_type;
    what.extension = codec->extensions[0];
    return pl_store_put(downloads->store, url, body->data, body->size, &what, error);
}

static void take_answer(void *data, int index, struct pl_answer *answer) {
    struct downloads *downloads = data;
    const char *url = downloads->requests[index].url;
    bool ok = answer->error.code == PLACARD_OK;
    if (!ok) {
        pl_refusal_explain(answer);
    } else {
        ok = keep(downloads, url, &answer->body, &answer->error);
    }
    if (ok) {
        downloads->done++;
        return;
    }
    if (downloads->failed++ == 0) {
        downloads->first = answer->error;
    }
    if (downloads->options->failed) {
        downloads->options->failed(downloads->options->data, url, &answer->error);
    }
}

static bool take_progress(void *data, long long bytes) {
    const struct downloads *downloads = data;
    struct pl_fetch_state state = {
        .done = downloads->done, .failed = downloads->failed, .total = downloads->count, .bytes = bytes};
    return downloads->options->progress && downloads->options->progress(downloads->options->data, &state);
}

/* Reading it finds a damaged file of the cache, and so that it has to be downloaded again. */
static bool is_there(struct pl_store *store, const char *url) {
    struct pl_buffer bytes = {0};
    struct placard_error error = {.code = PLACARD_OK};
    bool there =
        pl_store_has(store, url) && (pl_store_load(store, url, &bytes, &error) || error.code != PLACARD_OK);
    pl_buffer_finish(&bytes);
    return there;
}

static bool list_missing(struct downloads *downloads, const char *const *urls, struct placard_error *error) {
    size_t count = 0;
    while (urls[count]) {
        count++;
    }
    downloads->requests = pl_calloc(count + 1, sizeof *downloads->requests);
    if (!downloads->requests) {
        return pl_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_there(downloads->store, urls[i])) {
            downloads->requests[downloads->count++] =
                (struct pl_request){.url = urls[i], .limit = picture_limit};
        }
    }
    return true;
}

bool pl_fetch_pictures(struct pl_store *store, const char *const *urls,
                       const struct pl_fetch_options *options, struct placard_error *error) {
    struct downloads downloads = {.options = options, .store = store};
    struct pl_net *net = NULL;
    bool ok = list_missing(&downloads, urls, error);
    if (ok && downloads.count > 0) {
        struct pl_net_events events = {&downloads, take_answer, take_progress};
        net = pl_net_create(&options->net, error);
        ok = net && pl_net_get(net, downloads.requests, downloads.count, &events, error);
    }
    pl_net_destroy(net);
    /* What came is kept, whatever became of the rest. */
    if (downloads.requests) {
        ok = pl_store_save(store, ok ? error : NULL) && ok;
    }
    free(downloads.requests);
    if (ok && downloads.failed > 0 && !options->failed) {
        ok = pl_fail(error, downloads.first.code, "%s", downloads.first.message);
    }
    return ok;
}
