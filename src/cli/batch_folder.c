#include "cli/batch.h"
#include "cli/file.h"
#include "cli/urls.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No sensible tree is deeper, and a loop of links is. */
enum { DEEPEST = 32 };

/* Bytes of documents that stay parsed, which takes several times as much memory; and what even the smallest
 * of them takes, in the same measure. */
enum { MOST_HELD = 1024 * 1024, LEAST_HELD = 4 * 1024 };

static bool is_bundle(const char *path) {
    char *index = cli_format("%s/index.json", path);
    char *response = cli_format("%s/response.json", path);
    struct stat status;
    bool both = stat(index, &status) == 0 && stat(response, &status) == 0;
    free(index);
    free(response);
    return both;
}

static void add_file(struct cli_batch *batch, const char *path, const char *name) {
    size_t length = strlen(name);
    batch->files = cli_grow(batch->files, batch->file_count, sizeof *batch->files);
    bool json = length > 5 && strcmp(name + length - 5, ".json") == 0;
    batch->files[batch->file_count++] = (struct cli_batch_file){
        .path = cli_format("%s", path), .name = cli_copy(name, json ? length - 5 : length)};
}

/* What is linked is read as well, as the sandbox has to know. */
static void note_link(struct cli_batch *batch, char *path) {
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
        cli_list_add(&batch->links, path);
    } else {
        free(path);
    }
}

static void note_bundle(struct cli_batch *batch, const char *path) {
    note_link(batch, cli_format("%s", path));
    note_link(batch, cli_format("%s/response.json", path));
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* The same in every locale. */
static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* In the order of names, so that every run has the same. */
static bool walk(struct cli_batch *batch, const char *path, const char *name, int depth,
                 struct placard_error *error) {
    struct dirent **entries;
    int count = depth > DEEPEST ? 0 : scandir(path, &entries, is_visible, by_bytes);
    if (count < 0) {
        return cli_fail(error, PLACARD_FILE, "%s: can't be read: %s", path, strerror(errno));
    }
    bool ok = true;
    for (int i = 0; i < count; i++) {
        const char *entry = entries[i]->d_name;
        size_t length = strlen(entry);
        char *below = cli_format("%s/%s", path, entry);
        char *below_name = cli_format("%s%s%s", name, name[0] ? "/" : "", entry);
        if (ok && cli_is_folder(below)) {
            if (is_bundle(below)) {
                note_bundle(batch, below);
                add_file(batch, below, below_name);
            } else {
                note_link(batch, cli_format("%s", below));
                ok = walk(batch, below, below_name, depth + 1, error);
            }
        } else if (ok && length > 5 && strcmp(entry + length - 5, ".json") == 0) {
            if (entries[i]->d_type == DT_LNK || entries[i]->d_type == DT_UNKNOWN) {
                note_link(batch, cli_format("%s", below));
            }
            add_file(batch, below, below_name);
        }
        free(below_name);
        free(below);
        free(entries[i]);
    }
    if (depth <= DEEPEST) {
        free(entries);
    }
    return ok;
}

struct naming {
    const struct cli_input *input;
    const char *name;
    int number, sample;
};

static char *name_value(void *data, const char *placeholder) {
    const struct naming *naming = data;
    return strcmp(placeholder, "row") == 0      ? cli_format("%d", naming->number)
           : strcmp(placeholder, "sample") == 0 ? cli_format("%d", naming->sample)
           : strcmp(placeholder, "task") == 0
               ? cli_format("%s", naming->input->info.task ? naming->input->info.task : "")
               : cli_format("%s", naming->name);
}

static bool use_placeholder(void *data, const char *placeholder) {
    static const char *const own[] = {"row", "sample", "name", "ext", "task"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i], placeholder) == 0) {
            return true;
        }
    }
    return cli_fail(data, PLACARD_USAGE,
                    "--output: {%s} is no placeholder; expected {row}, {sample}, {name}, {task} or {ext}",
                    placeholder);
}

/* Documents of a folder keep the folders that they are in. */
static char *path_of(const struct cli_batch *batch, struct naming *naming, const char *folder) {
    struct cli_names names = batch->names;
    char *whole = cli_format("%s%s%s", names.folder, folder[0] ? "/" : "", folder);
    names.folder = whole;
    char *path = cli_names_path(&names, name_value, naming);
    free(whole);
    return path;
}

static bool is_ours(const struct cli_batch *batch, int number) {
    return (number - 1) % batch->shard.count == batch->shard.index;
}

static void add_item(struct cli_batch *batch, struct cli_item item) {
    batch->items = cli_grow(batch->items, batch->item_count, sizeof *batch->items);
    batch->items[batch->item_count++] = item;
}

/* A sample of this part, and what it needs from elsewhere. */
static void add_sample(struct cli_batch *batch, const struct cli_input *input,
                       const struct placard_sample_info *sample, struct cli_item item) {
    if (input->bundle) {
        item.absent = cli_is_url(sample->base) && !placard_store_has(input->bundle, sample->base);
    } else if (!sample->bad) {
        cli_batch_want_base(batch, sample);
    }
    add_item(batch, item);
}

