/* Steering.turn and Steering.aim: the same sums in the same order. */
#include "kit.h"

#define SURE 0.1 /* as in steering.py */

enum { TURN, AIM };

static inline int item(PyObject *list, Py_ssize_t index, double *value) {
    return is_float(PyList_GET_ITEM(list, index), value);
}

/* How many items of an ascending list are at most `value`, as bisect_right; -1 if they are not floats. */
static Py_ssize_t count_to(PyObject *list, double value) {
    Py_ssize_t low = 0, high = PyList_GET_SIZE(list);
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        double found;
        if (!item(list, middle, &found))
            return -1;
        if (value < found)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* _stopping_angle */
static int stop(PyObject *spins, PyObject *angles, double spin, double *angle) {
    Py_ssize_t k = count_to(spins, spin) - 1, last = PyList_GET_SIZE(spins) - 2;
    k = k < last ? k : last;
    double before = 0.0, after, slow, fast;
    if (k < 0 || !item(angles, k, &after) || (k && !item(angles, k - 1, &before)))
        return 0;
    if (!item(spins, k, &slow) || !item(spins, k + 1, &fast) || fast == slow)
        return 0;
    *angle = before + (after - before) * (spin - slow) / (fast - slow);
    return 1;
}

/* _spin */
static int spin_to_stop_in(PyObject *spins, PyObject *angles, double angle, double *spin) {
    Py_ssize_t k = count_to(angles, angle) - 1, size = PyList_GET_SIZE(angles);
    if (k < 0)
        return 0;
    if (k + 1 >= size)
        return item(spins, size - 1, spin);
    double slow, fast, least, most;
    if (!item(spins, k, &slow) || !item(spins, k + 1, &fast) || !item(angles, k, &least) ||
        !item(angles, k + 1, &most) || most == least)
        return 0;
    *spin = slow + (fast - slow) * (angle - least) / (most - least);
    return 1;
}

/* round(value, 2) */
int round_order(double value, double *order) {
    static PyObject *method, *digits;
    double hundredths = __builtin_fabs(value) * 100.0;
    if (hundredths <= 100.0) {
        long whole = (long)hundredths;
        double rest = hundredths - (double)whole;
        if (__builtin_fabs(rest - 0.5) > 1e-9) { /* else it is near a tie, which Python's exact decimals decide */
            *order = __builtin_copysign((double)(whole + (rest > 0.5)) / 100.0, value);
            return 1;
        }
    }
    if (!method && !(method = PyObject_GetAttrString((PyObject *)&PyFloat_Type, "__round__")))
        return 0;
    if (!digits && !(digits = PyLong_FromLong(2)))
        return 0;
    PyObject *number = PyFloat_FromDouble(value);
    PyObject *result = number ? PyObject_Vectorcall(method, (PyObject *[]){number, digits}, 2, NULL) : NULL;
    Py_XDECREF(number);
    if (!result)
        return 0;
    *order = PyFloat_AS_DOUBLE(result);
    Py_DECREF(result);
    return 1;
}

int turn_order(PyObject *steering, double spin, double heading, double goal, double rate, double *order) {
    PyObject *spins = SLOT(steering, at_spins), *angles = SLOT(steering, at_angles);
    double keep, step, drift, wanted;
    if (!spins || !angles || !PyList_CheckExact(spins) || !PyList_CheckExact(angles) ||
        PyList_GET_SIZE(spins) != PyList_GET_SIZE(angles) || !is_float(SLOT(steering, at_keep), &keep) ||
        !is_float(SLOT(steering, at_step), &step) || step == 0.0 || !is_ordinary(goal) || !is_ordinary(rate))
        return 0;
    if (!stop(spins, angles, __builtin_fabs(spin - rate), &drift) || !is_ordinary(drift))
        return 0;
    drift = __builtin_copysign(drift, spin - rate);
    double left = turned(goal, heading + drift) + drift;
    if (!spin_to_stop_in(spins, angles, __builtin_fabs(left), &wanted) || !is_ordinary(wanted))
        return 0;
    wanted = rate + __builtin_copysign(wanted, left);
    double turn = (wanted - keep * spin) / step;
    return round_order(turn < -1.0 ? -1.0 : turn > 1.0 ? 1.0 : turn, order);
}

static PyObject *steering_turn(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double facing[2], goal, rate = 0.0, order; /* heading, spin */
    if ((count == 2 || (count == 3 && is_number(args[2], &rate))) && !keywords && IS(self, STEERING) &&
        read_own(args[0], KEY_HEADING, 2, facing) && is_number(args[1], &goal) &&
        turn_order(self, facing[1], facing[0], goal, rate, &order))
        return PyFloat_FromDouble(order);
    return fall_back(steering_functions[TURN].original, self, args, count, keywords);
}

/* A number of the rules, the item `index` of a list if that is not negative. */
int read_rule(PyObject *steering, int name, Py_ssize_t index, double *value) {
    PyObject *rules = SLOT(steering, at_rules);
    if (!rules)
        return 0;
    Py_INCREF(rules); /* while Python may run, as in read_own */
    PyObject *found = PyObject_GetAttr(rules, names[name]);
    Py_DECREF(rules);
    if (!found) {
        PyErr_Clear();
        return 0;
    }
    PyObject *number = found;
    if (index >= 0)
        number = PyList_CheckExact(found) && index < PyList_GET_SIZE(found) ? PyList_GET_ITEM(found, index) : NULL;
    int done = index >= 0 ? is_number(number, value) : is_float(number, value);
    Py_DECREF(found);
    return done;
}

static double lead(double x, double y, double vx, double vy, double speed, double ahead) { /* _lead */
    double time;
    if (!meet(x, y, vx, vy, speed, ahead, &time) || time == 0.0)
        time = 0.0; /* not -0.0 */
    return atan2(y + vy * time, x + vx * time);
}

static int aim(PyObject *steering, PyObject *own, PyObject *target, Py_ssize_t power, double *order, int *hits) {
    double at[OWN_NUMBERS], place[4], radius, age, dt, speed, ahead, moves;
    if (!read_own(own, KEY_X, OWN_NUMBERS, at))
        return 0;
    if (!read_target(target, place, &radius, &age) || !is_float(SLOT(steering, at_dt), &dt) || dt == 0.0 ||
        !read_rule(steering, SHOT_SPEED, power - 1, &speed) || !read_rule(steering, SHOT_MOVES, power - 1, &moves) ||
        !read_rule(steering, SHIP_RADIUS, -1, &ahead))
        return 0;
    double heading = at[KEY_HEADING], late = age * dt;
    double x = place[0] + place[2] * late - at[KEY_X], y = place[1] + place[3] * late - at[KEY_Y];
    double vx = place[2] - at[KEY_VX], vy = place[3] - at[KEY_VY];
    double now = lead(x, y, vx, vy, speed, ahead), then = lead(x + vx * dt, y + vy * dt, vx, vy, speed, ahead);
    if (!turn_order(steering, at[KEY_SPIN], heading, now, turned(then, now) / dt, order))
        return 0;
    double c = cos(heading), s = sin(heading);
    x = x - ahead * c, y = y - ahead * s;
    vx = vx - speed * c, vy = vy - speed * s;
    double square = vx * vx + vy * vy, time = -(x * vx + y * vy) / (square != 0.0 ? square : 1.0), most = moves * dt;
    time = 0.0 > time ? 0.0 : time;
    time = most < time ? most : time;
    double miss;
    if (!hypotenuse(x + vx * time, y + vy * time, &miss))
        return 0;
    *hits = miss <= radius - SURE;
    return 1;
}

static PyObject *steering_aim(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double power, order;
    int hits;
    if (count == 3 && !keywords && IS(self, STEERING) && PyLong_CheckExact(args[2]) && is_number(args[2], &power) &&
        power >= 1.0 && aim(self, args[0], args[1], (Py_ssize_t)power, &order, &hits)) {
        PyObject *turn = PyFloat_FromDouble(order);
        PyObject *result = turn ? PyTuple_Pack(2, turn, hits ? Py_True : Py_False) : NULL;
        Py_XDECREF(turn);
        return result;
    }
    return fall_back(steering_functions[AIM].original, self, args, count, keywords);
}

Fast steering_functions[] = {
    [TURN] = FUNCTION("Steering.turn", "turn", steering_turn),
    [AIM] = FUNCTION("Steering.aim", "aim", steering_aim),
    {NULL, {NULL, NULL, 0, NULL}, NULL},
};
