#include "base/buffer.h"
#include "document/reader.h"
#include "rows/rows.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOM "\xef\xbb\xbf"

/* Without a terminating zero, and gone before the rows are looked at, so that a sanitizer sees a read beyond
 * the end or of what was not copied. */
static struct pl_data *read_rows(const char *name, const char *text, size_t size, enum pl_data_format format,
                                 struct placard_error *error) {
    *error = (struct placard_error){0};
    char *exact = malloc(size > 0 ? size : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    struct pl_data *rows = pl_data_read(name, exact, size, format, NULL, error);
    free(exact);
    return rows;
}

static void put_value(const cJSON *value, struct pl_buffer *out) {
    char *text = value ? cJSON_PrintUnformatted(value) : NULL;
    pl_buffer_text(out, text ? text : "-");
    cJSON_free(text);
}

/* Columns, and for each row its line and its values, or its error. */
static void put_rows(const struct pl_data *rows, struct pl_buffer *out) {
    for (int i = 0; i < pl_data_columns(rows); i++) {
        pl_buffer_format(out, "%s%s", i > 0 ? "|" : "", pl_data_column(rows, i));
    }
    for (int row = 0; row < pl_data_count(rows); row++) {
        const struct placard_error *error = pl_data_error(rows, row);
        pl_buffer_format(out, "\n%ld", pl_data_line(rows, row));
        for (int i = 0; i < pl_data_columns(rows); i++) {
            if (error) {
                ck_assert_ptr_null(pl_data_value(rows, row, i));
            } else {
                pl_buffer_text(out, " ");
                put_value(pl_data_value(rows, row, i), out);
            }
        }
        pl_buffer_format(out, "%s%s", error ? " " : "", error ? error->message : "");
    }
}

static void check_as(enum pl_data_format format, const char *name, const char *text, const char *expected) {
    struct placard_error error;
    struct pl_data *rows = read_rows(name, text, strlen(text), format, &error);
    ck_assert_msg(rows, "%s: %s", text, error.message);
    struct pl_buffer out = {0};
    pl_buffer_text(&out, "");
    put_rows(rows, &out);
    ck_assert_str_eq((const char *)out.data, expected);
    pl_buffer_finish(&out);
    pl_data_destroy(rows);
}

static void check_csv(const char *text, const char *expected) {
    check_as(PL_DATA_AUTO, "a.csv", text, expected);
}

static void check_json(const char *text, const char *expected) {
    check_as(PL_DATA_AUTO, "a.jsonl", text, expected);
}

static void check_bytes(const char *name, const char *text, size_t size, enum placard_code code,
                        const char *expected) {
    struct placard_error error;
    struct pl_data *rows = read_rows(name, text, size, PL_DATA_AUTO, &error);
    ck_assert_msg(!rows, "expected failure: %s", expected);
    ck_assert_str_eq(error.message, expected);
    ck_assert_int_eq(error.code, code);
}

static void check_bad(const char *name, const char *text, const char *expected) {
    check_bytes(name, text, strlen(text), PLACARD_DOCUMENT, expected);
}

/* ---- CSV and TSV ---- */

START_TEST(reads_cells) {
    check_csv("a,b\n1,2\n3,4\n", "a|b\n2 \"1\" \"2\"\n3 \"3\" \"4\"");
    check_csv("a\nx\n", "a\n2 \"x\"");
    check_csv("\xe5\x9f\x8e,b\n\xe5\x8c\x97\xe4\xba\xac, x y \n",
              "\xe5\x9f\x8e|b\n2 \"\xe5\x8c\x97\xe4\xba\xac\" \" x y \"");
    check_csv(BOM "a,b\n" BOM "1,2\n", "a|b\n2 \"" BOM "1\" \"2\"");
}
END_TEST

START_TEST(reads_quoted_cells) {
    check_csv("a,\"b\"\n\"1\",\"2,3\"\n", "a|b\n2 \"1\" \"2,3\"");
    check_csv("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", "a|b\n2 \"say \\\"hi\\\"\" \"\\\"\"");
    check_csv("a,b\n\"\",\"\"\n", "a|b\n2 \"\" \"\"");
    check_csv("a\n\"\"\n", "a\n2 \"\"");
    check_csv("a\n\" \"\n", "a\n2 \" \"");
    check_csv("a,b\n\"\"\"x\"\"\",\"1\"", "a|b\n2 \"\\\"x\\\"\" \"1\"");
}
END_TEST

START_TEST(keeps_line_breaks_in_quotes) {
    check_csv("a,b\r\n\"1\r\n2\",x\r\n\"1\n2\",x\r\n\"1\r2\",x\r\n\"\r\n\n\r\",x\r\ny,z",
              "a|b\n2 \"1\\r\\n2\" \"x\"\n4 \"1\\n2\" \"x\"\n6 \"1\\r2\" \"x\"\n8 \"\\r\\n\\n\\r\" \"x\"\n"
              "12 \"y\" \"z\"");
    check_csv("\"a\nb\"\n1\n", "a\nb\n3 \"1\"");
    check_csv("a\n\"1\n\n2\"\"\n\"\n3", "a\n2 \"1\\n\\n2\\\"\\n\"\n6 \"3\"");
}
END_TEST

START_TEST(takes_any_line_end) {
    const char *expected = "a|b\n2 \"1\" \"2\"\n3 \"3\" \"4\"";
    check_csv("a,b\n1,2\n3,4", expected);
    check_csv("a,b\r\n1,2\r\n3,4\r\n", expected);
    check_csv("a,b\r\n1,2\r\n3,4", expected);
    check_csv("a,b\r1,2\r3,4\r", expected);
    check_csv("a,b\n1,2\r3,4\r\n", expected);
    check_csv("a,b\n1,\"2\"\r3,\"4\"\r\n", expected);
}
END_TEST

START_TEST(skips_blank_lines) {
    check_csv("\n \r\na,b\n\n1,2\n\t \r\r\n3,4\n\n  ", "a|b\n5 \"1\" \"2\"\n8 \"3\" \"4\"");
    check_csv(BOM "\n\na\n1", "a\n4 \"1\"");
    check_csv("a,b\n,\n", "a|b\n2 \"\" \"\"");
    check_csv("a\n x\n", "a\n2 \" x\"");
}
END_TEST

START_TEST(takes_rows_of_other_lengths) {
    check_csv("a,b,c\n1\n1,2\n1,2,\n1,,3\n,,\n", "a|b|c\n2 \"1\" - -\n3 \"1\" \"2\" -\n4 \"1\" \"2\" \"\"\n"
                                                 "5 \"1\" \"\" \"3\"\n6 \"\" \"\" \"\"");
    /* As spreadsheets leave them where a column was emptied. */
    check_csv("a,b\n1,2,,\n1,2,\"\"\n1,2,", "a|b\n2 \"1\" \"2\"\n3 \"1\" \"2\"\n4 \"1\" \"2\"");
    check_csv("a,b\n1,2,3\n4,5\n\"1\n2\",,,4,\n6,7,\" \"\n8,9",
              "a|b\n2 a.csv: line 2: expected at most 2 cells, found 3\n3 \"4\" \"5\"\n"
              "4 a.csv: line 4: expected at most 2 cells, found 4\n"
              "6 a.csv: line 6: expected at most 2 cells, found 3\n7 \"8\" \"9\"");
    check_csv("a\n1,2\n", "a\n2 a.csv: line 2: expected at most 1 cell, found 2");
}
END_TEST

START_TEST(takes_stray_quotes_literally) {
    check_csv("a,b\n5\" disk,say \"hi\"\nx\"\"y, \"z\"\n",
              "a|b\n2 \"5\\\" disk\" \"say \\\"hi\\\"\"\n3 \"x\\\"\\\"y\" \" \\\"z\\\"\"");
    check_csv("a\"b,c\n1,2", "a\"b|c\n2 \"1\" \"2\"");
}
END_TEST

START_TEST(refuses_text_behind_a_closing_quote) {
    check_csv("a,b\n\"1\"x,2\n3,\"4\" \n\"x\ny\"z,\"\n,\"\n5,6\n",
              "a|b\n"
              "2 a.csv: line 2: expected a comma or the end of the line after the closing quote of cell 1, "
              "found \"x\"\n"
              "3 a.csv: line 3: expected a comma or the end of the line after the closing quote of cell 2, "
              "found \" \"\n"
              "4 a.csv: line 5: expected a comma or the end of the line after the closing quote of cell 1, "
              "found \"z\"\n"
              "7 \"5\" \"6\"");
    /* The first mistake of the row is named, rather than what follows from it. */
    check_csv("a\n\"1\"x,\"2\"y\n", "a\n2 a.csv: line 2: expected a comma or the end of the line after the "
                                    "closing quote of cell 1, found \"x\"");
    check_bad("a.csv", "a,\"b\"c\n1,2\n",
              "a.csv: line 1: expected a comma or the end of the line after the closing quote of cell 2, "
              "found \"c\"");
    check_as(PL_DATA_CSV, "a", "a;b\n\"1\"\"x,\"\"\"y;2",
             "a|b\n2 a: line 2: expected a semicolon or the end of the line after the closing quote of cell "
             "1, found \"y\"");
    check_as(PL_DATA_TSV, "a", "a\n\"1\"x\n",
             "a\n2 a: line 2: expected a tab or the end of the line after the closing quote of cell 1, found "
             "\"x\"");
}
END_TEST

START_TEST(names_a_quote_that_never_ends) {
    check_bad("a.csv", "a,b\n1,2\n\"x\ny\",\"3\n4,5\n6,7\n",
              "a.csv: line 4: expected the quote that opens here to be closed, found the end of the file");
    check_bad("a.csv", "a\n\"",
              "a.csv: line 2: expected the quote that opens here to be closed, found the end of the file");
    check_bad("a.csv", "a\n\"x\"\"",
              "a.csv: line 2: expected the quote that opens here to be closed, found the end of the file");
    check_bad("a.csv", "\"a,b\n1,2",
              "a.csv: line 1: expected the quote that opens here to be closed, found the end of the file");
}
END_TEST

START_TEST(tells_semicolons) {
    check_csv("a;b\n1,5;2\n", "a|b\n2 \"1,5\" \"2\"");
    check_csv("a;b,c\n1;2,3\n", "a;b|c\n2 \"1;2\" \"3\"");
    check_csv("\"a,x\";b\n1;2\n", "a,x|b\n2 \"1\" \"2\"");
    check_csv("a;\"b\"\",\"\"\";c\n1;2;3", "a|b\",\"|c\n2 \"1\" \"2\" \"3\"");
    check_csv("a;\"b,x\"\n1;2", "a|b,x\n2 \"1\" \"2\"");
    check_csv("\"a\nx\";b\n1;2", "a\nx|b\n3 \"1\" \"2\"");
    check_csv("\"a;x\",b\n1,2\n", "a;x|b\n2 \"1\" \"2\"");
    check_csv("\"a;x\"\n1;2\n", "a;x\n2 \"1;2\"");
    check_csv("a\n1;2\n", "a\n2 \"1;2\"");
    check_csv("\n5\" x;b\n1;2\n", "5\" x|b\n3 \"1\" \"2\"");
    check_csv("a\tx;b\n1;2", "a\tx|b\n2 \"1\" \"2\"");
    check_as(PL_DATA_TSV, "a.csv", "a;x\tb\n1\t2", "a;x|b\n2 \"1\" \"2\"");
}
END_TEST

START_TEST(reads_tabs) {
    check_as(PL_DATA_AUTO, "a.tsv", "a\tb\n1,2\t\"3\t4\"\"\n5\"\n\t\n\n \t\n",
             "a|b\n2 \"1,2\" \"3\\t4\\\"\\n5\"\n4 \"\" \"\"\n6 \" \" \"\"");
    check_as(PL_DATA_AUTO, "a.Tab", "a,x\tb\n1", "a,x|b\n2 \"1\" -");
}
END_TEST

START_TEST(checks_the_header) {
    check_csv(" a ,\tb\t,\" c\n\",d e\n1,2,3,4\n", "a|b|c|d e\n3 \"1\" \"2\" \"3\" \"4\"");
    check_csv("a,A\n1,2", "a|A\n2 \"1\" \"2\"");
    check_bad("a.csv", "a, ,c\n", "a.csv: line 1: expected a name for column 2, found nothing");
    check_bad("a.csv", "a,b,\n1,2\n", "a.csv: line 1: expected a name for column 3, found nothing");
    check_bad("a.csv", "\n\na,\"\"\n", "a.csv: line 3: expected a name for column 2, found nothing");
    check_bad("a.csv", "a,a",
              "a.csv: line 1: expected another name for column 2, found \"a\", which is column 1's");
    check_bad("a.csv", "b,a,c, a\n1",
              "a.csv: line 1: expected another name for column 4, found \"a\", which is column 2's");
    check_bad("a.csv", "", "a.csv: expected a first line with the columns' names, found nothing");
    check_bad("a.csv", BOM "\n \r\n", "a.csv: expected a first line with the columns' names, found nothing");
}
END_TEST

START_TEST(takes_no_rows) {
    check_csv("a,b", "a|b");
    check_csv("a,b\n\n", "a|b");
    check_json("", "");
    check_json(BOM "\n \n", "");
    check_json("[]", "");
    check_json(" [ ]\n", "");
}
END_TEST

/* ---- encodings ---- */

START_TEST(refuses_other_encodings) {
    static const char little[] = "\xff\xfe"
                                 "a\0\n\0";
    static const char big[] = "\xfe\xff\0a\0\n";
    static const char *const utf16 = ": expected UTF-8, found UTF-16; save it as UTF-8";
    char expected[80];
    static const char *const names[] = {"a.csv", "a.tsv", "a.jsonl", "a"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(expected, sizeof expected, "%s%s", names[i], utf16);
        check_bytes(names[i], little, sizeof little - 1, PLACARD_DOCUMENT, expected);
        check_bytes(names[i], big, sizeof big - 1, PLACARD_DOCUMENT, expected);
        check_bytes(names[i], little, 2, PLACARD_DOCUMENT, expected);
    }
    check_bad("a.csv", "a,b\r\n1,2\r\n\xb1\xb1\xbe\xa9,3\n",
              "a.csv: line 3: expected UTF-8, found byte 0xb1; if it is GBK or GB18030, save it as UTF-8");
    check_bad("a.jsonl", BOM "{}\n{\"a\": \"\xb1\xb1\"}",
              "a.jsonl: line 2: expected UTF-8, found byte 0xb1; if it is GBK or GB18030, save it as UTF-8");
    check_bytes("a.csv", "a\n1\0\n", 5, PLACARD_DOCUMENT,
                "a.csv: line 2: expected UTF-8, found byte 0x00; if it is UTF-16, save it as UTF-8");
    check_bytes("a.jsonl", "{}\r\r{}\0", 7, PLACARD_DOCUMENT,
                "a.jsonl: line 3: expected UTF-8, found byte 0x00; if it is UTF-16, save it as UTF-8");
}
END_TEST

/* ---- JSON Lines ---- */

START_TEST(reads_objects) {
    check_json("{\"a\": \"x\", \"b\": 2}\n{\"a\": true, \"b\": null}\n", "a|b\n1 \"x\" 2\n2 true null");
    check_json("{\"a\":{\"b\":[1,\"}\\\"\",{}]},\"c\":[]}", "a|c\n1 {\"b\":[1,\"}\\\"\",{}]} []");
    check_json("\t{ \"a\" :\t-1.5e3 , \"b\" : false } ", "a|b\n1 -1500 false");
    check_json("{\"\\u57ce\\ud83d\\ude00\": \"\\\"\\\\\\n\\u00e9\", \"\": \"\"}",
               "\xe5\x9f\x8e\xf0\x9f\x98\x80|\n1 \"\\\"\\\\\\n\xc3\xa9\" \"\"");
    check_json("{}\n{ }\n{\"a\":1}", "a\n1 -\n2 -\n3 1");
    check_json("{\"a\": \"\\\\\"}", "a\n1 \"\\\\\"");
}
END_TEST

START_TEST(takes_any_line_end_in_json) {
    check_json(BOM "{\"a\":1}\n\n{\"a\":2}\r\n \t\r\n{\"a\":3}\r{\"a\":4}", "a\n1 1\n3 2\n5 3\n6 4");
}
END_TEST

START_TEST(unites_columns) {
    check_json("{\"b\":1}\n{\"a\":2,\"b\":3}\n{\"c\":4}\n{\"c\":5,\"a\":6,\"b\":7}",
               "b|a|c\n1 1 - -\n2 3 2 -\n3 - - 4\n4 7 6 5");
    check_json("{\"a\":1,\"b\":2,\"c\":3,\"d\":4}\n{\"d\":5,\"b\":6}\n{\"c\":7,\"a\":8,\"d\":9}",
               "a|b|c|d\n1 1 2 3 4\n2 - 6 - 5\n3 8 - 7 9");
}
END_TEST

START_TEST(takes_the_last_of_repeated_members) {
    check_json("{\"a\":[1,[2]],\"b\":2,\"a\":\"x\",\"a\":{\"c\":3}}\n{\"b\":4,\"a\":5,\"b\":6}",
               "a|b\n1 {\"c\":3} 2\n2 5 6");
}
END_TEST

START_TEST(names_the_place_of_bad_json) {
    check_json(
        "{\"a\":1}\n\n{\"a\": 1, x}\n{\"a\":2}",
        "a\n1 1\n3 a.jsonl: line 3, column 10: expected a member name after the comma, found \"x\"\n4 2");
    check_json(BOM "  {\"\xe5\x9f\x8e\": tru}\n{\"a\"\n{\"a\": \"\n{} {}",
               "\n1 a.jsonl: line 1, column 9: expected a value, found \"tru\""
               "\n2 a.jsonl: line 2, column 5: expected \":\", found the end of the line"
               "\n3 a.jsonl: line 3, column 8: expected a closing quote, found the end of the line"
               "\n4 a.jsonl: line 4, column 4: expected the end of the line, found \"{\"");
    check_json("{\"a\": 1e999, \"b\": [1e999]}\n{\"c\": \"\\u00e9\\u00e9\", \"a\": -1e999, \"b\": 1e999}\n",
               "a|b|c\n1 a.jsonl: line 1, column 7: expected a number within the range of a double, found "
               "\"1e999\"\n"
               "2 a.jsonl: line 2, column 28: expected a number within the range of a double, found "
               "\"-1e999\"");
}
END_TEST

START_TEST(refuses_what_is_no_object) {
    check_json("{\"a\":1}\n \"x\"\nnull\n12 \nhello, world\r\n}",
               "a\n1 1"
               "\n2 a.jsonl: line 2, column 2: expected an object such as {\"name\": \"value\"}, found "
               "\"\\\"x\\\"\""
               "\n3 a.jsonl: line 3, column 1: expected an object such as {\"name\": \"value\"}, found "
               "\"null\""
               "\n4 a.jsonl: line 4, column 1: expected an object such as {\"name\": \"value\"}, found "
               "\"12 \""
               "\n5 a.jsonl: line 5, column 1: expected an object such as {\"name\": \"value\"}, found "
               "\"hello, world\""
               "\n6 a.jsonl: line 6, column 1: expected an object such as {\"name\": \"value\"}, found "
               "\"}\"");
    check_json("{}\n[{\"a\":1}]",
               "\n1\n2 a.jsonl: line 2, column 1: expected an object such as {\"name\": \"value\"}, found "
               "\"[{\\\"a\\\":1}]\"");
}
END_TEST

START_TEST(reads_an_array_of_objects) {
    check_json("[{\"a\":1},{\"a\":2}]", "a\n1 1\n1 2");
    check_json(
        BOM "\n [\r\n  {\r\n    \"a\": \"\\u00e9\",\r\n    \"b\": [\r1]\r\n  },\r\n\r\n  {\"b\": 2}\r\n]\r\n",
        "a|b\n3 \"\xc3\xa9\" [1]\n9 - 2");
    check_json("[{\"a\":\"\\u57ce\"}, \"\\u57ce\",\n{\"a\": \"\\n\"}, [{\"a\": 1}], {\"a\": 1e999}, -1.5]",
               "a\n1 \"\xe5\x9f\x8e\""
               "\n1 a.jsonl: line 1, column 18: expected an object such as {\"name\": \"value\"}, found "
               "\"\\\"\\\\u57ce\\\"\""
               "\n2 \"\\n\""
               "\n2 a.jsonl: line 2, column 14: expected an object such as {\"name\": \"value\"}, found "
               "\"[{\\\"a\\\": 1}]\""
               "\n2 a.jsonl: line 2, column 32: expected a number within the range of a double, found "
               "\"1e999\""
               "\n2 a.jsonl: line 2, column 40: expected an object such as {\"name\": \"value\"}, found "
               "\"-1.5\"");
    check_bad("a.jsonl", "[{\"a\":1},\n{\"a\" 2}]", "a.jsonl: line 2, column 6: expected \":\", found \"2\"");
    check_bad("a.jsonl", "[{\"a\":1}\n",
              "a.jsonl: line 2, column 1: expected \",\" or \"]\", found the end of the file");
    check_bad("a.jsonl", "[\"a\"]\n[\"b\"]",
              "a.jsonl: line 2, column 1: expected the end of the file, found \"[\"");
}
END_TEST

/* What is left of a row that turns out to be bad half way must not show through in the next. */
START_TEST(drops_the_cells_of_bad_rows) {
    check_json("{\"a\":[1],\"b\":2}\n{\"b\":[[3]],\"a\":1e999,\"c\":{\"d\":4}}\n{\"c\":5}\n{\"b\":6,\"a\":7}",
               "a|b|c\n1 [1] 2 -\n2 a.jsonl: line 2, column 16: expected a number within the range of a "
               "double, found \"1e999\"\n3 - - 5\n4 7 6 -");
    check_csv("a,b\n1,2,3\n4\n5,6", "a|b\n2 a.csv: line 2: expected at most 2 cells, found 3\n3 \"4\" -\n"
                                    "4 \"5\" \"6\"");
}
END_TEST

/* ---- formats ---- */

START_TEST(names_formats) {
    ck_assert_str_eq(pl_data_format_name(PL_DATA_AUTO), "auto");
    ck_assert_str_eq(pl_data_format_name(PL_DATA_CSV), "csv");
    ck_assert_str_eq(pl_data_format_name(PL_DATA_TSV), "tsv");
    ck_assert_str_eq(pl_data_format_name(PL_DATA_JSON_LINES), "jsonl");
    ck_assert_ptr_null(pl_data_format_name(PL_DATA_JSON_LINES + 1));
    ck_assert_ptr_null(pl_data_format_name(-1));
}
END_TEST

START_TEST(tells_formats) {
    static const char json[] = "{\"a\":1}";
    check_as(PL_DATA_AUTO, "x/a.b.NDJSON", json, "a\n1 1");
    check_as(PL_DATA_AUTO, "x.y/a.b.CSV", json, "{\"a\":1}");
    check_as(PL_DATA_AUTO, "a.json", json, "a\n1 1");
    check_as(PL_DATA_AUTO, "-", BOM "\r\n\t [{\"a\":1}]", "a\n2 1");
    check_as(PL_DATA_CSV, "a.jsonl", "a,b\n1", "a|b\n2 \"1\" -");
    check_as(PL_DATA_JSON_LINES, "a.csv", json, "a\n1 1");
    check_as(PL_DATA_AUTO, "a.txt", "a,b\n1,2", "a|b\n2 \"1\" \"2\"");
    check_as(PL_DATA_AUTO, "a.txt", "\t\na;b\n1;2", "a|b\n3 \"1\" \"2\"");
    check_as(PL_DATA_AUTO, "-", "a, x\tb\n1\t2", "a, x|b\n2 \"1\" \"2\"");
    check_as(PL_DATA_AUTO, "-", "\"a\tx\",b\n1,2", "a\tx|b\n2 \"1\" \"2\"");
    check_as(PL_DATA_CSV, "-", "a\tx,b\n1,2", "a\tx|b\n2 \"1\" \"2\"");
}
END_TEST

/* ---- text ---- */

static void check_text(const char *json, const char *expected) {
    struct placard_error error;
    char line[200];
    snprintf(line, sizeof line, "{\"a\": %s, \"b\": 1}\n{\"b\": 2}\n", json);
    struct pl_data *rows = read_rows("a.jsonl", line, strlen(line), PL_DATA_AUTO, &error);
    ck_assert_msg(rows, "%s", error.message);
    struct pl_buffer out = {0};
    pl_buffer_text(&out, "<");
    pl_data_text(rows, 0, 0, &out);
    pl_buffer_text(&out, ">");
    pl_data_text(rows, 1, 0, &out);
    ck_assert(!out.failed);
    ck_assert_str_eq((const char *)out.data, expected);
    pl_buffer_finish(&out);
    pl_data_destroy(rows);
}

START_TEST(writes_values_as_text) {
    check_text("\"x \\\"y\\\"\"", "<x \"y\">");
    check_text("\"\"", "<>");
    check_text("1.50", "<1.5>");
    check_text("-0", "<0>");
    check_text("0.1", "<0.1>");
    check_text("1e20", "<1e+20>");
    check_text("123456789012", "<123456789012>");
    check_text("true", "<true>");
    check_text("false", "<false>");
    check_text("null", "<>");
    check_text("[1, \"\\u57ce\", {}]", "<[1,\"\xe5\x9f\x8e\",{}]>");
    check_text("{\"c\": null}", "<{\"c\":null}>");
}
END_TEST

START_TEST(writes_long_whole_numbers) {
    check_text("1000000000000000", "<1000000000000000>");
    check_text("-1234567890123456", "<-1234567890123456>");
    check_text("9007199254740991", "<9007199254740991>");
    check_text("9007199254740994", "<9.00719925474099e+15>");
    check_text("1234567890123456.5", "<1.23456789012346e+15>");
}
END_TEST

START_TEST(writes_cells_as_text) {
    struct placard_error error;
    static const char text[] = "a,b,c\n1.50,\"\"\"x\"\"\"\n1,2,3,4\n";
    struct pl_data *rows = read_rows("a.csv", text, strlen(text), PL_DATA_AUTO, &error);
    ck_assert_msg(rows, "%s", error.message);
    struct pl_buffer out = {0};
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 3; column++) {
            pl_data_text(rows, row, column, &out);
            pl_buffer_text(&out, "|");
        }
    }
    ck_assert_str_eq((const char *)out.data, "1.50|\"x\"|||||");
    pl_buffer_finish(&out);
    pl_data_destroy(rows);
}
END_TEST

