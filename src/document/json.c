#include "base/utf8.h"
#include "document/json_tokens.h"
#include "document/json_tree.h"
#include "document/reader.h"

#include <stdio.h>
#include <string.h>

enum state {
    VALUE,       /* the document's, a member's, or an element's after a comma */
    FIRST_VALUE, /* or the end of the array */
    NAME,        /* after a comma */
    FIRST_NAME,  /* or the end of the object */
    COLON,
    NEXT, /* a comma or an end */
};

static bool enter(struct pl_json_scan *scan, enum state *state) {
    if (scan->depth == PL_JSON_DEPTH_LIMIT) {
        return pl_json_fail_at(scan, scan->at, PLACARD_LIMIT, "at most 64 levels of nesting", "more");
    }
    scan->members[scan->depth] = 0;
    scan->open[scan->depth++] = *scan->at;
    *state = *scan->at++ == '{' ? FIRST_NAME : FIRST_VALUE;
    return true;
}

/* How many there are is in no more words than that: the rest is not gone through. */
static bool count(const struct pl_json_scan *scan, int *counter, int most, const char *expected) {
    return !scan->limited || ++*counter <= most ||
           pl_json_fail_at(scan, scan->at, PLACARD_LIMIT, expected, "more");
}

static bool scan_value(struct pl_json_scan *scan, enum state *state, const char *expected) {
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
    return c == '"'                             ? pl_json_scan_string(scan)
           : c == '-' || (c >= '0' && c <= '9') ? pl_json_scan_number(scan)
                                                : pl_json_scan_literal(scan, expected);
}

static bool at_char(const struct pl_json_scan *scan, char c) {
    return scan->at < scan->end && *scan->at == c;
}

static bool leave(struct pl_json_scan *scan, enum state *state) {
    scan->at++;
    scan->depth--;
    *state = NEXT;
    return true;
}

static bool scan_next(struct pl_json_scan *scan, enum state *state) {
    bool object = scan->open[scan->depth - 1] == '{';
    if (at_char(scan, object ? '}' : ']')) {
        return leave(scan, state);
    }
    if (!at_char(scan, ',')) {
        return pl_json_fail_token(scan, object ? "\",\" or \"}\"" : "\",\" or \"]\"");
    }
    scan->at++;
    *state = object ? NAME : VALUE;
    return true;
}

static bool step(struct pl_json_scan *scan, enum state *state) {
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
            return pl_json_fail_token(scan, *state == NAME ? "a member name after the comma"
                                                           : "a member name or \"}\"");
        }
        *state = COLON;
        return count(scan, &scan->members[scan->depth - 1], PL_JSON_MEMBER_LIMIT,
                     "at most 10000 members in an object") &&
               pl_json_scan_string(scan);
    case COLON:
        if (!at_char(scan, ':')) {
            return pl_json_fail_token(scan, "\":\"");
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

static void skip_space(struct pl_json_scan *scan) {
    while (scan->at < scan->end && is_space(*scan->at)) {
        scan->at++;
    }
}

static bool scan_document(struct pl_json_scan *scan) {
    const char *bad = scan->start;
    size_t offset;
    if (!pl_utf8_valid(scan->start, (size_t)(scan->end - scan->start), &offset)) {
        char found[48];
        bad += offset;
        snprintf(found, sizeof found, "byte 0x%02x", (unsigned char)*bad);
        return pl_json_fail_at(scan, bad, PLACARD_DOCUMENT, "UTF-8", found);
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
    char expected[PL_JSON_END_NAME_SIZE];
    return scan->at == scan->end || pl_json_fail_token(scan, pl_json_end_name(scan, expected));
}

static bool check(const struct pl_json_part *part, bool limited, struct pl_deadline *deadline,
                  struct placard_error *error) {
    struct pl_json_scan scan = {.start = part->text,
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
