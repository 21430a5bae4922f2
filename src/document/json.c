#include "base/utf8.h"
#include "document/json_tree.h"
#include "document/reader.h"
#include "document/values.h"

#include <stdio.h>
#include <string.h>

enum { END_NAME_SIZE = 32 };

/**
 * A checker of JSON that runs before the tree is built: it has the place and the words for what is wrong, and
 * keeps its own stack, so that no input makes it recurse.
 */
struct scan {
    const char *start, *at, *end;
    struct placard_error *error;
    int line;          /**< of the first character */
    const char *whole; /**< what ends at `end`: "document" */
    int depth;
    char open[PL_JSON_DEPTH_LIMIT]; /**< '{' or '[' of each level */
    bool limited;                   /**< values and members are counted */
    int values;
    int members[PL_JSON_DEPTH_LIMIT]; /**< of the object of each level */
    struct pl_deadline *deadline;
};

enum state {
    VALUE,       /* the document's, a member's, or an element's after a comma */
    FIRST_VALUE, /* or the end of the array */
    NAME,        /* after a comma */
    FIRST_NAME,  /* or the end of the object */
    COLON,
    NEXT, /* a comma or an end */
};

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

static bool fail_at(const struct scan *scan, const char *where, enum placard_code code, const char *expected,
                    const char *found) {
    struct pl_position position = {scan->line, 1};
    pl_position_advance(&position, scan->start, where, scan->end);
    return pl_fail(scan->error, code, "line %d, column %d: expected %s, found %s", position.line,
                   position.column, expected, found);
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '+' || c == '-';
}

static const char *word_end(const struct scan *scan, const char *at) {
    while (at < scan->end && is_word(*at)) {
        at++;
    }
    return at;
}

/* The end of the string at `at`, behind its closing quote, or of the line or document if it has none. */
static const char *string_end(const struct scan *scan, const char *at) {
    for (at++; at < scan->end && *at != '\n' && *at != '"'; at++) {
        if (*at == '\\' && at + 1 < scan->end && at[1] != '\n') {
            at++;
        }
    }
    return at < scan->end && *at == '"' ? at + 1 : at;
}

/* "the end of the document" */
static const char *name_end(const struct scan *scan, char out[END_NAME_SIZE]) {
    snprintf(out, END_NAME_SIZE, "the end of the %s", scan->whole);
    return out;
}

