#include "document/json_tree.h"

#include "base/number.h"
#include "base/utf8.h"
#include "document/values.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What a byte takes, in pixels that are filled: values are allocated, and most have a few. */
enum { TREE_WORK = 20 };

int pl_json_hex4(const char *at) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

struct builder {
    const char *at, *end;
    cJSON *root;
    cJSON *open[PL_JSON_DEPTH_LIMIT + 1];
    int depth;
    char *name; /**< of the member to come */
    struct pl_deadline *deadline;
    struct placard_error *error;
};

/* Decodes the escape at `*at`, behind its backslash. */
static size_t decode_escape(const char **at, char *out) {
    char letter = *(*at)++;
    if (letter != 'u') {
        *out = (char)(letter == 'b'   ? '\b'
                      : letter == 'f' ? '\f'
                      : letter == 'n' ? '\n'
                      : letter == 'r' ? '\r'
                      : letter == 't' ? '\t'
                                      : letter);
        return 1;
    }
    uint32_t unit = (uint32_t)pl_json_hex4(*at);
    *at += 4;
    if (unit >= 0xd800 && unit < 0xe000) {
        uint32_t low = (uint32_t)pl_json_hex4(*at + 2);
        *at += 6;
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    return pl_utf8_put(unit, out);
}

size_t pl_json_unescape(const char *text, size_t size, char *out) {
    const char *at = text;
    const char *end = text + size;
    size_t used = 0;
    while (at < end) {
        if (*at == '\\') {
            at++;
            used += decode_escape(&at, out + used);
        } else {
            out[used++] = *at++;
        }
    }
    return used;
}

/* The text of the string at `at`, which is left behind its closing quote. */
static char *decode_string(struct builder *builder) {
    const char *at = builder->at + 1;
    const char *close = at;
    while (*close != '"') {
        close += *close == '\\' ? 2 : 1;
    }
    builder->at = close + 1;
    char *text = cJSON_malloc((size_t)(close - at) + 1);
    if (text) {
        text[pl_json_unescape(at, (size_t)(close - at), text)] = '\0';
    }
    return text;
}

static cJSON *create_string(struct builder *builder) {
    cJSON *item = cJSON_CreateNull();
    if (item) {
        item->type = cJSON_String;
        item->valuestring = decode_string(builder);
        if (!item->valuestring) {
            cJSON_Delete(item);
            return NULL;
        }
    }
    return item;
}

static cJSON *create_number(struct builder *builder) {
    char text[PL_JSON_NUMBER_LIMIT + 1];
    size_t size = 0;
    while (builder->at < builder->end && size < PL_JSON_NUMBER_LIMIT && *builder->at &&
           strchr("+-.0123456789eE", *builder->at)) {
        text[size++] = *builder->at++;
    }
    text[size] = '\0';
    double number;
    return cJSON_CreateNumber(pl_number_scan(text, &number) ? number : INFINITY);
}

static cJSON *create_value(struct builder *builder) {
    switch (*builder->at) {
    case '"':
        return create_string(builder);
    case '{':
        builder->at++;
        return cJSON_CreateObject();
    case '[':
        builder->at++;
        return cJSON_CreateArray();
    case 't':
        builder->at += 4;
        return cJSON_CreateTrue();
    case 'f':
        builder->at += 5;
        return cJSON_CreateFalse();
    case 'n':
        builder->at += 4;
        return cJSON_CreateNull();
    default:
        return create_number(builder);
    }
}

static bool add_value(struct builder *builder) {
    cJSON *item = create_value(builder);
    if (!item) {
        return false;
    }
    item->string = builder->name;
    builder->name = NULL;
    if (builder->depth == 0) {
        builder->root = item;
    } else {
        cJSON_AddItemToArray(builder->open[builder->depth - 1], item);
    }
    if (cJSON_IsArray(item) || cJSON_IsObject(item)) {
        builder->open[builder->depth++] = item;
    }
    return true;
}

static bool build(struct builder *builder) {
    const char *piece = builder->at;
    while (builder->at < builder->end) {
        char c = *builder->at;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':') {
            builder->at++;
        } else if (c == '}' || c == ']') {
            builder->at++;
            builder->depth--;
        } else if (c == '"' && !builder->name && builder->depth > 0 &&
                   cJSON_IsObject(builder->open[builder->depth - 1])) {
            builder->name = decode_string(builder);
            if (!builder->name) {
                return pl_fail_memory(builder->error);
            }
        } else if (!add_value(builder)) {
            return pl_fail_memory(builder->error);
        }
        if (builder->at - piece >= PL_JSON_PIECE) {
            if (!pl_deadline_spend(builder->deadline, (builder->at - piece) * TREE_WORK, builder->error)) {
                return false;
            }
            piece = builder->at;
        }
    }
    return true;
}

cJSON *pl_json_tree(const char *text, size_t size, struct pl_deadline *deadline,
                    struct placard_error *error) {
    struct builder builder = {.at = text, .end = text + size, .deadline = deadline, .error = error};
    if (!build(&builder)) {
        cJSON_free(builder.name);
        cJSON_Delete(builder.root);
        return NULL;
    }
    return builder.root;
}
