#include "base/utf8.h"
#include "paint/font_names.h"
#include "paint/font_set.h"
#include "paint/orientation.h"

#include <string.h>

static void take_list(FcStrList *list, void (*take)(void *data, const char *path), void *data) {
    for (const FcChar8 *path; list && (path = FcStrListNext(list));) {
        take(data, (const char *)path);
    }
    if (list) {
        FcStrListDone(list);
    }
}

void pl_fonts_each_place(struct pl_fonts *fonts, bool system, void (*take)(void *data, const char *path),
                         void *data) {
    for (char **dir = fonts->dirs; *dir; dir++) {
        take(data, *dir);
    }
    if (fonts->bundled) {
        take(data, fonts->bundled);
    }
    FcConfig *config = system && !fonts->no_system ? pl_fonts_configuration(fonts) : NULL;
    if (config) {
        take_list(FcConfigGetConfigDirs(config), take, data);
        take_list(FcConfigGetConfigFiles(config), take, data);
        take_list(FcConfigGetFontDirs(config), take, data);
        take_list(FcConfigGetCacheDirs(config), take, data);
    }
}

static bool is_bundled_family(const char *name) {
    const char *const *alias = pl_family_aliases(name);
    for (; alias && *alias; alias++) {
        if (strcmp(*alias, PL_BUNDLED_FAMILY) == 0) {
            return true;
        }
    }
    return FcStrCmpIgnoreCase((const FcChar8 *)name, (const FcChar8 *)PL_BUNDLED_FAMILY) == 0;
}

/* As drawing chooses faces, but for characters that it has rules of their own for, as joiners. */
static bool has_all(const struct pl_face *face, const char *text) {
    const char *end = text + strlen(text);
    uint32_t ahead[3] = {0};
    for (int i = 0; i < 3; i++) {
        ahead[i] = text < end ? pl_utf8_next(&text, end) : 0;
    }
    while (ahead[0]) {
        uint32_t c = ahead[0];
        bool blank = c == ' ' || c == '\t' || c == '\n';
        if (!blank && (!pl_face_has(face, c) || pl_presentation(c, ahead[1], ahead[2]) == PL_AS_EMOJI)) {
            return false;
        }
        ahead[0] = ahead[1];
        ahead[1] = ahead[2];
        ahead[2] = text < end ? pl_utf8_next(&text, end) : 0;
    }
    return true;
}

bool pl_fonts_bundled_suffice(struct pl_fonts *fonts, const char *families, const char *text, int weight,
                              bool italic) {
    char name[256];
    struct pl_font_match match;
    struct placard_error error;
    if (*fonts->dirs || !fonts->bundled) {
        return false;
    }
    for (const char *rest = families ? families : ""; pl_family_next(&rest, name, sizeof name);) {
        if (!is_bundled_family(name)) {
            return false;
        }
    }
    return pl_fonts_find(fonts, PL_BUNDLED_FAMILY, weight, italic, &match, &error) && match.face &&
           has_all(match.face, text);
}
