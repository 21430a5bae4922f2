#include "fetch/fetch.h"

#include <string.h>

static const struct pl_service dashscope = {
    .name = "dashscope",
    .endpoint = "https://dashscope.aliyuncs.com",
    .path = "/api/v1/tasks/",
    .scheme = "Bearer ",
};

static const struct pl_service gettaskinfo = {
    .name = "gettaskinfo",
    .path = "/getTaskInfo?promptId=",
    .scheme = "",
};

const struct pl_service *const pl_services[] = {&dashscope, &gettaskinfo, NULL};

const struct pl_service *pl_service_named(const char *name, struct placard_error *error) {
    struct pl_buffer names = {0};
    for (const struct pl_service *const *row = pl_services; *row; row++) {
        if (strcmp((*row)->name, name) == 0) {
            pl_buffer_finish(&names);
            return *row;
        }
        pl_buffer_format(&names, "%s%s", row > pl_services ? ", " : "", (*row)->name);
    }
    pl_fail(error, PLACARD_USAGE, "expected a service (%s), found %s",
            names.data ? (const char *)names.data : "", name);
    pl_buffer_finish(&names);
    return NULL;
}
