#include "base/buffer.h"
#include "unit.h"

#include <stdint.h>
#include <string.h>

START_TEST(grows_and_ends_in_a_zero) {
    struct pl_buffer buffer = {0};
    for (int i = 0; i < 10000; i++) {
        unsigned char byte = (unsigned char)(i * 7);
        pl_buffer_append(&buffer, &byte, 1);
        ck_assert_uint_eq(buffer.data[buffer.size], 0);
    }
    ck_assert_uint_eq(buffer.size, 10000);
    for (int i = 0; i < 10000; i++) {
        ck_assert_uint_eq(buffer.data[i], (unsigned char)(i * 7));
    }
    pl_buffer_finish(&buffer);
    ck_assert_ptr_null(buffer.data);
    ck_assert_uint_eq(buffer.size, 0);
    pl_buffer_finish(&buffer);
}
END_TEST

START_TEST(appends_nothing) {
    struct pl_buffer buffer = {0};
    pl_buffer_text(&buffer, "");
    ck_assert(!buffer.failed);
    ck_assert_str_eq((const char *)buffer.data, "");
    pl_buffer_finish(&buffer);
}
END_TEST

START_TEST(formats) {
    struct pl_buffer buffer = {0};
    pl_buffer_text(&buffer, "a");
    pl_buffer_format(&buffer, "%d-%s", 12, "b");
    pl_buffer_format(&buffer, "%s", "");
    pl_buffer_format(&buffer, "%0300d", 7);
    ck_assert_uint_eq(buffer.size, 305);
    ck_assert_int_eq(memcmp(buffer.data, "a12-b000", 8), 0);
    ck_assert_uint_eq(buffer.data[304], '7');
    pl_buffer_finish(&buffer);
}
END_TEST

START_TEST(gives_room_without_counting_it) {
    struct pl_buffer buffer = {0};
    pl_buffer_text(&buffer, "ab");
    unsigned char *room = pl_buffer_room(&buffer, 100);
    ck_assert_ptr_eq(room, buffer.data + 2);
    ck_assert_uint_eq(buffer.size, 2);
    memset(room, 'x', 100);
    ck_assert_uint_eq(buffer.data[102], 0);
    pl_buffer_finish(&buffer);
}
END_TEST

START_TEST(drops_everything_after_a_failure) {
    struct pl_buffer buffer = {0};
    pl_buffer_text(&buffer, "kept");
    ck_assert_ptr_null(pl_buffer_room(&buffer, SIZE_MAX - 2));
    ck_assert(buffer.failed);
    pl_buffer_text(&buffer, "dropped");
    pl_buffer_format(&buffer, "%d", 1);
    ck_assert_ptr_null(pl_buffer_room(&buffer, 1));
    ck_assert_str_eq((const char *)buffer.data, "kept");
    pl_buffer_finish(&buffer);
    ck_assert(!buffer.failed);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {grows_and_ends_in_a_zero,
                                  appends_nothing,
                                  formats,
                                  gives_room_without_counting_it,
                                  drops_everything_after_a_failure,
                                  NULL};
    return unit_run("buffer", tests);
}
