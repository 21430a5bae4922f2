#include "paint/font_names.h"

#include "base/utf8.h"
#include "paint/font.h"

#include <string.h>

/* One family under several names: its Chinese name, its versions, and the one without spaces that files
 * carry. */
static const char *const puhuiti[] = {"Alibaba PuHuiTi 3.0", "Alibaba PuHuiTi 2.0", "Alibaba PuHuiTi",
                                      "AlibabaPuHuiTi",      "Alibaba PuHuiTi R",   "阿里巴巴普惠体 3.0",
                                      "阿里巴巴普惠体 2.0",  "阿里巴巴普惠体",      NULL};
static const char *const noto[] = {PL_BUNDLED_FAMILY, "Noto Sans CJK SC", "Source Han Sans SC", "思源黑体",
                                   NULL};

/* What is as good as the bundled family itself: CSS's generic names for it. */
static const char *const bundled[] = {PL_BUNDLED_FAMILY, NULL};

static const struct {
    const char *name;
    const char *const *aliases;
} known[] = {
    {"阿里巴巴普惠体", puhuiti},  {"阿里巴巴普惠体 2.0", puhuiti},  {"阿里巴巴普惠体 3.0", puhuiti},
    {"Alibaba PuHuiTi", puhuiti}, {"Alibaba PuHuiTi 2.0", puhuiti}, {"Alibaba PuHuiTi 3.0", puhuiti},
    {"AlibabaPuHuiTi", puhuiti},  {"Noto Sans CJK SC", noto},       {"思源黑体", noto},
    {"Source Han Sans SC", noto}, {"sans-serif", bundled},          {"system-ui", bundled},
};

const char *const *pl_family_aliases(const char *name) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (FcStrCmpIgnoreCase((const FcChar8 *)known[i].name, (const FcChar8 *)name) == 0) {
            return known[i].aliases;
        }
    }
    return NULL;
}

bool pl_family_next(const char **rest, char *name, size_t size) {
    const char *at = *rest;
    while (*at == ' ' || *at == ',' || *at == '\t') {
        at++;
    }
    if (!*at) {
        *rest = at;
        return false;
    }
    char quote = *at == '"' || *at == '\'' ? *at++ : '\0';
    const char *end = at;
    while (*end && *end != (quote ? quote : ',')) {
        end++;
    }
    size_t length = (size_t)(end - at);
    *rest = quote && *end ? end + 1 : end;
    while (!quote && length > 0 && (at[length - 1] == ' ' || at[length - 1] == '\t')) {
        length--;
    }
    length = length < size ? length : size - 1;
    memcpy(name, at, length);
    name[length] = '\0';
    pl_utf8_trim(name);
    return true;
}