/* A value may be copied like any item of cJSON's. */
START_TEST(hands_out_items) {
    struct placard_error error;
    static const char text[] = "{\"a\": {\"b\": \"x\"}, \"c\": \"y\", \"d\": 1}";
    struct pl_data *rows = read_rows("a.jsonl", text, strlen(text), PL_DATA_AUTO, &error);
    ck_assert_msg(rows, "%s", error.message);
    for (int i = 0; i < 3; i++) {
        const cJSON *value = pl_data_value(rows, 0, i);
        ck_assert(!value->next && !value->prev && !value->string);
        cJSON *copy = cJSON_Duplicate(value, true);
        ck_assert(cJSON_Compare(copy, value, true));
        cJSON_Delete(copy);
    }
    pl_data_destroy(rows);
    pl_data_destroy(NULL);
}
END_TEST

/* ---- limits ---- */

START_TEST(bounds_the_size) {
    size_t size = ((size_t)1 << 30) + 1;
    struct placard_error error;
    /* The size is looked at first. */
    ck_fails(pl_data_read("a.csv", "a", size, PL_DATA_AUTO, NULL, &error), error,
             "a.csv: expected at most 1073741824 bytes, found 1073741825");
    ck_assert_int_eq(error.code, PLACARD_LIMIT);
}
END_TEST

