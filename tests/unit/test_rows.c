#include "base/rows.h"
#include "pictures.h"
#include "unit.h"

enum { WIDTH = 9, HEIGHT = 23 };

/* Rows that are opaque take turns with others. */
static struct pl_pixmap make(bool straight) {
    struct pl_pixmap pixmap;
    struct placard_error error;
    uint32_t state = 5;
    ck_succeeds(pl_pixmap_init(&pixmap, WIDTH, HEIGHT, &error), error);
    for (int y = 0; y < HEIGHT; y++) {
        uint32_t *row = pl_pixmap_row(&pixmap, y);
        for (int x = 0; x < WIDTH; x++) {
            row[x] = (y % 4 == 0 ? 255U : picture_random(&state) & 255) << 24 | picture_random(&state);
        }
        if (!straight) {
            pl_premultiply_row(row, row, WIDTH);
        }
    }
    pixmap.opaque = false;
    pixmap.straight = straight;
    return pixmap;
}

START_TEST(keeps_rows_for_a_while) {
    struct pl_pixmap pixmap = make(false);
    struct pl_pixmap_rows rows;
    struct placard_error error;
    const uint32_t *kept[HEIGHT];
    ck_succeeds(pl_pixmap_rows_init(&rows, &pixmap, &error), error);
    for (int y = 0; y < HEIGHT; y++) {
        kept[y] = rows.rows.next(&rows.rows, &error);
        for (int v = y < PL_ROWS_KEPT ? 0 : y - PL_ROWS_KEPT + 1; v <= y; v++) {
            for (int x = 0; x < WIDTH; x++) {
                ck_assert_uint_eq(kept[v][x], pl_unpremultiply(pl_pixmap_row(&pixmap, v)[x]));
            }
        }
        ck_assert_int_eq(kept[y] == pl_pixmap_row(&pixmap, y), y % 4 == 0);
    }
    pl_pixmap_rows_finish(&rows);
    pl_pixmap_finish(&pixmap);
}
END_TEST

/* Nothing is copied of what is straight as it lies. */
START_TEST(hands_out_in_place) {
    for (int straight = 0; straight < 2; straight++) {
        struct pl_pixmap pixmap = make(straight);
        struct pl_pixmap_rows rows;
        struct placard_error error;
        pixmap.opaque = !straight;
        ck_succeeds(pl_pixmap_rows_init(&rows, &pixmap, &error), error);
        for (int y = 0; y < HEIGHT; y++) {
            ck_assert_ptr_eq(rows.rows.next(&rows.rows, &error), pl_pixmap_row(&pixmap, y));
        }
        ck_assert_ptr_null(rows.kept);
        pl_pixmap_rows_finish(&rows);
        pl_pixmap_finish(&pixmap);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {keeps_rows_for_a_while, hands_out_in_place, NULL};
    return unit_run("rows", tests);
}
