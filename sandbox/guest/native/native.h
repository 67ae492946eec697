/* The functions of the module; each file of this folder defines a part of them. */
#ifndef SPACECODE_NATIVE_H
#define SPACECODE_NATIVE_H

#include "python.h"

PyObject *native_read(PyObject *module, PyObject *text);
PyObject *native_read_rows(PyObject *module, PyObject *text);
PyObject *native_write(PyObject *module, PyObject *value);
PyObject *native_learn(PyObject *module, PyObject *const *args, Py_ssize_t count);
PyObject *native_fast(PyObject *module, PyObject *const *args, Py_ssize_t count);
PyObject *native_operators(PyObject *module, PyObject *unused);
#ifdef __wasm__
PyObject *native_immortalize(PyObject *module, PyObject *list);
PyObject *native_serve(PyObject *module, PyObject *const *args, Py_ssize_t count);
#endif

#endif
