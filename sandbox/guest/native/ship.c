/* A ship's orders: how a tick begins, thrust, turn and strafe, and the text of the orders. */
#include "kit.h"

#define ROOM 1024 /* bytes; longer orders are Python's */

enum { BEGIN, THRUST, TURN, STRAFE };

static void set(PyObject *ship, Py_ssize_t at, PyObject *value) {
    PyObject *old = SLOT(ship, at);
    SLOT(ship, at) = Py_NewRef(value);
    Py_XDECREF(old);
}

static PyObject *ship_begin(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    static PyObject *none, *still;
    if (!none && !(none = PyLong_FromLong(0)))
        return NULL;
    if (!still && !(still = PyFloat_FromDouble(0.0)))
        return NULL;
    if (count != 1 || keywords || !IS(self, SHIP))
        return fall_back(ship_functions[BEGIN].original, self, args, count, keywords);
    set(self, at_own, args[0]);
    set(self, at_thrust, still);
    set(self, at_turn, still);
    set(self, at_strafe, still);
    set(self, at_fire, none);
    set(self, at_shield, Py_False);
    for (int i = 0; i < SENSED; i++)
        set(self, at_sensed[i], Py_None);
    return Py_NewRef(Py_None);
}

/* Set thrust, turn or strafe to round(number_between(amount, -1, 1), 2), which is an int if the amount is or is clamped. */
static int order(PyObject *ship, Py_ssize_t at, PyObject *amount) {
    double number;
    if (!IS(ship, SHIP) || !is_number(amount, &number))
        return 0;
    PyObject *ordered;
    if (number < -1.0 || number > 1.0)
        ordered = PyLong_FromLong(number < 0.0 ? -1 : 1);
    else if (PyLong_CheckExact(amount))
        ordered = Py_NewRef(amount);
    else
        ordered = round_order(number, &number) ? PyFloat_FromDouble(number) : NULL;
    if (!ordered) {
        PyErr_Clear();
        return 0;
    }
    set(ship, at, ordered);
    Py_DECREF(ordered);
    return 1;
}

static PyObject *ship_thrust(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    if (count == 1 && !keywords && order(self, at_thrust, args[0]))
        return Py_NewRef(Py_None);
    return fall_back(ship_functions[THRUST].original, self, args, count, keywords);
}

static PyObject *ship_turn(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    if (count == 1 && !keywords && order(self, at_turn, args[0]))
        return Py_NewRef(Py_None);
    return fall_back(ship_functions[TURN].original, self, args, count, keywords);
}

static PyObject *ship_strafe(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    if (count == 1 && !keywords && order(self, at_strafe, args[0]))
        return Py_NewRef(Py_None);
    return fall_back(ship_functions[STRAFE].original, self, args, count, keywords);
}

typedef struct {
    char text[ROOM];
    size_t size;
} Text;

static void put(Text *out, const char *text) { /* a few bytes; there is room, see ship_orders */
    while (*text)
        out->text[out->size++] = *text++;
}

static int put_integer(Text *out, PyObject *value) {
    double number;
    char digits[12], *first = digits + sizeof digits - 1;
    if (!value || !PyLong_CheckExact(value) || !is_number(value, &number))
        return 0;
    long left = (long)__builtin_fabs(number);
    *first = 0;
    do
        *--first = (char)('0' + left % 10);
    while (left /= 10);
    put(out, number < 0.0 ? "-" : "");
    put(out, first);
    return 1;
}

/* Whether there is an order; -1 if Python must write it: it is neither an int nor hundredths. */
static int put_order(Text *out, const char *key, PyObject *value) {
    double number;
    if (!value || !is_number(value, &number))
        return -1;
    if (number == 0.0)
        return 0;
    put(out, key);
    if (PyLong_CheckExact(value))
        return put_integer(out, value) ? 1 : -1;
    long hundredths = __builtin_fabs(number) <= 1.0 ? (long)(__builtin_fabs(number) * 100.0 + 0.5) : 0;
    if (!hundredths || (double)hundredths / 100.0 != __builtin_fabs(number))
        return -1;
    char decimals[] = "0.00";
    decimals[0] = (char)('0' + hundredths / 100);
    decimals[2] = (char)('0' + hundredths / 10 % 10);
    decimals[3] = (char)(hundredths % 10 ? '0' + hundredths % 10 : 0);
    put(out, number < 0.0 ? "-" : "");
    put(out, decimals);
    return 1;
}

/* A ship's orders in braces, after its id, if it has any; false if Python must write them. */
static int put_orders(Text *out, PyObject *ship) {
    size_t before = out->size;
    PyObject *own = IS(ship, SHIP) ? SLOT(ship, at_own) : NULL, *shield = own ? SLOT(ship, at_shield) : NULL;
    if (!own || !PyDict_CheckExact(own) || (shield != Py_True && shield != Py_False))
        return 0;
    put(out, before ? ",\"" : "\"");
    Py_INCREF(own);
    int done = put_integer(out, PyDict_GetItemWithError(own, names[KEY_ID]));
    Py_DECREF(own);
    if (!done) {
        PyErr_Clear();
        return 0;
    }
    put(out, "\":{");
    size_t first = out->size;
    const struct {
        const char *key;
        Py_ssize_t at;
    } orders[] = {{",\"thrust\":", at_thrust}, {",\"turn\":", at_turn}, {",\"fire\":", at_fire}};
    for (int i = 0; i < 3; i++)
        if (put_order(out, orders[i].key + (out->size == first), SLOT(ship, orders[i].at)) < 0)
            return 0;
    if (shield == Py_True)
        put(out, &",\"shield\":true"[out->size == first]);
    const char *strafe = ",\"strafe\":";
    if (put_order(out, strafe + (out->size == first), SLOT(ship, at_strafe)) < 0)
        return 0;
    if (out->size == first)
        out->size = before;
    else
        put(out, "}");
    return 1;
}

static PyObject *ship_orders(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    Text out;
    out.size = 0;
    int done = count == 1 && !keywords && PyList_CheckExact(args[0]);
    for (Py_ssize_t index = 0; done && index < PyList_GET_SIZE(args[0]); index++) {
        PyObject *ship = Py_NewRef(PyList_GET_ITEM(args[0], index));
        done = out.size < ROOM - 128 && put_orders(&out, ship);
        Py_DECREF(ship);
    }
    if (!done)
        return fall_back(python, NULL, args, count, keywords);
    return PyUnicode_FromStringAndSize(out.text, (Py_ssize_t)out.size);
}

Fast ship_functions[] = {
    [BEGIN] = FUNCTION("Ship._begin", "_begin", ship_begin),
    [THRUST] = FUNCTION("Ship.thrust", "thrust", ship_thrust),
    [TURN] = FUNCTION("Ship.turn", "turn", ship_turn),
    [STRAFE] = FUNCTION("Ship.strafe", "strafe", ship_strafe),
    FUNCTION("orders", "orders", ship_orders),
    {NULL, {NULL, NULL, 0, NULL}, NULL},
};