/* What can't be read is an item too: a line in the report. Whether any is of this part is returned. */
static bool list_samples(struct cli_batch *batch, int file, int *number) {
    struct cli_batch_file *from = &batch->files[file];
    struct cli_input *input = from->input;
    const char *slash = strrchr(from->name, '/');
    char *folder = slash ? cli_copy(from->name, (size_t)(slash - from->name)) : cli_copy("", 0);
    int count = input->ok ? input->info.samples : 0;
    int before = batch->item_count;
    for (int i = 0; i < count; i++) {
        struct placard_sample_info sample = {0};
        placard_sample_describe(input->document, i, &sample, NULL);
        struct naming naming = {input, slash ? slash + 1 : from->name, ++*number, sample.index};
        const char *path = cli_taken_add(&batch->taken, path_of(batch, &naming, folder));
        if (is_ours(batch, *number)) {
            add_sample(
                batch, input, &sample,
                (struct cli_item){.number = *number, .path = path, .row = -1, .file = file, .sample = i});
        }
    }
    if (count == 0 && is_ours(batch, ++*number)) {
        add_item(batch, (struct cli_item){.number = *number,
                                          .row = -1,
                                          .file = file,
                                          .sample = -1,
                                          .message = cli_format("%s", input->error.message)});
    }
    free(folder);
    return count > 0 && batch->item_count > before;
}

/* ---- reading ---- */

static void read_file(const struct cli_batch *batch, struct cli_batch_file *file) {
    file->input = cli_allocate(1, sizeof *file->input);
    cli_input_load(file->input, file->path, cli_poster_timeout(&batch->run->options));
}

static void forget_file(struct cli_batch_file *file) {
    if (file->input) {
        cli_input_finish(file->input);
        free(file->input);
        file->input = NULL;
    }
}

/* The first documents stay as they are read for their posters; of more, memory would grow with the folder. */
static bool may_stay(struct cli_batch *batch, const struct cli_batch_file *file) {
    struct stat status;
    bool plain = !file->input->bundle && stat(file->path, &status) == 0;
    batch->held += plain ? (long long)status.st_size + LEAST_HELD : MOST_HELD;
    return batch->held <= MOST_HELD;
}

static void list_file(struct cli_batch *batch, int file, int *number) {
    struct cli_batch_file *from = &batch->files[file];
    read_file(batch, from);
    bool ours = list_samples(batch, file, number);
    batch->wants_system_fonts =
        batch->wants_system_fonts ||
        (ours && placard_document_wants_system_fonts(batch->context, from->input->document));
    if (ours && !from->input->bundle) {
        cli_batch_want_layers(batch, from->input->document);
    }
    if (!ours || !may_stay(batch, from)) {
        forget_file(from);
    }
}

/* The one whose samples are given out has a user more, so that it is read once for them all. */
struct cli_input *cli_batch_file_take(struct cli_batch *batch, int file) {
    struct cli_batch_file *taken = &batch->files[file];
    int before = batch->file;
    bool next = before != file;
    pthread_mutex_lock(&batch->lock);
    taken->users += next ? 2 : 1;
    batch->file = file;
    pthread_mutex_unlock(&batch->lock);
    if (next && before >= 0) {
        cli_batch_file_release(batch, before);
    }
    if (!taken->input) {
        read_file(batch, taken);
    }
    return taken->input;
}

void cli_batch_file_release(struct cli_batch *batch, int file) {
    struct cli_batch_file *released = &batch->files[file];
    pthread_mutex_lock(&batch->lock);
    if (--released->users == 0) {
        forget_file(released);
    }
    pthread_mutex_unlock(&batch->lock);
}

void cli_batch_files_finish(struct cli_batch *batch) {
    for (int i = 0; i < batch->file_count; i++) {
        forget_file(&batch->files[i]);
        free(batch->files[i].path);
        free(batch->files[i].name);
    }
    free(batch->files);
}

/* ---- the folder ---- */

bool cli_batch_list_folder(struct cli_batch *batch, const char *folder, struct placard_error *error) {
    int number = 0;
    if (!cli_is_folder(folder)) {
        return cli_fail(error, PLACARD_USAGE,
                        "%s: expected a folder of responses, or a template with --data ROWS%s", folder,
                        access(folder, F_OK) == 0 ? "" : "; found nothing of that name");
    }
    if (!cli_names_check(&batch->names, use_placeholder, error)) {
        return false;
    }
    if (is_bundle(folder)) {
        note_bundle(batch, folder);
        add_file(batch, folder, "bundle");
    } else if (!walk(batch, folder, "", 0, error)) {
        return false;
    }
    if (batch->file_count == 0) {
        return cli_fail(error, PLACARD_FILE,
                        "%s: expected responses (*.json) or bundles below it, found none", folder);
    }
    for (int i = 0; i < batch->file_count; i++) {
        list_file(batch, i, &number);
    }
    return true;
}
