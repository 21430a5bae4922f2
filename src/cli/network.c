#include "cli/network.h"

#include "cli/interrupt.h"
#include "cli/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Milliseconds between two progress lines, and before the first: what is quick needs none. */
static const double progress_pause = 100;
static const double progress_start = 300;

/* No token is longer. */
enum { TOKEN_SIZE = 16 * 1024 };

/** Where a service's endpoint and secret come from. */
struct source {
    const char *service, *endpoint, *token;
};

static const struct source sources[] = {
    {"dashscope", "DASHSCOPE_ENDPOINT", "DASHSCOPE_API_KEY"},
    {"gettaskinfo", "GETTASKINFO_ENDPOINT", "GETTASKINFO_TOKEN"},
};

static const char *environment(const char *name) {
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

static void show(struct cli_network *network, const struct placard_progress *progress) {
    double now = cli_now();
    if (network->shown == 0) {
        network->shown = now + progress_start - progress_pause;
    }
    if (now - network->shown < progress_pause) {
        return;
    }
    network->shown = now;
    char *what = progress->task
                     ? cli_format("task %s: %s, %.0f s", progress->task,
                                  progress->state ? progress->state : "asking", progress->waited / 1000)
                     : cli_format("%.1f MB%s", (double)progress->bytes / 1e6,
                                  progress->failed > 0 ? ", some failed" : "");
    cli_progress(&network->run->terminal, progress->done + progress->failed, progress->total, what);
    free(what);
}

static bool take_progress(void *data, const struct placard_progress *progress) {
    struct cli_network *network = data;
    if (!network->run->options.quiet && isatty(STDERR_FILENO)) {
        show(network, progress);
    }
    return cli_interrupt_came();
}

static void take_failure(void *data, const char *url, const struct placard_error *error) {
    struct cli_network *network = data;
    network->lost = cli_grow(network->lost, network->lost_count, sizeof *network->lost);
    network->lost[network->lost_count++] = (struct cli_lost){cli_format("%s", url), *error};
}

/* The last that was given; the library's 0 stands for its own default. */
static int retries_of(const struct cli_list *given) {
    int retries = given->count > 0 ? atoi(given->items[given->count - 1]) : 0;
    return given->count > 0 && retries == 0 ? -1 : retries;
}

void cli_network_init(struct cli_network *network, struct cli_run *run) {
    const struct cli_options *options = &run->options;
    const char *authorities = environment("CURL_CA_BUNDLE");
    *network = (struct cli_network){
        .run = run,
        .options = {.no_wait = options->no_wait,
                    .timeout = options->timeout,
                    .parallel = options->parallel,
                    .per_host = options->per_host,
                    .retries = retries_of(&options->retries),
                    .connect_timeout = options->connect_timeout,
                    .stall_timeout = options->stall_timeout,
                    .allow_private = options->allow_private,
                    .ca_file = authorities ? authorities : environment("SSL_CERT_FILE"),
                    .progress = take_progress,
                    .failed = take_failure,
                    .data = network},
    };
}

/* A secret in a file ends where its first line does. */
static bool read_token(const char *path, char **out, struct placard_error *error) {
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    if (!file) {
        return cli_fail(error, PLACARD_USAGE, "--token-file: %s: can't be opened: %s", path, strerror(errno));
    }
    char *token = cli_allocate(TOKEN_SIZE, 1);
    size_t size = fread(token, 1, TOKEN_SIZE - 1, file);
    bool failed = ferror(file) != 0;
    if (!standard) {
        fclose(file);
    }
    token[size] = '\0';
    token[strcspn(token, "\r\n")] = '\0';
    if (failed || !token[0]) {
        free(token);
        return cli_fail(error, PLACARD_USAGE,
                        "--token-file: %s: expected a token in its first line, found %s", path,
                        failed ? "a file that can't be read" : "nothing");
    }
    *out = token;
    return true;
}

bool cli_network_service(struct cli_network *network, const char *service, struct placard_error *error) {
    const struct cli_options *options = &network->run->options;
    const struct source *source = sources;
    while (strcmp(source->service, service) != 0) {
        source++;
    }
    network->options.endpoint = options->endpoint ? options->endpoint : environment(source->endpoint);
    if (options->token_file) {
        if (!read_token(options->token_file, &network->token, error)) {
            return false;
        }
    } else if (environment(source->token)) {
        network->token = cli_format("%s", environment(source->token));
    } else {
        return cli_fail(
            error, PLACARD_USAGE,
            "%s needs a key: put it into the environment as %s, or into a file and give that with "
            "--token-file",
            service, source->token);
    }
    network->options.token = network->token;
    return true;
}

static int by_url(const void *a, const void *b) {
    return strcmp(((const struct cli_lost *)a)->url, ((const struct cli_lost *)b)->url);
}

bool cli_network_fetch(struct cli_network *network, struct placard_store *store, const char *const *urls,
                       struct placard_error *error) {
    network->shown = 0;
    bool ok = placard_store_fetch(store, urls, &network->options, error);
    cli_progress_erase(&network->run->terminal);
    if (network->lost_count > 0) {
        qsort(network->lost, (size_t)network->lost_count, sizeof *network->lost, by_url);
    }
    return ok;
}

const struct placard_error *cli_network_reason(const struct cli_network *network, const char *url) {
    const struct cli_lost key = {.url = (char *)url};
    const struct cli_lost *lost =
        network->lost_count > 0
            ? bsearch(&key, network->lost, (size_t)network->lost_count, sizeof key, by_url)
            : NULL;
    return lost ? &lost->error : NULL;
}

void cli_network_finish(struct cli_network *network) {
    for (int i = 0; i < network->lost_count; i++) {
        free(network->lost[i].url);
    }
    free(network->lost);
    if (network->token) {
        explicit_bzero(network->token, strlen(network->token));
        free(network->token);
    }
    *network = (struct cli_network){0};
}
