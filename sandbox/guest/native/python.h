/* CPython's C API, as far as it is needed here.

   A native build, for tests and fuzzing, takes it from Python.h. For the guest, a build of CPython 3.14 for 32 bits whose
   headers nobody installs, it is declared here: from Include/{object,refcount,floatobject,...}.h of CPython 3.14, where
   Py_ssize_t and long have 32 bits, and an object is immortal from 2^30 references on. */
#ifndef SPACECODE_PYTHON_H
#define SPACECODE_PYTHON_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef __wasm__
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h> /* PyMemberDef, before 3.12 */
#else

typedef int Py_ssize_t;
typedef int Py_hash_t;
typedef struct PyTypeObject PyTypeObject;
typedef struct {
    Py_ssize_t ob_refcnt;
    PyTypeObject *ob_type;
} PyObject;
typedef PyObject *(*unaryfunc)(PyObject *);
typedef PyObject *(*binaryfunc)(PyObject *, PyObject *);
typedef PyObject *(*ternaryfunc)(PyObject *, PyObject *, PyObject *);
typedef struct {
    binaryfunc nb_add, nb_subtract, nb_multiply, nb_remainder, nb_divmod;
    ternaryfunc nb_power;
    unaryfunc nb_negative, nb_positive, nb_absolute;
    void *others[21]; /* nb_bool to nb_floor_divide */
    binaryfunc nb_true_divide;
} PyNumberMethods; /* as far as it is needed */
struct PyTypeObject {
    PyObject ob_base;
    Py_ssize_t ob_size;
    const char *tp_name;
    Py_ssize_t tp_basicsize, tp_itemsize;
    void *tp_dealloc;
    Py_ssize_t tp_vectorcall_offset;
    void *tp_getattr, *tp_setattr, *tp_as_async, *tp_repr;
    PyNumberMethods *tp_as_number;
}; /* as far as it is needed */
typedef struct {
    PyObject ob_base;
    Py_ssize_t ob_size;
} PyVarObject;
typedef struct {
    PyObject ob_base;
    double ob_fval;
} PyFloatObject;
typedef struct {
    PyObject ob_base;
    Py_ssize_t ob_size;
    PyObject **ob_item;
    Py_ssize_t allocated;
} PyListObject;
typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef PyObject *(*PyCFunctionFast)(PyObject *, PyObject *const *, Py_ssize_t);
typedef struct {
    const char *ml_name;
    PyCFunction ml_meth;
    int ml_flags;
    const char *ml_doc;
} PyMethodDef;
typedef struct {
    const char *name;
    int type;
    Py_ssize_t offset;
    int flags;
    const char *doc;
} PyMemberDef;
typedef struct {
    PyObject ob_base;
    PyTypeObject *d_type;
    PyObject *d_name, *d_qualname;
} PyDescrObject;
typedef struct {
    PyDescrObject d_common;
    PyMemberDef *d_member;
} PyMemberDescrObject;
typedef struct {
    PyObject ob_base;
    PyObject *(*m_init)(void);
    Py_ssize_t m_index;
    PyObject *m_copy;
} PyModuleDef_Base;
typedef struct {
    PyModuleDef_Base m_base;
    const char *m_name, *m_doc;
    Py_ssize_t m_size;
    PyMethodDef *m_methods;
    void *m_slots, *m_traverse, *m_clear, *m_free;
} PyModuleDef;

typedef struct {
    int slot;
    void *pfunc;
} PyType_Slot;
typedef struct {
    const char *name;
    int basicsize, itemsize;
    unsigned flags;
    PyType_Slot *slots;
} PyType_Spec;

#define Py_TPFLAGS_DEFAULT 0
#define Py_TPFLAGS_DISALLOW_INSTANTIATION (1 << 7)
#define Py_TPFLAGS_IMMUTABLETYPE (1 << 8)
#define Py_sq_item 44
#define Py_sq_length 45
#define Py_tp_dealloc 52
#define Py_tp_methods 64
#define PyModuleDef_HEAD_INIT {{1, NULL}, NULL, 0, NULL}
#define PYTHON_API_VERSION 1013
#define METH_NOARGS 4
#define METH_O 8
#define METH_KEYWORDS 2
#define METH_FASTCALL 0x80
#define PyMODINIT_FUNC __attribute__((visibility("default"))) PyObject *
#define IMMORTAL_REFCNT (1 << 30)

void _Py_Dealloc(PyObject *);

static inline void Py_INCREF(PyObject *object) {
    if (object->ob_refcnt < IMMORTAL_REFCNT)
        object->ob_refcnt++;
}
static inline void Py_DECREF(PyObject *object) {
    if (object->ob_refcnt < IMMORTAL_REFCNT && --object->ob_refcnt == 0)
        _Py_Dealloc(object);
}
static inline PyObject *Py_NewRef(PyObject *object) {
    Py_INCREF(object);
    return object;
}
static inline void Py_XDECREF(PyObject *object) {
    if (object)
        Py_DECREF(object);
}

