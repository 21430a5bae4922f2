#include "document/reader.h"
#include "fetch/fetch.h"

#include <stdio.h>
#include <string.h>

/* As much of a service's words as is worth showing. */
enum { WORDS_SIZE = 256 };

/* Text from a server, on one line. */
static void append_words(char *out, const char *text, size_t size) {
    size_t used = strlen(out);
    if (size == 0 || used + 3 > WORDS_SIZE) {
        return;
    }
    if (used > 0) {
        used += (size_t)snprintf(out + used, WORDS_SIZE - used, ": ");
    }
    for (size_t i = 0; i < size && used + 1 < WORDS_SIZE; i++) {
        unsigned char c = (unsigned char)text[i];
        out[used++] = c < ' ' || c == 0x7f ? ' ' : (char)c;
    }
    out[used] = '\0';
}

/* {"code": "InvalidApiKey", "message": "..."}, or `msg`. */
static void read_json(const struct pl_buffer *body, char *words) {
    cJSON *root = pl_json_parse((const char *)body->data, body->size, NULL);
    static const char *const names[] = {"code", "message", "msg"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = pl_member_string(root, names[i]);
        if (text) {
            append_words(words, text, strlen(text));
        }
    }
    cJSON_Delete(root);
}

/* <Error><Code>AccessDenied</Code><Message>...</Message></Error>, as object storages answer. */
static void read_xml(const char *body, char *words) {
    static const char *const names[] = {"Code", "Message"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char mark[16];
        size_t length = (size_t)snprintf(mark, sizeof mark, "<%s>", names[i]);
        const char *start = strstr(body, mark);
        const char *end = start ? strchr(start + length, '<') : NULL;
        if (end) {
            append_words(words, start + length, (size_t)(end - start) - length);
        }
    }
}

void pl_refusal_explain(struct pl_answer *answer) {
    char words[WORDS_SIZE] = "";
    char what[PLACARD_MESSAGE_SIZE];
    const char *body = (const char *)answer->body.data;
    if (answer->status < 300 || !body) {
        return;
    }
    if (strstr(body, "<Code>")) {
        read_xml(body, words);
    } else {
        read_json(&answer->body, words);
    }
    bool expired = answer->status == 403 && (strcasestr(body, "expired") || strcasestr(body, "expires"));
    snprintf(what, sizeof what, "%s", answer->error.message);
    pl_fail(&answer->error, answer->error.code, "%s%s%s%s", what, words[0] ? ": " : "", words,
            expired ? " (the URL's signature has expired: results live 24 hours)" : "");
}
