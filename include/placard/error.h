#ifndef PLACARD_ERROR_H
#define PLACARD_ERROR_H

/** What kind of thing went wrong. Messages are for people, codes for programs. */
enum placard_code {
    PLACARD_OK = 0,
    PLACARD_USAGE,      /**< the caller's arguments make no sense together */
    PLACARD_DOCUMENT,   /**< malformed JSON, or a field of the wrong type or range */
    PLACARD_LIMIT,      /**< larger than Placard takes; the message names limit and value */
    PLACARD_FILE,       /**< a file could not be read or written */
    PLACARD_PICTURE,    /**< a picture is damaged or of no known format */
    PLACARD_FONT,       /**< no usable font */
    PLACARD_UNFINISHED, /**< the provider's task is still pending or running */
    PLACARD_PROVIDER,   /**< the provider's task failed, was cancelled or is unknown */
    PLACARD_MEMORY,     /**< an allocation failed */
    PLACARD_NETWORK,    /**< a server could not be reached, or did not answer with what was asked for */
    PLACARD_CANCELED,   /**< the caller asked to stop */
};

/** Longest message, with its terminating zero, in bytes. */
#define PLACARD_MESSAGE_SIZE 1024

/** Storage that the caller owns and every failing function fills; its former content is not read. */
struct placard_error {
    enum placard_code code;
    char message[PLACARD_MESSAGE_SIZE]; /**< UTF-8, one line, without a final stop */
};

#endif
