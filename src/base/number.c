#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DIGITS = 400, /* what follows them can't change a double that is not a contrived halfway case */
    EXPONENT_LIMIT = 100000, /* far beyond a double's, far below INT_MAX */
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/** The decimal digits of a number, and where its point belongs. */
struct decimal {
    char digits[DIGITS + 16];
    int count;
    int exponent; /**< of ten, for the digits read as a whole number */
    bool any;
};

static const char *scan_digits(const char *at, bool fraction, struct decimal *decimal) {
    for (; is_digit(*at); at++) {
        decimal->any = true;
        bool kept = decimal->count < DIGITS && (decimal->count > 0 || *at != '0');
        if (kept) {
            decimal->digits[decimal->count++] = *at;
        }
        bool dropped = decimal->count >= DIGITS && !kept;
        if (fraction && !dropped && decimal->exponent > -EXPONENT_LIMIT) {
            decimal->exponent--;
        } else if (!fraction && dropped && decimal->exponent < EXPONENT_LIMIT) {
            decimal->exponent++;
        }
    }
    return at;
}

/* An "e" without digits behind it starts a unit, such as that of "2em". */
static const char *scan_exponent(const char *at, int *exponent) {
    if (*at != 'e' && *at != 'E') {
        return at;
    }
    const char *digits = at + 1;
    bool negative = *digits == '-';
    if (*digits == '-' || *digits == '+') {
        digits++;
    }
    if (!is_digit(*digits)) {
        return at;
    }
    int value = 0;
    for (; is_digit(*digits); digits++) {
        if (value < EXPONENT_LIMIT) {
            value = value * 10 + (*digits - '0');
        }
    }
    *exponent += negative ? -value : value;
    return digits;
}

const char *pl_number_scan(const char *text, double *out) {
    const char *at = text;
    bool negative = *at == '-';
    if (*at == '-' || *at == '+') {
        at++;
    }
    struct decimal decimal = {0};
    at = scan_digits(at, false, &decimal);
    if (*at == '.' && is_digit(at[1])) {
        at = scan_digits(at + 1, true, &decimal);
    }
    if (!decimal.any) {
        return NULL;
    }
    at = scan_exponent(at, &decimal.exponent);
    double value = 0;
    if (decimal.count > 0) {
        /* Without a decimal point there is nothing for strtod to take from the locale. */
        snprintf(decimal.digits + decimal.count, sizeof decimal.digits - (size_t)decimal.count, "e%d",
                 decimal.exponent);
        value = strtod(decimal.digits, NULL);
    }
    if (!isfinite(value)) {
        return NULL;
    }
    *out = negative ? -value : value;
    return at;
}

void pl_number_format(double value, char out[PL_NUMBER_SIZE]) {
    char text[PL_NUMBER_SIZE + 32];
    snprintf(text, sizeof text, "%.15g", value == 0 ? 0.0 : value);
    char *to = out;
    for (const char *at = text; *at && to < out + PL_NUMBER_SIZE - 1; at++) {
        bool plain = is_digit(*at) || *at == '-' || *at == '+' || (*at >= 'a' && *at <= 'z');
        /* All else is the locale's decimal point, of one byte or more. */
        if (plain) {
            *to++ = *at;
        } else if (to == out || to[-1] != '.') {
            *to++ = '.';
        }
    }
    *to = '\0';
}
