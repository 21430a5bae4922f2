#include "paint/painter.h"

void pl_painter_finish(struct pl_painter *painter) {
    pl_glyph_cache_finish(&painter->glyphs);
    pl_raster_finish(&painter->raster);
    pl_fonts_finish(&painter->fonts);
}
