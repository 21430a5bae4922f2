#ifndef PL_NET_CURL_LIBRARY_H
#define PL_NET_CURL_LIBRARY_H

#include "base/error.h"

#include <curl/curl.h>
#include <stdbool.h>

/** What is used of libcurl. A name stands for the function curl_NAME. */
#define PL_CURL_FUNCTIONS(X)                                                                                 \
    X(easy_cleanup)                                                                                          \
    X(easy_getinfo)                                                                                          \
    X(easy_header)                                                                                           \
    X(easy_init)                                                                                             \
    X(easy_reset)                                                                                            \
    X(easy_setopt)                                                                                           \
    X(easy_strerror)                                                                                         \
    X(free)                                                                                                  \
    X(global_cleanup)                                                                                        \
    X(global_init)                                                                                           \
    X(multi_add_handle)                                                                                      \
    X(multi_cleanup)                                                                                         \
    X(multi_info_read)                                                                                       \
    X(multi_init)                                                                                            \
    X(multi_perform)                                                                                         \
    X(multi_poll)                                                                                            \
    X(multi_remove_handle)                                                                                   \
    X(multi_setopt)                                                                                          \
    X(multi_strerror)                                                                                        \
    X(slist_append)                                                                                          \
    X(slist_free_all)                                                                                        \
    X(url)                                                                                                   \
    X(url_cleanup)                                                                                           \
    X(url_get)                                                                                               \
    X(url_set)                                                                                               \
    X(url_strerror)                                                                                          \
    X(version_info)

/**
 * libcurl, loaded at run time: linked, it and all that it needs would be loaded at every start of the
 * program, which takes longer than drawing a small poster. All zero is one that is not loaded.
 */
struct pl_curl {
    void *library;
    bool initialized;
#define PL_CURL_MEMBER(name) __typeof__(curl_##name) *name;
    PL_CURL_FUNCTIONS(PL_CURL_MEMBER)
#undef PL_CURL_MEMBER
};

/** Fails where libcurl is missing or too old; what is loaded by then is for pl_curl_unload. */
bool pl_curl_load(struct pl_curl *curl, struct placard_error *error);
void pl_curl_unload(struct pl_curl *curl);

#endif
