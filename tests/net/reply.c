#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum MHD_Result queue(struct request *request, int status, struct MHD_Response *response) {
    enum MHD_Result result = MHD_queue_response(request->connection, (unsigned)status, response);
    MHD_destroy_response(response);
    return result;
}

static struct MHD_Response *make(const char *type, struct bytes bytes) {
    struct MHD_Response *response =
        must(MHD_create_response_from_buffer(bytes.size, bytes.data, MHD_RESPMEM_MUST_FREE));
    MHD_add_response_header(response, "Content-Type", type);
    return response;
}

enum MHD_Result reply_bytes(struct request *request, int status, const char *type, struct bytes bytes) {
    return queue(request, status, make(type, bytes));
}

static struct bytes copy(const char *text) {
    return (struct bytes){must(strdup(text)), strlen(text)};
}

enum MHD_Result reply_text(struct request *request, int status, const char *type, const char *text) {
    return reply_bytes(request, status, type, copy(text));
}

enum MHD_Result reply_redirect(struct request *request, const char *location) {
    struct MHD_Response *response = make("text/plain", copy("It is elsewhere.\n"));
    MHD_add_response_header(response, "Location", location);
    return queue(request, MHD_HTTP_FOUND, response);
}

enum MHD_Result reply_throttle(struct request *request, int seconds, const char *type, struct bytes bytes) {
    struct MHD_Response *response = make(type, bytes);
    char value[16];
    snprintf(value, sizeof value, "%d", seconds);
    MHD_add_response_header(response, "Retry-After", value);
    return queue(request, MHD_HTTP_TOO_MANY_REQUESTS, response);
}

/* MHD would not lie about the length, so this goes past it. */
enum MHD_Result reply_wrong_length(struct request *request, const char *type, size_t announced,
                                   struct bytes bytes) {
    char head[256];
    int size =
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                 type, announced);
    request_write(request, head, (size_t)size);
    request_write(request, bytes.data, bytes.size);
    free(bytes.data);
    return MHD_NO;
}

struct pour pour_all(struct bytes bytes, const char *type) {
    return (struct pour){
        .bytes = bytes, .length = bytes.size, .cut = POUR_NEVER, .silence = POUR_NEVER, .type = type};
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* The next bytes of the answer. */
static ssize_t pour_some(void *data, uint64_t position, char *out, size_t room) {
    enum { SILENCE = 60000 };
    const struct pour *pour = data;
    uint64_t end = least(pour->length, pour->cut);
    if (position >= end) {
        return pour->cut <= pour->length ? MHD_CONTENT_READER_END_WITH_ERROR
                                         : MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (position >= pour->silence) {
        request_wait(pour->request, SILENCE);
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    if (pour->pause > 0 && !request_wait(pour->request, pour->pause)) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    size_t size = (size_t)least(least(room, end - position), least(pour->silence - position, 1 << 20));
    size = pour->piece > 0 && pour->piece < size ? pour->piece : size;
    size_t real = position < pour->bytes.size ? (size_t)least(size, pour->bytes.size - position) : 0;
    if (real > 0) {
        memcpy(out, pour->bytes.data + position, real);
    }
    memset(out + real, 0, size - real);
    return (ssize_t)size;
}

static void pour_free(void *data) {
    struct pour *pour = data;
    free(pour->bytes.data);
    free(pour);
}

enum MHD_Result reply_pour(struct request *request, struct pour pour) {
    enum { BLOCK = 1 << 16 };
    struct pour *kept = must(malloc(sizeof *kept));
    *kept = pour;
    kept->request = request;
    uint64_t size = pour.chunked || pour.unannounced ? MHD_SIZE_UNKNOWN : pour.length;
    struct MHD_Response *response =
        must(MHD_create_response_from_callback(size, BLOCK, pour_some, kept, pour_free));
    if (pour.unannounced) {
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    }
    MHD_add_response_header(response, "Content-Type", pour.type);
    if (pour.encoding) {
        MHD_add_response_header(response, "Content-Encoding", pour.encoding);
    }
    return queue(request, MHD_HTTP_OK, response);
}
