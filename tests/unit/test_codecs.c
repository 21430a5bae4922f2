#include "codec/codec.h"
#include "pictures.h"
#include "unit.h"

#include <png.h>
#include <string.h>

START_TEST(lookup) {
    ck_assert_str_eq(pl_codec_by_name("png")->name, "png");
    ck_assert_str_eq(pl_codec_by_name("JPEG")->name, "jpeg");
    ck_assert_ptr_null(pl_codec_by_name("jp"));
    ck_assert_ptr_null(pl_codec_by_name(""));
    ck_assert_str_eq(pl_codec_by_extension("jpg")->name, "jpeg");
    ck_assert_str_eq(pl_codec_by_extension("JPEG")->name, "jpeg");
    ck_assert_str_eq(pl_codec_by_extension("Png")->name, "png");
    ck_assert_ptr_null(pl_codec_by_extension("webp"));
}
END_TEST

START_TEST(names_are_the_tables) {
    char names[128] = "";
    for (const struct pl_codec *const *codec = pl_codecs; *codec; codec++) {
        strcat(strcat(names, *names ? ", " : ""), (*codec)->name);
        ck_assert_ptr_eq(pl_codec_by_extension((*codec)->extensions[0]), *codec);
    }
    ck_assert_str_eq(pl_codec_names(), names);
}
END_TEST

static void check_unknown(const void *bytes, size_t size, const char *found) {
    struct placard_error error;
    struct pl_pixmap pixmap;
    int width;
    int height;
    char expected[PLACARD_MESSAGE_SIZE];
    snprintf(expected, sizeof expected, "base: expected a picture (png, jpeg), found %s", found);
    ck_fails(pl_picture_decode("base", bytes, size, &pixmap, &error), error, expected);
    ck_assert_int_eq(error.code, PLACARD_PICTURE);
    ck_assert_ptr_null(pixmap.pixels);
    ck_fails(pl_picture_size("base", bytes, size, &width, &height, &error), error, expected);
}

static void check_text(const char *text, const char *found) {
    check_unknown(text, strlen(text), found);
}

START_TEST(unknown_text) {
    check_text("", "an empty file");
    check_text(" \n\t\r\n", "blank text");
    check_text("\n <!DOCTYPE html>\n<html>", "HTML: \"<!DOCTYPE html>\"");
    check_text("<HTML lang=en>\r\n<body>", "HTML: \"<HTML lang=en>\"");
    check_text("\xef\xbb\xbf<?xml version=\"1.0\"?><Error/>", "XML: \"<?xml version=\"1.0\"?><Error/>\"");
    check_text("<svg xmlns=\"\"/>", "SVG: \"<svg xmlns=\"\"/>\"");
    check_text("{\"code\": \"AccessDenied\"}\n", "JSON: \"{\"code\": \"AccessDenied\"}\"");
    check_text("[1]", "JSON: \"[1]\"");
    check_text("404 page not found", "text: \"404 page not found\"");
    check_text("BMW is a text", "text: \"BMW is a text\"");
    check_text("%PDF-1.7", "PDF: \"%PDF-1.7\"");
}
END_TEST

/* Sixty characters are quoted whole, of more the first 57 and dots; characters are not bytes. */
START_TEST(long_lines) {
    char text[1024] = "";
    char found[1200];
    for (int i = 0; i < 60; i++) {
        strcat(text, "\xe6\xb5\xb7");
    }
    snprintf(found, sizeof found, "text: \"%s\"", text);
    check_text(text, found);
    strcat(text, "!");
    snprintf(found, sizeof found, "text: \"%.*s...\"", 57 * 3, text);
    check_text(text, found);
    for (int i = 0; i < 150; i++) {
        strcat(text, "\xe6\xb5\xb7"); /* the look ends inside a character */
    }
    check_text(text, found);
}
END_TEST

START_TEST(unknown_binary) {
    static const unsigned char odd[] = {0, 1, 2, 0xfe, 0xff, 'a', 'b', 'c', 'd', 'e'};
    check_unknown("GIF89a\1\0\1\0\0", 11, "a GIF picture");
    check_unknown("RIFF\1\0\0\0WEBPVP8 ", 16, "a WebP picture");
    check_unknown("II*\0\10\0\0\0", 8, "a TIFF picture");
    check_unknown("MM\0*\0\0\0\10", 8, "a TIFF picture");
    check_unknown("BM\1\0\0\0\0\0", 8, "a BMP picture");
    check_unknown("\0\0\0\34ftypavif\0\0\0\0", 16, "an AVIF picture");
    check_unknown("\0\0\0\34ftypheic\0\0\0\0", 16, "a HEIC picture");
    check_unknown(odd, sizeof odd, "bytes 00 01 02 fe ff 61 62 63");
    check_unknown(odd, 3, "bytes 00 01 02");
    check_unknown("\xff\xd8", 2, "bytes ff d8");
    check_unknown("a\x1b[31mred", 9, "bytes 61 1b 5b 33 31 6d 72 65");
    check_unknown("a\xc2\x9b", 3, "bytes 61 c2 9b");
}
END_TEST

/* A name says nothing about the format. */
START_TEST(told_by_content) {
    unsigned char samples[7 * 5 * 3];
    struct placard_error error;
    struct pl_pixmap pixmap;
    int width = 0;
    int height = 0;
    picture_waves(samples, 7, 5, 3);
    struct pl_buffer files[2] = {0};
    picture_jpeg_make(&(struct picture_jpeg){7, 5, JCS_RGB, JCS_YCbCr, .across = 2}, samples, &files[0]);
    picture_png_make(&(struct picture_png){7, 5, 8, PNG_COLOR_TYPE_RGB, .transparent = -1}, samples,
                     &files[1]);
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "a.png" : "a.jpg";
        ck_succeeds(pl_picture_decode(name, files[i].data, files[i].size, &pixmap, &error), error);
        ck_succeeds(pl_picture_size(name, files[i].data, files[i].size, &width, &height, &error), error);
        ck_assert_int_eq(pixmap.width, 7);
        ck_assert_int_eq(pixmap.height, 5);
        ck_assert_int_eq(width, 7);
        ck_assert_int_eq(height, 5);
        ck_assert(pixmap.opaque);
        pl_pixmap_finish(&pixmap);
        ck_succeeds(pl_picture_decode_straight(name, files[i].data, files[i].size, &pixmap, &error), error);
        ck_assert(pixmap.width == 7 && pixmap.opaque && !pixmap.straight);
        pl_pixmap_finish(&pixmap);
        pl_buffer_finish(&files[i]);
    }
}
END_TEST

int main(void) {
    const TTest *const tests[] = {lookup,         names_are_the_tables, unknown_text, long_lines,
                                  unknown_binary, told_by_content,      NULL};
    return unit_run("codecs", tests);
}
