#include "folder.h"
#include "torture.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Downloading, from a thread that answers at loopback and allocates nothing: a task's state, and a picture
 * for everything else. curl's own allocations do not fail. */

static struct placard_bytes picture;
static const char answer[] =
    "{\"output\": {\"task_id\": \"a-task\", \"task_status\": \"SUCCEEDED\", \"params\": []}}";
static int listener;
static unsigned short port;

static void write_all(int to, const void *bytes, size_t size) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = send(to, at, size, MSG_NOSIGNAL);
        if (written <= 0) {
            return;
        }
        at += written;
        size -= (size_t)written;
    }
}

static void serve_one(int client) {
    char request[8192];
    size_t size = 0;
    while (size < sizeof request - 1) {
        ssize_t got = recv(client, request + size, sizeof request - 1 - size, 0);
        if (got <= 0) {
            return;
        }
        size += (size_t)got;
        request[size] = '\0';
        if (strstr(request, "\r\n\r\n")) {
            break;
        }
    }
    bool task = strstr(request, "/tasks/") != NULL;
    size_t body = task ? sizeof answer - 1 : picture.size;
    char head[200];
    int head_size =
        snprintf(head, sizeof head,
                 "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                 task ? "application/json" : "image/png", body);
    write_all(client, head, (size_t)head_size);
    write_all(client, task ? (const void *)answer : picture.data, body);
}

static void *serve(void *data) {
    (void)data;
    for (int client; (client = accept(listener, NULL, NULL)) >= 0; close(client)) {
        serve_one(client);
    }
    return NULL;
}

static pthread_t start_server(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    pthread_t thread;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0 ||
        pthread_create(&thread, NULL, serve, NULL) != 0) {
        abort();
    }
    port = ntohs(address.sin_port);
    return thread;
}

static void make_picture(void) {
    static const char json[] = "{\"width\": 8, \"height\": 6, \"background\": \"#285ac8\", \"layers\": []}";
    struct placard_context *context = placard_context_create(&torture_fonts, NULL);
    struct placard_document *document = placard_document_parse(json, sizeof json - 1, NULL, NULL);
    struct placard_picture *drawn = placard_render(context, document, 0, NULL, NULL);
    if (!placard_encode(drawn, NULL, &picture, NULL)) {
        abort();
    }
    placard_picture_destroy(drawn);
    placard_document_destroy(document);
    placard_context_destroy(context);
}

static struct placard_fetch_options options_of(char endpoint[64]) {
    snprintf(endpoint, 64, "http://127.0.0.1:%d", port);
    return (struct placard_fetch_options){
        .endpoint = endpoint, .token = "secret", .allow_private = true, .retries = -1, .parallel = 1};
}

static bool fetch_pictures(void *folder, struct digest *digest, struct placard_error *error) {
    char endpoint[64];
    char urls[2][100];
    struct placard_fetch_options options = options_of(endpoint);
    const char *const list[] = {urls[0], urls[1], NULL};
    snprintf(urls[0], sizeof urls[0], "%s/one.png?signature=x", endpoint);
    snprintf(urls[1], sizeof urls[1], "%s/two.png", endpoint);
    struct placard_store *store = placard_bundle_open(folder_path(folder, "bundle"), error);
    bool done = store && placard_store_fetch(store, list, &options, error);
    for (int i = 0; done && list[i]; i++) {
        struct placard_bytes bytes = {0};
        done = placard_store_load(store, list[i], &bytes, error);
        digest_bytes(digest, bytes.data, bytes.size);
        placard_bytes_finish(&bytes);
    }
    placard_store_destroy(store);
    return done;
}

static bool fetch_task(void *state, struct digest *digest, struct placard_error *error) {
    char endpoint[64];
    struct placard_fetch_options options = options_of(endpoint);
    struct placard_bytes bytes = {0};
    (void)state;
    bool done = placard_task_fetch("dashscope", "a-task", &options, &bytes, error);
    digest_bytes(digest, bytes.data, bytes.size);
    placard_bytes_finish(&bytes);
    return done;
}

static void *open_folder(void *state) {
    (void)state;
    return folder_make();
}

static void close_folder(void *state) {
    folder_delete(state);
}

void torture_fetch(const char *source) {
    (void)source;
    make_picture();
    pthread_t thread = start_server();
    torture(&(struct scenario){.name = "fetch a task", .run = fetch_task});
    torture(&(struct scenario){"fetch pictures", fetch_pictures, NULL, open_folder, close_folder, false, 0});
    shutdown(listener, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(listener);
    placard_bytes_finish(&picture);
}
