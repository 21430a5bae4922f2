/* Changes JSON by its tree, so that most of what comes of it is JSON again, and knows the fields of layers
 * from the library's own tables. What stands behind a zero is another part of the input and is changed as
 * bytes. */
#include "fuzz.h"
#include "json_values.h"

#include <stdlib.h>
#include <string.h>

enum { NODES = 2048, TEXT_MOST = 4096, DEPTH = 70 };

struct nodes {
    cJSON *items[NODES];
    cJSON *parents[NODES];
    unsigned count;
};

static void list_nodes(cJSON *node, cJSON *parent, struct nodes *nodes, int depth) {
    for (; node && nodes->count < NODES && depth < DEPTH; node = parent ? node->next : NULL) {
        nodes->items[nodes->count] = node;
        nodes->parents[nodes->count++] = parent;
        list_nodes(node->child, node, nodes, depth + 1);
    }
}

/* What could not be put into a tree belongs to nobody. */
static void settle(bool taken, cJSON *item) {
    if (!taken) {
        cJSON_Delete(item);
    }
}

static void replace(cJSON *parent, cJSON *node, cJSON *with) {
    settle(node->string && cJSON_IsObject(parent)
               ? cJSON_ReplaceItemInObjectCaseSensitive(parent, node->string, with)
               : cJSON_ReplaceItemViaPointer(parent, node, with),
           with);
}

/* As the fuzzer changes bytes; a zero would end it. */
static void change_text(cJSON *node) {
    char text[TEXT_MOST];
    size_t size = strlen(node->valuestring);
    if (size > TEXT_MOST / 2) {
        return;
    }
    memcpy(text, node->valuestring, size);
    size = LLVMFuzzerMutate((uint8_t *)text, size, TEXT_MOST - 1);
    for (size_t i = 0; i < size; i++) {
        text[i] = text[i] ? text[i] : ' ';
    }
    text[size] = '\0';
    cJSON_SetValuestring(node, text);
}

static void add_to(cJSON *node, struct random *random) {
    const char *name;
    if (cJSON_IsObject(node)) {
        cJSON *value = fuzz_field(random, &name);
        cJSON *old = cJSON_GetObjectItemCaseSensitive(node, name);
        settle(old && random_below(random, 8) ? cJSON_ReplaceItemInObjectCaseSensitive(node, name, value)
                                              : cJSON_AddItemToObject(node, name, value),
               value);
    } else if (cJSON_IsArray(node)) {
        cJSON *first = node->child;
        cJSON *value = first && !cJSON_IsObject(first) ? fuzz_value(random) : fuzz_layer(random);
        int place = (int)random_below(random, (unsigned)cJSON_GetArraySize(node) + 1);
        settle(cJSON_InsertItemInArray(node, place, value), value);
    }
}

static void rename_node(cJSON *parent, cJSON *node, const struct nodes *nodes, struct random *random) {
    const char *name = nodes->items[random_below(random, nodes->count)]->string;
    char *copy = strdup(name ? name : fuzz_text(random));
    if (node->string && copy) {
        settle(cJSON_AddItemToObject(parent, copy, cJSON_DetachItemViaPointer(parent, node)), node);
    }
    free(copy);
}

static void change_value(cJSON *node, struct random *random) {
    if (cJSON_IsNumber(node)) {
        cJSON_SetNumberHelper(node, random_below(random, 3)
                                        ? fuzz_number(random)
                                        : node->valuedouble * (random_below(random, 64) / 16.0 - 1));
    } else if (cJSON_IsString(node)) {
        change_text(node);
    } else if (cJSON_IsBool(node)) {
        node->type = node->type == cJSON_True ? cJSON_False : cJSON_True;
    } else {
        add_to(node, random);
    }
}

