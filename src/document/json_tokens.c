#include "document/json_tokens.h"

#include "base/utf8.h"
#include "document/reader.h"
#include "document/values.h"

#include <stdio.h>
#include <string.h>

void pl_position_advance(struct pl_position *position, const char *from, const char *to, const char *end) {
    while (from < to) {
        char c = *from;
        pl_utf8_next(&from, end);
        if (c == '\n' || (c == '\r' && !(from < end && *from == '\n'))) {
            position->line++;
            position->column = 1;
        } else {
            position->column++;
        }
    }
}

bool pl_json_fail_at(const struct pl_json_scan *scan, const char *where, enum placard_code code,
                     const char *expected, const char *found) {
    struct pl_position position = {scan->line, 1};
    pl_position_advance(&position, scan->start, where, scan->end);
    return pl_fail(scan->error, code, "line %d, column %d: expected %s, found %s", position.line,
                   position.column, expected, found);
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '+' || c == '-';
}

static const char *word_end(const struct pl_json_scan *scan, const char *at) {
    while (at < scan->end && is_word(*at)) {
        at++;
    }
    return at;
}

/* The end of the string at `at`, behind its closing quote, or of the line or document if it has none. */
static const char *string_end(const struct pl_json_scan *scan, const char *at) {
    for (at++; at < scan->end && *at != '\n' && *at != '"'; at++) {
        if (*at == '\\' && at + 1 < scan->end && at[1] != '\n') {
            at++;
        }
    }
    return at < scan->end && *at == '"' ? at + 1 : at;
}

const char *pl_json_end_name(const struct pl_json_scan *scan, char out[PL_JSON_END_NAME_SIZE]) {
    snprintf(out, PL_JSON_END_NAME_SIZE, "the end of the %s", scan->whole);
    return out;
}

/* A string is named without its own quotes, as it is quoted anyway. */
bool pl_json_fail_token(const struct pl_json_scan *scan, const char *expected) {
    char found[PL_QUOTE_SIZE];
    const char *at = scan->at;
    if (at == scan->end) {
        return pl_json_fail_at(scan, at, PLACARD_DOCUMENT, expected, pl_json_end_name(scan, found));
    }
    if (*at == '"') {
        const char *end = string_end(scan, at);
        pl_quote(at + 1, (size_t)(end - at) - (end - at > 1 && end[-1] == '"' ? 2 : 1), found);
    } else if (is_word(*at)) {
        size_t size = (size_t)(word_end(scan, at) - at);
        pl_quote(at, size, found);
    } else {
        const char *end = at;
        pl_utf8_next(&end, scan->end);
        pl_quote(at, (size_t)(end - at), found);
    }
    return pl_json_fail_at(scan, at, PLACARD_DOCUMENT, expected, found);
}

static bool fail_escape(const struct pl_json_scan *scan, const char *at, size_t size, const char *expected) {
    char found[PL_QUOTE_SIZE] = "\"";
    size_t room = (size_t)(scan->end - at);
    snprintf(found, sizeof found, "\"%.*s\"", (int)(size < room ? size : room), at);
    return pl_json_fail_at(scan, at, PLACARD_DOCUMENT, expected, found);
}

/* `\uXXXX` with at[0] the backslash; two of them for a character beyond U+FFFF. */
static const char *scan_unicode(const struct pl_json_scan *scan, const char *at) {
    int unit = scan->end - at >= 6 ? pl_json_hex4(at + 2) : -1;
    if (unit < 0) {
        fail_escape(scan, at, 2, "four hexadecimal digits after \"\\u\"");
        return NULL;
    }
    if (unit == 0) {
        fail_escape(scan, at, 6, "a character other than zero");
        return NULL;
    }
    if (unit < 0xd800 || unit > 0xdfff) {
        return at + 6;
    }
    const char *low = at + 6;
    bool pair = unit < 0xdc00 && scan->end - low >= 6 && low[0] == '\\' && low[1] == 'u';
    int second = pair ? pl_json_hex4(low + 2) : -1;
    if (second < 0xdc00 || second > 0xdfff) {
        fail_escape(scan, at, 6, "a surrogate pair such as \"\\ud83d\\ude00\"");
        return NULL;
    }
    return low + 6;
}

static const char *scan_escape(const struct pl_json_scan *scan, const char *at) {
    if (at + 1 < scan->end && at[1] == 'u') {
        return scan_unicode(scan, at);
    }
    if (at + 1 < scan->end && at[1] && strchr("\"\\/bfnrt", at[1])) {
        return at + 2;
    }
    const char *end = at + 1;
    if (end < scan->end && (unsigned char)*end >= 0x20) {
        pl_utf8_next(&end, scan->end);
    }
    fail_escape(scan, at, (size_t)(end - at), "an escape such as \"\\n\" or \"\\u00e9\"");
    return NULL;
}

bool pl_json_scan_string(struct pl_json_scan *scan) {
    const char *at = scan->at + 1;
    while (at < scan->end && *at != '"') {
        unsigned char c = (unsigned char)*at;
        if (c == '\n' || c == '\r') {
            return pl_json_fail_at(scan, at, PLACARD_DOCUMENT, "a closing quote", "the end of the line");
        }
        if (c < 0x20) {
            char found[PL_QUOTE_SIZE];
            pl_quote(at, 1, found);
            return pl_json_fail_at(scan, at, PLACARD_DOCUMENT, "an escape in place of a control character",
                                   found);
        }
        if (c == '\\') {
            at = scan_escape(scan, at);
            if (!at) {
                return false;
            }
        } else {
            at++;
        }
    }
    if (at == scan->end) {
        char found[PL_JSON_END_NAME_SIZE];
        return pl_json_fail_at(scan, at, PLACARD_DOCUMENT, "a closing quote", pl_json_end_name(scan, found));
    }
    scan->at = at + 1;
    return true;
}

static const char *skip_digits(const char *at, const char *end) {
    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

static bool is_number(const char *at, const char *end) {
    at += at < end && *at == '-';
    const char *digits = at;
    at = skip_digits(at, end);
    if (at == digits || (*digits == '0' && at - digits > 1)) {
        return false;
    }
    if (at < end && *at == '.') {
        digits = ++at;
        at = skip_digits(at, end);
        if (at == digits) {
            return false;
        }
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        digits = at;
        at = skip_digits(at, end);
        if (at == digits) {
            return false;
        }
    }
    return at == end;
}

bool pl_json_scan_number(struct pl_json_scan *scan) {
    const char *end = word_end(scan, scan->at);
    if (!is_number(scan->at, end)) {
        return pl_json_fail_token(scan, "a number such as -1.5e3");
    }
    if (end - scan->at > PL_JSON_NUMBER_LIMIT) {
        char found[48];
        snprintf(found, sizeof found, "one of %ld", (long)(end - scan->at));
        return pl_json_fail_at(scan, scan->at, PLACARD_LIMIT, "a number of at most 63 characters", found);
    }
    scan->at = end;
    return true;
}

bool pl_json_scan_literal(struct pl_json_scan *scan, const char *expected) {
    static const char *const literals[] = {"true", "false", "null"};
    const char *end = word_end(scan, scan->at);
    size_t size = (size_t)(end - scan->at);
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        if (size == strlen(literals[i]) && memcmp(scan->at, literals[i], size) == 0) {
            scan->at = end;
            return true;
        }
    }
    return pl_json_fail_token(scan, expected);
}
