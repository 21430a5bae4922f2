#include "cli/sheet_posters.h"

#include "cli/memory.h"
#include "cli/terminal.h"
#include "cli/text.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of texts, which whoever made the rows may have made endless: more than anyone reads on a sheet. */
enum { LONGEST_TEXT = 4096 };
enum { MOST_THREADS = 32 };
static const long long LARGEST_FILE = 512LL * 1024 * 1024;

/* ---- entries ---- */

static char *copy_text(const char *text) {
    size_t length = strnlen(text, LONGEST_TEXT + 1);
    if (length <= LONGEST_TEXT) {
        return cli_copy(text, length);
    }
    const char *end = text;
    for (const char *next = text; next - text <= LONGEST_TEXT; cli_utf8_next(&next)) {
        end = next; /* never inside of a character */
    }
    return cli_format("%.*s…", (int)(end - text), text);
}

static void copy_values(struct cli_sheet_poster *poster, const struct cli_sheet_entry *entry) {
    for (int i = 0; entry->names && entry->names[i]; i++) {
        const char *value = entry->values[i];
        if (!value || !*value) {
            continue;
        }
        poster->names = cli_grow(poster->names, poster->count, sizeof *poster->names);
        poster->values = cli_grow(poster->values, poster->count, sizeof *poster->values);
        poster->names[poster->count] = copy_text(entry->names[i]);
        poster->values[poster->count++] = copy_text(value);
    }
}

int cli_sheet_gather(struct cli_sheet_source *source, struct cli_sheet_poster *posters, int most) {
    int count = 0;
    struct cli_sheet_entry entry = {0};
    while (count < most && source->entry(source->data, source->next, &entry)) {
        struct cli_sheet_poster *poster = &posters[count++];
        *poster = (struct cli_sheet_poster){.title = copy_text(entry.title ? entry.title : "")};
        if (entry.error || !entry.file) {
            poster->error = copy_text(entry.error ? entry.error : "it was not drawn");
        } else {
            poster->file = cli_format("%s", entry.file);
        }
        copy_values(poster, &entry);
        source->next++;
        entry = (struct cli_sheet_entry){0};
    }
    return count;
}

void cli_sheet_posters_finish(struct cli_sheet_poster *posters, int count) {
    for (int i = 0; i < count; i++) {
        struct cli_sheet_poster *poster = &posters[i];
        for (int k = 0; k < poster->count; k++) {
            free(poster->names[k]);
            free(poster->values[k]);
        }
        free(poster->names);
        free(poster->values);
        free(poster->title);
        free(poster->file);
        free(poster->error);
        placard_bytes_finish(&poster->jpeg);
        *poster = (struct cli_sheet_poster){0};
    }
}

/* ---- small pictures ---- */

static bool read_all(int fd, const char *path, struct placard_bytes *out, struct placard_error *error) {
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return cli_fail(error, PLACARD_FILE, "%s: expected a plain file", path);
    }
    if (status.st_size > LARGEST_FILE) {
        return cli_fail(error, PLACARD_LIMIT, "%s: expected at most %lld bytes, found %lld", path,
                        LARGEST_FILE, (long long)status.st_size);
    }
    size_t size = (size_t)status.st_size;
    out->data = cli_allocate(size, 1);
    while (out->size < size) {
        ssize_t got = read(fd, out->data + out->size, size - out->size);
        if (got < 0 && errno != EINTR) {
            return cli_fail(error, PLACARD_FILE, "%s: can't be read: %s", path, strerror(errno));
        }
        if (got == 0) {
            break; /* it was cut short meanwhile, which decoding will notice */
        }
        out->size += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* A pipe in the poster's place would keep a plain open waiting for ever. */
static bool read_file(const char *path, struct placard_bytes *out, struct placard_error *error) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return cli_fail(error, PLACARD_FILE, "%s: can't be opened: %s", path, strerror(errno));
    }
    bool ok = read_all(fd, path, out, error);
    close(fd);
    return ok;
}

static bool make_small(struct cli_sheet_poster *poster, int side, int quality, struct placard_error *error) {
    struct placard_encode_options options = {.format = "jpeg", .quality = quality};
    struct placard_bytes bytes = {0};
    struct placard_picture *picture = NULL;
    if (read_file(poster->file, &bytes, error)) {
        picture = placard_thumbnail(poster->file, bytes.data, bytes.size, side, error);
    }
    bool ok = picture && placard_encode(picture, &options, &poster->jpeg, error);
    if (ok) {
        ptrdiff_t stride;
        placard_picture_pixels(picture, &poster->width, &poster->height, &stride);
    }
    placard_picture_destroy(picture);
    free(bytes.data);
    return ok;
}

/* What the threads share. */
struct work {
    struct cli_sheet_poster *posters;
    int count, side, quality;
    atomic_int next;
};

static void *take_work(void *data) {
    struct work *work = data;
    int index;
    while ((index = atomic_fetch_add(&work->next, 1)) < work->count) {
        struct cli_sheet_poster *poster = &work->posters[index];
        struct placard_error error;
        if (!poster->error && !make_small(poster, work->side, work->quality, &error)) {
            poster->error = cli_format("%s", error.message);
        }
    }
    return NULL;
}

void cli_sheet_shrink(struct cli_sheet_poster *posters, int count, int side, int quality) {
    struct work work = {.posters = posters, .count = count, .side = side, .quality = quality};
    pthread_t threads[MOST_THREADS];
    int wanted = placard_processors() - 1;
    int started = 0;
    while (started < wanted && started < MOST_THREADS && started + 1 < count &&
           pthread_create(&threads[started], NULL, take_work, &work) == 0) {
        started++;
    }
    take_work(&work); /* this thread too, and alone where no other could be had */
    while (started > 0) {
        pthread_join(threads[--started], NULL);
    }
}

/* ---- what both kinds of sheets say ---- */

void cli_sheet_put_url(FILE *out, const struct cli_sheet_poster *poster) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *byte = poster->jpeg.data;
    fputs("data:image/jpeg;base64,", out);
    for (size_t left = poster->jpeg.size; left > 0;) {
        unsigned bits =
            (unsigned)byte[0] << 16 | (left > 1 ? (unsigned)byte[1] << 8 : 0) | (left > 2 ? byte[2] : 0);
        char group[4] = {digits[bits >> 18], digits[bits >> 12 & 63], left > 1 ? digits[bits >> 6 & 63] : '=',
                         left > 2 ? digits[bits & 63] : '='};
        fwrite(group, 1, sizeof group, out);
        byte += left > 3 ? 3 : left;
        left -= left > 3 ? 3 : left;
    }
}

char *cli_sheet_counts(int posters, int failed) {
    char *text = cli_format("%d poster%s", posters, posters == 1 ? "" : "s");
    if (failed > 0) {
        char *longer = cli_format("%s, %d failed", text, failed);
        free(text);
        text = longer;
    }
    return text;
}