static void change_tree(cJSON *root, const cJSON *other, struct random *random) {
    static struct nodes nodes;
    nodes.count = 0;
    list_nodes(root, NULL, &nodes, 0);
    unsigned chosen = random_below(random, nodes.count);
    cJSON *node = nodes.items[chosen];
    cJSON *parent = nodes.parents[chosen];
    cJSON *list;
    unsigned choice = other && parent ? 14 : random_below(random, 14);
    if (!parent || choice < 4) {
        change_value(node, random);
    } else if (choice < 6) {
        replace(parent, node, fuzz_value(random));
    } else if (choice < 10) {
        add_to(parent, random);
    } else if (choice == 10) {
        cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
    } else if (choice == 11) {
        cJSON *copy = cJSON_Duplicate(node, 1);
        settle(cJSON_IsArray(parent) ? cJSON_AddItemToArray(parent, copy)
                                     : cJSON_AddItemToObject(parent, node->string ? node->string : "", copy),
               copy);
    } else if (choice == 12) {
        rename_node(parent, node, &nodes, random);
    } else if (choice == 13) {
        list = cJSON_CreateArray();
        cJSON_AddItemToArray(list, cJSON_Duplicate(node, 1));
        replace(parent, node, list);
    } else {
        const cJSON *from = other;
        while (from->child && random_below(random, 4)) {
            from = cJSON_GetArrayItem(from, (int)random_below(random, (unsigned)cJSON_GetArraySize(from)));
        }
        replace(parent, node, cJSON_Duplicate(from, 1));
    }
}

/* Prints the tree and, behind a zero, what follows it in `parts`, as far as there is room; 0 where there is
 * none. */
static size_t print(cJSON *root, const struct fuzz_parts *parts, bool two, uint8_t *out, size_t most,
                    bool pretty) {
    char *text = pretty ? cJSON_Print(root) : cJSON_PrintUnformatted(root);
    size_t size = text ? strlen(text) : 0;
    size_t rest = two ? parts->second_size + 1 : 0;
    uint8_t *second = two ? malloc(parts->second_size + 1) : NULL;
    if (size == 0 || size + rest > most || (two && !second)) {
        size = 0;
    } else {
        if (two) {
            memcpy(second, parts->second, parts->second_size);
        }
        memcpy(out, text, size);
        if (two) {
            out[size] = 0;
            memcpy(out + size + 1, second, parts->second_size);
        }
        size += rest;
    }
    free(second);
    cJSON_free(text);
    return size;
}

static size_t change_second(uint8_t *data, const struct fuzz_parts *parts, size_t most) {
    size_t first = parts->first_size + 1;
    return first + LLVMFuzzerMutate(data + first, parts->second_size, most - first);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    struct random random = {seed};
    struct fuzz_parts parts = fuzz_split(data, size);
    bool two = parts.first_size < size;
    unsigned choice = random_below(&random, 8);
    if (two && choice < 3 && most > size) {
        return change_second(data, &parts, most);
    }
    cJSON *root = choice > 0 ? cJSON_ParseWithLength((const char *)data, parts.first_size) : NULL;
    if (!root) {
        return LLVMFuzzerMutate(data, size, most);
    }
    for (unsigned i = random_below(&random, 3) + 1; i > 0; i--) {
        change_tree(root, NULL, &random);
    }
    size_t changed = print(root, &parts, two, data, most, random_below(&random, 4) == 0);
    cJSON_Delete(root);
    return changed > 0 ? changed : LLVMFuzzerMutate(data, size, most);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t most, unsigned seed) {
    struct random random = {seed};
    struct fuzz_parts parts = fuzz_split(one, one_size);
    struct fuzz_parts others = fuzz_split(other, other_size);
    cJSON *root = cJSON_ParseWithLength((const char *)one, parts.first_size);
    cJSON *from = cJSON_ParseWithLength((const char *)other, others.first_size);
    size_t size = 0;
    if (root && from) {
        change_tree(root, from, &random);
        /* Either's other part. */
        bool two = parts.first_size < one_size;
        size = print(root, random_below(&random, 2) && others.first_size < other_size ? &others : &parts, two,
                     out, most, false);
    }
    cJSON_Delete(root);
    cJSON_Delete(from);
    return size;
}
