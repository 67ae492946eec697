/* The module `_botkit`: parts of botkit, and of what serves it, in C for the guest. */
#include "native.h"

static PyMethodDef methods[] = {
    {"read", native_read, METH_O, NULL},
    {"read_rows", native_read_rows, METH_O, NULL},
    {"write", native_write, METH_O, NULL},
    {"learn", (PyCFunction)(void (*)(void))native_learn, METH_FASTCALL, NULL},
    {"fast", (PyCFunction)(void (*)(void))native_fast, METH_FASTCALL, NULL},
    {"operators", native_operators, METH_NOARGS, NULL},
#ifdef __wasm__
    {"immortalize", native_immortalize, METH_O, NULL},
    {"serve", (PyCFunction)native_serve, METH_FASTCALL, NULL},
#endif
    {NULL, NULL, 0, NULL},
};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_botkit", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__botkit(void) { return PyModule_Create(&definition); }
