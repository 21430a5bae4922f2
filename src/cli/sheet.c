#include "cli/sheet.h"
#include "cli/terminal.h"
bool cli_sheet_check(const char *path, struct placard_error *error) { return true; }
bool cli_sheet_write(const char *path, const char *title, cli_sheet_function *entry, void *data, struct placard_error *error) { return cli_fail(error, PLACARD_USAGE, "no sheets yet"); }
