#ifndef SERVER_H
#define SERVER_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A server for the tests of downloading: it plays the services whose tasks are fetched and the hosts of their
 * pictures, and misbehaves where it is asked to. Every connection has a thread, so an answer may wait without
 * keeping the others. Out of memory ends the program.
 */

enum { MOST_FOLDERS = 4 };

/** Two that speak HTTP and one that speaks HTTPS. */
enum { PORT_PLAIN, PORT_SECOND, PORT_SECURE, PORT_COUNT };

struct server;

struct port {
    struct server *server;
    struct MHD_Daemon *daemon;
    const char *scheme;
    char origin[48]; /**< "http://127.0.0.1:PORT" */
    char other[48];  /**< the same port by another name */
};

struct server {
    const char *source;         /**< root of Placard's source */
    const char *key;            /**< what DashScope's tasks are fetched with */
    const char *token;          /**< what getTaskInfo is asked with */
    const char *const *folders; /**< of pictures; ends in NULL */
    struct port ports[PORT_COUNT];
};

/** One request, from its first line to the end of its answer. */
struct request {
    struct port *port;
    struct MHD_Connection *connection;
    char *target; /**< path and query as they were asked for */
    int before;   /**< how many requests there were for the same target */
    bool begun;
};

struct bytes {
    unsigned char *data;
    size_t size;
};

/* ---- server.c ---- */

/** Value of a header, or "". */
const char *request_header(const struct request *request, const char *name);
/** Waits; false where it's time to go instead, as the client is gone or the server is to stop. */
bool request_wait(const struct request *request, int milliseconds);
/** Writes to the connection itself. */
void request_write(const struct request *request, const void *bytes, size_t size);
/** Answers as if this path had been asked for. */
enum MHD_Result request_route(struct request *request, const char *path);

/* ---- memory.c ---- */

void *must(void *allocated);
/** With a zero after its end; false where it can't be read. */
bool bytes_read(const char *path, struct bytes *out);
/** Text with every {name} of the list replaced by what follows it; the list ends in NULL. Frees `text`. */
struct bytes bytes_expand(struct bytes text, const char *const *pairs);

/* ---- reply.c: each sends an answer and returns what a handler has to return ---- */

/** Takes the bytes over. */
enum MHD_Result reply_bytes(struct request *request, int status, const char *type, struct bytes bytes);
enum MHD_Result reply_text(struct request *request, int status, const char *type, const char *text);
enum MHD_Result reply_redirect(struct request *request, const char *location);
/** Announces a length that is not that of the bytes, which it takes over; not through HTTPS. */
enum MHD_Result reply_wrong_length(struct request *request, const char *type, size_t announced,
                                   struct bytes bytes);
/** A refusal that asks to wait for some seconds; takes the bytes over. */
enum MHD_Result reply_throttle(struct request *request, int seconds, const char *type, struct bytes bytes);

#define POUR_NEVER UINT64_MAX

/** An answer of 200 that comes bit by bit. What is beyond the bytes is zeros. */
struct pour {
    struct bytes bytes;
    uint64_t length;  /**< of the body */
    uint64_t cut;     /**< the connection is closed before this byte */
    uint64_t silence; /**< before this byte nothing comes for a minute, then the connection is closed */
    size_t piece;     /**< most bytes at a time; 0 for as they fit */
    int pause;        /**< milliseconds before each piece */
    bool chunked;     /**< the length is not announced */
    bool unannounced; /**< neither a length nor chunks: the end is where the connection is closed */
    const char *type, *encoding;
    const struct request *request;
};

/** All of the bytes, at once. */
struct pour pour_all(struct bytes bytes, const char *type);
/** Takes the bytes over. */
enum MHD_Result reply_pour(struct request *request, struct pour pour);

/* ---- pictures.c ---- */

/** A picture from the folders; "big-K.jpg" is made: 300 KiB, other ones for every K. */
bool picture_find(const struct server *server, const char *name, struct bytes *out);
const char *picture_type(const char *name);
/** PNG of a few bytes that says it were 60000 pixels wide and high. */
struct bytes picture_huge(void);
struct bytes gzip(struct bytes bytes, size_t zeros_after);

/* ---- handlers: of a path below the one they are listed with in server.c ---- */

typedef enum MHD_Result handler(struct request *request, const char *rest);

handler handle_dashscope, handle_gettaskinfo;
handler handle_picture, handle_once, handle_slow, handle_stall, handle_cut, handle_chunked,
    handle_unannounced, handle_wrong_length, handle_wrong_type, handle_html, handle_status, handle_throttle,
    handle_throttle_long, handle_loop, handle_hops, handle_to, handle_gzip, handle_bomb, handle_huge,
    handle_endless, handle_huge_picture, handle_empty, handle_latency, handle_reset;

#endif
