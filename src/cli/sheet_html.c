#include "cli/memory.h"
#include "cli/sheet_page.h"
#include "cli/sheet_posters.h"
#include "cli/stream.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

/* Small pictures are sharp on dense screens at the size that the page starts with. So many posters are in
 * memory at once. What the top says is known only at the end: so many bytes are kept free for it. */
enum { SIDE = 320, QUALITY = 80, AT_ONCE = 64, ROOM = 512 };

struct page {
    struct cli_stream stream;
    long top; /* where the room is */
    int posters, failed;
    int width, height; /* of the last picture, which a failure takes the room of */
};

/* A stranger's text as HTML. What HTML has no character for becomes U+FFFD. */
static void put_text(FILE *out, const char *text) {
    while (*text) {
        const char *start = text;
        unsigned character = cli_utf8_next(&text);
        bool space = character == '\n' || character == '\t';
        if (character == 0xFFFD || (cli_is_control(character) && character < 0xA0 && !space)) {
            fputs("\xEF\xBF\xBD", out);
        } else if (character < 0x80 && strchr("&<>\"'", (int)character)) {
            fprintf(out, "&#%u;", character);
        } else {
            fwrite(start, 1, (size_t)(text - start), out);
        }
    }
}

static void put_lines(FILE *out, const char *const *lines) {
    for (; *lines; lines++) {
        fputs(*lines, out);
    }
}

static void put_head(struct page *page, const char *title) {
    FILE *out = page->stream.out;
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
            "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"generator\" content=\"Placard %s\">\n<title>",
            cli_sheet_style_hash, cli_sheet_script_hash, placard_version());
    put_text(out, title);
    fputs("</title>\n<style>", out);
    put_lines(out, cli_sheet_style);
    fputs("</style>\n</head>\n<body>\n<header>\n<div class=\"head\"><h1 dir=\"auto\">", out);
    put_text(out, title);
    fputs("</h1>\n", out);
    page->top = ftell(out);
    fprintf(out, "%*s\n", ROOM, "");
    fputs("<div class=\"tools\" id=\"tools\" hidden>"
          "<input type=\"search\" id=\"find\" placeholder=\"Filter by any value\" aria-label=\"Filter by any "
          "value\" "
          "autocomplete=\"off\" spellcheck=\"false\">"
          "<label class=\"size\"><span>Size</span><input type=\"range\" id=\"size\" min=\"100\" max=\"480\" "
          "step=\"10\"></label></div>\n"
          "</header>\n<main>\n<p id=\"shown\" role=\"status\"></p>\n<ol>\n",
          out);
}

/* Counts, and where something failed a choice to see that alone. */
static void put_top(struct page *page) {
    char *counts = cli_sheet_counts(page->posters, page->failed);
    char *top = cli_format(
        "<p>%s</p></div>%s", counts,
        page->failed == 0 ? ""
                          : "<fieldset><legend>Show</legend><input type=\"radio\" name=\"show\" id=\"all\" "
                            "checked><label for=\"all\">All</label><input type=\"radio\" name=\"show\" "
                            "id=\"failed\"><label for=\"failed\">Failed</label></fieldset>");
    if (strlen(top) <= ROOM && fseek(page->stream.out, page->top, SEEK_SET) == 0) {
        fputs(top, page->stream.out);
    }
    free(top);
    free(counts);
}

static void put_values(FILE *out, const struct cli_sheet_poster *poster) {
    enum { SEEN = 5 }; /* as in the style */
    if (poster->count == 0) {
        return;
    }
    fputs("<details><summary>", out);
    for (int i = 0; i < poster->count; i++) {
        fputs("<span><b>", out);
        put_text(out, poster->names[i]);
        fputs("</b> <bdi>", out);
        put_text(out, poster->values[i]);
        fputs("</bdi></span>", out);
    }
    if (poster->count > SEEN) {
        fprintf(out, "<i>%d more</i>", poster->count - SEEN);
    }
    fputs("</summary></details>", out);
}

static void put_failed(struct page *page, const struct cli_sheet_poster *poster) {
    FILE *out = page->stream.out;
    fprintf(out,
            "<li class=\"failed\"><div class=\"well\"><svg viewBox=\"0 0 %d %d\"></svg>"
            "<div><strong>Failed</strong><p dir=\"auto\">",
            page->width, page->height);
    put_text(out, poster->error);
    fputs("</p></div></div><h2 dir=\"auto\">", out);
    put_text(out, poster->title);
    fputs("</h2>", out);
}

static void put_drawn(struct page *page, const struct cli_sheet_poster *poster) {
    FILE *out = page->stream.out;
    char *link = cli_sheet_link(page->stream.path, poster->file);
    fputs("<li>", out);
    if (link) {
        fprintf(out, "<a href=\"%s\" target=\"_blank\" rel=\"noopener\">", link);
    }
    fputs("<span class=\"well\"><img src=\"", out);
    cli_sheet_put_url(out, poster);
    fprintf(
        out,
        "\" width=\"%d\" height=\"%d\" alt=\"\" loading=\"lazy\" decoding=\"async\"></span><h2 dir=\"auto\">",
        poster->width, poster->height);
    put_text(out, poster->title);
    fprintf(out, "</h2>%s", link ? "</a>" : "");
    free(link);
}

static void note_shape(struct page *page, const struct cli_sheet_poster *poster) {
    if (!poster->error) {
        page->width = poster->width;
        page->height = poster->height;
    }
}

static void put_poster(struct page *page, const struct cli_sheet_poster *poster) {
    page->posters++;
    note_shape(page, poster);
    if (poster->error) {
        page->failed++;
        put_failed(page, poster);
    } else {
        put_drawn(page, poster);
    }
    put_values(page->stream.out, poster);
    fputs("</li>\n", page->stream.out);
}

static bool put_posters(struct page *page, struct cli_sheet_source *source, struct placard_error *error) {
    struct cli_sheet_poster posters[AT_ONCE];
    int count;
    while ((count = cli_sheet_gather(source, posters, AT_ONCE)) > 0) {
        cli_sheet_shrink(posters, count, SIDE, QUALITY);
        for (int i = count - 1; page->posters == 0 && i >= 0; i--) {
            note_shape(page, &posters[i]); /* for failures at the very beginning */
        }
        for (int i = 0; i < count; i++) {
            put_poster(page, &posters[i]);
        }
        cli_sheet_posters_finish(posters, count);
        if (!cli_stream_go_on(&page->stream, error)) {
            return false;
        }
    }
    return true;
}

bool cli_sheet_write_page(const char *path, const char *title, struct cli_sheet_source *source,
                          struct placard_error *error) {
    struct page page = {.width = 2, .height = 3};
    if (!cli_stream_open(&page.stream, path, error)) {
        return false;
    }
    put_head(&page, title);
    bool ok = put_posters(&page, source, error);
    fputs("</ol>\n</main>\n<script>", page.stream.out);
    put_lines(page.stream.out, cli_sheet_script);
    fputs("</script>\n</body>\n</html>\n", page.stream.out);
    put_top(&page);
    return cli_stream_close(&page.stream, ok, error);
}
