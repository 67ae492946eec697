/* The checks of numbers that bots pass, for numbers that pass them. */
#include "kit.h"

/* Which of `value` and its bounds it is clamped to; NULL if Python must say. */
static PyObject *clamped(PyObject *value, PyObject *low, PyObject *high) {
    double number, least, most;
    if (!is_number(value, &number) || !is_number(low, &least) || !is_number(high, &most))
        return NULL;
    return number < least ? low : number > most ? high : value;
}

static PyObject *check_between(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    PyObject *found = count == 4 && !keywords ? clamped(args[0], args[1], args[2]) : NULL;
    return found ? Py_NewRef(found) : fall_back(python, NULL, args, count, keywords);
}

static PyObject *check_integer(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    PyObject *found = count == 4 && !keywords ? clamped(args[0], args[1], args[2]) : NULL;
    return found && PyLong_CheckExact(found) ? Py_NewRef(found) : fall_back(python, NULL, args, count, keywords);
}

static PyObject *check_number(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double number;
    return count == 2 && !keywords && is_number(args[0], &number) ? Py_NewRef(args[0])
                                                                  : fall_back(python, NULL, args, count, keywords);
}

Fast check_functions[] = {
    FUNCTION("number", "number", check_number),
    FUNCTION("finite", "finite", check_number),
    FUNCTION("number_between", "number_between", check_between),
    FUNCTION("integer", "integer", check_integer),
    {NULL, {NULL, NULL, 0, NULL}, NULL},
};
