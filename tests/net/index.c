#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/**
 * index FOLDER prints the files of a bundle's index: name, bytes, SHA-256 and URL. It knows nothing of how
 * Placard reads and writes it.
 */

static char *read_all(const char *path) {
    enum { MOST = 1 << 22 };
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, MOST);
    if (file && text && fread(text, 1, MOST - 1, file) == 0) {
        text[0] = '\0';
    }
    if (file) {
        fclose(file);
    }
    return text;
}

static const char *string(const cJSON *object, const char *name) {
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return value ? value : "-";
}

int main(int argc, char **argv) {
    char path[4096];
    snprintf(path, sizeof path, "%s/index.json", argc == 2 ? argv[1] : ".");
    char *text = read_all(path);
    cJSON *root = text ? cJSON_ParseWithOpts(text, NULL, 1) : NULL;
    const cJSON *files = cJSON_GetObjectItemCaseSensitive(root, "files");
    const cJSON *file;
    cJSON_ArrayForEach(file, files) {
        double bytes = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(file, "bytes"));
        printf("%s %.0f %s %s\n", string(file, "file"), bytes, string(file, "sha256"), string(file, "url"));
    }
    bool ok = cJSON_IsArray(files);
    if (!ok) {
        printf("%s is no index\n", path);
    }
    cJSON_Delete(root);
    free(text);
    return ok ? 0 : 1;
}
