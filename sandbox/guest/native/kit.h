/* What the C of botkit's classes and functions shares.

   The Python is the specification, and answers for whatever is out of the ordinary: other types, numbers that are not
   finite, huge or tiny, wrong arguments. The C answers only where it gives the same bits, and raises nothing itself but
   MemoryError. */
#ifndef SPACECODE_KIT_H
#define SPACECODE_KIT_H

#include "native.h"

/* A function of botkit in C, and the Python that it stands for. */
typedef struct {
    const char *path; /* such as Vec.dot */
    PyMethodDef definition;
    PyObject *original;
} Fast;

typedef PyObject *(*Function)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
#define FUNCTION(path, name, function)                                                                                 \
    {path, {name, (PyCFunction)(void (*)(void))(function), METH_FASTCALL | METH_KEYWORDS, NULL}, NULL}
#define GETTER(path, name, function) {path, {name, function, METH_O, NULL}, NULL}

/* Each ends without a path. */
extern Fast vec_functions[], contact_functions[], ship_functions[], steering_functions[], flight_functions[];
extern Fast check_functions[];

/* The classes of botkit, in this order: `learn` gets them. */
enum { VEC, SHIP_CONTACT, SEEN_SHIP, ALLY, PROJECTILE, ASTEROID, SHIP, STEERING, CLASSES };
extern PyTypeObject *classes[CLASSES];
/* Where objects have their slots. */
extern Py_ssize_t at_x, at_y, at_row, at_eye, at_age, at_own, at_thrust, at_turn, at_fire, at_shield, at_strafe;
extern Py_ssize_t at_rules, at_clear, at_dt, at_spins, at_angles, at_keep, at_step;

#define SENSED 5 /* lists of contacts that a ship keeps during a tick */
extern Py_ssize_t at_sensed[SENSED];

#define IS(object, kind) Py_IS_TYPE(object, classes[kind])
#define SLOT(object, at) (*(PyObject **)((char *)(object) + (at)))

enum { /* keys of a ship's state, and rules; kit.c spells them */
    KEY_X,
    KEY_Y,
    KEY_HEADING,
    KEY_SPIN,
    KEY_VX,
    KEY_VY,
    OWN_NUMBERS, /* so far */
    KEY_ID = OWN_NUMBERS,
    SHIP_RADIUS,
    SHOT_SPEED,
    SHOT_MOVES,
    DRAG,
    THRUST_FORWARD,
    THRUST_BACKWARD,
    THRUST_SIDE,
    TURN_ACCELERATION,
    STAR_PULL,
    STAR_RADIUS,
    NAMES
};
extern PyObject *names[NAMES];

PyObject *fall_back(PyObject *original, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
int read_own(PyObject *own, int first, int count, double *values);
int read_target(PyObject *target, double place[4], double *radius, double *age);
int is_vec(PyObject *object, double *x, double *y);
PyObject *new_vec(double x, double y);
int read_rule(PyObject *steering, int name, Py_ssize_t index, double *value);
int turn_order(PyObject *steering, double spin, double heading, double goal, double rate, double *order);
int round_order(double value, double *order);

#define PI 3.141592653589793
#define TAU 6.283185307179586

#ifdef __wasm__
double sin(double), cos(double), acos(double), atan2(double, double), fmod(double, double), log1p(double);
double pow(double, double);
#else
#include <math.h>
#endif

/* Numbers whose products of four neither overflow nor are NaN. */
static inline int is_ordinary(double value) { return __builtin_fabs(value) < 1e60; }

static inline int is_float(PyObject *object, double *value) {
    if (!object || !PyFloat_CheckExact(object))
        return 0;
    *value = PyFloat_AS_DOUBLE(object);
    return is_ordinary(*value);
}

/* A float, or an int so small that the product of two is exact as a double. */
static inline int is_number(PyObject *object, double *value) {
    if (is_float(object, value))
        return 1;
    if (!object || !PyLong_CheckExact(object))
        return 0;
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(object, &overflow);
    *value = (double)number;
    return !overflow && number >= -(1 << 26) && number <= 1 << 26;
}

/* The product a * a as the sum of two doubles, exactly (Veltkamp, Dekker). */
static inline void square(double a, double *high, double *low) {
    double split = 134217729.0 * a, upper = split - (split - a), lower = a - upper;
    *high = a * a;
    *low = ((upper * upper - *high) + 2.0 * upper * lower) + lower * lower;
}

/* math.hypot of two numbers, for those whose squares neither overflow nor vanish: a compensated sum of the squares,
   scaled by a power of 2, and a correction of its root. */
static inline int hypotenuse(double x, double y, double *length) {
    x = __builtin_fabs(x), y = __builtin_fabs(y);
    double most = x > y ? x : y;
    if (x == 0.0 && y == 0.0) {
        *length = 0.0;
        return 1;
    }
    if (!(most < 1e150 && most > 1e-150 && x == x && y == y))
        return 0;
    union {
        double value;
        uint64_t bits;
    } scale = {most};
    scale.bits = (2045 - (scale.bits >> 52)) << 52; /* 2^-e, where `most` is between 2^(e-1) and 2^e */
    double sum = 1.0, lost = 0.0, carry = 0.0, high, low, next;
    for (int i = 0; i < 2; i++) {
        square((i ? y : x) * scale.value, &high, &low);
        next = sum + high;
        carry += (sum - next) + high;
        sum = next;
        lost += low;
    }
    double root = __builtin_sqrt(sum - 1.0 + (lost + carry));
    square(root, &high, &low);
    next = sum - high;
    carry += (sum - next) - high;
    sum = next;
    lost -= low;
    root += (sum - 1.0 + (lost + carry)) / (2.0 * root);
    *length = root / scale.value;
    return 1;
}

static inline double turned(double a, double b) { /* angle_difference */
    double angle = fmod(a - b + PI, TAU);
    if (angle < 0.0)
        angle += TAU;
    return angle < TAU ? angle - PI : -PI;
}

int meet(double x, double y, double vx, double vy, double speed, double ahead, double *time);

#endif
