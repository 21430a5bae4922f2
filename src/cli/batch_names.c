#include "cli/batch_names.h"

#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* File systems take 255 bytes, which leaves room for a number behind the stem. */
enum { LONGEST_STEM = 220, LONGEST_EXTENSION = 16 };

/* The placeholder at `text`, its name's length in `*length` and the whole's returned; 0 where there is none.
 */
static size_t placeholder_at(const char *text, size_t *length) {
    const char *end = text[0] == '{' ? strchr(text, '}') : NULL;
    *length = end ? (size_t)(end - text - 1) : 0;
    return *length > 0 ? *length + 2 : 0;
}

static bool has_placeholder(const char *text) {
    size_t length;
    for (; *text; text++) {
        if (placeholder_at(text, &length) > 0) {
            return true;
        }
    }
    return false;
}

static const char *extension_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    return dot && dot[1] ? dot + 1 : NULL;
}

/* By --format, else by the pattern's extension, else PNG. */
static bool choose_format(struct cli_names *names, const char *format, struct placard_error *error) {
    const char *extension = extension_of(names->pattern);
    const char *by_name = extension ? placard_format_of(names->pattern) : NULL;
    if (extension && !by_name && strcmp(extension, "{ext}") != 0) {
        return cli_fail(error, PLACARD_USAGE,
                        "--output: %s: expected a name that ends in .{ext}, .png or .jpg", names->pattern);
    }
    if (format && by_name && strcmp(format, by_name) != 0) {
        return cli_fail(error, PLACARD_USAGE, "--output: %s: is no name for --format %s", names->pattern,
                        format);
    }
    names->format = format ? format : by_name ? by_name : "png";
    const char *name;
    for (int i = 0; (name = placard_format(i, &names->extension)); i++) {
        if (strcmp(name, names->format) == 0) {
            return true;
        }
    }
    return cli_fail(error, PLACARD_USAGE, "--format: there is no %s", names->format);
}

bool cli_names_init(struct cli_names *names, const struct cli_list *outputs, const char *format,
                    const char *standard, struct placard_error *error) {
    *names = (struct cli_names){0};
    for (int i = 0; i < outputs->count; i++) {
        const char *value = outputs->items[i];
        const char **member = has_placeholder(value) ? &names->pattern : &names->folder;
        if (*member) {
            return cli_fail(error, PLACARD_USAGE,
                            "--output: expected a folder and a pattern of names, found %s and %s", *member,
                            value);
        }
        *member = value;
    }
    if (names->folder && !names->folder[0]) {
        return cli_fail(error, PLACARD_USAGE, "--output: expected a folder or a pattern, found nothing");
    }
    if (names->folder && strchr(names->folder, '{')) {
        return cli_fail(error, PLACARD_USAGE, "--output: expected } after %s", strchr(names->folder, '{'));
    }
    if (names->folder && strcmp(names->folder, "-") == 0) {
        return cli_fail(error, PLACARD_USAGE, "--output: expected a folder, found standard output");
    }
    if (names->folder && placard_format_of(names->folder)) {
        return cli_fail(
            error, PLACARD_USAGE,
            "--output: %s: expected a folder or a pattern such as '{row}.jpg', found one file's name",
            names->folder);
    }
    names->folder = names->folder ? names->folder : ".";
    names->pattern = names->pattern ? names->pattern : standard;
    return choose_format(names, format, error);
}

bool cli_names_check(const struct cli_names *names, bool (*use)(void *data, const char *placeholder),
                     void *data) {
    size_t length;
    for (const char *at = names->pattern; *at;) {
        size_t whole = placeholder_at(at, &length);
        if (whole > 0) {
            char *placeholder = cli_copy(at + 1, length);
            bool ok = use(data, placeholder);
            free(placeholder);
            if (!ok) {
                return false;
            }
        }
        at += whole > 0 ? whole : 1;
    }
    return true;
}

/* How much of a path comes before its extension. */
static size_t stem_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    return dot && strlen(dot) <= LONGEST_EXTENSION ? (size_t)(dot - path) : strlen(path);
}

/* Values are cut, but a name may be made of several. */
static void shorten_name(char *path) {
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    size_t stem = stem_of(path);
    size_t end = folder + LONGEST_STEM;
    if (stem <= end) {
        return;
    }
    while (end > folder && ((unsigned char)path[end] & 0xC0) == 0x80) {
        end--; /* no character is cut in two */
    }
    memmove(path + end, path + stem, strlen(path + stem) + 1);
}

