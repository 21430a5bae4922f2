#ifndef PL_BATCH_PLATES_H
#define PL_BATCH_PLATES_H

#include "batch/template.h"
#include "compose/compose.h"

/** Plates of variants that share them, for all threads of a batch: each is made once as long as it stays. */
struct pl_plates;

struct pl_plates *pl_plates_create(struct placard_error *error);
void pl_plates_destroy(struct pl_plates *plates);

/** A plate that is held. */
struct pl_plate_holder;

/**
 * Finds or makes the plate of a variant. NULL without an error (code PLACARD_OK) where one is not worth
 * making: a base that is seen for the first time may be the last of its kind.
 */
struct pl_plate_holder *pl_plates_get(struct pl_plates *plates, struct pl_painter *painter,
                                      const struct pl_template *template, const struct pl_variant *variant,
                                      const struct pl_compose_options *options, const struct pl_codec *codec,
                                      const struct pl_encode_options *encode, struct placard_error *error);
const struct pl_plate *pl_plate_of(const struct pl_plate_holder *holder);
void pl_plates_release(struct pl_plates *plates, struct pl_plate_holder *holder);

#endif
