#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * Pictures, whole and otherwise. Every path ends in the name of a picture of the folders, also where the
 * answer has nothing of it.
 */

/* What OSS answers where a signed URL is too old. */
static const char expired[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n"
                              "  <Code>AccessDenied</Code>\n  <Message>Request has expired.</Message>\n"
                              "  <RequestId>664A1C5E2D3B4F3139A7C2D1</RequestId>\n"
                              "  <Expires>2024-05-17T14:15:14.000Z</Expires>\n</Error>\n";
static const char page[] = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
                           "<body><p>This network asks you to sign in.</p></body></html>\n";

static enum MHD_Result refuse(struct request *request, int status) {
    if (status == MHD_HTTP_FORBIDDEN) {
        return reply_text(request, status, "application/xml", expired);
    }
    char text[64];
    snprintf(text, sizeof text, "<html><body>%d</body></html>\n", status);
    return reply_text(request, status, "text/html", text);
}

/* Answers with what `change` makes of the whole picture. */
static enum MHD_Result serve(struct request *request, const char *name,
                             void (*change)(struct pour *pour, int eighths), int eighths) {
    struct bytes bytes;
    if (!picture_find(request->port->server, name, &bytes)) {
        return refuse(request, MHD_HTTP_NOT_FOUND);
    }
    struct pour pour = pour_all(bytes, picture_type(name));
    if (change) {
        change(&pour, eighths);
    }
    return reply_pour(request, pour);
}

/* "NUMBER/NAME": where the name is, or NULL. */
static const char *read_number(const char *rest, int *number) {
    char *end;
    *number = (int)strtol(rest, &end, 10);
    return end > rest && *end == '/' ? end + 1 : NULL;
}

enum MHD_Result handle_picture(struct request *request, const char *rest) {
    return serve(request, rest, NULL, 0);
}

/* /once/PATH is what PATH is, and from the second time on the picture that it's about. */
enum MHD_Result handle_once(struct request *request, const char *rest) {
    if (request->before > 0) {
        const char *slash = strrchr(rest, '/');
        return serve(request, slash ? slash + 1 : rest, NULL, 0);
    }
    char path[256];
    snprintf(path, sizeof path, "/%s", rest);
    return request_route(request, path);
}

static void make_slow(struct pour *pour, int unused) {
    enum { PIECES = 20, PAUSE = 50 };
    (void)unused;
    pour->piece = pour->bytes.size / PIECES + 1;
    pour->pause = PAUSE;
}

/* /slow/NAME takes a second. */
enum MHD_Result handle_slow(struct request *request, const char *rest) {
    return serve(request, rest, make_slow, 0);
}

static void make_stall(struct pour *pour, int unused) {
    (void)unused;
    pour->silence = pour->bytes.size / 2;
}

/* /stall/NAME sends half. */
enum MHD_Result handle_stall(struct request *request, const char *rest) {
    return serve(request, rest, make_stall, 0);
}

static void make_cut(struct pour *pour, int eighths) {
    pour->cut = pour->bytes.size * (size_t)eighths / 8;
}

/* /cut/N/NAME sends N eighths of what it announces. */
enum MHD_Result handle_cut(struct request *request, const char *rest) {
    int eighths;
    const char *name = read_number(rest, &eighths);
    return name ? serve(request, name, make_cut, eighths) : refuse(request, MHD_HTTP_NOT_FOUND);
}

static void make_chunked(struct pour *pour, int eighths) {
    pour->chunked = true;
    if (eighths < 8) {
        make_cut(pour, eighths);
    }
}

/* /chunked/N/NAME sends N eighths of a body whose length is not announced; all of it for 8. */
enum MHD_Result handle_chunked(struct request *request, const char *rest) {
    int eighths;
    const char *name = read_number(rest, &eighths);
    return name ? serve(request, name, make_chunked, eighths) : refuse(request, MHD_HTTP_NOT_FOUND);
}

static void make_unannounced(struct pour *pour, int eighths) {
    make_chunked(pour, eighths);
    pour->unannounced = true;
}

/* /unannounced/N/NAME does so without chunks, so that nobody can tell where the body should have ended. */
enum MHD_Result handle_unannounced(struct request *request, const char *rest) {
    int eighths;
    const char *name = read_number(rest, &eighths);
    return name ? serve(request, name, make_unannounced, eighths) : refuse(request, MHD_HTTP_NOT_FOUND);
}

/* /wrong-length/N/NAME announces N eighths of what it sends, or more than that. */
enum MHD_Result handle_wrong_length(struct request *request, const char *rest) {
    int eighths;
    struct bytes bytes;
    const char *name = read_number(rest, &eighths);
    if (!name || !picture_find(request->port->server, name, &bytes)) {
        return refuse(request, MHD_HTTP_NOT_FOUND);
    }
    return reply_wrong_length(request, picture_type(name), bytes.size * (size_t)eighths / 8, bytes);
}

enum MHD_Result handle_wrong_type(struct request *request, const char *rest) {
    struct bytes bytes;
    return picture_find(request->port->server, rest, &bytes)
               ? reply_bytes(request, MHD_HTTP_OK, "text/html", bytes)
               : refuse(request, MHD_HTTP_NOT_FOUND);
}

enum MHD_Result handle_html(struct request *request, const char *rest) {
    return reply_text(request, MHD_HTTP_OK, "image/jpeg", page);
}

/* /status/N/NAME */
enum MHD_Result handle_status(struct request *request, const char *rest) {
    return refuse(request, (int)strtol(rest, NULL, 10));
}

static struct bytes make_text(const char *text) {
    return (struct bytes){must(strdup(text)), strlen(text)};
}

/* /throttle/NAME asks for a second of patience, once. */
enum MHD_Result handle_throttle(struct request *request, const char *rest) {
    return request->before > 0 ? serve(request, rest, NULL, 0)
                               : reply_throttle(request, 1, "text/plain", make_text("Slower.\n"));
}

enum MHD_Result handle_throttle_long(struct request *request, const char *rest) {
    enum { HOUR = 3600 };
    return reply_throttle(request, HOUR, "text/plain", make_text("Much slower.\n"));
}

enum MHD_Result handle_loop(struct request *request, const char *rest) {
    return reply_redirect(request, request->target);
}

/* /hops/N/NAME */
enum MHD_Result handle_hops(struct request *request, const char *rest) {
    int left;
    const char *name = read_number(rest, &left);
    if (!name || left < 1) {
        return name ? serve(request, name, NULL, 0) : refuse(request, MHD_HTTP_NOT_FOUND);
    }
    char location[256];
    snprintf(location, sizeof location, "/hops/%d/%s", left - 1, name);
    return reply_redirect(request, location);
}

/* /to/PLACE/NAME */
enum MHD_Result handle_to(struct request *request, const char *rest) {
    const struct port *ports = request->port->server->ports;
    char local[4096];
    snprintf(local, sizeof local, "file://%s", request->port->server->source);
    const struct {
        const char *start, *origin, *folder;
    } rows[] = {
        {"private/", "http://10.0.0.1", "pictures"},
        {"link-local/", "http://169.254.169.254", "pictures"},
        {"plain/", ports[PORT_PLAIN].origin, "pictures"},
        {"second/", ports[PORT_SECOND].origin, "pictures"},
        {"secure/", ports[PORT_SECURE].origin, "pictures"},
        {"other/", request->port->other, "pictures"},
        {"file/", local, "samples"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size = strlen(rows[i].start);
        if (strncmp(rest, rows[i].start, size) == 0) {
            char location[sizeof local + 256];
            snprintf(location, sizeof location, "%s/%s/%s", rows[i].origin, rows[i].folder, rest + size);
            return reply_redirect(request, location);
        }
    }
    return refuse(request, MHD_HTTP_NOT_FOUND);
}

static enum MHD_Result reply_gzip(struct request *request, struct bytes packed) {
    struct pour pour = pour_all(packed, "image/jpeg");
    pour.encoding = "gzip";
    return reply_pour(request, pour);
}

enum MHD_Result handle_gzip(struct request *request, const char *rest) {
    struct bytes bytes;
    return picture_find(request->port->server, rest, &bytes) ? reply_gzip(request, gzip(bytes, 0))
                                                             : refuse(request, MHD_HTTP_NOT_FOUND);
}

/* Less than 300 KiB that become a picture with 210 MiB of zeros after it. */
enum MHD_Result handle_bomb(struct request *request, const char *rest) {
    const size_t zeros = 210U << 20;
    static const unsigned char start[] = {0xff, 0xd8, 0xff, 0xe0};
    struct bytes bytes = {must(malloc(sizeof start)), sizeof start};
    memcpy(bytes.data, start, sizeof start);
    return reply_gzip(request, gzip(bytes, zeros));
}

/* The start of a picture, and then zeros for as long as anybody listens. */
static enum MHD_Result flood(struct request *request, bool chunked) {
    struct pour pour = pour_all(make_text("\xff\xd8\xff\xe0"), "image/jpeg");
    pour.length = 10ULL << 30;
    pour.chunked = chunked;
    return reply_pour(request, pour);
}

enum MHD_Result handle_huge(struct request *request, const char *rest) {
    return flood(request, false);
}

enum MHD_Result handle_endless(struct request *request, const char *rest) {
    return flood(request, true);
}

enum MHD_Result handle_huge_picture(struct request *request, const char *rest) {
    return reply_bytes(request, MHD_HTTP_OK, "image/png", picture_huge());
}

enum MHD_Result handle_empty(struct request *request, const char *rest) {
    return reply_text(request, MHD_HTTP_OK, "image/jpeg", "");
}

/* /latency/MILLISECONDS/NAME */
enum MHD_Result handle_latency(struct request *request, const char *rest) {
    int milliseconds;
    const char *name = read_number(rest, &milliseconds);
    if (!name) {
        return refuse(request, MHD_HTTP_NOT_FOUND);
    }
    return request_wait(request, milliseconds) ? serve(request, name, NULL, 0) : MHD_NO;
}

/* Closes the connection instead of an answer. */
enum MHD_Result handle_reset(struct request *request, const char *rest) {
    return MHD_NO;
}
