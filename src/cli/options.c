#include "cli/options.h"

#include <placard/placard.h>

#include <stdlib.h>
#include <string.h>

static const char *chroma_choice(int index, const char **alias) {
    static const char *const names[] = {"444", "422", "420", NULL};
    static const char *const others[] = {"4:4:4", "4:2:2", "4:2:0", NULL};
    *alias = others[index];
    return names[index];
}

enum placard_chroma cli_chroma(const char *ratio) {
    return !ratio                      ? PLACARD_CHROMA_AUTO
           : strcmp(ratio, "444") == 0 ? PLACARD_CHROMA_444
           : strcmp(ratio, "422") == 0 ? PLACARD_CHROMA_422
                                       : PLACARD_CHROMA_420;
}

static const char *color_choice(int index, const char **alias) {
    static const char *const names[] = {"auto", "always", "never", NULL};
    *alias = NULL;
    return names[index];
}

static const char *use_choice(int index, const char **alias) {
    static const char *const names[] = {"path", "origin", NULL};
    *alias = NULL;
    return names[index];
}

#define MEMBER(name) offsetof(struct cli_options, name)
#define ANY_OPTION "*"

static const struct cli_option table[] = {
    {.name = "output",
     .letter = 'o',
     .argument = "PATH",
     .help = "where posters go: a folder (made if missing), a file, - for standard output, or a pattern with "
             "{task}, {sample}, {name} and {ext}; by default the working directory",
     .commands = "render",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(output)},
    {.name = "output",
     .letter = 'o',
     .argument = "FOLDER",
     .help = "the bundle, made if missing; by default a folder named like the task",
     .commands = "fetch",
     .kind = CLI_TEXT,
     .complete = CLI_FOLDERS,
     .offset = MEMBER(output)},
    {.name = "output",
     .letter = 'o',
     .argument = "PATH",
     .help = "where difference pictures go: a folder (made if missing), or a pattern with {task}, {sample}, "
             "{name} and {ext}; by default the working directory",
     .commands = "verify",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(output)},
    {.name = "threshold",
     .argument = "N",
     .help = "how far two colours may be apart before they count as different, 0 to 1; by default 0.1",
     .commands = "verify diff",
     .kind = CLI_BOUND,
     .least = 0,
     .greatest = 1,
     .offset = MEMBER(threshold)},
    {.name = "update",
     .help = "write the golden pictures of what is new, missing, changed or of another size; others are not "
             "touched",
     .commands = "check",
     .kind = CLI_FLAG,
     .offset = MEMBER(update)},
    {.name = "approve",
     .help = "write the golden pictures of the cases that are named after the suite, and look at no others",
     .commands = "check",
     .kind = CLI_FLAG,
     .offset = MEMBER(approve)},
    {.name = "prune",
     .help = "with --update, delete the golden pictures that have no document",
     .commands = "check",
     .kind = CLI_FLAG,
     .offset = MEMBER(prune)},
    {.name = "against",
     .argument = "FOLDER",
     .help = "compare two folders of pictures: those of the suite with those of FOLDER, which are expected",
     .commands = "check",
     .kind = CLI_TEXT,
     .complete = CLI_FOLDERS,
     .offset = MEMBER(against)},
    {.name = "report",
     .argument = "FOLDER",
     .help = "write index.html, a page that shows every case, with its pictures, junit.xml and report.json "
             "to FOLDER (made if missing)",
     .commands = "check",
     .kind = CLI_TEXT,
     .complete = CLI_FOLDERS,
     .offset = MEMBER(report)},
    {.name = "filter",
     .argument = "GLOB",
     .help = "only the cases whose names fit GLOB, where * stands for any characters",
     .commands = "check",
     .kind = CLI_TEXT,
     .offset = MEMBER(filter)},
    {.name = "jobs",
     .letter = 'j',
     .argument = "N",
     .help = "draw N cases at once; by default as many as there are processors",
     .commands = "check",
     .kind = CLI_INTEGER,
     .least = 1,
     .greatest = 256,
     .offset = MEMBER(jobs)},
    {.name = "threshold",
     .argument = "N",
     .help = "how far two colours may be apart before they count as different, 0 to 1, whatever check.json "
             "says; by default 0.1",
     .commands = "check",
     .kind = CLI_BOUND,
     .least = 0,
     .greatest = 1,
     .offset = MEMBER(threshold)},
    {.name = "include-aa",
     .help = "count pixels that differ only in how an edge is smoothed, too",
     .commands = "check",
     .kind = CLI_FLAG,
     .offset = MEMBER(include_aa)},
    {.name = "max-percent",
     .argument = "P",
     .help = "how many percent of the pixels may differ, whatever check.json says; by default 0",
     .commands = "check",
     .kind = CLI_BOUND,
     .least = 0,
     .greatest = 100,
     .offset = MEMBER(max_percent)},
    {.name = "max-pixels",
     .argument = "N",
     .help = "how many pixels may differ, whatever check.json says; by default 0",
     .commands = "check",
     .kind = CLI_NUMBERS,
     .least = 0,
     .greatest = 1000000000,
     .offset = MEMBER(check_pixels)},
    {.name = "max-percent",
     .argument = "P",
     .help = "fail where more than P percent of the pixels differ",
     .commands = "verify",
     .kind = CLI_BOUND,
     .least = 0,
     .greatest = 100,
     .offset = MEMBER(max_percent)},
    {.name = "data",
     .argument = "ROWS",
     .help = "the rows, a poster each: a file of CSV, TSV or JSON Lines; - is standard input",
     .commands = "batch",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(data)},
    {.name = "data-format",
     .argument = "FORMAT",
     .help = "what --data is; by default told by the file's name, else by its first line",
     .commands = "batch",
     .kind = CLI_CHOICE,
     .choice = placard_rows_format,
     .offset = MEMBER(data_format)},
    {.name = "output",
     .letter = 'o',
     .argument = "PATH",
     .help =
         "where posters go: a folder (made if missing; by default the working directory), or a pattern such "
         "as 'out/{row}-{Title}.jpg' with {COLUMN}, {row}, {sample}, {name}, {task} and {ext}; where both "
         "are given, the pattern is below the folder",
     .commands = "batch",
     .kind = CLI_LIST,
     .complete = CLI_FILES,
     .offset = MEMBER(outputs)},
    {.name = "ignore",
     .argument = "COLUMN",
     .help = "a column that may match nothing in the template; may be repeated",
     .commands = "batch",
     .kind = CLI_LIST,
     .offset = MEMBER(ignored)},
    {.name = "jobs",
     .letter = 'j',
     .argument = "N",
     .help = "draw on N threads; by default one for each processor",
     .commands = "batch",
     .kind = CLI_INTEGER,
     .least = 1,
     .greatest = 1024,
     .offset = MEMBER(jobs)},
    {.name = "fail-fast",
     .help = "stop at the first poster that fails",
     .commands = "batch",
     .kind = CLI_FLAG,
     .offset = MEMBER(fail_fast)},
    {.name = "report",
     .argument = "FILE",
     .help = "write a line of JSON for each poster: its row, the hash of its inputs, file, warnings, error",
     .commands = "batch",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(report)},
    {.name = "resume",
     .help = "keep what --report has as drawn, where inputs and file are still the same; add the rest to it",
     .commands = "batch",
     .kind = CLI_FLAG,
     .offset = MEMBER(resume)},
    {.name = "shard",
     .argument = "I/N",
     .help =
         "draw part I of N, from 1; or auto: by the environment of a Kubernetes Indexed Job or a Slurm array",
     .commands = "batch",
     .kind = CLI_TEXT,
     .offset = MEMBER(shard)},
    {.name = "sheet",
     .argument = "FILE",
     .help = "write a contact sheet of all posters with their values: .html, or a picture (.png, .jpg)",
     .commands = "batch",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(sheet)},
    {.name = "output",
     .letter = 'o',
     .argument = "DIFF.png",
     .help = "write a picture of where the pictures differ, if they do; - is standard output",
     .commands = "diff",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(output)},
    {.name = "include-aa",
     .help = "count pixels that differ only in how an edge is smoothed, too",
     .commands = "diff",
     .kind = CLI_FLAG,
     .offset = MEMBER(include_aa)},
    {.name = "max-pixels",
     .argument = "N",
     .help = "take pictures for the same where no more than N pixels differ",
     .commands = "diff",
     .kind = CLI_COUNT,
     .least = 0,
     .greatest = 1000000000,
     .offset = MEMBER(max_pixels)},
    {.name = "max-percent",
     .argument = "P",
     .help = "take pictures for the same where no more than P percent of the pixels differ",
     .commands = "diff",
     .kind = CLI_BOUND,
     .least = 0,
     .greatest = 100,
     .offset = MEMBER(max_percent)},
    {.name = "ignore",
     .argument = "X,Y,W,H",
     .help = "leave out a rectangle, in pixels from the top left corner; may be repeated",
     .commands = "diff",
     .kind = CLI_LIST,
     .offset = MEMBER(ignore)},
    {.name = "mask",
     .argument = "PNG",
     .help = "leave out where this picture, of the same size, is middle grey or lighter",
     .commands = "diff",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(mask)},
    {.name = "show",
     .help = "show where the pictures differ, on a terminal that can show pictures",
     .commands = "diff",
     .kind = CLI_FLAG,
     .offset = MEMBER(show)},
    {.name = "base",
     .argument = "PATH",
     .help = "base images: a folder that holds them under the file names of their URLs, a file for every "
             "sample, or N=FILE for sample N; may be repeated",
     .commands = "render batch",
     .kind = CLI_LIST,
     .complete = CLI_FILES,
     .offset = MEMBER(bases)},
    {.name = "layers",
     .argument = "FILE",
     .help =
         "draw the layers of FILE, a layer document, over every image of the responses; - is standard input",
     .commands = "render",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(layers)},
    {.name = "use",
     .argument = "WHICH",
     .help =
         "which URL of an image --layers draws over: its path, or its origin, which is in full size but may "
         "be a video; by default path",
     .commands = "render",
     .kind = CLI_CHOICE,
     .choice = use_choice,
     .offset = MEMBER(use)},
    {.name = "sample",
     .argument = "N",
     .help = "only the samples whose sample_idx is N; may be repeated",
     .commands = "render verify",
     .kind = CLI_NUMBERS,
     .least = 0,
     .greatest = 1000000000,
     .offset = MEMBER(samples)},
    {.name = "sample",
     .argument = "N",
     .help = "the sample of the template whose sample_idx is N; by default the first",
     .commands = "batch",
     .kind = CLI_NUMBERS,
     .least = 0,
     .greatest = 1000000000,
     .offset = MEMBER(samples)},
    {.name = "format",
     .argument = "FORMAT",
     .help = "picture format; by default that of the extension of --output, else png",
     .commands = "render batch",
     .kind = CLI_CHOICE,
     .choice = placard_format,
     .offset = MEMBER(format)},
    {.name = "quality",
     .argument = "N",
     .help = "JPEG quality, 1 to 100; by default 90",
     .commands = "render batch",
     .kind = CLI_INTEGER,
     .least = 1,
     .greatest = 100,
     .offset = MEMBER(quality)},
    {.name = "chroma",
     .argument = "RATIO",
     .help = "JPEG chroma subsampling; by default 444 from quality 90 up, so that coloured text stays sharp, "
             "else 420",
     .commands = "render batch",
     .kind = CLI_CHOICE,
     .choice = chroma_choice,
     .offset = MEMBER(chroma)},
    {.name = "scale",
     .argument = "FACTOR",
     .help = "draw everything FACTOR times as large over the enlarged base image, 0.01 to 16",
     .commands = "render batch",
     .kind = CLI_REAL,
     .least = 0.01,
     .greatest = 16,
     .offset = MEMBER(scale)},
    {.name = "scale",
     .argument = "FACTOR",
     .help = "draw at FACTOR, 0.01 to 16, whatever check.json says; by default 1",
     .commands = "check",
     .kind = CLI_REAL,
     .least = 0.01,
     .greatest = 16,
     .offset = MEMBER(scale)},
    {.name = "background",
     .argument = "COLOR",
     .help = "colour beneath a base image that is translucent; by default the document's, else white",
     .commands = "render batch",
     .kind = CLI_TEXT,
     .offset = MEMBER(background)},
    {.name = "timeout",
     .argument = "SECONDS",
     .help = "give a poster up that takes longer than this to read and draw; by default 60, 0 for never",
     .commands = "render batch",
     .kind = CLI_BOUND,
     .least = 0,
     .greatest = 1e9,
     .offset = MEMBER(poster_timeout)},
    {.name = "max-pixels",
     .argument = "N",
     .help = "refuse posters of more than N pixels, base images of more, and image layers with more in all, "
             "before they are decoded; by default 100000000, which is the most",
     .commands = "render batch",
     .kind = CLI_COUNT,
     .least = 1,
     .greatest = 100000000,
     .offset = MEMBER(poster_pixels)},
    {.name = "assets",
     .argument = "FOLDER",
     .help =
         "pictures that documents name by paths may lie in FOLDER too, and not only in the document's own "
         "folder; / for anywhere",
     .commands = "render batch",
     .kind = CLI_TEXT,
     .complete = CLI_FOLDERS,
     .offset = MEMBER(assets)},
    {.name = "font-dir",
     .argument = "FOLDER",
     .help = "look for fonts in FOLDER first; may be repeated",
     .commands = "render fonts verify batch check",
     .kind = CLI_LIST,
     .complete = CLI_FOLDERS,
     .offset = MEMBER(font_dirs)},
    {.name = "no-system-fonts",
     .help = "leave the system's fonts out, for the same picture on every machine",
     .commands = "render fonts verify batch check",
     .kind = CLI_FLAG,
     .offset = MEMBER(no_system_fonts)},
    {.name = "strict",
     .help = "make every warning an error: a poster that would have one is not written",
     .commands = "render batch",
     .kind = CLI_FLAG,
     .offset = MEMBER(strict)},
    {.name = "strict",
     .help = "fail where a family is substituted or a character is in no font",
     .commands = "fonts",
     .kind = CLI_FLAG,
     .offset = MEMBER(strict)},
    {.name = "endpoint",
     .argument = "URL",
     .help = "the service, as https://host; by default DASHSCOPE_ENDPOINT or GETTASKINFO_ENDPOINT of the "
             "environment, else DashScope's own",
     .commands = "fetch",
     .kind = CLI_TEXT,
     .offset = MEMBER(endpoint)},
    {.name = "token-file",
     .argument = "FILE",
     .help = "read the service's key from the first line of FILE (- for standard input) instead of from "
             "DASHSCOPE_API_KEY or GETTASKINFO_TOKEN of the environment",
     .commands = "fetch",
     .kind = CLI_TEXT,
     .complete = CLI_FILES,
     .offset = MEMBER(token_file)},
    {.name = "wait",
     .help = "ask again until the task has ended; this is the default",
     .commands = "fetch",
     .kind = CLI_FLAG,
     .offset = MEMBER(wait)},
    {.name = "no-wait",
     .help = "ask once, and tell the state of a task that has not ended",
     .commands = "fetch",
     .kind = CLI_FLAG,
     .offset = MEMBER(no_wait)},
    {.name = "timeout",
     .argument = "SECONDS",
     .help = "wait for the task no longer than this; by default for ever",
     .commands = "fetch",
     .kind = CLI_REAL,
     .least = 0.001,
     .greatest = 1e9,
     .offset = MEMBER(timeout)},
    {.name = "offline",
     .help = "download nothing: draw with what is at hand, in files and in the cache",
     .commands = "render batch",
     .kind = CLI_FLAG,
     .offset = MEMBER(offline)},
    {.name = "allow-private",
     .help = "connect to loopback, private and link-local addresses too, and through the proxies of the "
             "environment",
     .commands = "fetch render batch",
     .kind = CLI_FLAG,
     .offset = MEMBER(allow_private)},
    {.name = "parallel",
     .argument = "N",
     .help = "download N pictures at once; by default 8",
     .commands = "fetch render batch",
     .kind = CLI_INTEGER,
     .least = 1,
     .greatest = 256,
     .offset = MEMBER(parallel)},
    {.name = "per-host",
     .argument = "N",
     .help = "download no more than N of them at once from one host; by default 4",
     .commands = "fetch render batch",
     .kind = CLI_INTEGER,
     .least = 1,
     .greatest = 256,
     .offset = MEMBER(per_host)},
    {.name = "retries",
     .argument = "N",
     .help = "try a transfer that may yet succeed N times more; by default 4",
     .commands = "fetch render batch",
     .kind = CLI_NUMBERS,
     .least = 0,
     .greatest = 100,
     .offset = MEMBER(retries)},
    {.name = "connect-timeout",
     .argument = "SECONDS",
     .help = "give up connecting after this; by default 10",
     .commands = "fetch render batch",
     .kind = CLI_REAL,
     .least = 0.001,
     .greatest = 1e6,
     .offset = MEMBER(connect_timeout)},
    {.name = "stall-timeout",
     .argument = "SECONDS",
     .help = "give up a transfer that brings nothing for so long; by default 30",
     .commands = "fetch render batch",
     .kind = CLI_REAL,
     .least = 1,
     .greatest = 1e6,
     .offset = MEMBER(stall_timeout)},
    {.name = "json",
     .help = "print JSON for programs, one object a line",
     .commands = "render inspect fonts fetch verify diff batch check",
     .kind = CLI_FLAG,
     .offset = MEMBER(json)},
    {.name = "tap",
     .help = "print the Test Anything Protocol, for what runs tests",
     .commands = "check",
     .kind = CLI_FLAG,
     .offset = MEMBER(tap)},
    {.name = "quiet",
     .letter = 'q',
     .help = "list only what did not pass",
     .commands = "check",
     .kind = CLI_FLAG,
     .offset = MEMBER(quiet)},
    {.name = "quiet",
     .letter = 'q',
     .help = "print errors only",
     .commands = "render fetch verify diff batch",
     .kind = CLI_FLAG,
     .offset = MEMBER(quiet)},
    {.name = "color",
     .argument = "WHEN",
     .help = "colour messages; by default (auto) on a terminal, unless NO_COLOR is set",
     .commands = "render inspect fonts fetch verify diff batch check",
     .kind = CLI_CHOICE,
     .choice = color_choice,
     .offset = MEMBER(color)},
    {.name = "help",
     .letter = 'h',
     .help = "print help and exit",
     .commands = ANY_OPTION,
     .kind = CLI_FLAG,
     .offset = MEMBER(help)},
    {.name = "version",
     .letter = 'V',
     .help = "print the version and exit",
     .commands = "placard",
     .kind = CLI_FLAG,
     .offset = MEMBER(version)},
};
enum { COUNT = sizeof table / sizeof *table };

