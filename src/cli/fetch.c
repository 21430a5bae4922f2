#include "cli/file.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/network.h"
#include "cli/output.h"
#include "cli/reading.h"
#include "cli/sandbox.h"
#include "cli/text.h"
#include "cli/urls.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/** A task that is being fetched into a bundle. */
struct fetching {
    struct cli_run *run;
    const char *service, *task;
    char *folder, *response; /* paths */
    struct cli_network network;
    struct placard_store *bundle;
    struct cli_input input; /* the response */
    struct cli_list urls;   /* of its pictures */
    int had;                /* of these, before */
    bool confined;          /* nothing is written but in the folder */
};

static struct cli_list list_videos(const struct placard_document *document) {
    struct placard_image_info image;
    struct cli_list videos = {0};
    for (int i = 0; placard_image_describe(document, i, &image, NULL); i++) {
        if (image.video && image.origin) {
            cli_urls_add(&videos, image.origin);
        }
    }
    cli_urls_sort(&videos);
    return videos;
}

/* All pictures that the response names, each once. */
static void list_urls(struct fetching *fetching) {
    struct cli_list videos = list_videos(fetching->input.document);
    enum placard_url_kind kind;
    const char *url;
    for (int i = 0; (url = placard_document_url(fetching->input.document, i, &kind, NULL)); i++) {
        if (kind == PLACARD_URL_ORIGIN && cli_urls_find(&videos, url) >= 0) {
            continue;
        }
        cli_list_add(&fetching->urls, url);
        fetching->had += placard_store_has(fetching->bundle, url);
    }
    cli_urls_finish(&videos);
}

static void say_videos(const struct fetching *fetching) {
    struct placard_image_info image;
    for (int i = 0; placard_image_describe(fetching->input.document, i, &image, NULL); i++) {
        if (image.video && !fetching->run->options.quiet) {
            cli_warn(&fetching->run->terminal, "image %s: its origin is a video, which is not downloaded: %s",
                     image.id, image.origin);
        }
    }
}

/* Where the tasks of a job came out differently, each is told. */
static void say_tasks(const struct fetching *fetching) {
    struct placard_task_info first;
    struct placard_task_info task;
    bool differ = false;
    bool any = placard_task_describe(fetching->input.document, 0, &first, NULL);
    for (int i = 1; any && placard_task_describe(fetching->input.document, i, &task, NULL); i++) {
        differ = differ || strcmp(task.state, first.state) != 0;
    }
    for (int i = 0; differ && placard_task_describe(fetching->input.document, i, &task, NULL); i++) {
        cli_warn(&fetching->run->terminal, "task %s: %s%s%s", task.id ? task.id : "without id", task.state,
                 task.reason ? ": " : "", task.reason ? task.reason : "");
    }
}

/* A bundle whose task had ended before needs no second question. */
static bool has_all(struct fetching *fetching) {
    struct stat status;
    if (stat(fetching->response, &status) != 0) {
        return false;
    }
    cli_input_load(&fetching->input, fetching->response, 0);
    if (fetching->input.ok || fetching->input.info.images > 0) {
        list_urls(fetching);
    }
    if (fetching->urls.count > 0 && fetching->had == fetching->urls.count) {
        return true;
    }
    cli_list_finish(&fetching->urls);
    fetching->urls = (struct cli_list){0};
    fetching->had = 0;
    cli_input_finish(&fetching->input);
    return false;
}

/* Whether the task has ended well: pictures without layers are good here, and nothing to draw. */
static bool has_pictures(const struct fetching *fetching) {
    enum placard_code code = fetching->input.error.code;
    return fetching->input.ok || (code != PLACARD_UNFINISHED && code != PLACARD_PROVIDER);
}

static bool ask(struct fetching *fetching, struct placard_error *error) {
    struct placard_bytes answer = {0};
    bool ok =
        cli_network_service(&fetching->network, fetching->service, error) &&
        placard_task_fetch(fetching->service, fetching->task, &fetching->network.options, &answer, error);
    cli_progress_erase(&fetching->run->terminal);
    if (ok) {
        cli_input_parse(&fetching->input, fetching->response, answer.data, answer.size);
        ok = fetching->input.document ||
             cli_fail(error, PLACARD_DOCUMENT, "%s", fetching->input.error.message);
    }
    if (ok && !has_pictures(fetching)) {
        *error = fetching->input.error;
        ok = false;
    }
    ok = ok && placard_bundle_claim(fetching->bundle, fetching->service, fetching->task, error) &&
         placard_store_save(fetching->bundle, error) && cli_file_write(fetching->response, &answer, error);
    if (ok) {
        list_urls(fetching);
    }
    placard_bytes_finish(&answer);
    return ok;
}

