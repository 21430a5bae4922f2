#include "document/document.h"

void pl_document_finish(struct pl_document *document) {
    cJSON_Delete(document->root);
    pl_arena_finish(&document->arena);
    *document = (struct pl_document){0};
}
