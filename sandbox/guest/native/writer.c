/* Writes actions as JSON: the same text as json.dumps gives without blanks, or nothing, and the caller asks json.

   Values of any other type than JSON's own, subclasses among them, escapes beyond the short ones, large integers, NaN
   and deep nesting are json's; it also words the errors. */
#include "native.h"

#define MAX_DEPTH 32
#define ROOM 8192 /* bytes; a longer text is json's */

static struct {
    char text[ROOM];
    int size;
} out;

static int write_value(PyObject *value, int depth);

static inline int write(const char *text, size_t size) {
    if (size > ROOM - (size_t)out.size)
        return 0;
    memcpy(out.text + out.size, text, size);
    out.size += (int)size;
    return 1;
}

static inline int write_byte(char byte) { return write(&byte, 1); }

static int write_string(PyObject *value) {
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(value, &size);
    if (!text || !write_byte('"'))
        return 0;
    for (const char *end = text + size; text < end; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
            if (!write_byte((char)c))
                return 0;
            continue;
        }
        char escape = c == '"' || c == '\\' ? (char)c : c == '\n' ? 'n' : c == '\t' ? 't' : c == '\r' ? 'r' : 0;
        if (!escape || !write_byte('\\') || !write_byte(escape))
            return 0;
    }
    return write_byte('"');
}

static int write_integer(PyObject *value) {
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow)
        return 0;
    char digits[20], *first = digits + sizeof digits;
    unsigned long long left = number < 0 ? 0ULL - (unsigned long long)number : (unsigned long long)number;
    do
        *--first = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0 && !write_byte('-'))
        return 0;
    return write(first, digits + sizeof digits - first);
}

static int write_float(PyObject *value) {
    double number = PyFloat_AS_DOUBLE(value);
    if (!(number - number == 0.0)) /* NaN and infinities */
        return 0;
    char *text = PyOS_double_to_string(number, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    int done = text && write(text, strlen(text));
    PyMem_Free(text);
    return done;
}

static int write_list(PyObject *list, int depth) {
    for (Py_ssize_t index = 0; index < PyList_GET_SIZE(list); index++)
        if (!write_byte(index ? ',' : '[') || !write_value(PyList_GET_ITEM(list, index), depth))
            return 0;
    return PyList_GET_SIZE(list) ? write_byte(']') : write("[]", 2);
}

static int write_dict(PyObject *dict, int depth) {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    char before = '{';
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (!PyUnicode_CheckExact(key) || !write_byte(before))
            return 0;
        if (!write_string(key) || !write_byte(':') || !write_value(value, depth))
            return 0;
        before = ',';
    }
    return before == '{' ? write("{}", 2) : write_byte('}');
}

static int write_value(PyObject *value, int depth) {
    if (value == Py_None)
        return write("null", 4);
    if (value == Py_True)
        return write("true", 4);
    if (value == Py_False)
        return write("false", 5);
    if (PyUnicode_CheckExact(value))
        return write_string(value);
    if (PyFloat_CheckExact(value))
        return write_float(value);
    if (PyLong_CheckExact(value))
        return write_integer(value);
    if (PyList_CheckExact(value))
        return depth && write_list(value, depth - 1);
    if (PyDict_CheckExact(value))
        return depth && write_dict(value, depth - 1);
    return 0;
}

PyObject *native_write(PyObject *module, PyObject *value) {
    out.size = 0;
    if (write_value(value, MAX_DEPTH))
        return PyUnicode_FromStringAndSize(out.text, out.size);
    PyErr_Clear();
    return Py_NewRef(Py_None);
}
