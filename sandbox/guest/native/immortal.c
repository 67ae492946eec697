/* Makes what lives when the image is frozen immortal: no instance writes to an object's count of references, so that
   pages of the image that only hold such objects stay shared by all. */
#ifdef __wasm__
#include "native.h"

#define IMMORTAL_REFCNT_INITIAL (5 << 28)
#define Py_tp_traverse 71

typedef int (*visitproc)(PyObject *, void *);
typedef int (*traverseproc)(PyObject *, visitproc, void *);
extern PyTypeObject PyCode_Type, PyFrame_Type;
void *PyType_GetSlot(PyTypeObject *, int);
PyObject *PyObject_GetAttrString(PyObject *, const char *);
void *PyMem_Realloc(void *, size_t);

static struct {
    PyObject **objects; /* whose referents are not immortal yet */
    int count, room;
} waiting;

static int visit(PyObject *object, void *failed) {
    if (!object || object->ob_refcnt >= IMMORTAL_REFCNT || Py_IS_TYPE(object, &PyFrame_Type))
        return 0;
    if (waiting.count == waiting.room) {
        int room = waiting.room ? 2 * waiting.room : 1 << 14;
        PyObject **objects = PyMem_Realloc(waiting.objects, room * sizeof *objects);
        if (!objects)
            __builtin_trap(); /* in the build */
        waiting.objects = objects;
        waiting.room = room;
    }
    object->ob_refcnt = IMMORTAL_REFCNT_INITIAL;
    waiting.objects[waiting.count++] = object;
    return 0;
}

static void visit_referents(PyObject *object) {
    /* Code objects are not the collector's: they have nothing that visits what they refer to. */
    static const char *const names[] = {"co_consts", "co_names", "co_filename", "co_name", "co_qualname", "co_linetable", "co_exceptiontable"};
    if (Py_IS_TYPE(object, &PyCode_Type)) {
        for (size_t each = 0; each < sizeof names / sizeof *names; each++) {
            PyObject *value = PyObject_GetAttrString(object, names[each]);
            visit(value, NULL);
            Py_XDECREF(value);
        }
        return;
    }
    traverseproc traverse = (traverseproc)PyType_GetSlot(Py_TYPE(object), Py_tp_traverse);
    if (traverse)
        traverse(object, visit, NULL);
}

/* immortalize(objects): those in the list but the list itself, and what they refer to. */
PyObject *native_immortalize(PyObject *module, PyObject *list) {
    if (!PyList_CheckExact(list)) {
        PyErr_SetString(PyExc_TypeError, "immortalize: expected a list");
        return NULL;
    }
    for (Py_ssize_t index = 0; index < PyList_GET_SIZE(list); index++) {
        PyObject *object = PyList_GET_ITEM(list, index);
        if (object == list)
            continue;
        if (object->ob_refcnt >= IMMORTAL_REFCNT)
            visit_referents(object); /* a type of the interpreter's, whose dict is not */
        visit(object, NULL);
        while (waiting.count)
            visit_referents(waiting.objects[--waiting.count]);
    }
    PyMem_Free(waiting.objects);
    waiting.objects = NULL;
    waiting.room = 0;
    return Py_NewRef(Py_None);
}
#endif