char *cli_names_path(const struct cli_names *names, cli_name_value *value, void *data) {
    char *path = NULL;
    size_t size = 0;
    size_t length;
    FILE *out = cli_text_open(&path, &size);
    bool here = strcmp(names->folder, ".") == 0;
    bool slash = names->folder[strlen(names->folder) - 1] == '/';
    fprintf(out, "%s%s", here ? "" : names->folder, here || slash ? "" : "/");
    for (const char *at = names->pattern; *at;) {
        size_t whole = placeholder_at(at, &length);
        if (whole == 0) {
            putc(*at++, out);
            continue;
        }
        char *placeholder = cli_copy(at + 1, length);
        bool extension = strcmp(placeholder, "ext") == 0;
        char *text = extension ? cli_format("%s", names->extension) : value(data, placeholder);
        char *safe = cli_safe_name(text);
        fputs(safe, out);
        free(safe);
        free(text);
        free(placeholder);
        at += whole;
    }
    cli_text_close(out);
    shorten_name(path);
    return path;
}

/* ---- each once ---- */

/* What file systems that know no case take a path for; to be freed. */
static char *key_of(const char *path) {
    struct placard_bytes key;
    struct placard_error error;
    return placard_name_key(path, &key, &error) ? (char *)key.data : cli_format("%s", path);
}

/* FNV-1a */
static uint64_t hash_of(const char *key) {
    uint64_t hash = 14695981039346656037U;
    for (; *key; key++) {
        hash = (hash ^ (unsigned char)*key) * 1099511628211U;
    }
    return hash;
}

/* Keys are made again rather than kept, as a batch has many paths and few that are alike. */
static bool has_key(const struct cli_slot *slot, const char *key, uint64_t hash) {
    if (slot->hash != hash) {
        return false;
    }
    char *own = key_of(slot->path);
    bool same = strcmp(own, key) == 0;
    free(own);
    return same;
}

/* The slot that has the path, or the empty one where it belongs, which then has its hash. */
static struct cli_slot *slot_of(const struct cli_taken *taken, const char *path) {
    char *key = key_of(path);
    uint64_t hash = hash_of(key);
    size_t at = hash & (taken->size - 1);
    while (taken->slots[at].path && !has_key(&taken->slots[at], key, hash)) {
        at = (at + 1) & (taken->size - 1);
    }
    struct cli_slot *slot = &taken->slots[at];
    slot->hash = hash;
    free(key);
    return slot;
}

/* Where one that no other is like goes. */
static struct cli_slot *empty_slot(const struct cli_taken *taken, uint64_t hash) {
    size_t at = hash & (taken->size - 1);
    while (taken->slots[at].path) {
        at = (at + 1) & (taken->size - 1);
    }
    return &taken->slots[at];
}

static void grow(struct cli_taken *taken) {
    struct cli_taken larger = {.size = taken->size ? taken->size * 2 : 64, .count = taken->count};
    larger.slots = cli_allocate(larger.size, sizeof *larger.slots);
    for (size_t i = 0; i < taken->size; i++) {
        if (taken->slots[i].path) {
            *empty_slot(&larger, taken->slots[i].hash) = taken->slots[i];
        }
    }
    free(taken->slots);
    *taken = larger;
}

const char *cli_taken_add(struct cli_taken *taken, char *path) {
    if (taken->count * 2 >= taken->size) {
        grow(taken);
    }
    struct cli_slot *same = slot_of(taken, path);
    struct cli_slot *slot = same;
    size_t stem = stem_of(path);
    while (slot->path) {
        same->next = same->next < 2 ? 2 : same->next + 1;
        char *other = cli_format("%.*s-%d%s", (int)stem, path, same->next, path + stem);
        slot = slot_of(taken, other);
        if (slot->path) {
            free(other);
            continue;
        }
        free(path);
        path = other;
        break;
    }
    slot->path = path;
    taken->count++;
    return path;
}

void cli_taken_finish(struct cli_taken *taken) {
    for (size_t i = 0; i < taken->size; i++) {
        free(taken->slots[i].path);
    }
    free(taken->slots);
    *taken = (struct cli_taken){0};
}
