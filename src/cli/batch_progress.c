#include "cli/batch.h"

#include <stdlib.h>
#include <unistd.h>

/* Milliseconds between two lines. */
static const double terminal_pause = 100;
static const double line_pause = 60000;
enum { BAR = 24 };

/* "1 h 20 min", "3 min 5 s", "12 s". */
static char *duration(double milliseconds) {
    long seconds = (long)(milliseconds / 1000 + 0.5);
    return seconds >= 3600 ? cli_format("%ld h %ld min", seconds / 3600, seconds % 3600 / 60)
           : seconds >= 60 ? cli_format("%ld min %ld s", seconds / 60, seconds % 60)
                           : cli_format("%ld s", seconds);
}

static char *describe(const struct cli_batch *batch, double now) {
    int done = batch->drawn + batch->failed;
    int left = batch->item_count - done - batch->kept;
    double each = done > 0 ? (now - batch->start) / done : 0;
    char *time = duration(each * left);
    char *text = each > 0 ? cli_format("%.0f/s, %s left%s", 1000 / each, time, batch->failed > 0 ? ", " : "")
                          : cli_format("%s", "");
    char *whole = batch->failed > 0 ? cli_format("%s%d failed", text, batch->failed) : cli_format("%s", text);
    free(text);
    free(time);
    return whole;
}

void cli_batch_progress(struct cli_batch *batch) {
    double now = cli_now();
    bool terminal = isatty(STDERR_FILENO);
    if (batch->run->options.quiet || now - batch->shown < (terminal ? terminal_pause : line_pause)) {
        return;
    }
    batch->shown = now;
    int done = batch->drawn + batch->failed + batch->kept;
    char *text = describe(batch, now);
    if (terminal) {
        char bar[BAR + 1] = "";
        for (int i = 0; i < BAR; i++) {
            bar[i] = (double)i * batch->item_count < (double)done * BAR ? '#' : '.';
        }
        char *line = cli_format("[%s] %s", bar, text);
        cli_progress(&batch->run->terminal, done, batch->item_count, line);
        free(line);
    } else {
        cli_say(&batch->run->terminal, "%d of %d, %s", done, batch->item_count, text);
    }
    free(text);
}
