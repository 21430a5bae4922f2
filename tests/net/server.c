#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/**
 * server SOURCE LOG KEY TOKEN [FOLDER...] listens at 127.0.0.1 and prints three ports in a line: two for
 * HTTP, one for HTTPS. It serves until its standard input ends or it gets SIGTERM or SIGINT. Pictures come
 * from SOURCE/samples and the folders. LOG has a line for each request, fields separated by tabs:
 * milliseconds since the start, requests under way, method, origin by which it was asked, path and query,
 * Authorization or "-".
 */

struct visit {
    struct visit *next;
    char *target;
    int count;
};

/* Written to by the signal handler; readable from when it is time to stop, as nobody reads it. */
static int stop_pipe[2];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Behind the lock. */
static FILE *log_file;
static struct visit *visits;
static int under_way;

static struct timespec start;

static double elapsed(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start.tv_sec) * 1e3 + (double)(now.tv_nsec - start.tv_nsec) / 1e6;
}

const char *request_header(const struct request *request, const char *name) {
    const char *value = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

static int find_socket(const struct request *request) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

bool request_wait(const struct request *request, int milliseconds) {
    struct pollfd places[] = {{stop_pipe[0], POLLIN, 0}, {find_socket(request), POLLRDHUP, 0}};
    return poll(places, 2, milliseconds) == 0;
}

void request_write(const struct request *request, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    struct pollfd place = {find_socket(request), POLLOUT, 0};
    while (size > 0 && poll(&place, 1, -1) == 1) {
        ssize_t written = send(place.fd, at, size, MSG_NOSIGNAL);
        if (written < 0) {
            return;
        }
        at += written;
        size -= (size_t)written;
    }
}

/* How often a target was asked for before; the lock is held. */
static int count_visit(const char *target) {
    struct visit *visit = visits;
    while (visit && strcmp(visit->target, target) != 0) {
        visit = visit->next;
    }
    if (!visit) {
        visit = must(calloc(1, sizeof *visit));
        visit->target = must(strdup(target));
        visit->next = visits;
        visits = visit;
    }
    return visit->count++;
}

static void free_visits(void) {
    while (visits) {
        struct visit *next = visits->next;
        free(visits->target);
        free(visits);
        visits = next;
    }
}

/* MHD calls this when the first line of a request is there; what it returns is the request's own. */
static void *begin(void *data, const char *target, struct MHD_Connection *connection) {
    struct request *request = must(calloc(1, sizeof *request));
    request->port = data;
    request->connection = connection;
    request->target = must(strdup(target));
    pthread_mutex_lock(&lock);
    under_way++;
    pthread_mutex_unlock(&lock);
    return request;
}

static void end(void *data, struct MHD_Connection *connection, void **own,
                enum MHD_RequestTerminationCode code) {
    struct request *request = *own;
    if (!request) {
        return;
    }
    pthread_mutex_lock(&lock);
    under_way--;
    pthread_mutex_unlock(&lock);
    free(request->target);
    free(request);
    *own = NULL;
}

static void note(struct request *request, const char *method) {
    const char *authorization = request_header(request, "Authorization");
    pthread_mutex_lock(&lock);
    request->before = count_visit(request->target);
    fprintf(log_file, "%.0f\t%d\t%s\t%s://%s\t%s\t%s\n", elapsed(), under_way, method, request->port->scheme,
            request_header(request, "Host"), request->target, authorization[0] ? authorization : "-");
    fflush(log_file);
    pthread_mutex_unlock(&lock);
}

static const struct {
    const char *path;
    handler *handle;
} routes[] = {
    {"/api/v1/tasks/", handle_dashscope},
    {"/getTaskInfo", handle_gettaskinfo},
    {"/pictures/", handle_picture},
    {"/once/", handle_once},
    {"/slow/", handle_slow},
    {"/stall/", handle_stall},
    {"/cut/", handle_cut},
    {"/chunked/", handle_chunked},
    {"/unannounced/", handle_unannounced},
    {"/wrong-length/", handle_wrong_length},
    {"/wrong-type/", handle_wrong_type},
    {"/html/", handle_html},
    {"/status/", handle_status},
    {"/throttle/", handle_throttle},
    {"/throttle-long/", handle_throttle_long},
    {"/loop/", handle_loop},
    {"/hops/", handle_hops},
    {"/to/", handle_to},
    {"/gzip/", handle_gzip},
    {"/bomb/", handle_bomb},
    {"/huge-picture/", handle_huge_picture},
    {"/huge/", handle_huge},
    {"/endless/", handle_endless},
    {"/empty/", handle_empty},
    {"/latency/", handle_latency},
    {"/reset/", handle_reset},
};

enum MHD_Result request_route(struct request *request, const char *path) {
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        size_t size = strlen(routes[i].path);
        if (strncmp(path, routes[i].path, size) == 0) {
            return routes[i].handle(request, path + size);
        }
    }
    return reply_text(request, MHD_HTTP_NOT_FOUND, "text/plain", "There is nothing here.\n");
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **own) {
    struct request *request = *own;
    if (!request->begun) {
        /* MHD closes the connection after an answer to this first call. */
        request->begun = true;
        return MHD_YES;
    }
    note(request, method);
    return request_route(request, path);
}

