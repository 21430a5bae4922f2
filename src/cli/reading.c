#include "cli/reading.h"

#include "cli/memory.h"

#include <stdlib.h>
#include <string.h>

void cli_read_document(struct cli_places *places, const struct cli_input *input) {
    if (input->bundle) {
        cli_places_read(places, input->path);
    } else {
        cli_places_read_beside(places, input->path);
    }
}

void cli_read_poster(struct cli_places *places, const struct cli_poster *poster,
                     const struct cli_bases *bases) {
    struct placard_error error;
    char *base = NULL;
    if (cli_base_find(bases, &poster->sample, &base, &error) && base) {
        cli_places_read(places, base);
    }
    free(base);
}

void cli_read_bases(struct cli_places *places, const struct cli_bases *bases) {
    const char *file = NULL;
    if (bases->file) {
        cli_places_read(places, bases->file);
    }
    for (int i = 0; i < bases->numbered.count; i++) {
        cli_base_number(bases->numbered.items[i], &file);
        cli_places_read(places, file);
    }
    for (int i = 0; i < bases->folders.count; i++) {
        cli_places_read_linked(places, bases->folders.items[i], false);
    }
}

void cli_read_assets(struct cli_places *places, const char *assets) {
    if (assets) {
        cli_places_read(places, assets);
    }
}

static void take_place(void *data, const char *path) {
    cli_places_read_linked(data, path, true);
}

void cli_read_fonts(struct cli_places *places, struct placard_context *context, bool system) {
    placard_font_places(context, system, take_place, places);
}

/* Of libcurl and of what it does TLS with; folders among them have links. */
static const char *const of_environment[] = {"CURL_CA_BUNDLE",  "SSL_CERT_FILE",
                                             "OPENSSL_CONF",    "OPENSSL_MODULES",
                                             "OPENSSL_ENGINES", "GNUTLS_SYSTEM_PRIORITY_FILE",
                                             "HOSTALIASES"};

/* Links, on one system or another, that lead out of /etc. */
static const char *const links[] = {"/etc/ssl/certs",     "/etc/ssl/cert.pem", "/etc/ssl/openssl.cnf",
                                    "/etc/nsswitch.conf", "/etc/hosts",        "/etc/gai.conf"};

/* Whoever manages the network replaces the file while the program runs. */
static void read_resolver(struct cli_places *places) {
    char *file = realpath("/etc/resolv.conf", NULL);
    if (file) {
        cli_places_read_beside(places, file);
    }
    free(file);
}

/* Folders with colons between them, as OpenSSL has it. */
static void read_folders(struct cli_places *places, const char *list) {
    while (list && *list) {
        int length = (int)strcspn(list, ":");
        char *folder = cli_format("%.*s", length, list);
        cli_places_read_linked(places, folder, false);
        free(folder);
        list += length;
        list += *list == ':';
    }
}

void cli_read_network(struct cli_places *places) {
    for (size_t i = 0; i < sizeof of_environment / sizeof *of_environment; i++) {
        const char *path = getenv(of_environment[i]);
        if (path && path[0]) {
            cli_places_read_linked(places, path, false);
        }
    }
    read_folders(places, getenv("SSL_CERT_DIR"));
    read_folders(places, getenv("LD_LIBRARY_PATH")); /* libcurl is loaded when it is needed first */
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        cli_places_read(places, links[i]);
    }
    read_resolver(places);
}
