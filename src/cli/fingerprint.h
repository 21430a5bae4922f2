#ifndef PLACARD_CLI_FINGERPRINT_H
#define PLACARD_CLI_FINGERPRINT_H

/** What files hold, in short: each is read once as long as it stays as it is. All zero is empty. */
struct cli_fingerprints {
    void *files; /**< a tree */
};

enum { CLI_FINGERPRINT_SIZE = 40 };

/** Checksum and size of a file as a word; "-" where there is no plain file that can be read. */
void cli_fingerprint(struct cli_fingerprints *prints, const char *path, char out[CLI_FINGERPRINT_SIZE]);
void cli_fingerprints_finish(struct cli_fingerprints *prints);

#endif