/* Names of columns, for CSV by commas, for JSON as members of one object. */
static void put_names(struct pl_buffer *out, int count, bool json) {
    for (int i = 0; i < count; i++) {
        pl_buffer_format(out, json ? "%s\"c%d\":%d" : "%sc%d", i > 0 ? "," : json ? "{" : "", i, i);
    }
    pl_buffer_text(out, json ? "}\n" : "\n");
}

START_TEST(bounds_columns) {
    for (int json = 0; json < 2; json++) {
        struct placard_error error;
        const char *name = json ? "a.jsonl" : "a.csv";
        struct pl_buffer text = {0};
        put_names(&text, 10000, json);
        struct pl_data *rows = read_rows(name, (char *)text.data, text.size, PL_DATA_AUTO, &error);
        ck_assert_msg(rows, "%s", error.message);
        ck_assert_int_eq(pl_data_columns(rows), 10000);
        ck_assert_str_eq(pl_data_column(rows, 9999), "c9999");
        ck_assert_int_eq(pl_data_count(rows), json);
        pl_data_destroy(rows);
        text.size = 0;
        put_names(&text, 10001, json);
        check_bytes(name, (char *)text.data, text.size, PLACARD_LIMIT,
                    json ? "a.jsonl: line 1: expected at most 10000 columns, found more"
                         : "a.csv: line 1: expected at most 10000 columns, found more");
        pl_buffer_finish(&text);
    }
}
END_TEST

