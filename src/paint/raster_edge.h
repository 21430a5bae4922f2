#ifndef PL_PAINT_RASTER_EDGE_H
#define PL_PAINT_RASTER_EDGE_H

/** What outlines become and coverage comes from: shared by the two halves of the rasteriser. */

/** Skia's SkAnalyticEdge keeps vertices to a quarter of a pixel vertically: what a browser draws depends on
 * it. */
enum { QUARTERS = 4 };

struct pl_edge {
    double x;     /**< at the top */
    double slope; /**< change of x per quarter */
    int top, bottom;
    int winding;
    double middle; /**< x in the middle of the band at hand: what active edges are sorted by */
};

#endif