#define Py_SIZE(object) (((PyVarObject *)(object))->ob_size)
#define Py_TYPE(object) ((object)->ob_type)
#define Py_IS_TYPE(object, type) ((object)->ob_type == (type))
extern PyTypeObject PyBool_Type, PyDict_Type, PyFloat_Type, PyList_Type, PyLong_Type, PyMemberDescr_Type;
extern PyTypeObject PyType_Type, PyUnicode_Type;
#define PyDict_CheckExact(object) Py_IS_TYPE(object, &PyDict_Type)
#define PyFloat_CheckExact(object) Py_IS_TYPE(object, &PyFloat_Type)
#define PyList_CheckExact(object) Py_IS_TYPE(object, &PyList_Type)
#define PyLong_CheckExact(object) Py_IS_TYPE(object, &PyLong_Type)
#define PyUnicode_CheckExact(object) Py_IS_TYPE(object, &PyUnicode_Type)

extern PyObject _Py_NoneStruct, _Py_TrueStruct, _Py_FalseStruct, _Py_NotImplementedStruct;
#define Py_None (&_Py_NoneStruct)
#define Py_True (&_Py_TrueStruct)
#define Py_False (&_Py_FalseStruct)
#define Py_NotImplemented (&_Py_NotImplementedStruct)

PyObject *PyModule_Create2(PyModuleDef *, int);
#define PyModule_Create(definition) PyModule_Create2(definition, PYTHON_API_VERSION)
int PyModule_AddObjectRef(PyObject *, const char *, PyObject *);

extern PyObject *PyExc_IndexError, *PyExc_TypeError;
void PyErr_SetString(PyObject *, const char *);
PyObject *PyErr_Occurred(void);
void PyErr_Clear(void);
PyObject *PyErr_GetRaisedException(void);

PyObject *PyFloat_FromDouble(double);
#define PyFloat_AS_DOUBLE(object) (((PyFloatObject *)(object))->ob_fval)
PyObject *PyLong_FromDouble(double);
PyObject *PyLong_FromLong(long);
PyObject *PyLong_FromLongLong(long long);
long long PyLong_AsLongLongAndOverflow(PyObject *, int *);

PyObject *PyUnicode_FromStringAndSize(const char *, Py_ssize_t);
PyObject *PyUnicode_DecodeUTF8(const char *, Py_ssize_t, const char *);
const char *PyUnicode_AsUTF8AndSize(PyObject *, Py_ssize_t *);
void PyUnicode_InternInPlace(PyObject **);
PyObject *PyUnicode_FromObject(PyObject *);
PyObject *PyUnicode_InternFromString(const char *);

PyObject *PyList_New(Py_ssize_t);
#define PyList_GET_SIZE(list) (((PyListObject *)(list))->ob_size)
#define PyList_GET_ITEM(list, index) (((PyListObject *)(list))->ob_item[index])
#define PyList_SET_ITEM(list, index, item) ((void)(((PyListObject *)(list))->ob_item[index] = (item)))

PyObject *PyDict_New(void);
int PyDict_SetItem(PyObject *, PyObject *, PyObject *);
int PyDict_Next(PyObject *, Py_ssize_t *, PyObject **, PyObject **);

PyObject *PyDict_GetItemWithError(PyObject *, PyObject *);

PyObject *PyTuple_Pack(Py_ssize_t, ...);

PyObject *PyObject_CallOneArg(PyObject *, PyObject *);
PyObject *PyObject_Vectorcall(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *PyObject_GetAttr(PyObject *, PyObject *);
PyObject *PyObject_GetAttrString(PyObject *, const char *);
PyObject *PyType_FromSpec(PyType_Spec *);
PyVarObject *_PyObject_NewVar(PyTypeObject *, Py_ssize_t);
#define PyObject_NewVar(type, of, size) ((type *)_PyObject_NewVar(of, size))
void PyObject_Free(void *);
PyObject *_PyObject_GC_New(PyTypeObject *);
#define PyObject_GC_New(type, of) ((type *)_PyObject_GC_New(of))
void PyObject_GC_Track(void *);
int PyType_IsSubtype(PyTypeObject *, PyTypeObject *);
PyObject *PyCFunction_NewEx(PyMethodDef *, PyObject *, PyObject *);
PyObject *PyDescr_NewMethod(PyTypeObject *, PyMethodDef *);
PyObject *PyMethod_New(PyObject *, PyObject *);
char *PyOS_double_to_string(double, char, int, int, int *);
#define Py_DTSF_ADD_DOT_0 2
void PyMem_Free(void *);
int PyGILState_Ensure(void);

#endif
#endif