START_TEST(bounds_columns_over_all_rows) {
    struct pl_buffer text = {0};
    for (int i = 0; i < 10001; i++) {
        pl_buffer_format(&text, "{\"c%d\":1}\n", i);
    }
    check_bytes("a.jsonl", (char *)text.data, text.size, PLACARD_LIMIT,
                "a.jsonl: line 10001: expected at most 10000 columns, found more");
    pl_buffer_finish(&text);
}
END_TEST

/* Members in the reverse of the columns' order, each of which is found again. */
/* Before a tree of them is made, which takes forty times their size. */
START_TEST(bounds_values_in_lists) {
    enum { MANY = 16 * 1000 * 1000 };
    static const char start[] = "{\"a\": 1}\n{\"a\": [";
    struct placard_error error;
    char *text = malloc(sizeof start + 2 * (size_t)MANY + 2);
    ck_assert_ptr_nonnull(text);
    char *at = stpcpy(text, start);
    for (int i = 0; i < MANY; i++) {
        *at++ = '0';
        *at++ = ',';
    }
    at[-1] = ']';
    at[0] = '}';
    ck_fails(read_rows("a.jsonl", text, (size_t)(at + 1 - text), PL_DATA_AUTO, &error), error,
             "a.jsonl: line 2: expected at most 16000000 values, found more");
    free(text);
}
END_TEST