static bool start_port(struct port *port, const char *certificate, const char *key) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct MHD_OptionItem secure[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate},
                                            {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key},
                                            {MHD_OPTION_END, 0, NULL}};
    const struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
    port->scheme = certificate ? "https" : "http";
    port->daemon = MHD_start_daemon(flags | (certificate ? MHD_USE_TLS : 0), 0, NULL, NULL, handle, port,
                                    MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_URI_LOG_CALLBACK, begin, port,
                                    MHD_OPTION_NOTIFY_COMPLETED, end, port, MHD_OPTION_ARRAY,
                                    certificate ? secure : plain, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        port->daemon ? MHD_get_daemon_info(port->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        return false;
    }
    snprintf(port->origin, sizeof port->origin, "%s://127.0.0.1:%u", port->scheme, info->port);
    snprintf(port->other, sizeof port->other, "%s://localhost:%u", port->scheme, info->port);
    return true;
}

static bool start_ports(struct server *server) {
    char path[4096];
    struct bytes certificate = {0};
    struct bytes key = {0};
    snprintf(path, sizeof path, "%s/tests/net/certificate.pem", server->source);
    bool ok = bytes_read(path, &certificate);
    snprintf(path, sizeof path, "%s/tests/net/key.pem", server->source);
    ok = ok && bytes_read(path, &key);
    for (int i = 0; i < PORT_COUNT && ok; i++) {
        server->ports[i].server = server;
        ok = start_port(&server->ports[i], i == PORT_SECURE ? (char *)certificate.data : NULL,
                        (char *)key.data);
    }
    free(certificate.data);
    free(key.data);
    return ok;
}

static void on_signal(int number) {
    (void)!write(stop_pipe[1], "", 1);
}

/* Until a signal, or the end of standard input. */
static void wait_for_end(void) {
    struct pollfd places[] = {{STDIN_FILENO, POLLIN, 0}, {stop_pipe[0], POLLIN, 0}};
    char ignored[256];
    while (poll(places, 2, -1) < 0 ||
           (!places[1].revents && read(STDIN_FILENO, ignored, sizeof ignored) > 0)) {
    }
    on_signal(0);
}

static bool prepare(const char *log_path) {
    log_file = fopen(log_path, "a"); /* a script may empty it */
    signal(SIGPIPE, SIG_IGN);
    return log_file && pipe(stop_pipe) == 0 && signal(SIGTERM, on_signal) != SIG_ERR &&
           signal(SIGINT, on_signal) != SIG_ERR;
}

int main(int argc, char **argv) {
    enum { FIXED = 5 };
    if (argc < FIXED || argc > FIXED + MOST_FOLDERS) {
        fputs("usage: server SOURCE LOG KEY TOKEN [FOLDER...]\n", stderr);
        return 2;
    }
    char samples[4096];
    const char *folders[MOST_FOLDERS + 2] = {samples};
    snprintf(samples, sizeof samples, "%s/samples", argv[1]);
    for (int i = FIXED; i < argc; i++) {
        folders[i - FIXED + 1] = argv[i];
    }
    struct server server = {.source = argv[1], .key = argv[3], .token = argv[4], .folders = folders};
    clock_gettime(CLOCK_MONOTONIC, &start);
    bool ok = prepare(argv[2]) && start_ports(&server);
    if (ok) {
        for (int i = 0; i < PORT_COUNT; i++) {
            printf("%s%c", strrchr(server.ports[i].origin, ':') + 1, i + 1 < PORT_COUNT ? ' ' : '\n');
        }
        fflush(stdout);
        wait_for_end();
    } else {
        perror("server");
    }
    for (int i = 0; i < PORT_COUNT; i++) {
        if (server.ports[i].daemon) {
            MHD_stop_daemon(server.ports[i].daemon);
        }
    }
    free_visits();
    return ok ? 0 : 1;
}
