#include "net/curl_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define LIBRARY "libcurl.so.4"

/* 7.88: the first that has all of the functions and options and writes TLS without raising SIGPIPE. */
enum { OLDEST = 0x075800 };

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
#define ROW(name) {"curl_" #name, offsetof(struct pl_curl, name)},
    PL_CURL_FUNCTIONS(ROW)
#undef ROW
};

static bool find_functions(struct pl_curl *curl, struct placard_error *error) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(curl->library, functions[i].name);
        if (!function) {
            return pl_fail(error, PLACARD_NETWORK, LIBRARY " has no %s; expected libcurl 7.88 or later",
                           functions[i].name);
        }
        /* C knows no conversion from an object's pointer to a function's; POSIX has them of one form. */
        memcpy((char *)curl + functions[i].offset, &function, sizeof function);
    }
    return true;
}

bool pl_curl_load(struct pl_curl *curl, struct placard_error *error) {
    *curl = (struct pl_curl){0};
    /* It stays in memory: a thread that libcurl has look up a name may outlive whoever asked for it. */
    curl->library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!curl->library) {
        const char *reason = dlerror();
        const size_t prefix = sizeof LIBRARY ": " - 1;
        reason = !reason ? "no reason is known" : reason;
        reason += strncmp(reason, LIBRARY ": ", prefix) == 0 ? prefix : 0;
        return pl_fail(error, PLACARD_NETWORK, LIBRARY " can't be loaded: %s; install libcurl4", reason);
    }
    if (!find_functions(curl, error)) {
        return false;
    }
    const curl_version_info_data *version = curl->version_info(CURLVERSION_NOW);
    if (version->version_num < OLDEST) {
        return pl_fail(error, PLACARD_NETWORK, LIBRARY " is libcurl %s; expected 7.88 or later",
                       version->version);
    }
    curl->initialized = curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return curl->initialized || pl_fail(error, PLACARD_NETWORK, LIBRARY " can't be initialised");
}

void pl_curl_unload(struct pl_curl *curl) {
    if (curl->initialized) {
        curl->global_cleanup();
    }
    if (curl->library) {
        dlclose(curl->library);
    }
    *curl = (struct pl_curl){0};
}
