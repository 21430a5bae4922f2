#include "cli/output.h"

#include "cli/interrupt.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* File systems take 255 bytes; this leaves room for a number and an extension. */
enum { LONGEST_NAME = 200 };

char *cli_safe_name(const char *value) {
    char *name = cli_allocate(LONGEST_NAME + 1, 1);
    size_t length = 0;
    unsigned before = 0;
    while (value && *value) {
        const char *start = value;
        unsigned character = cli_utf8_next(&value);
        bool hidden = character == '.' && (length == 0 || before == '.' || *value == '.');
        bool dash = character == '-' && length == 0; /* would be an option to the next program */
        bool unsafe =
            character == '/' || character == '\\' || character == 0xFFFD || cli_is_control(character);
        size_t size = (size_t)(value - start);
        before = character;
        if (hidden || dash || unsafe) {
            start = "_";
            size = 1;
        }
        if (length + size > LONGEST_NAME) {
            break;
        }
        memcpy(name + length, start, size);
        length += size;
    }
    if (length == 0) {
        name[0] = '_';
    }
    return name;
}

char *cli_input_name(const char *path) {
    if (strcmp(path, "-") == 0) {
        return cli_copy("poster", 6);
    }
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--; /* of a folder */
    }
    const char *slash = memrchr(path, '/', length);
    const char *file = slash && slash + 1 < path + length ? slash + 1 : path;
    length -= (size_t)(file - path);
    const char *dot = memrchr(file, '.', length);
    return cli_copy(file, dot && dot > file ? (size_t)(dot - file) : length);
}

/* The extension after the last dot of the last part of a path, or NULL. */
static const char *extension_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    return dot && dot[1] && dot != path && dot[-1] != '/' ? dot + 1 : NULL;
}

static const char *const placeholders[] = {"task", "sample", "name", "ext", NULL};

static const char *placeholder_name(const void *data, int index) {
    return placeholders[index];
}

/* Length of the placeholder at `text` with its braces, its number in `*which`; 0 where there is none. */
static size_t placeholder_at(const char *text, int *which) {
    for (int i = 0; text[0] == '{' && placeholders[i]; i++) {
        size_t length = strlen(placeholders[i]);
        if (strncmp(text + 1, placeholders[i], length) == 0 && text[length + 1] == '}') {
            *which = i;
            return length + 2;
        }
    }
    return 0;
}

static bool check_pattern(const char *pattern, struct placard_error *error) {
    for (const char *brace = pattern; (brace = strchr(brace, '{')); brace++) {
        int which = 0;
        if (placeholder_at(brace, &which) > 0) {
            continue;
        }
        size_t length = strcspn(brace + 1, "}");
        if (!brace[1 + length]) {
            return cli_fail(error, PLACARD_USAGE, "--output: expected } after %s", brace);
        }
        char *name = cli_copy(brace + 1, length);
        const char *near = cli_nearest(name, placeholder_name, NULL);
        cli_fail(error, PLACARD_USAGE,
                 "--output: expected {task}, {sample}, {name} or {ext}, found \"{%s}\"%s%s%s", name,
                 near ? "; did you mean {" : "", near ? near : "", near ? "}?" : "");
        free(name);
        return false;
    }
    if (pattern[strlen(pattern) - 1] == '/') {
        return cli_fail(error, PLACARD_USAGE, "--output: expected a file name after the last / of %s",
                        pattern);
    }
    return true;
}

static enum cli_output_kind kind_of(const char *path) {
    struct stat status;
    if (strcmp(path, "-") == 0) {
        return CLI_OUTPUT_STANDARD;
    }
    if (strchr(path, '{')) {
        return CLI_OUTPUT_PATTERN;
    }
    if (stat(path, &status) == 0) {
        return S_ISDIR(status.st_mode) ? CLI_OUTPUT_FOLDER : CLI_OUTPUT_FILE;
    }
    bool folder = path[strlen(path) - 1] == '/' || !extension_of(path);
    return folder ? CLI_OUTPUT_FOLDER : CLI_OUTPUT_FILE;
}

/* The extension says the format where --format doesn't; one that says none is a typing error. */
static bool choose_format(struct cli_output *output, const char *format, struct placard_error *error) {
    bool named = output->kind == CLI_OUTPUT_FILE || output->kind == CLI_OUTPUT_PATTERN;
    const char *extension = named ? extension_of(output->path) : NULL;
    if (!format && extension && !strchr(extension, '{') && !strchr(extension, '}')) {
        format = placard_format_of(output->path);
        if (!format) {
            char *formats = cli_choices_text(placard_format);
            cli_fail(error, PLACARD_USAGE,
                     "--output: %s: expected the extension of one of %s, or --format, found \".%s\"%s",
                     output->path, formats, extension,
                     output->kind == CLI_OUTPUT_FILE ? " (a new folder ends in /)" : "");
            free(formats);
            return false;
        }
    }
    output->format = format ? format : "png";
    const char *name;
    for (int i = 0; (name = placard_format(i, &output->extension)); i++) {
        if (strcmp(name, output->format) == 0) {
            return true;
        }
    }
    return cli_fail(error, PLACARD_USAGE, "--format: expected another than %s", output->format);
}