START_TEST(finds_members_in_any_order) {
    enum { COUNT = 3000 };
    struct pl_buffer text = {0};
    put_names(&text, COUNT, true);
    for (int i = COUNT - 1; i >= 0; i--) {
        pl_buffer_format(&text, "%s\"c%d\":%d", i < COUNT - 1 ? "," : "{", i, i);
    }
    pl_buffer_text(&text, "}");
    struct placard_error error;
    struct pl_data *rows = read_rows("a.jsonl", (char *)text.data, text.size, PL_DATA_AUTO, &error);
    ck_assert_msg(rows, "%s", error.message);
    ck_assert_int_eq(pl_data_columns(rows), COUNT);
    for (int i = 0; i < COUNT; i++) {
        for (int row = 0; row < 2; row++) {
            const cJSON *value = pl_data_value(rows, row, i);
            ck_assert(value && value->valuedouble == i);
        }
    }
    pl_data_destroy(rows);
    pl_buffer_finish(&text);
}
END_TEST

START_TEST(bounds_messages) {
    enum { BAD = 10002 };
    struct pl_buffer text = {0};
    pl_buffer_text(&text, "a\n");
    for (int i = 0; i < BAD; i++) {
        pl_buffer_text(&text, "1,2\n");
    }
    pl_buffer_text(&text, "3\n");
    struct placard_error error;
    struct pl_data *rows = read_rows("a.csv", (char *)text.data, text.size, PL_DATA_AUTO, &error);
    ck_assert_msg(rows, "%s", error.message);
    ck_assert_int_eq(pl_data_count(rows), BAD + 1);
    ck_assert_str_eq(pl_data_error(rows, 9999)->message,
                     "a.csv: line 10001: expected at most 1 cell, found 2");
    static const char *const beyond =
        "a.csv: one of more than 10000 bad rows: what is wrong is kept only of the first";
    ck_assert_str_eq(pl_data_error(rows, 10000)->message, beyond);
    ck_assert_str_eq(pl_data_error(rows, 10001)->message, beyond);
    ck_assert_ptr_null(pl_data_error(rows, BAD));
    ck_assert_str_eq(pl_data_value(rows, BAD, 0)->valuestring, "3");
    pl_data_destroy(rows);
    pl_buffer_finish(&text);
}
END_TEST

