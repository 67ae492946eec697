/* Puts C in place of parts of botkit; guest_kit.py says of which. */
#include "kit.h"

PyTypeObject *classes[CLASSES];
Py_ssize_t at_x, at_y, at_row, at_eye, at_age, at_own, at_thrust, at_turn, at_fire, at_shield, at_strafe;
Py_ssize_t at_rules, at_clear, at_dt, at_spins, at_angles, at_keep, at_step;
Py_ssize_t at_sensed[SENSED];
PyObject *names[NAMES];

static const char *const spelled[NAMES] = {
    "x", "y", "heading", "spin", "vx", "vy", "id", "ship_radius", "shot_speed", "shot_moves",
    "drag", "thrust_forward", "thrust_backward", "thrust_side", "turn_acceleration", "star_pull", "star_radius",
};
static const struct {
    int kind;
    const char *name;
    Py_ssize_t *at;
} slots[] = {
    {VEC, "_x", &at_x},
    {VEC, "_y", &at_y},
    {SHIP_CONTACT, "_row", &at_row},
    {SHIP_CONTACT, "_eye", &at_eye},
    {SEEN_SHIP, "age", &at_age},
    {SHIP, "_own", &at_own},
    {SHIP, "_thrust", &at_thrust},
    {SHIP, "_turn", &at_turn},
    {SHIP, "_fire", &at_fire},
    {SHIP, "_shield", &at_shield},
    {SHIP, "_strafe", &at_strafe},
    {SHIP, "_enemies", &at_sensed[0]},
    {SHIP, "_allies", &at_sensed[1]},
    {SHIP, "_projectiles", &at_sensed[2]},
    {SHIP, "_asteroids", &at_sensed[3]},
    {SHIP, "_seen", &at_sensed[4]},
    {STEERING, "_rules", &at_rules},
    {STEERING, "_dt", &at_dt},
    {STEERING, "_clear", &at_clear},
    {STEERING, "_spins", &at_spins},
    {STEERING, "_angles", &at_angles},
    {STEERING, "_keep", &at_keep},
    {STEERING, "_step", &at_step},
};

static PyObject *wrong(const char *message) {
    PyErr_SetString(PyExc_TypeError, message);
    return NULL;
}

/* learn(*classes): the classes, with slots for what is read here. */
PyObject *native_learn(PyObject *module, PyObject *const *args, Py_ssize_t count) {
    if (count != CLASSES || classes[0])
        return wrong("learn: expected the classes, once");
    for (int kind = 0; kind < CLASSES; kind++) {
        if (!Py_IS_TYPE(args[kind], &PyType_Type))
            return wrong("learn: expected classes");
        classes[kind] = (PyTypeObject *)Py_NewRef(args[kind]);
        int made = kind == VEC || kind == SHIP_CONTACT || kind == PROJECTILE || kind == ASTEROID; /* here */
        if (made && classes[kind]->tp_basicsize != (Py_ssize_t)(sizeof(PyObject) + 2 * sizeof(PyObject *)))
            return wrong("learn: expected two slots");
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        PyObject *member = PyObject_GetAttrString((PyObject *)classes[slots[i].kind], slots[i].name);
        if (!member)
            return NULL;
        if (!Py_IS_TYPE(member, &PyMemberDescr_Type) ||
            !PyType_IsSubtype(classes[slots[i].kind], ((PyMemberDescrObject *)member)->d_common.d_type))
            return wrong("learn: expected slots");
        *slots[i].at = ((PyMemberDescrObject *)member)->d_member->offset;
        Py_DECREF(member);
    }
    for (int i = 0; i < NAMES; i++)
        if (!names[i] && !(names[i] = PyUnicode_InternFromString(spelled[i])))
            return NULL;
    return Py_NewRef(Py_None);
}

static Fast *find(PyObject *name) {
    Fast *const tables[] = {
        vec_functions,    contact_functions, ship_functions, steering_functions,
        flight_functions, check_functions,
    };
    const char *wanted = PyUnicode_CheckExact(name) ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
    for (size_t i = 0; wanted && i < sizeof tables / sizeof *tables; i++)
        for (Fast *fast = tables[i]; fast->path; fast++)
            if (!strcmp(fast->path, wanted))
                return fast;
    return NULL;
}

/* fast(name, original, owner): the C for the Python function `original`; a method if its class is given, not None. */
PyObject *native_fast(PyObject *module, PyObject *const *args, Py_ssize_t count) {
    Fast *fast = count == 3 ? find(args[0]) : NULL;
    if (!fast)
        return wrong("fast: there is none of that name");
    fast->original = Py_NewRef(args[1]);
    if (args[2] == Py_None)
        return PyCFunction_NewEx(&fast->definition, args[1], NULL);
    if (!Py_IS_TYPE(args[2], &PyType_Type))
        return wrong("fast: expected a class");
    return PyDescr_NewMethod((PyTypeObject *)args[2], &fast->definition);
}

/* Call the Python; `self` is NULL for a function. */
PyObject *fall_back(PyObject *original, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    if (!self)
        return PyObject_Vectorcall(original, args, count, keywords);
    PyObject *method = PyMethod_New(original, self);
    if (!method)
        return NULL;
    PyObject *result = PyObject_Vectorcall(method, args, count, keywords);
    Py_DECREF(method);
    return result;
}
