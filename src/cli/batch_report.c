#include "cli/batch.h"
#include "cli/file.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/** What a report of before says of one poster. */
struct entry {
    char *path;
    char hash[CLI_HASH_SIZE];
    unsigned checksum;
    int order; /* in the report */
};

struct cli_resume {
    struct entry *entries; /* by path; of several the last in the report counts */
    int count;
};

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

static int by_path_and_order(const void *a, const void *b) {
    int order = by_path(a, b);
    return order ? order : ((const struct entry *)a)->order - ((const struct entry *)b)->order;
}

static char *value_of(const struct placard_rows *rows, int row, const char *name) {
    struct placard_bytes bytes = {0};
    struct placard_error error;
    const char *column;
    for (int i = 0; (column = placard_rows_column(rows, i)); i++) {
        if (strcmp(column, name) == 0) {
            return placard_rows_value(rows, row, i, &bytes, &error) ? (char *)bytes.data : NULL;
        }
    }
    return NULL;
}

/* A line of a poster that failed says nothing of its file: what an earlier one says of it still holds. */
static void take_line(struct cli_resume *resume, const struct placard_rows *rows, int row) {
    char *path = value_of(rows, row, "file");
    char *hash = value_of(rows, row, "hash");
    char *checksum = value_of(rows, row, "checksum");
    if (path && hash && checksum && strlen(hash) < CLI_HASH_SIZE) {
        resume->entries = cli_grow(resume->entries, resume->count, sizeof *resume->entries);
        struct entry *entry = &resume->entries[resume->count++];
        *entry = (struct entry){
            .path = path, .checksum = (unsigned)strtoul(checksum, NULL, 16), .order = resume->count};
        snprintf(entry->hash, sizeof entry->hash, "%s", hash);
        path = NULL;
    }
    free(path);
    free(hash);
    free(checksum);
}

/* By path, the last of each alone. */
static void sort_entries(struct cli_resume *resume) {
    struct entry *entries = resume->entries;
    int kept = 0;
    if (resume->count == 0) {
        return;
    }
    qsort(entries, (size_t)resume->count, sizeof *entries, by_path_and_order);
    for (int i = 0; i < resume->count; i++) {
        if (i + 1 < resume->count && strcmp(entries[i].path, entries[i + 1].path) == 0) {
            free(entries[i].path);
        } else {
            entries[kept++] = entries[i];
        }
    }
    resume->count = kept;
}

/* What a run that was killed has left of its last line is cut off. */
static bool trim_report(const char *path, struct placard_bytes *bytes, struct placard_error *error) {
    size_t size = bytes->size;
    while (size > 0 && bytes->data[size - 1] != '\n') {
        size--;
    }
    if (size < bytes->size && truncate(path, (off_t)size) != 0) {
        return cli_fail(error, PLACARD_FILE, "%s: can't be written: %s", path, strerror(errno));
    }
    bytes->size = size;
    return true;
}

static bool read_report(struct cli_batch *batch, const char *path, struct placard_error *error) {
    struct placard_bytes bytes = {0};
    batch->resume = cli_allocate(1, sizeof *batch->resume);
    if (!cli_file_read(path, CLI_MOST_OF_FILE, &bytes, error) || !trim_report(path, &bytes, error)) {
        placard_bytes_finish(&bytes);
        return false;
    }
    if (bytes.size == 0) {
        placard_bytes_finish(&bytes);
        return true; /* nothing was drawn yet */
    }
    struct placard_rows *rows = placard_rows_read(path, bytes.data, bytes.size, "jsonl", error);
    for (int i = 0; rows && i < placard_rows_count(rows); i++) {
        take_line(batch->resume, rows, i);
    }
    sort_entries(batch->resume);
    placard_bytes_finish(&bytes);
    bool ok = rows != NULL;
    placard_rows_destroy(rows);
    return ok;
}

/* Two runs would garble each other's lines. A file system that knows no locks does without, and so do devices
 * and pipes, which many may share. */
