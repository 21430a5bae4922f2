#include "cli/reading.h"

#include <stdlib.h>

void cli_read_document(struct cli_places *places, const struct cli_input *input) {
    if (input->bundle) {
        cli_places_read(places, input->path);
    } else {
        cli_places_read_beside(places, input->path);
    }
}

void cli_read_poster(struct cli_places *places, const struct cli_poster *poster,
                     const struct cli_bases *bases) {
    struct placard_error error;
    char *base = NULL;
    if (cli_base_find(bases, &poster->sample, &base, &error) && base) {
        cli_places_read(places, base);
    }
    free(base);
}

void cli_read_bases(struct cli_places *places, const struct cli_bases *bases) {
    const char *file = NULL;
    if (bases->file) {
        cli_places_read(places, bases->file);
    }
    for (int i = 0; i < bases->numbered.count; i++) {
        cli_base_number(bases->numbered.items[i], &file);
        cli_places_read(places, file);
    }
    for (int i = 0; i < bases->folders.count; i++) {
        cli_places_read_linked(places, bases->folders.items[i], false);
    }
}

void cli_read_assets(struct cli_places *places, const char *assets) {
    if (assets) {
        cli_places_read(places, assets);
    }
}

static void take_place(void *data, const char *path) {
    cli_places_read_linked(data, path, true);
}

void cli_read_fonts(struct cli_places *places, struct placard_context *context, bool system) {
    placard_font_places(context, system, take_place, places);
}
