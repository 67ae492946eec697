/* A contact as an observation has it: a sequence of floats and ints, made Python's when they are read. */
#ifndef SPACECODE_ROW_H
#define SPACECODE_ROW_H

#include "native.h"

#define ROW_SIZE 16 /* numbers at most */

typedef struct {
    PyVarObject base;
    unsigned integers; /* bit n: item n is an int */
    double values[];
} Row;

extern PyTypeObject *row_type; /* NULL until the first row */

static inline int is_row(PyObject *object) { return row_type && Py_IS_TYPE(object, row_type); }
PyObject *new_row(const double *values, unsigned integers, int size);

#endif