static bool claim_report(FILE *report, const char *path, bool resume, struct placard_error *error) {
    struct stat status;
    int fd = fileno(report);
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return true;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return cli_fail(
            error, PLACARD_FILE,
            "--report: %s: another run is writing it; wait for it to end, or give this one another "
            "file",
            path);
    }
    return resume || ftruncate(fd, 0) == 0 ||
           cli_fail(error, PLACARD_FILE, "--report: %s: can't be written: %s", path, strerror(errno));
}

bool cli_report_open(struct cli_batch *batch, const char *path, bool resume, struct placard_error *error) {
    if (resume && !path) {
        return cli_fail(error, PLACARD_USAGE,
                        "--resume: expected the report of the run before, with --report FILE");
    }
    if (!path) {
        return true;
    }
    if (!cli_folders_make(path, error)) {
        return false;
    }
    batch->report = fopen(path, "ae");
    if (!batch->report) {
        return cli_fail(error, PLACARD_FILE, "--report: %s: can't be written: %s", path, strerror(errno));
    }
    return claim_report(batch->report, path, resume, error) && (!resume || read_report(batch, path, error));
}

bool cli_report_has(const struct cli_batch *batch, const struct cli_item *item, const char *hash) {
    struct entry wanted = {.path = (char *)item->path};
    if (!batch->resume || batch->resume->count == 0 || !item->path || !hash[0]) {
        return false;
    }
    const struct entry *entry =
        bsearch(&wanted, batch->resume->entries, (size_t)batch->resume->count, sizeof wanted, by_path);
    struct placard_bytes bytes = {0};
    struct placard_error error;
    bool same = entry && strcmp(entry->hash, hash) == 0 &&
                cli_file_read(item->path, CLI_MOST_OF_FILE, &bytes, &error) &&
                placard_checksum(bytes.data, bytes.size) == entry->checksum;
    placard_bytes_finish(&bytes);
    return same;
}

void cli_report_add(struct cli_batch *batch, const struct cli_item *item, const char *hash,
                    const struct placard_job_result *result, const char *message) {
    struct cli_json json = {.out = batch->report};
    if (!batch->report) {
        return;
    }
    cli_json_open(&json, NULL, '{');
    cli_json_number(&json, item->row >= 0 ? "row" : "poster", item->number);
    if (item->row >= 0) {
        cli_json_number(&json, "line", (double)placard_rows_line(batch->rows, item->row));
    } else {
        cli_json_text(&json, "input", batch->files[item->file].path);
    }
    cli_json_text(&json, "hash", hash);
    if (!message) {
        char checksum[16];
        snprintf(checksum, sizeof checksum, "%08x", result->checksum);
        cli_json_text(&json, "file", item->path);
        cli_json_number(&json, "bytes", (double)result->size);
        cli_json_text(&json, "checksum", checksum);
        cli_json_number(&json, "width", result->width);
        cli_json_number(&json, "height", result->height);
    }
    cli_json_open(&json, "warnings", '[');
    for (int i = 0; result && result->warnings[i]; i++) {
        cli_json_text(&json, NULL, result->warnings[i]);
    }
    cli_json_close(&json, ']');
    cli_json_text(&json, "error", message);
    cli_json_milliseconds(&json, "milliseconds", result ? result->milliseconds : 0);
    cli_json_close(&json, '}');
    errno = EIO;
    cli_json_line(&json);
    if (ferror(batch->report) && !batch->report_failed) {
        batch->report_failed = errno;
    }
}

void cli_report_close(struct cli_batch *batch) {
    /* Some file systems say only now that they are full. */
    if (batch->report && fclose(batch->report) != 0 && !batch->report_failed) {
        batch->report_failed = errno;
    }
    batch->report = NULL;
    for (int i = 0; batch->resume && i < batch->resume->count; i++) {
        free(batch->resume->entries[i].path);
    }
    if (batch->resume) {
        free(batch->resume->entries);
        free(batch->resume);
        batch->resume = NULL;
    }
}
