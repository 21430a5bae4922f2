#ifndef PL_DOCUMENT_URL_H
#define PL_DOCUMENT_URL_H

#include <stdbool.h>
#include <stddef.h>

/** What a URL or path says of itself; nothing is looked up. */

/** Whether it is to be had by http or https. */
bool pl_url_is_web(const char *url);

/** The last part of its path, as it is written, without query and fragment; "" where it has none. */
const char *pl_url_name(const char *url, size_t *size);

/** Whether its name has the extension of a kind of video. */
bool pl_url_is_video(const char *url);

#endif
