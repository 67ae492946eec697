/* Where contacts are and how fast, from their rows; and a ship's own, from its state. */
#include "kit.h"
#include "row.h"

/* Numbers of a ship's state, from the key `first` on; false if they are not floats. The state is held meanwhile: a bot
   can put a key into it that compares in Python. */
int read_own(PyObject *own, int first, int count, double *values) {
    int done = 0;
    Py_INCREF(own);
    while (done < count && PyDict_CheckExact(own)) {
        PyObject *found = PyDict_GetItemWithError(own, names[first + done]);
        if (!found)
            PyErr_Clear();
        if (!is_float(found, &values[done]))
            break;
        done++;
    }
    Py_DECREF(own);
    return done == count;
}

static Py_ssize_t row_size(PyObject *row) {
    return is_row(row) ? Py_SIZE(row) : PyList_CheckExact(row) ? PyList_GET_SIZE(row) : -1;
}

/* A column that the row has; false if it is no float. */
static int read_column(PyObject *row, Py_ssize_t column, double *value) {
    if (!is_row(row))
        return is_float(PyList_GET_ITEM(row, column), value);
    *value = ((Row *)row)->values[column];
    return !(((Row *)row)->integers >> column & 1) && is_ordinary(*value);
}

/* The numbers of a contact's row from `first` on, counted from x; false if they are not floats. */
static int read_row(PyObject *contact, int first, int count, double *values) {
    int column = IS(contact, ASTEROID) ? 1 : 2;
    if (column == 2 && !IS(contact, PROJECTILE) && !IS(contact, SHIP_CONTACT) && !IS(contact, SEEN_SHIP) &&
        !IS(contact, ALLY))
        return 0;
    PyObject *row = SLOT(contact, at_row);
    if (!row || row_size(row) < column + first + count)
        return 0;
    for (int i = 0; i < count; i++)
        if (!read_column(row, column + first + i, &values[i]))
            return 0;
    return 1;
}

/* x, y, vx, vy, and what aiming needs besides. */
int read_target(PyObject *target, double place[4], double *radius, double *age) {
    if (!read_row(target, 0, 4, place))
        return 0;
    PyObject *row = SLOT(target, at_row);
    *radius = *age = 0.0;
    if (IS(target, PROJECTILE))
        return 1;
    if (IS(target, SEEN_SHIP) && !is_number(SLOT(target, at_age), age))
        return 0;
    return read_column(row, row_size(row) - 1, radius);
}

static PyObject *contact_vec(PyObject *python, PyObject *contact, int first) {
    double values[2];
    if (read_row(contact, first, 2, values))
        return new_vec(values[0], values[1]);
    return PyObject_CallOneArg(python, contact);
}

static PyObject *contact_pos(PyObject *python, PyObject *contact) { return contact_vec(python, contact, 0); }

static PyObject *contact_velocity(PyObject *python, PyObject *contact) { return contact_vec(python, contact, 2); }

static PyObject *contact_distance(PyObject *python, PyObject *contact) {
    double place[2], from[2], length;
    PyObject *eye;
    if (read_row(contact, 0, 2, place) && (eye = SLOT(contact, at_eye)) && read_own(eye, KEY_X, 2, from) &&
        hypotenuse(place[0] - from[0], place[1] - from[1], &length))
        return PyFloat_FromDouble(length);
    return PyObject_CallOneArg(python, contact);
}

static PyObject *contact_bearing(PyObject *python, PyObject *contact) {
    double place[2], from[3];
    PyObject *eye;
    if (!read_row(contact, 0, 2, place) || !(eye = SLOT(contact, at_eye)) || !read_own(eye, KEY_X, 3, from))
        return PyObject_CallOneArg(python, contact);
    double angle = fmod(atan2(place[1] - from[1], place[0] - from[0]) - from[2] + PI, TAU); /* Python's %, as follows */
    angle = angle < 0.0 ? angle + TAU : angle == 0.0 ? 0.0 : angle;
    return PyFloat_FromDouble(angle < TAU ? angle - PI : -PI);
}

/* wrap, of rows that need no sorting */
static PyObject *contact_wrap(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    PyTypeObject *kind = count == 4 && !keywords ? (PyTypeObject *)args[0] : NULL;
    if (!kind || (kind != classes[SHIP_CONTACT] && kind != classes[PROJECTILE] && kind != classes[ASTEROID]) ||
        !PyList_CheckExact(args[1]) || (args[3] != Py_False && PyList_GET_SIZE(args[1]) > 1))
        return fall_back(python, NULL, args, count, keywords);
    PyObject *rows = args[1], *contacts = PyList_New(PyList_GET_SIZE(rows));
    for (Py_ssize_t index = 0; contacts && index < PyList_GET_SIZE(contacts); index++) {
        PyObject *contact = (PyObject *)PyObject_GC_New(PyObject, kind);
        /* None if a finalizer has shortened the list meanwhile. */
        PyObject *row = index < PyList_GET_SIZE(rows) ? PyList_GET_ITEM(rows, index) : Py_None;
        if (!contact) {
            Py_DECREF(contacts);
            return NULL;
        }
        SLOT(contact, at_row) = Py_NewRef(row);
        SLOT(contact, at_eye) = Py_NewRef(args[2]);
        PyObject_GC_Track(contact);
        PyList_SET_ITEM(contacts, index, contact);
    }
    return contacts;
}

static PyObject *ship_vec(PyObject *python, PyObject *ship, int first) {
    double values[2];
    PyObject *own = IS(ship, SHIP) ? SLOT(ship, at_own) : NULL;
    if (own && read_own(own, first, 2, values))
        return new_vec(values[0], values[1]);
    return PyObject_CallOneArg(python, ship);
}

static PyObject *ship_pos(PyObject *python, PyObject *ship) { return ship_vec(python, ship, KEY_X); }

static PyObject *ship_velocity(PyObject *python, PyObject *ship) { return ship_vec(python, ship, KEY_VX); }

Fast contact_functions[] = {
    GETTER("Contact.pos", "pos", contact_pos),
    GETTER("Contact.velocity", "velocity", contact_velocity),
    GETTER("Contact.distance", "distance", contact_distance),
    GETTER("Contact.bearing", "bearing", contact_bearing),
    GETTER("Ship.pos", "pos", ship_pos),
    GETTER("Ship.velocity", "velocity", ship_velocity),
    FUNCTION("wrap", "wrap", contact_wrap),
    {NULL, {NULL, NULL, 0, NULL}, NULL},
};
