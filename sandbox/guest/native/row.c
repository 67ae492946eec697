/* Rows of numbers that are made objects when they are read: most contacts are not looked at, or in C. */
#include "row.h"

PyTypeObject *row_type;

static Py_ssize_t row_length(PyObject *row) { return Py_SIZE(row); }

static PyObject *row_item(PyObject *row, Py_ssize_t index) {
    if (index < 0 || index >= Py_SIZE(row)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return NULL;
    }
    double value = ((Row *)row)->values[index];
    return ((Row *)row)->integers >> index & 1 ? PyLong_FromDouble(value) : PyFloat_FromDouble(value);
}

/* Copies and pickles are lists. */
static PyObject *row_reduce(PyObject *row, PyObject *unused) {
    PyObject *list = PyList_New(Py_SIZE(row));
    for (Py_ssize_t index = 0; list && index < Py_SIZE(row); index++) {
        PyObject *item = row_item(row, index);
        if (!item) {
            Py_DECREF(list);
            return NULL;
        }
        PyList_SET_ITEM(list, index, item);
    }
    PyObject *args = list ? PyTuple_Pack(1, list) : NULL, *result = args ? PyTuple_Pack(2, &PyList_Type, args) : NULL;
    Py_XDECREF(list);
    Py_XDECREF(args);
    return result;
}

static void row_dealloc(PyObject *row) {
    PyTypeObject *type = Py_TYPE(row);
    PyObject_Free(row);
    Py_DECREF((PyObject *)type);
}

static PyMethodDef methods[] = {{"__reduce__", row_reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyType_Slot slots[] = {
    {Py_sq_length, row_length},
    {Py_sq_item, row_item},
    {Py_tp_dealloc, row_dealloc},
    {Py_tp_methods, methods},
    {0, NULL},
};
static PyType_Spec spec = {
    "_botkit.Row", sizeof(Row), sizeof(double),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, slots,
};

/* NULL, without an exception, if there is no memory for it. */
PyObject *new_row(const double *values, unsigned integers, int size) {
    if (!row_type)
        row_type = (PyTypeObject *)PyType_FromSpec(&spec);
    Row *row = row_type ? PyObject_NewVar(Row, row_type, size) : NULL;
    if (!row) {
        PyErr_Clear();
        return NULL;
    }
    row->integers = integers;
    memcpy(row->values, values, size * sizeof *values);
    return (PyObject *)row;
}
