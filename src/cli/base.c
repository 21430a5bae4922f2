#include "cli/base.h"

#include "cli/file.h"
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

int cli_base_number(const char *value, const char **path) {
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || digits > 9 || value[digits] != '=') {
        return -1;
    }
    if (path) {
        *path = value + digits + 1;
    }
    return atoi(value);
}

static bool is_there(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

static bool add(struct cli_bases *bases, const char *value, struct placard_error *error) {
    const char *path = value;
    int number = cli_base_number(value, &path);
    if (!is_there(path)) {
        return cli_fail(error, PLACARD_USAGE, "--base: %s: no such file or folder", path);
    }
    if (number >= 0 && cli_is_folder(path)) {
        return cli_fail(error, PLACARD_USAGE, "--base: %d=%s: expected a file, found a folder", number, path);
    }
    if (number >= 0) {
        cli_list_add(&bases->numbered, value);
    } else if (cli_is_folder(path)) {
        cli_list_add(&bases->folders, path);
    } else if (bases->file) {
        return cli_fail(error, PLACARD_USAGE,
                        "--base: expected one file for every sample, found %s and %s; N=FILE is for sample N",
                        bases->file, path);
    } else {
        bases->file = path;
    }
    return true;
}

bool cli_bases_init(struct cli_bases *bases, const struct cli_list *given, struct placard_error *error) {
    *bases = (struct cli_bases){0};
    for (int i = 0; i < given->count; i++) {
        if (!add(bases, given->items[i], error)) {
            return false;
        }
    }
    return true;
}

void cli_bases_finish(struct cli_bases *bases) {
    cli_list_finish(&bases->folders);
    cli_list_finish(&bases->numbered);
}

static bool is_data(const char *base) {
    return strncasecmp(base, "data:", 5) == 0;
}

static bool is_url(const char *base) {
    const char *scheme = strstr(base, "://");
    return scheme && scheme > base && strcspn(base, "/?#") > (size_t)(scheme - base);
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Undoes percent-encoding in place. */
static void decode_percent(char *text) {
    char *out = text;
    for (const char *in = text; *in; in++) {
        bool ends = in[0] == '%' && in[1] == '0' && in[2] == '0'; /* would cut the name short */
        if (in[0] == '%' && !ends && hex_digit(in[1]) >= 0 && hex_digit(in[2]) >= 0) {
            *out++ = (char)(hex_digit(in[1]) * 16 + hex_digit(in[2]));
            in += 2;
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
}

/* The name that a saved copy of the image has, or NULL where there is none that stays in its folder. */
static char *file_name(const char *base) {
    size_t length = strlen(base);
    const char *start = base;
    if (is_url(base)) {
        start = strstr(base, "://") + 3;
        length = strcspn(start, "?#");
        const char *path = memchr(start, '/', length);
        if (!path) {
            return NULL;
        }
        length -= (size_t)(path - start);
        start = path;
    }
    const char *slash = memrchr(start, '/', length);
    if (slash) {
        length -= (size_t)(slash + 1 - start);
        start = slash + 1;
    }
    char *name = cli_copy(start, length);
    if (is_url(base)) {
        decode_percent(name);
    }
    bool usable = name[0] && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !strchr(name, '/');
    if (!usable) {
        free(name);
        return NULL;
    }
    return name;
}

static char *folders_text(const struct cli_list *folders, const char *name) {
    char *text = cli_copy("", 0);
    for (int i = 0; i < folders->count; i++) {
        const char *folder = folders->items[i];
        bool slash = folder[strlen(folder) - 1] == '/';
        char *longer = cli_format("%s%s%s%s%s", text, i ? ", " : "", folder, slash ? "" : "/", name);
        free(text);
        text = longer;
    }
    return text;
}

static bool fail_missing(const struct cli_bases *bases, const struct placard_sample_info *sample,
                         const char *name, struct placard_error *error) {
    if (!name) {
        return cli_fail(error, PLACARD_FILE,
                        "its base image %s has no file name; give the file with --base %d=FILE", sample->base,
                        sample->index);
    }
    char *tried = folders_text(&bases->folders, name);
    cli_fail(error, PLACARD_FILE,
             "its base image %s is not in the folders of --base: looked for %s; add its folder with --base "
             "FOLDER, or "
             "give the file with --base %d=FILE",
             sample->base, tried, sample->index);
    free(tried);
    return false;
}

static bool find_in_folders(const struct cli_bases *bases, const struct placard_sample_info *sample,
                            char **path, struct placard_error *error) {
    char *name = file_name(sample->base);
    for (int i = 0; name && !*path && i < bases->folders.count; i++) {
        const char *folder = bases->folders.items[i];
        bool slash = folder[strlen(folder) - 1] == '/';
        char *candidate = cli_format("%s%s%s", folder, slash ? "" : "/", name);
        if (is_there(candidate)) {
            *path = candidate;
        } else {
            free(candidate);
        }
    }
    bool ok = *path || fail_missing(bases, sample, name, error);
    free(name);
    return ok;
}

bool cli_base_find(const struct cli_bases *bases, const struct placard_sample_info *sample, char **path,
                   struct placard_error *error) {
    *path = NULL;
    for (int i = bases->numbered.count - 1; i >= 0; i--) {
        const char *file = NULL;
        if (cli_base_number(bases->numbered.items[i], &file) == sample->index) {
            *path = cli_format("%s", file);
            return true;
        }
    }
    if (bases->file) {
        *path = cli_format("%s", bases->file);
        return true;
    }
    if (!sample->base && sample->width == 0) {
        return cli_fail(error, PLACARD_FILE, "it names no base image; give one with --base FILE");
    }
    if (!sample->base || is_data(sample->base) || bases->folders.count == 0) {
        return true;
    }
    return find_in_folders(bases, sample, path, error);
}

bool cli_base_spared(const char *path, const char *base, const struct placard_sample_info *sample,
                     const char *beside, struct placard_error *error) {
    if (!path || (!base && !sample->base)) {
        return true;
    }
    const char *slash = strrchr(beside, '/');
    bool relative = !base && sample->base[0] != '/';
    int folder = relative && slash ? (int)(slash + 1 - beside) : 0;
    char *source = cli_format("%.*s%s", folder, beside, base ? base : sample->base);
    bool spared =
        !cli_is_same_file(path, source) ||
        cli_fail(error, PLACARD_FILE,
                 "%s: expected another file than its base image; give another folder or other names "
                 "with --output",
                 path);
    free(source);
    return spared;
}
