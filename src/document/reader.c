#include "document/reader.h"

#include "document/values.h"

#include <math.h>
#include <string.h>

const cJSON *pl_member(const cJSON *object, const char *key) {
    const cJSON *found = NULL;
    if (cJSON_IsObject(object)) {
        const cJSON *member;
        /* JSON.parse of the browser, which is the judge, keeps the last of a name too. */
        cJSON_ArrayForEach(member, object) {
            found = strcmp(member->string, key) == 0 ? member : found;
        }
    }
    return found;
}

const char *pl_member_string(const cJSON *object, const char *key) {
    return cJSON_GetStringValue(pl_member(object, key));
}

bool pl_value_is_none(const cJSON *value) {
    if (!value || cJSON_IsNull(value)) {
        return true;
    }
    if (cJSON_IsNumber(value)) {
        return value->valuedouble == 0;
    }
    if (!cJSON_IsString(value)) {
        return false;
    }
    const char *text = value->valuestring + strspn(value->valuestring, " \t\r\n\f");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r\n\f", text[size - 1])) {
        size--;
    }
    return size == 0 || (size == 1 && *text == '0') || pl_word_is(text, size, "none");
}

bool pl_value_number(const cJSON *value, double *out) {
    if (cJSON_IsString(value)) {
        return pl_number_parse(value->valuestring, out);
    }
    if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble)) {
        return false;
    }
    *out = value->valuedouble;
    return true;
}

bool pl_value_integer(const cJSON *value, int least, int most, int *out) {
    double number;
    if (!pl_value_number(value, &number) || number != floor(number) || number < least || number > most) {
        return false;
    }
    *out = (int)number;
    return true;
}
