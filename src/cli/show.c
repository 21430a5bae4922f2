#include "cli/show.h"

#include "cli/memory.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* What the terminal may take to answer, in milliseconds, and the longest answer that is looked at. */
enum { PATIENCE = 1000, LONGEST_ANSWER = 512 };

enum protocol { NO_PICTURES, KITTY, SIXEL };

/* The graphics query of kitty's protocol with a picture of one pixel that is not kept, then Primary Device
 * Attributes, which every terminal answers: what comes before that answer is all there will be. */
static const char query[] = "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\\033[c";

/* The attributes in an answer, from behind the "ESC [ ?", if they are there to the last. */
static const char *find_attributes(const char *answer) {
    const char *start = strstr(answer, "\033[?");
    return start && start[3 + strspn(start + 3, "0123456789;")] == 'c' ? start + 3 : NULL;
}

/* Attribute 4 is sixel; the first number is the terminal's kind. */
static enum protocol judge(const char *answer) {
    const char *attributes = find_attributes(answer);
    if (strstr(answer, "\033_Gi=31;OK")) {
        return KITTY;
    }
    while (attributes && (attributes = strchr(attributes, ';'))) {
        attributes++;
        if (attributes[0] == '4' && (attributes[1] == ';' || attributes[1] == 'c')) {
            return SIXEL;
        }
    }
    return NO_PICTURES;
}

static void read_answer(int terminal, char *answer) {
    size_t length = 0;
    double end = cli_now() + PATIENCE;
    while (length < LONGEST_ANSWER - 1 && !find_attributes(answer)) {
        struct pollfd waiting = {.fd = terminal, .events = POLLIN};
        int left = (int)(end - cli_now());
        if (left <= 0 || poll(&waiting, 1, left) <= 0) {
            return;
        }
        ssize_t got = read(terminal, answer + length, LONGEST_ANSWER - 1 - length);
        if (got <= 0) {
            return;
        }
        length += (size_t)got;
        answer[length] = '\0';
    }
}

/* Some print what they don't know as text, the question, too. */
static bool may_be_asked(void) {
    const char *kind = getenv("TERM");
    return kind && kind[0] && strcmp(kind, "dumb") != 0 && strcmp(kind, "linux") != 0;
}

/* The answer comes as if it were typed, so meanwhile the terminal neither shows nor collects lines; signals
 * wait until it is as it was. */
static enum protocol ask(int terminal) {
    char answer[LONGEST_ANSWER] = "";
    struct termios usual;
    sigset_t ending;
    sigset_t before;
    if (tcgetattr(terminal, &usual) != 0) {
        return NO_PICTURES;
    }
    struct termios raw = usual;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, &before);
    tcsetattr(terminal, TCSAFLUSH, &raw);
    if (write(terminal, query, sizeof query - 1) == sizeof query - 1) {
        read_answer(terminal, answer);
    }
    tcsetattr(terminal, TCSAFLUSH, &usual);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return judge(answer);
}

static void print_base64(const unsigned char *bytes, size_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        unsigned three = (unsigned)bytes[i] << 16 | (i + 1 < size ? (unsigned)bytes[i + 1] << 8 : 0) |
                         (i + 2 < size ? bytes[i + 2] : 0);
        putchar(digits[three >> 18]);
        putchar(digits[three >> 12 & 63]);
        putchar(i + 1 < size ? digits[three >> 6 & 63] : '=');
        putchar(i + 2 < size ? digits[three & 63] : '=');
    }
}

/* How many columns the picture takes where it has to become smaller, or 0. */
static int fit(const struct cli_room *room, int width, int height) {
    double across = room->width > 0 ? (double)room->width / width : 1;
    double down = room->height > 0 ? (double)room->height / height : 1;
    double scale = across < down ? across : down;
    if (scale >= 1 || room->width <= 0) {
        return 0;
    }
    int columns = (int)(room->columns * width * scale / room->width);
    return columns > 0 ? columns : 1;
}

/* In pieces of 4,096 digits, as the protocol asks. */
static void print_kitty(const struct placard_bytes *png, int columns) {
    const size_t piece = 4096 / 4 * 3;
    for (size_t at = 0; at < png->size; at += piece) {
        size_t size = png->size - at < piece ? png->size - at : piece;
        fputs("\033_G", stdout);
        if (at == 0) {
            fputs("a=T,f=100,q=2,", stdout);
            if (columns > 0) {
                printf("c=%d,", columns);
            }
        }
        printf("m=%d;", at + size < png->size);
        print_base64(png->data + at, size);
        fputs("\033\\", stdout);
    }
    putchar('\n');
}

static struct cli_room find_room(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
        return (struct cli_room){0};
    }
    return (struct cli_room){size.ws_col, size.ws_xpixel, size.ws_ypixel};
}

static bool print_picture(enum protocol protocol, const struct placard_bytes *png,
                          struct placard_error *error) {
    struct cli_room room = find_room();
    struct placard_picture *picture = placard_decode("the difference picture", png->data, png->size, error);
    int width;
    int height;
    ptrdiff_t stride;
    if (!picture) {
        return false;
    }
    placard_picture_pixels(picture, &width, &height, &stride);
    if (protocol == KITTY) {
        print_kitty(png, fit(&room, width, height));
    } else {
        cli_sixel_print(picture, &room);
    }
    placard_picture_destroy(picture);
    return true;
}

bool cli_show(const struct placard_bytes *png, struct placard_error *error) {
    int terminal = isatty(STDOUT_FILENO) ? open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (terminal < 0) {
        return cli_fail(error, PLACARD_FILE,
                        "standard output is no terminal; -o FILE writes the picture to a file");
    }
    cli_flush(stdout);
    enum protocol protocol = may_be_asked() ? ask(terminal) : NO_PICTURES;
    close(terminal);
    if (protocol == NO_PICTURES) {
        return cli_fail(error, PLACARD_FILE,
                        "this terminal shows no pictures, neither by kitty's graphics protocol nor as "
                        "sixels; -o FILE writes the picture to a file");
    }
    return print_picture(protocol, png, error);
}
