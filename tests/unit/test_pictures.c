#include "base/file.h"
#include "compose/compose.h"
#include "compose/pictures.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Decoded pictures that posters and threads share. */

static struct placard_error error;

static void make_png(const char *path, int width, int height) {
    unsigned char samples[64 * 64 * 3];
    struct pl_buffer file = {0};
    const struct picture_png kind = {
        .width = width, .height = height, .depth = 8, .type = PNG_COLOR_TYPE_RGB, .transparent = -1};
    picture_waves(samples, width, height, 3);
    picture_png_make(&kind, samples, &file);
    ck_succeeds(pl_file_write_lazily(path, file.data, file.size, &error), error);
    pl_buffer_finish(&file);
}

static struct pl_pictures *create(size_t limit) {
    struct pl_pictures *pictures = pl_pictures_create(limit, &error);
    ck_succeeds(pictures != NULL, error);
    return pictures;
}

static struct pl_picture *get_with(struct pl_pictures *pictures, const char *source, const char *folder,
                                   long long *room) {
    const struct pl_compose_options options = {.folder = folder, .scale = 1};
    return pl_pictures_get(pictures, "layers[0].src", source, NULL, &options, room, &error);
}

static struct pl_picture *get(struct pl_pictures *pictures, const char *source) {
    long long room = PL_AREA_LIMIT;
    struct pl_picture *picture = get_with(pictures, source, NULL, &room);
    ck_succeeds(picture != NULL, error);
    return picture;
}

START_TEST(a_held_picture_is_read_once) {
    unit_enter();
    make_png("a.png", 8, 8);
    struct pl_pictures *pictures = create(0);
    struct pl_picture *first = get(pictures, "a.png");
    ck_assert_int_eq(unlink("a.png"), 0);
    struct pl_picture *second = get(pictures, "a.png");
    ck_assert_ptr_eq(first, second);
    ck_assert_int_eq(pl_picture_pixmap(first)->width, 8);
    pl_pictures_release(pictures, first);
    ck_assert_int_eq(pl_picture_pixmap(second)->height, 8); /* still held */
    pl_pictures_release(pictures, second);
    long long room = PL_AREA_LIMIT;
    ck_assert_ptr_null(get_with(pictures, "a.png", NULL, &room)); /* nothing stays of it */
    pl_pictures_release(pictures, NULL);
    pl_pictures_destroy(pictures);
    pl_pictures_destroy(NULL);
    unit_leave();
}
END_TEST

/* Whether a picture stays in the cache is told by its file being gone. */
static bool stays(struct pl_pictures *pictures, const char *source) {
    long long room = PL_AREA_LIMIT;
    struct pl_picture *picture = get_with(pictures, source, "nowhere", &room);
    pl_pictures_release(pictures, picture);
    return picture != NULL;
}

START_TEST(what_was_used_longest_ago_goes_first) {
    static const char *const names[] = {"a.png", "b.png", "c.png"};
    unit_enter();
    struct pl_pictures *pictures = create(2 * 16 * 4 * 16); /* of pictures of 16 by 16 pixels: two */
    for (int i = 0; i < 3; i++) {
        make_png(names[i], 16, 16);
    }
    pl_pictures_release(pictures, get(pictures, "a.png"));
    pl_pictures_release(pictures, get(pictures, "b.png"));
    ck_assert(stays(pictures, "b.png"));
    ck_assert(stays(pictures, "a.png")); /* now b is the older */
    pl_pictures_release(pictures, get(pictures, "c.png"));
    ck_assert(!stays(pictures, "b.png"));
    ck_assert(stays(pictures, "a.png"));
    ck_assert(stays(pictures, "c.png"));
    /* Those that are held count for nothing and never go. */
    struct pl_picture *held = get(pictures, "a.png");
    struct pl_picture *other = get(pictures, "b.png");
    ck_assert(stays(pictures, "c.png"));
    pl_pictures_release(pictures, held);
    pl_pictures_release(pictures, other);
    ck_assert(!stays(pictures, "c.png"));
    ck_assert(stays(pictures, "a.png"));
    ck_assert(stays(pictures, "b.png"));
    /* One that is larger than all the room goes at once. */
    make_png("large.png", 64, 64);
    pl_pictures_release(pictures, get(pictures, "large.png"));
    ck_assert(!stays(pictures, "large.png"));
    pl_pictures_destroy(pictures);
    unit_leave();
}
END_TEST