START_TEST(reads_many_rows) {
    enum { COUNT = 50000 };
    struct pl_buffer text = {0};
    pl_buffer_text(&text, "a,b\n");
    for (int i = 0; i < COUNT; i++) {
        pl_buffer_format(&text, "%d,\"x\"\"%d\"\n", i, i);
    }
    struct placard_error error;
    struct pl_data *rows = read_rows("a.csv", (char *)text.data, text.size, PL_DATA_AUTO, &error);
    pl_buffer_finish(&text);
    ck_assert_msg(rows, "%s", error.message);
    ck_assert_int_eq(pl_data_count(rows), COUNT);
    for (int i = 0; i < COUNT; i++) {
        char first[16];
        char second[16];
        snprintf(first, sizeof first, "%d", i);
        snprintf(second, sizeof second, "x\"%d", i);
        if (strcmp(pl_data_value(rows, i, 0)->valuestring, first) != 0 ||
            strcmp(pl_data_value(rows, i, 1)->valuestring, second) != 0 || pl_data_line(rows, i) != i + 2) {
            ck_abort_msg("row %d", i);
        }
    }
    pl_data_destroy(rows);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {reads_cells,
                                  reads_quoted_cells,
                                  keeps_line_breaks_in_quotes,
                                  takes_any_line_end,
                                  skips_blank_lines,
                                  takes_rows_of_other_lengths,
                                  takes_stray_quotes_literally,
                                  refuses_text_behind_a_closing_quote,
                                  names_a_quote_that_never_ends,
                                  tells_semicolons,
                                  reads_tabs,
                                  checks_the_header,
                                  takes_no_rows,
                                  refuses_other_encodings,
                                  reads_objects,
                                  takes_any_line_end_in_json,
                                  unites_columns,
                                  takes_the_last_of_repeated_members,
                                  names_the_place_of_bad_json,
                                  refuses_what_is_no_object,
                                  reads_an_array_of_objects,
                                  drops_the_cells_of_bad_rows,
                                  names_formats,
                                  tells_formats,
                                  writes_values_as_text,
                                  writes_long_whole_numbers,
                                  writes_cells_as_text,
                                  hands_out_items,
                                  bounds_the_size,
                                  bounds_columns,
                                  bounds_columns_over_all_rows,
                                  bounds_values_in_lists,
                                  finds_members_in_any_order,
                                  bounds_messages,
                                  reads_many_rows,
                                  NULL};
    return unit_run("rows", tests);
}
