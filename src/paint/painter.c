#include "paint/painter.h"

void pl_painter_limit(struct pl_painter *painter, struct pl_deadline *deadline) {
    painter->fonts.deadline = deadline;
    painter->raster.deadline = deadline;
    painter->glyphs.raster.deadline = deadline;
}

void pl_painter_finish(struct pl_painter *painter) {
    pl_glyph_cache_finish(&painter->glyphs);
    pl_raster_finish(&painter->raster);
    pl_levels_finish(&painter->levels);
    pl_fonts_finish(&painter->fonts);
}
