/* The guest's `tick` as a core function of the canonical ABI, without componentize-py's runtime in between.

   sandbox/linker exports these two in place of what componentize-py made of bot.wit's `tick`. */
#ifdef __wasm__
#include "native.h"

void free(void *);

static PyObject *serve_tick, *describe_error; /* str -> str; the exception -> str */
static PyObject *answer;                      /* whose text the host reads until it calls native_post_tick */
static int attached;
static struct {
    unsigned char failed;
    const char *text;
    Py_ssize_t size;
} result;

/* serve(tick, describe): what ticks call, and what describes that which it raises. */
PyObject *native_serve(PyObject *module, PyObject *const *args, Py_ssize_t count) {
    if (count != 2)
        __builtin_trap();
    serve_tick = Py_NewRef(args[0]);
    describe_error = Py_NewRef(args[1]);
    return Py_NewRef(Py_None);
}

__attribute__((visibility("default"))) void *native_tick(char *text, Py_ssize_t size) {
    if (!attached) {
        PyGILState_Ensure(); /* for good: nobody else would take it */
        attached = 1;
    }
    PyObject *observation = PyUnicode_DecodeUTF8(text, size, "strict");
    free(text);
    answer = observation ? PyObject_CallOneArg(serve_tick, observation) : NULL;
    Py_XDECREF(observation);
    result.failed = !answer;
    if (!answer) {
        PyObject *error = PyErr_GetRaisedException();
        answer = PyObject_CallOneArg(describe_error, error);
        Py_DECREF(error);
    }
    if (answer && !PyUnicode_CheckExact(answer)) { /* no code of a bot's class may run after the call */
        PyObject *copy = PyUnicode_FromObject(answer);
        Py_DECREF(answer);
        answer = copy;
    }
    result.text = answer ? PyUnicode_AsUTF8AndSize(answer, &result.size) : NULL;
    if (!result.text)
        __builtin_trap();
    return &result;
}

__attribute__((visibility("default"))) void native_post_tick(void *unused) {
    Py_DECREF(answer);
    answer = NULL;
}
#endif
