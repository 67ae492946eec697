/* As much of JSON as a bot needs: walk through a text that the match manager wrote, write numbers into an answer.

   A `Json` points at a value. Nothing is copied, nothing is allocated; what is not there reads as 0. */
#pragma once

typedef const char *Json;

static Json blanks(Json at) {
    while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++;
    return at;
}

/* Part of a number, or of true, false and null. */
static int plain(char c) {
    return (unsigned char)(c - '-') <= '9' - '-' || (unsigned char)((c | 32) - 'a') < 26 || c == '+';
}

/* What comes after the value at `at`. */
static Json after(Json at) {
    int depth = 0;
    at = blanks(at);
    do {
        if (plain(*at)) {
            do at++;
            while (plain(*at));
        } else if (*at == '"') {
            for (at++; *at && *at != '"'; at++)
                if (*at == '\\' && at[1]) at++;
            if (*at) at++;
        } else if (*at == '[' || *at == '{') {
            depth++, at++;
        } else if (*at == ']' || *at == '}') {
            depth--, at++;
        } else if (*at) {
            at++;
        }
    } while (depth > 0 && *at);
    return blanks(at);
}

/* The first element of a list, and the next one; 0 where there is none. */
static Json first(Json list) {
    if (!list || *(list = blanks(list)) != '[') return 0;
    list = blanks(list + 1);
    return *list == ']' ? 0 : list;
}

static Json next(Json element) {
    element = after(element);
    return *element == ',' ? blanks(element + 1) : 0;
}

static int same(Json key, const char *name) {
    for (key++; *name; key++, name++)
        if (*key != *name) return 0;
    return *key == '"';
}

/* The value of a key of an object; 0 where there is none. */
static Json get(Json object, const char *name) {
    if (!object || *(object = blanks(object)) != '{') return 0;
    for (object = blanks(object + 1); *object == '"'; object = blanks(object + 1)) {
        Json value = after(object);
        if (*value == ':') value = blanks(value + 1);
        if (same(object, name)) return value;
        object = after(value);
        if (*object != ',') return 0;
    }
    return 0;
}

/* Element `index` of a list. */
static Json item(Json list, int index) {
    Json element = first(list);
    while (element && index-- > 0) element = next(element);
    return element;
}

static double number(Json at) {
    double value = 0, sign = 1, scale = 1;
    int exponent = 0, negative = 0;
    if (!at) return 0;
    at = blanks(at);
    if (*at == '-') sign = -1, at++;
    for (; *at >= '0' && *at <= '9'; at++) value = 10 * value + (*at - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++) value = 10 * value + (*at - '0'), scale *= 10;
    if (*at == 'e' || *at == 'E') {
        if (*++at == '-' || *at == '+') negative = *at++ == '-';
        for (; *at >= '0' && *at <= '9' && exponent < 400; at++) exponent = 10 * exponent + (*at - '0');
        while (exponent--) value = negative ? value / 10 : value * 10;
    }
    return sign * value / scale;
}

/* Writing: each returns where the next goes. */
static char *put(char *at, const char *text) {
    while (*text) *at++ = *text++;
    return at;
}

/* `value`, -1..1, with three digits. */
static char *put_share(char *at, double value) {
    int thousandths = (int)(value < 0 ? 0.5 - value * 1000 : 0.5 + value * 1000);
    if (value < 0) *at++ = '-';
    *at++ = '0' + thousandths / 1000;
    *at++ = '.';
    *at++ = '0' + thousandths / 100 % 10;
    *at++ = '0' + thousandths / 10 % 10;
    *at++ = '0' + thousandths % 10;
    return at;
}