static bool belongs(const struct cli_option *option, const char *command) {
    if (!command || strcmp(option->commands, ANY_OPTION) == 0) {
        return true;
    }
    size_t length = strlen(command);
    for (const char *word = option->commands; *word; word += strspn(word, " ")) {
        size_t end = strcspn(word, " ");
        if (end == length && memcmp(word, command, length) == 0) {
            return true;
        }
        word += end;
    }
    return false;
}

const struct cli_option *cli_option_at(const char *command, int index) {
    for (int i = 0; i < COUNT; i++) {
        if (belongs(&table[i], command) && index-- == 0) {
            return &table[i];
        }
    }
    return NULL;
}

const struct cli_option *cli_option_named(const char *command, const char *name) {
    for (int i = 0; i < COUNT; i++) {
        if (belongs(&table[i], command) && strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

const struct cli_option *cli_option_lettered(const char *command, char letter) {
    for (int i = 0; i < COUNT; i++) {
        if (belongs(&table[i], command) && table[i].letter && table[i].letter == letter) {
            return &table[i];
        }
    }
    return NULL;
}

const char *cli_option_owner(const char *name, char *owner, size_t size) {
    const struct cli_option *option = cli_option_named(NULL, name);
    if (!option) {
        return NULL;
    }
    size_t length = strcspn(option->commands, " ");
    length = length < size ? length : size - 1;
    memcpy(owner, option->commands, length);
    owner[length] = '\0';
    return owner;
}

double cli_poster_timeout(const struct cli_options *options) {
    /* A thousand times what most posters take, and thirty times the largest. */
    enum { STANDARD = 60 };
    return options->poster_timeout.given ? options->poster_timeout.value : STANDARD;
}

double cli_threshold(const struct cli_bound *threshold) {
    const double usual = 0;
    const double none = -1;
    return !threshold->given ? usual : threshold->value > 0 ? threshold->value : none;
}

char *cli_choices_text(cli_choice_function *choice) {
    char *text = cli_copy("", 0);
    const char *alias = NULL;
    const char *name;
    for (int i = 0; (name = choice(i, &alias)); i++) {
        char *longer = cli_format("%s%s%s", text, i ? ", " : "", name);
        free(text);
        text = longer;
    }
    return text;
}
