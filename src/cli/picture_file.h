#ifndef PLACARD_CLI_PICTURE_FILE_H
#define PLACARD_CLI_PICTURE_FILE_H

#include <placard/placard.h>

/** The bytes of a picture's file, or of standard input for "-". */
struct cli_picture_file {
    struct placard_file file;
    bool mapped;
};

/** Maps a plain file, and reads whatever else there is; cli_picture_file_close releases either. */
bool cli_picture_file_open(struct cli_picture_file *picture, const char *path, struct placard_error *error);
void cli_picture_file_close(struct cli_picture_file *picture);

#endif
