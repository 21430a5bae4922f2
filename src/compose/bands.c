#include "base/clock.h"
#include "base/lazy.h"
#include "compose/drawing.h"

/** A poster that is drawn in bands. */
struct bands {
    struct pl_drawing *drawing;
    const struct pl_output *output;
    struct pl_pixmap canvas;
    struct pl_encoder *encoder;
};

static bool hand_over(const struct pl_output *output, bool last, struct placard_error *error) {
    struct pl_buffer *bytes = output->bytes;
    bool ok = true;
    if (output->write) {
        ok = output->write(output->data, bytes->data, bytes->size, last, error);
        bytes->size = 0;
    }
    return ok;
}

/* How many rows a band has: as many as make up its pixels, in whole steps of what it is made from and of what
 * it is encoded by. */
static int rows_of(const struct bands *bands) {
    const struct pl_base *base = &bands->drawing->base;
    int step = pl_base_step(base);
    while (step % bands->encoder->step != 0) {
        step += pl_base_step(base);
    }
    long long rows = pl_compose_band(base->options, bands->drawing->sample) / base->width / step * step;
    rows = rows > step ? rows : step;
    return rows < base->height ? (int)rows : base->height;
}

static bool draw_band(struct bands *bands, struct placard_error *error) {
    struct pl_drawing *drawing = bands->drawing;
    struct pl_pixmap *canvas = &bands->canvas;
    double at = pl_clock_ms();
    bool ok = pl_base_fill(&drawing->base, canvas, error);
    drawing->times.decode += pl_clock_since(&at);
    ok = ok && pl_drawing_layers(drawing, canvas, error) && !drawing->sink.failed;
    drawing->times.draw += pl_clock_since(&at);
    ok = ok && (bands->encoder->put(bands->encoder, canvas->from, canvas->to, error) ||
                pl_compose_late(drawing->options, "encoding", error));
    drawing->times.encode += pl_clock_since(&at);
    return ok && hand_over(bands->output, false, error);
}

static bool start_bands(struct bands *bands, struct placard_error *error) {
    struct pl_drawing *drawing = bands->drawing;
    const struct pl_output *output = bands->output;
    double at = drawing->begun;
    pl_compose_count(drawing->options, drawing->base.width, drawing->base.height);
    if (!pl_base_canvas(&drawing->base, &bands->canvas, error)) {
        return false;
    }
    pl_drawing_warn(drawing, &bands->canvas);
    bands->encoder = output->codec->begin(&bands->canvas, output->encode, output->bytes, error);
    drawing->times.decode = pl_clock_since(&at);
    return bands->encoder && pl_pixmap_resize_band(&bands->canvas, rows_of(bands), error);
}

static bool draw_bands(struct pl_drawing *drawing, const struct pl_output *output,
                       struct placard_error *error) {
    struct bands bands = {.drawing = drawing, .output = output};
    bool ok = start_bands(&bands, error);
    int rows = pl_pixmap_end(&bands.canvas);
    for (int y = 0; ok && y < drawing->base.height; y += rows) {
        int left = drawing->base.height - y;
        pl_pixmap_move(&bands.canvas, y, y + (left < rows ? left : rows));
        ok = draw_band(&bands, error);
    }
    ok = ok && pl_drawing_done(drawing) && bands.encoder->end(bands.encoder, error) &&
         hand_over(output, true, error);
    if (bands.encoder) {
        bands.encoder->close(bands.encoder);
    }
    pl_pixmap_finish(&bands.canvas);
    return ok;
}

static bool draw_whole(struct pl_drawing *drawing, const struct pl_output *output, struct pl_pixmap *scratch,
                       struct placard_error *error) {
    bool ok = pl_drawing_whole(drawing, scratch, error);
    double at = pl_clock_ms();
    ok = ok && (output->codec->encode(scratch, output->encode, output->bytes, error) ||
                pl_compose_late(drawing->options, "encoding", error));
    drawing->times.encode = pl_clock_since(&at);
    return ok && hand_over(output, true, error);
}

bool pl_compose_encoded(struct pl_painter *painter, const struct pl_sample *sample,
                        const struct pl_compose_options *options, const struct pl_plate *plate,
                        const struct pl_output *output, struct pl_pixmap *scratch, struct pl_composed *told,
                        struct placard_error *error) {
    struct pl_encode_options encode = *output->encode;
    struct pl_output within = *output;
    encode.deadline = options->deadline;
    within.encode = &encode;
    struct pl_drawing drawing = {.painter = painter, .sample = sample, .options = options, .plate = plate};
    bool divided = false;
    bool ok = pl_drawing_start(&drawing, error) &&
              (plate || pl_base_is_small(&drawing.base) || pl_base_start(&drawing.base, &divided, error));
    if (!ok || divided) {
        pl_pixmap_finish(scratch);
    }
    ok = ok &&
         (divided ? draw_bands(&drawing, &within, error) : draw_whole(&drawing, &within, scratch, error));
    *told = (struct pl_composed){divided ? drawing.base.width : scratch->width,
                                 divided ? drawing.base.height : scratch->height, drawing.times};
    pl_drawing_finish(&drawing);
    return ok;
}