/* Names the token in the way; a string without its own quotes, as it is quoted anyway. */
static bool fail_token(const struct scan *scan, const char *expected) {
    char found[PL_QUOTE_SIZE];
    const char *at = scan->at;
    if (at == scan->end) {
        return fail_at(scan, at, PLACARD_DOCUMENT, expected, name_end(scan, found));
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
    return fail_at(scan, at, PLACARD_DOCUMENT, expected, found);
}

static bool fail_escape(const struct scan *scan, const char *at, size_t size, const char *expected) {
    char found[PL_QUOTE_SIZE] = "\"";
    size_t room = (size_t)(scan->end - at);
    snprintf(found, sizeof found, "\"%.*s\"", (int)(size < room ? size : room), at);
    return fail_at(scan, at, PLACARD_DOCUMENT, expected, found);
}

/* `\uXXXX` with at[0] the backslash; two of them for a character beyond U+FFFF. */
static const char *scan_unicode(const struct scan *scan, const char *at) {
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

static const char *scan_escape(const struct scan *scan, const char *at) {
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

static bool scan_string(struct scan *scan) {
    const char *at = scan->at + 1;
    while (at < scan->end && *at != '"') {
        unsigned char c = (unsigned char)*at;
        if (c == '\n' || c == '\r') {
            return fail_at(scan, at, PLACARD_DOCUMENT, "a closing quote", "the end of the line");
        }
        if (c < 0x20) {
            char found[PL_QUOTE_SIZE];
            pl_quote(at, 1, found);
            return fail_at(scan, at, PLACARD_DOCUMENT, "an escape in place of a control character", found);
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
        char found[END_NAME_SIZE];
        return fail_at(scan, at, PLACARD_DOCUMENT, "a closing quote", name_end(scan, found));
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

static bool scan_number(struct scan *scan) {
    const char *end = word_end(scan, scan->at);
    if (!is_number(scan->at, end)) {
        return fail_token(scan, "a number such as -1.5e3");
    }
    if (end - scan->at > PL_JSON_NUMBER_LIMIT) {
        char found[48];
        snprintf(found, sizeof found, "one of %ld", (long)(end - scan->at));
        return fail_at(scan, scan->at, PLACARD_LIMIT, "a number of at most 63 characters", found);
    }
    scan->at = end;
    return true;
}

static bool scan_literal(struct scan *scan, const char *expected) {
    static const char *const literals[] = {"true", "false", "null"};
    const char *end = word_end(scan, scan->at);
    size_t size = (size_t)(end - scan->at);
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        if (size == strlen(literals[i]) && memcmp(scan->at, literals[i], size) == 0) {
            scan->at = end;
            return true;
        }
    }
    return fail_token(scan, expected);
}

static bool enter(struct scan *scan, enum state *state) {
    if (scan->depth == PL_JSON_DEPTH_LIMIT) {
        return fail_at(scan, scan->at, PLACARD_LIMIT, "at most 64 levels of nesting", "more");
    }
    scan->members[scan->depth] = 0;
    scan->open[scan->depth++] = *scan->at;
    *state = *scan->at++ == '{' ? FIRST_NAME : FIRST_VALUE;
    return true;
}

/* How many there are is in no more words than that: the rest is not gone through. */
static bool count(const struct scan *scan, int *counter, int most, const char *expected) {
    return !scan->limited || ++*counter <= most || fail_at(scan, scan->at, PLACARD_LIMIT, expected, "more");
}

static bool scan_value(struct scan *scan, enum state *state, const char *expected) {
    char c = '\0';
    if (!count(scan, &scan->values, PL_JSON_VALUE_LIMIT, "at most 1000000 values in all")) {
        return false;
    }
    if (scan->at < scan->end) {
        c = *scan->at;
    }
    if (c == '{' || c == '[') {
        return enter(scan, state);
    }
    *state = NEXT;
    return c == '"'                             ? scan_string(scan)
           : c == '-' || (c >= '0' && c <= '9') ? scan_number(scan)
                                                : scan_literal(scan, expected);
}

static bool at_char(const struct scan *scan, char c) {
    return scan->at < scan->end && *scan->at == c;
}

static bool leave(struct scan *scan, enum state *state) {
    scan->at++;
    scan->depth--;
    *state = NEXT;
    return true;
}

static bool scan_next(struct scan *scan, enum state *state) {
    bool object = scan->open[scan->depth - 1] == '{';
    if (at_char(scan, object ? '}' : ']')) {
        return leave(scan, state);
    }
    if (!at_char(scan, ',')) {
        return fail_token(scan, object ? "\",\" or \"}\"" : "\",\" or \"]\"");
    }
    scan->at++;
    *state = object ? NAME : VALUE;
    return true;
}

static bool step(struct scan *scan, enum state *state) {
    bool object = scan->depth > 0 && scan->open[scan->depth - 1] == '{';
    switch (*state) {
    case VALUE:
        return scan_value(scan, state,
                          scan->depth == 0 ? "a JSON document"
                          : object         ? "a value"
                                           : "a value after the comma");
    case FIRST_VALUE:
        return at_char(scan, ']') ? leave(scan, state) : scan_value(scan, state, "a value or \"]\"");
    case NAME:
    case FIRST_NAME:
        if (*state == FIRST_NAME && at_char(scan, '}')) {
            return leave(scan, state);
        }
        if (!at_char(scan, '"')) {
            return fail_token(scan,
                              *state == NAME ? "a member name after the comma" : "a member name or \"}\"");
        }
        *state = COLON;
        return count(scan, &scan->members[scan->depth - 1], PL_JSON_MEMBER_LIMIT,
                     "at most 10000 members in an object") &&
               scan_string(scan);
    case COLON:
        if (!at_char(scan, ':')) {
            return fail_token(scan, "\":\"");
        }
        scan->at++;
        *state = VALUE;
        return true;
    case NEXT:
        break;
    }
    return scan_next(scan, state);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct scan *scan) {
    while (scan->at < scan->end && is_space(*scan->at)) {
        scan->at++;
    }
}

static bool scan_document(struct scan *scan) {
    const char *bad = scan->start;
    size_t offset;
    if (!pl_utf8_valid(scan->start, (size_t)(scan->end - scan->start), &offset)) {
        char found[48];
        bad += offset;
        snprintf(found, sizeof found, "byte 0x%02x", (unsigned char)*bad);
        return fail_at(scan, bad, PLACARD_DOCUMENT, "UTF-8", found);
    }
    skip_space(scan);
    if (scan->at == scan->end) {
        return pl_fail(scan->error, PLACARD_DOCUMENT, "expected a JSON document, found nothing");
    }
    enum state state = VALUE;
    const char *piece = scan->at;
    do {
        if (!step(scan, &state)) {
            return false;
        }
        skip_space(scan);
        if (scan->at - piece >= PL_JSON_PIECE) {
            if (!pl_deadline_spend(scan->deadline, (scan->at - piece) * PL_JSON_WORK, scan->error)) {
                return false;
            }
            piece = scan->at;
        }
    } while (state != NEXT || scan->depth > 0);
    char expected[END_NAME_SIZE];
    return scan->at == scan->end || fail_token(scan, name_end(scan, expected));
}

static bool check(const struct pl_json_part *part, bool limited, struct pl_deadline *deadline,
                  struct placard_error *error) {
    struct scan scan = {.start = part->text,
                        .at = part->text,
                        .end = part->text + part->size,
                        .error = error,
                        .line = part->line,
                        .whole = part->whole,
                        .limited = limited,
                        .deadline = deadline};
    return scan_document(&scan);
}

bool pl_json_check(const struct pl_json_part *part, struct pl_deadline *deadline,
                   struct placard_error *error) {
    return check(part, false, deadline, error);
}

cJSON *pl_json_parse(const char *text, size_t size, struct placard_error *error) {
    return pl_json_parse_until(text, size, NULL, error);
}

cJSON *pl_json_parse_until(const char *text, size_t size, struct pl_deadline *deadline,
                           struct placard_error *error) {
    if (size > PL_JSON_LIMIT) {
        pl_fail(error, PLACARD_LIMIT, "expected at most %d bytes of JSON, found %zu", PL_JSON_LIMIT, size);
        return NULL;
    }
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        size -= 3;
    }
    /* The sum of NULL and zero is undefined. */
    text = size > 0 ? text : "";
    struct pl_json_part document = {text, size, 1, "document"};
    return check(&document, true, deadline, error) ? pl_json_tree(text, size, deadline, error) : NULL;
}
