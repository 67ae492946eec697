/* Reads the JSON of observations: the same values as json.loads gives, or nothing, and the caller asks json.

   Nothing is left to interpretation here. Escapes, exponents, numbers of many digits, deep nesting and whatever is not
   JSON are json's; it also words the errors. */
#include "row.h"

#define MAX_DEPTH 32
#define MAX_PENDING 4096 /* items of arrays that are not complete yet */
#define MAX_DIGITS 15    /* such an integer is exact as a double, and so is 10^k up to 22: their quotient is correctly rounded */
#define MAX_INTEGER_DIGITS 18
#define CACHED_KEYS 256 /* a power of 2 */
#define CACHED_KEY_SIZE 24
#define PROBES 4

typedef const unsigned char *Text; /* UTF-8 that ends with a zero byte, at which every loop below stops */

#define ROW_DEPTH (MAX_DEPTH - 3) /* of an observation's contacts: in a list of a kind, in an object */

static PyObject *pending[MAX_PENDING];
static int pending_count;
static struct {
    PyObject *object;
    int size;
    char text[CACHED_KEY_SIZE];
} cached_keys[CACHED_KEYS];

static int row_depth; /* at which arrays of numbers become rows; 0 for none */

static PyObject *read_value(Text *at, int depth);

static inline Text skip_blanks(Text p) {
    while (*p <= ' ' && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
        p++;
    return p;
}

enum { NO_NUMBER, INTEGER, DECIMAL };

static inline int scan_number(Text *at, long long *integer, double *decimal) {
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    Text p = *at;
    int negative = *p == '-';
    p += negative;
    Text first = p;
    unsigned long long digits = 0;
    unsigned digit;
    for (; (digit = *p - (unsigned)'0') <= 9; p++)
        digits = digits * 10 + digit;
    long whole = p - first;
    if (!whole || (*first == '0' && whole > 1))
        return NO_NUMBER;
    if (*p != '.') {
        if (whole > MAX_INTEGER_DIGITS || *p == 'e' || *p == 'E')
            return NO_NUMBER;
        *at = p;
        *integer = negative ? -(long long)digits : (long long)digits;
        return INTEGER;
    }
    Text point = p++;
    for (; (digit = *p - (unsigned)'0') <= 9; p++)
        digits = digits * 10 + digit;
    long decimals = p - point - 1;
    if (!decimals || whole + decimals > MAX_DIGITS || *p == 'e' || *p == 'E')
        return NO_NUMBER;
    *at = p;
    double value = (double)(long long)digits / powers[decimals];
    *decimal = negative ? -value : value;
    return DECIMAL;
}

static PyObject *read_number(Text *at) {
    long long integer;
    double decimal;
    int kind = scan_number(at, &integer, &decimal);
    return kind == INTEGER ? PyLong_FromLongLong(integer) : kind == DECIMAL ? PyFloat_FromDouble(decimal) : NULL;
}

/* Read an array of numbers as a row, behind its '['; NULL, without moving, if it is none. */
static PyObject *read_row(Text *at) {
    double values[ROW_SIZE];
    unsigned integers = 0;
    int size = 0, kind;
    long long integer;
    Text p = *at;
    do {
        p = skip_blanks(p);
        kind = size < ROW_SIZE ? scan_number(&p, &integer, &values[size]) : NO_NUMBER;
        if (kind == NO_NUMBER)
            return NULL;
        if (kind == INTEGER) {
            values[size] = (double)integer;
            if ((long long)values[size] != integer)
                return NULL;
            integers |= 1u << size;
        }
        size++;
        p = skip_blanks(p);
    } while (*p++ == ',');
    PyObject *row = p[-1] == ']' ? new_row(values, integers, size) : NULL;
    if (row)
        *at = p;
    return row;
}

static PyObject *make_key(const char *text, Py_ssize_t size) {
    PyObject *key = PyUnicode_DecodeUTF8(text, size, "strict");
    if (key)
        PyUnicode_InternInPlace(&key);
    return key;
}

/* A key; observations have the same few in every tick. */
static PyObject *find_key(const char *text, Py_ssize_t size, unsigned hash) {
    if (size > CACHED_KEY_SIZE)
        return make_key(text, size);
    for (int probe = 0; probe < PROBES; probe++) {
        unsigned slot = (hash + probe) & (CACHED_KEYS - 1);
        if (!cached_keys[slot].object) {
            PyObject *key = make_key(text, size);
            if (!key)
                return NULL;
            cached_keys[slot].object = Py_NewRef(key);
            cached_keys[slot].size = (int)size;
            memcpy(cached_keys[slot].text, text, size);
            return key;
        }
        if (cached_keys[slot].size == size && !memcmp(cached_keys[slot].text, text, size))
            return Py_NewRef(cached_keys[slot].object);
    }
    return make_key(text, size);
}

/* Read a string without escapes; *at is behind its opening quote. */
static PyObject *read_string(Text *at, int is_key) {
    Text first = *at, p = first;
    unsigned hash = 0;
    for (; *p != '"'; p++) {
        if (*p == '\\' || *p < ' ')
            return NULL;
        hash = hash * 31 + *p;
    }
    *at = p + 1;
    if (is_key)
        return find_key((const char *)first, p - first, hash);
    return PyUnicode_DecodeUTF8((const char *)first, p - first, "strict");
}

/* Read the values up to ']' into `pending`; false if there is something else. */
static int read_items(Text *at, int depth) {
    Text p = skip_blanks(*at);
    if (*p == ']') {
        *at = p + 1;
        return 1;
    }
    for (;; p = skip_blanks(p + 1)) {
        PyObject *item = pending_count < MAX_PENDING ? read_value(&p, depth) : NULL;
        if (!item)
            return 0;
        if (pending_count == MAX_PENDING) { /* filled by the items of arrays within the item */
            Py_DECREF(item);
            return 0;
        }
        pending[pending_count++] = item;
        p = skip_blanks(p);
        if (*p != ',')
            break;
    }
    *at = p + 1;
    return *p == ']';
}

static PyObject *read_array(Text *at, int depth) {
    PyObject *row = depth + 1 == row_depth ? read_row(at) : NULL;
    if (row)
        return row;
    int first = pending_count;
    PyObject *list = read_items(at, depth) ? PyList_New(pending_count - first) : NULL;
    while (pending_count > first) {
        PyObject *item = pending[--pending_count];
        if (list)
            PyList_SET_ITEM(list, pending_count - first, item);
        else
            Py_DECREF(item);
    }
    return list;
}

/* Read one `"key": value` into `dict`; false if there is something else. */
static int read_member(Text *at, PyObject *dict, int depth) {
    Text p = *at;
    if (*p++ != '"')
        return 0;
    PyObject *key = read_string(&p, 1), *value = NULL;
    if (!key)
        return 0;
    p = skip_blanks(p);
    if (*p == ':') {
        p = skip_blanks(p + 1);
        value = read_value(&p, depth);
    }
    int done = value && PyDict_SetItem(dict, key, value) == 0;
    Py_DECREF(key);
    Py_XDECREF(value);
    *at = p;
    return done;
}

static PyObject *read_object(Text *at, int depth) {
    PyObject *dict = PyDict_New();
    if (!dict)
        return NULL;
    Text p = skip_blanks(*at);
    if (*p == '}') {
        *at = p + 1;
        return dict;
    }
    for (;; p = skip_blanks(p + 1)) {
        if (!read_member(&p, dict, depth))
            break;
        p = skip_blanks(p);
        if (*p == ',')
            continue;
        if (*p != '}')
            break;
        *at = p + 1;
        return dict;
    }
    Py_DECREF(dict);
    return NULL;
}

static PyObject *read_word(Text *at, const char *word, PyObject *value) {
    size_t size = strlen(word);
    if (strncmp((const char *)*at, word, size))
        return NULL;
    *at += size;
    return Py_NewRef(value);
}

static PyObject *read_value(Text *at, int depth) {
    switch (**at) {
    case '{':
        ++*at;
        return depth ? read_object(at, depth - 1) : NULL;
    case '[':
        ++*at;
        return depth ? read_array(at, depth - 1) : NULL;
    case '"':
        ++*at;
        return read_string(at, 0);
    case 't':
        return read_word(at, "true", Py_True);
    case 'f':
        return read_word(at, "false", Py_False);
    case 'n':
        return read_word(at, "null", Py_None);
    default:
        return read_number(at);
    }
}

static PyObject *read_text(PyObject *text) {
    Py_ssize_t size;
    Text p = PyUnicode_CheckExact(text) ? (Text)PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    PyObject *value = NULL;
    if (p) {
        Text end = p + size;
        p = skip_blanks(p);
        value = read_value(&p, MAX_DEPTH);
        if (value && skip_blanks(p) == end)
            return value;
    }
    Py_XDECREF(value);
    PyErr_Clear();
    return Py_NewRef(Py_None);
}

PyObject *native_read(PyObject *module, PyObject *text) {
    row_depth = 0;
    return read_text(text);
}

/* As `read`, but contacts are rows, as row.c has them, instead of lists. */
PyObject *native_read_rows(PyObject *module, PyObject *text) {
    row_depth = ROW_DEPTH;
    return read_text(text);
}