/* Before what strangers wrote is parsed: the bundle, what the service answers. A folder that is missing can't
 * be opened to writing, so until it is made the nearest one above it is. */
static bool enter_sandbox(struct fetching *fetching, struct placard_error *error) {
    const struct cli_options *options = &fetching->run->options;
    struct cli_places places = {0};
    fetching->confined = cli_is_folder(fetching->folder);
    if (fetching->confined) {
        cli_places_write(&places, fetching->folder);
    } else {
        cli_places_write_file(&places, fetching->folder);
    }
    cli_places_read_input(&places, fetching->folder);
    cli_places_read(&places, options->token_file);
    cli_read_network(&places);
    bool ok = cli_sandbox_enter(options->sandbox, &places, true, error);
    cli_places_finish(&places);
    return ok;
}

static bool download(struct fetching *fetching, struct placard_error *error) {
    cli_list_add(&fetching->urls, NULL);
    fetching->urls.count--;
    return (fetching->confined || enter_sandbox(fetching, error)) &&
           placard_store_keep(fetching->bundle, fetching->urls.items, error) &&
           cli_network_fetch(&fetching->network, fetching->bundle, fetching->urls.items, error);
}

static void report_json(const struct fetching *fetching, const struct placard_error *error) {
    struct cli_json json = {.out = stdout};
    const struct cli_network *network = &fetching->network;
    cli_json_open(&json, NULL, '{');
    cli_json_text(&json, "service", fetching->service);
    cli_json_text(&json, "task", fetching->task);
    cli_json_text(&json, "state", fetching->input.document ? fetching->input.info.state : NULL);
    if (error) {
        cli_json_text(&json, "error", error->message);
    } else {
        cli_json_text(&json, "bundle", fetching->folder);
        cli_json_number(&json, "pictures", fetching->urls.count);
        cli_json_number(&json, "downloaded", fetching->urls.count - fetching->had - network->lost_count);
        cli_json_open(&json, "failed", '[');
        for (int i = 0; i < network->lost_count; i++) {
            cli_json_open(&json, NULL, '{');
            cli_json_text(&json, "url", network->lost[i].url);
            cli_json_text(&json, "error", network->lost[i].error.message);
            cli_json_close(&json, '}');
        }
        cli_json_close(&json, ']');
    }
    cli_json_close(&json, '}');
    cli_json_line(&json);
}

static void report(const struct fetching *fetching) {
    const struct cli_network *network = &fetching->network;
    int new = fetching->urls.count - fetching->had - network->lost_count;
    for (int i = 0; i < network->lost_count; i++) {
        cli_say(&fetching->run->terminal, "%s", network->lost[i].error.message);
    }
    if (network->lost_count > 0) {
        cli_say(&fetching->run->terminal,
                "%s: %d of %d pictures could not be downloaded; fetching again gets what is missing",
                fetching->folder, network->lost_count, fetching->urls.count);
    }
    if (fetching->run->options.json) {
        report_json(fetching, NULL);
    } else if (!fetching->run->options.quiet) {
        cli_print(stdout, fetching->folder, 0);
        if (cli_terminal_columns() > 0) {
            printf("  %s, %d picture%s, %d new", fetching->input.info.state ? fetching->input.info.state : "",
                   fetching->urls.count, fetching->urls.count == 1 ? "" : "s", new);
        }
        putchar('\n');
    }
}

/* A folder that has an answer and no index is no bundle, and what is in it somebody's own. */
static bool check_folder(const struct fetching *fetching, struct placard_error *error) {
    struct stat status;
    char *index = cli_format("%s/index.json", fetching->folder);
    bool strange = stat(fetching->response, &status) == 0 && stat(index, &status) != 0;
    free(index);
    const char *service;
    const char *task = placard_bundle_task(fetching->bundle, &service);
    if (task && (strcmp(task, fetching->task) != 0 || strcmp(service, fetching->service) != 0)) {
        return cli_fail(
            error, PLACARD_USAGE,
            "%s: the bundle is of task %s of %s; task %s of %s needs another folder, with --output",
            fetching->folder, task, service, fetching->task, fetching->service);
    }
    return !strange ||
           cli_fail(error, PLACARD_USAGE,
                    "%s: there is a file of that name, but no bundle around it; give another folder with "
                    "--output",
                    fetching->response);
}

