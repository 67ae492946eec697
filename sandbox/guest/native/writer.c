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

static inline int append(const char *text, size_t size) {
    if (size > ROOM - (size_t)out.size)
        return 0;
    memcpy(out.text + out.size, text, size);
    out.size += (int)size;
    return 1;
}

static inline int append_byte(char byte) { return append(&byte, 1); }

static int write_string(PyObject *value) {
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(value, &size);
    if (!text || !append_byte('"'))
        return 0;
    for (const char *end = text + size; text < end; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
            if (!append_byte((char)c))
                return 0;
            continue;
        }
        char escape = c == '"' || c == '\\' ? (char)c : c == '\n' ? 'n' : c == '\t' ? 't' : c == '\r' ? 'r' : 0;
        if (!escape || !append_byte('\\') || !append_byte(escape))
            return 0;
    }
    return append_byte('"');
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
    if (number < 0 && !append_byte('-'))
        return 0;
    return append(first, digits + sizeof digits - first);
}

static int write_float(PyObject *value) {
    double number = PyFloat_AS_DOUBLE(value);
    if (!(number - number == 0.0)) /* NaN and infinities */
        return 0;
    char *text = PyOS_double_to_string(number, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    int done = text && append(text, strlen(text));
    PyMem_Free(text);
    return done;
}

static int write_list(PyObject *list, int depth) {
    for (Py_ssize_t index = 0; index < PyList_GET_SIZE(list); index++)
        if (!append_byte(index ? ',' : '[') || !write_value(PyList_GET_ITEM(list, index), depth))
            return 0;
    return PyList_GET_SIZE(list) ? append_byte(']') : append("[]", 2);
}

static int write_dict(PyObject *dict, int depth) {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    char before = '{';
    while (PyDict_Next(dict, &at, &key, &value)) {
        if (!PyUnicode_CheckExact(key) || !append_byte(before))
            return 0;
        if (!write_string(key) || !append_byte(':') || !write_value(value, depth))
            return 0;
        before = ',';
    }
    return before == '{' ? append("{}", 2) : append_byte('}');
}

static int write_value(PyObject *value, int depth) {
    if (value == Py_None)
        return append("null", 4);
    if (value == Py_True)
        return append("true", 4);
    if (value == Py_False)
        return append("false", 5);
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