bool cli_output_init(struct cli_output *output, const char *path, const char *format,
                     struct placard_error *error) {
    *output = (struct cli_output){.path = path ? path : "."};
    output->kind = kind_of(output->path);
    if (output->kind == CLI_OUTPUT_PATTERN && !check_pattern(output->path, error)) {
        return false;
    }
    if (output->kind == CLI_OUTPUT_STANDARD && isatty(STDOUT_FILENO)) {
        return cli_fail(
            error, PLACARD_USAGE,
            "--output: a picture can't go to a terminal; redirect standard output or name a file");
    }
    return choose_format(output, format, error);
}

static char *fill_pattern(const char *pattern, const char *const *values) {
    char *path = NULL;
    size_t size = 0;
    FILE *out = cli_text_open(&path, &size);
    while (*pattern) {
        int which = 0;
        size_t length = placeholder_at(pattern, &which);
        if (length > 0) {
            fputs(values[which], out);
        } else {
            putc(*pattern, out);
        }
        pattern += length > 0 ? length : 1;
    }
    cli_text_close(out);
    return path;
}

char *cli_output_path(const struct cli_output *output, const struct cli_output_values *values) {
    if (output->kind == CLI_OUTPUT_FILE || output->kind == CLI_OUTPUT_STANDARD) {
        return cli_format("%s", output->path);
    }
    char *task = cli_safe_name(values->task);
    char *name = cli_safe_name(values->name);
    char *sample = cli_format("%d", values->sample);
    char *path = NULL;
    if (output->kind == CLI_OUTPUT_PATTERN) {
        const char *const parts[] = {task, sample, name, output->extension};
        path = fill_pattern(output->path, parts);
    } else {
        bool here = strcmp(output->path, ".") == 0;
        bool slash = output->path[strlen(output->path) - 1] == '/';
        path = cli_format("%s%s%s%s%s.%s", here ? "" : output->path, here || slash ? "" : "/", name,
                          values->single ? "" : "-", values->single ? "" : sample, output->extension);
    }
    free(task);
    free(name);
    free(sample);
    return path;
}

bool cli_folders_make(const char *path, struct placard_error *error) {
    char *folder = path ? cli_format("%s", path) : cli_format("%s", "");
    bool ok = true;
    for (char *slash = folder[0] ? strchr(folder + 1, '/') : NULL; ok && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        struct stat status;
        bool made = mkdir(folder, 0777) == 0;
        int reason = errno;
        if (!made && !(stat(folder, &status) == 0 && S_ISDIR(status.st_mode))) {
            ok = cli_fail(error, PLACARD_FILE, "%s: the folder can't be made: %s", folder,
                          reason == EEXIST ? "there is a file of that name" : strerror(reason));
        }
        *slash = '/';
    }
    free(folder);
    return ok;
}

/* A signal that ends the program waits for the end of writing, which would leave its temporary file behind.
 * Devices and pipes have none, and can block for ever. */
static bool write_undisturbed(const char *path, const struct placard_bytes *bytes,
                              struct placard_error *error) {
    struct stat status;
    sigset_t before;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return placard_file_write(path, bytes->data, bytes->size, error);
    }
    cli_interrupt_hold(&before);
    bool ok = placard_file_write(path, bytes->data, bytes->size, error);
    cli_interrupt_let_go(&before);
    return ok;
}

/* Not through stdio, which would keep what it could not write and complain again at the end. */
static bool write_standard(const struct placard_bytes *bytes, struct placard_error *error) {
    for (size_t done = 0; done < bytes->size;) {
        ssize_t put = write(STDOUT_FILENO, bytes->data + done, bytes->size - done);
        if (put < 0 && errno != EINTR) {
            return cli_fail(error, PLACARD_FILE, "standard output: can't be written: %s", strerror(errno));
        }
        done += put > 0 ? (size_t)put : 0;
    }
    return true;
}

bool cli_file_write(const char *path, const struct placard_bytes *bytes, struct placard_error *error) {
    return cli_folders_make(path, error) && write_undisturbed(path, bytes, error);
}

bool cli_output_check(const char *path, struct placard_error *error) {
    struct stat status;
    return stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ||
           cli_fail(error, PLACARD_FILE, "%s: expected a file to write, found a device or pipe", path);
}

bool cli_output_write(const struct cli_output *output, const char *path, const struct placard_bytes *bytes,
                      struct placard_error *error) {
    if (output->kind == CLI_OUTPUT_STANDARD) {
        return write_standard(bytes, error);
    }
    return (output->kind == CLI_OUTPUT_FILE || cli_output_check(path, error)) &&
           cli_file_write(path, bytes, error);
}
