#include "cli/terminal.h"

#include "cli/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value && value[0];
}

void cli_terminal_init(struct cli_terminal *terminal, const char *when) {
    const char *kind = getenv("TERM");
    bool allowed = !is_set("NO_COLOR") && !(kind && strcmp(kind, "dumb") == 0);
    bool always = when && strcmp(when, "always") == 0;
    bool never = when && strcmp(when, "never") == 0;
    terminal->color_out = always || (!never && allowed && isatty(STDOUT_FILENO));
    terminal->color_err = always || (!never && allowed && isatty(STDERR_FILENO));
}

int cli_terminal_columns(void) {
    struct winsize size;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* Messages quote file names and documents, which may hold anything: control characters never get through. */
static void print_message(const char *format, va_list arguments) {
    char message[8 * 1024]; /* that memory ran out is a message, too */
    vsnprintf(message, sizeof message, format, arguments);
    cli_print(stderr, message, 0);
    putc('\n', stderr);
}

void cli_say(struct cli_terminal *terminal, const char *format, ...) {
    cli_progress_erase(terminal);
    fputs(terminal->color_err ? "\033[1;31mplacard:\033[0m " : "placard: ", stderr);
    va_list arguments;
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
}

void cli_warn(struct cli_terminal *terminal, const char *format, ...) {
    cli_progress_erase(terminal);
    fputs(terminal->color_err ? "placard: \033[1;33mwarning:\033[0m " : "placard: warning: ", stderr);
    va_list arguments;
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
}

void cli_progress(struct cli_terminal *terminal, int done, int total, const char *what) {
    fprintf(stderr, "\r%d/%d ", done, total);
    cli_print(stderr, what, 60);
    fputs("\033[K", stderr);
    fflush(stderr);
    terminal->progress = true;
}

void cli_progress_erase(struct cli_terminal *terminal) {
    if (terminal->progress) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        terminal->progress = false;
    }
}

bool cli_fail(struct placard_error *error, enum placard_code code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    error->code = code;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

void cli_claim_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            /* Open the wrong way round, so that using it is an error as it is with a closed one. */
            int opened = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
            if (opened != fd) {
                _exit(1);
            }
        }
    }
}

/* Why standard output could not be written when it was flushed, as a stream does not keep its error's reason.
 */
static int lost;

void cli_flush(FILE *out) {
    errno = 0;
    if (fflush(out) != 0 && out == stdout && !lost) {
        lost = errno;
    }
}

bool cli_close_output(void) {
    cli_flush(stdout);
    if (!ferror(stdout) && !lost) {
        return true;
    }
    const char *words = lost ? strerror(lost) : "some of it was lost";
    fprintf(stderr, "placard: standard output: can't be written: %s\n", words);
    return false;
}

double cli_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}
