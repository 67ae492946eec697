/* The part of JSON that a bot needs: walk through a text of the match manager, and write numbers into an answer.

   A `Json` points to a value. Nothing is copied or allocated; a missing value reads as 0. */
#pragma once

typedef const char *Json;

static Json blanks(Json at) {
    while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++;
    return at;
}

/* Whether a character is part of a number, or of true, false or null. */
static int plain(char c) {
    return (unsigned char)(c - '-') <= '9' - '-' || (unsigned char)((c | 32) - 'a') < 26 || c == '+';
}

/* The position after the value at `at`. */
static Json after(Json at) {
    int depth = 0;
    at = blanks(at);
    if (plain(*at)) {
        while (plain(*at)) at++;
        return blanks(at);
    }
    do {
        char c = *at++;
        if ((unsigned char)(c - '#') <= '9' - '#') continue; /* the common case: numbers and commas */
        if (c == '"') {
            for (; *at && *at != '"'; at++)
                if (*at == '\\' && at[1]) at++;
            if (*at) at++;
        } else if ((c | 32) == '{') { /* and [ */
            depth++;
        } else if ((c | 32) == '}') { /* and ] */
            depth--;
        } else if (!c) {
            return at - 1;
        }
    } while (depth > 0);
    return blanks(at);
}

/* The first element of a list, or the first key of an object, and the next one; 0 if there is none. */
static Json first(Json whole) {
    if (!whole || (*(whole = blanks(whole)) | 32) != '{') return 0;
    whole = blanks(whole + 1);
    return (*whole | 32) == '}' ? 0 : whole;
}

static Json next(Json element) {
    element = after(element);
    return *element == ',' ? blanks(element + 1) : 0;
}

/* The value of a key; `next` of it is the next key. */
static Json value(Json key) {
    Json colon = after(key);
    return *colon == ':' ? blanks(colon + 1) : colon;
}

/* Whether a key is this one. */
static int is(Json key, const char *name) {
    for (key++; *name; key++, name++)
        if (*key != *name) return 0;
    return *key == '"';
}

/* The value of a key of an object, found by walking through it; 0 if there is none. */
static Json get(Json object, const char *name) {
    for (Json key = first(object), at; key; key = next(at)) {
        at = value(key);
        if (is(key, name)) return at;
    }
    return 0;
}

/* The element after the list of numbers that contains `at`: `next` skips the bracket like a value. */
static Json leave(Json at) {
    while (*at && *at != ']') at++;
    return next(at);
}

/* Read the number at `*at`, of up to 19 digits, and move `*at` to the next element of the list. */
static double take(Json *at) {
    unsigned long long digits = 0; /* integers: with doubles the latency per digit would be twice as long */
    int exponent = 0, places = 0, negative = 0, small = 0;
    if (!*at) return 0;
    Json c = blanks(*at);
    if (*c == '-') negative = 1, c++;
    for (; *c >= '0' && *c <= '9'; c++) digits = 10 * digits + (*c - '0');
    if (*c == '.')
        for (c++; *c >= '0' && *c <= '9'; c++) digits = 10 * digits + (*c - '0'), places++;
    if ((*c | 32) == 'e') {
        if (*++c == '-' || *c == '+') small = *c++ == '-';
        for (; *c >= '0' && *c <= '9' && exponent < 400; c++) exponent = 10 * exponent + (*c - '0');
    }
    places += small ? exponent : -exponent;
    double value = negative ? -(double)digits : (double)digits, scale = 1;
    for (int n = places < 0 ? -places : places; n; n--) scale *= 10;
    c = blanks(c);
    *at = *c == ',' ? c + 1 : c;
    return places < 0 ? value * scale : value / scale;
}

static double number(Json at) {
    return take(&at);
}

/* Functions that write; each returns the position for the next. */
static char *put(char *at, const char *text) {
    while (*text) *at++ = *text++;
    return at;
}

/* Write `value`, -1..1, with three digits. */
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