/* What a poster may show does not depend on what others have shown. */
START_TEST(pixels_count_whether_or_not_they_are_there) {
    unit_enter();
    make_png("a.png", 16, 16);
    struct pl_pictures *pictures = create(1 << 20);
    for (int i = 0; i < 2; i++) {
        long long room = 255;
        ck_fails(get_with(pictures, "a.png", NULL, &room) != NULL, error,
                 "image layers: expected at most 100 megapixels together, "
                 "found 100.000001 with one of 16x16");
        ck_assert_int_eq(error.code, PLACARD_LIMIT);
        room = 256;
        struct pl_picture *picture = get_with(pictures, "a.png", NULL, &room);
        ck_succeeds(picture != NULL, error);
        ck_assert_int_eq(room, 0);
        pl_pictures_release(pictures, picture);
    }
    pl_pictures_destroy(pictures);
    unit_leave();
}
END_TEST

START_TEST(what_cannot_be_read) {
    unit_enter();
    struct pl_pictures *pictures = create(1 << 20);
    long long room = PL_AREA_LIMIT;
    for (int i = 0; i < 2; i++) {
        ck_fails(get_with(pictures, "absent.png", "folder", &room) != NULL, error,
                 "folder/absent.png: can't be opened: No such file or directory");
        ck_fails(get_with(pictures, "https://h/a.png", NULL, &room) != NULL, error,
                 "layers[0].src: expected a file at hand, found https://h/a.png");
    }
    /* Not for ever. */
    make_png("absent.png", 4, 4);
    pl_pictures_release(pictures, get(pictures, "absent.png"));
    pl_pictures_destroy(pictures);
    unit_leave();
}
END_TEST

/** Threads that want the same pictures in different orders. */
struct crowd {
    struct pl_pictures *pictures;
    int number;
    int wrong;
};

static void *want(void *data) {
    struct crowd *crowd = data;
    uint32_t state = (uint32_t)crowd->number + 1;
    for (int i = 0; i < 400; i++) {
        char name[16];
        struct placard_error reason;
        long long room = PL_AREA_LIMIT;
        const struct pl_compose_options options = {.scale = 1};
        int which = (int)(picture_random(&state) >> 16) % 6;
        snprintf(name, sizeof name, "%d.png", which);
        struct pl_picture *picture =
            pl_pictures_get(crowd->pictures, "src", name, NULL, &options, &room, &reason);
        if (!picture || pl_picture_pixmap(picture)->width != 8 + which) {
            crowd->wrong++;
        }
        pl_pictures_release(crowd->pictures, picture);
    }
    return NULL;
}

START_TEST(threads_share_them) {
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    struct crowd crowds[THREADS];
    unit_enter();
    for (int i = 0; i < 6; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.png", i);
        make_png(name, 8 + i, 10);
    }
    struct pl_pictures *pictures = create(1000); /* two or three of six */
    for (int i = 0; i < THREADS; i++) {
        crowds[i] = (struct crowd){pictures, i, 0};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, want, &crowds[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_eq(crowds[i].wrong, 0);
    }
    pl_pictures_destroy(pictures);
    unit_leave();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {a_held_picture_is_read_once,
                                  what_was_used_longest_ago_goes_first,
                                  pixels_count_whether_or_not_they_are_there,
                                  what_cannot_be_read,
                                  threads_share_them,
                                  NULL};
    return unit_run("pictures", tests);
}