static bool check_place(const struct fetching *fetching, struct placard_error *error) {
    struct stat status;
    return stat(fetching->folder, &status) != 0 || S_ISDIR(status.st_mode) ||
           cli_fail(error, PLACARD_USAGE,
                    "%s: expected a folder, found a file; give another name with --output", fetching->folder);
}

static int fetch(struct fetching *fetching) {
    struct placard_error error = {0};
    bool ok = check_folder(fetching, &error);
    if (ok && !has_all(fetching)) {
        ok = ask(fetching, &error);
        if (ok) {
            say_tasks(fetching);
            say_videos(fetching);
            ok = download(fetching, &error);
        }
    }
    if (!ok && error.code == PLACARD_CANCELED) {
        return CLI_FAILED; /* the signal says the rest */
    }
    if (!ok) {
        cli_say(&fetching->run->terminal, "%s", error.message);
        if (fetching->run->options.json) {
            report_json(fetching, &error);
        }
        return cli_status_of(error.code);
    }
    report(fetching);
    return fetching->network.lost_count > 0 ? CLI_FAILED : CLI_DONE;
}

static bool check(struct cli_run *run) {
    const char *alias;
    const char *name;
    if (run->options.wait && run->options.no_wait) {
        cli_say(&run->terminal, "expected one of --wait and --no-wait, found both");
        return false;
    }
    for (int i = 0; (name = placard_service(i, &alias)); i++) {
        if (strcmp(name, run->operands.items[0]) == 0) {
            return true;
        }
    }
    char *names = cli_choices_text(placard_service);
    cli_say(&run->terminal, "expected a service (%s), found %s", names, run->operands.items[0]);
    free(names);
    return false;
}

static int run_fetch(struct cli_run *run) {
    struct placard_error error;
    if (!check(run)) {
        return CLI_USAGE;
    }
    struct fetching fetching = {
        .run = run, .service = run->operands.items[0], .task = run->operands.items[1]};
    fetching.folder =
        run->options.output ? cli_format("%s", run->options.output) : cli_safe_name(fetching.task);
    fetching.response = cli_format("%s/response.json", fetching.folder);
    int status = CLI_FAILED;
    cli_network_init(&fetching.network, run);
    cli_interrupt_catch();
    if (check_place(&fetching, &error) && enter_sandbox(&fetching, &error)) {
        fetching.bundle = placard_bundle_open(fetching.folder, &error);
    }
    if (!fetching.bundle) {
        cli_say(&run->terminal, "%s", error.message);
        status = cli_status_of(error.code);
    } else {
        status = fetch(&fetching);
    }
    placard_store_destroy(fetching.bundle);
    cli_input_finish(&fetching.input);
    cli_list_finish(&fetching.urls);
    cli_network_finish(&fetching.network);
    free(fetching.response);
    free(fetching.folder);
    cli_interrupt_release();
    return status;
}

static const struct cli_example examples[] = {
    {"Wait for a task of DashScope and keep its answer and pictures",
     "placard fetch dashscope 13b1848b-5493-4c0e --token-file key -o spring"},
    {"The same from a service of one's own",
     "placard fetch gettaskinfo ef8ec19d6670c018 --endpoint https://api.example.com --token-file token"},
    {0},
};

const struct cli_command cli_fetch = {
    .name = "fetch",
    .operands = "SERVICE TASK",
    .least = 2,
    .most = 2,
    .choice = placard_service,
    .summary = "keep a task's answer and pictures for ever",
    .about =
        "Asks SERVICE (dashscope or gettaskinfo) for TASK until it has ended, downloads every picture that "
        "the "
        "answer names, and writes a bundle: a folder with the answer as it came (response.json), the "
        "pictures "
        "under the hash of their content (pictures/) and an index from URL to file (index.json). A bundle is "
        "drawn with 'placard render FOLDER', without a network, for ever. Fetching again gets what is "
        "missing.\n\n"
        "A task of gettaskinfo is given by its promptId. The key comes from the environment "
        "(DASHSCOPE_API_KEY, GETTASKINFO_TOKEN) or from --token-file, never from the command line, which "
        "others can read. It is sent to the service's host alone.\n\n"
        "The folder's path is printed.",
    .examples = examples,
    .run = run_fetch,
};
