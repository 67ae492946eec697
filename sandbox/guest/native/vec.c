/* Vec: the class stays Python's, and so do its instances; operations on finite floats are done here. */
#include "kit.h"

enum { ADD, SUB, MUL, RMUL, TRUEDIV, NEG, ABS, DOT, CROSS, ROTATED, DISTANCE };
static PyObject *original(int which) { return vec_functions[which].original; }

int is_vec(PyObject *object, double *x, double *y) {
    return IS(object, VEC) && is_float(SLOT(object, at_x), x) && is_float(SLOT(object, at_y), y);
}

/* A Vec of two references, which it takes; the garbage collector need not know it if they are to numbers. */
static PyObject *make_vec(PyObject *x, PyObject *y) {
    PyObject *vec = x && y ? (PyObject *)PyObject_GC_New(PyObject, classes[VEC]) : NULL;
    if (!vec) {
        Py_XDECREF(x);
        Py_XDECREF(y);
        return NULL;
    }
    SLOT(vec, at_x) = x;
    SLOT(vec, at_y) = y;
    return vec;
}

PyObject *new_vec(double x, double y) {
    PyObject *first = PyFloat_FromDouble(x);
    return make_vec(first, first ? PyFloat_FromDouble(y) : NULL);
}

/* What Python's own slot does with an operator that is not done here: call the method, if `a` is a Vec. A reflected one
   is called if only `b` is: the interpreter has asked `a` before. */
static PyObject *operate(PyObject *a, PyObject *b, PyObject *method, PyObject *reflected) {
    if (IS(a, VEC))
        return PyObject_Vectorcall(method, (PyObject *[]){a, b}, 2, NULL);
    if (reflected && IS(b, VEC))
        return PyObject_Vectorcall(reflected, (PyObject *[]){b, a}, 2, NULL);
    return Py_NewRef(Py_NotImplemented);
}

static PyObject *vec_add(PyObject *a, PyObject *b) {
    double x, y, u, v;
    if (is_vec(a, &x, &y) && is_vec(b, &u, &v))
        return new_vec(x + u, y + v);
    return operate(a, b, original(ADD), NULL);
}

static PyObject *vec_sub(PyObject *a, PyObject *b) {
    double x, y, u, v;
    if (is_vec(a, &x, &y) && is_vec(b, &u, &v))
        return new_vec(x - u, y - v);
    return operate(a, b, original(SUB), NULL);
}

static PyObject *vec_mul(PyObject *a, PyObject *b) {
    double x, y, factor;
    if (is_vec(a, &x, &y) && is_number(b, &factor))
        return new_vec(x * factor, y * factor);
    if (is_vec(b, &x, &y) && is_number(a, &factor))
        return new_vec(x * factor, y * factor);
    return operate(a, b, original(MUL), original(RMUL));
}

static PyObject *vec_truediv(PyObject *a, PyObject *b) {
    double x, y, divisor;
    if (is_vec(a, &x, &y) && is_number(b, &divisor) && divisor != 0.0)
        return new_vec(x / divisor, y / divisor);
    return operate(a, b, original(TRUEDIV), NULL);
}

static PyObject *vec_neg(PyObject *vec) {
    double x, y;
    if (is_vec(vec, &x, &y))
        return new_vec(-x, -y);
    return PyObject_CallOneArg(original(NEG), vec);
}

static PyObject *vec_abs(PyObject *vec) {
    double x, y, length;
    if (is_vec(vec, &x, &y) && hypotenuse(x, y, &length))
        return PyFloat_FromDouble(length);
    return PyObject_CallOneArg(original(ABS), vec);
}

/* Put the operators into the class's slots; its attributes stay, and subclasses go by them. */
PyObject *native_operators(PyObject *module, PyObject *unused) {
    PyNumberMethods *slots = classes[VEC]->tp_as_number;
    slots->nb_add = vec_add;
    slots->nb_subtract = vec_sub;
    slots->nb_multiply = vec_mul;
    slots->nb_true_divide = vec_truediv;
    slots->nb_negative = vec_neg;
    slots->nb_absolute = vec_abs;
    return Py_NewRef(Py_None);
}

static PyObject *vec_dot(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double x, y, u, v;
    if (count == 1 && !keywords && is_vec(self, &x, &y) && is_vec(args[0], &u, &v))
        return PyFloat_FromDouble(x * u + y * v);
    return fall_back(original(DOT), self, args, count, keywords);
}

static PyObject *vec_cross(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double x, y, u, v;
    if (count == 1 && !keywords && is_vec(self, &x, &y) && is_vec(args[0], &u, &v))
        return PyFloat_FromDouble(x * v - y * u);
    return fall_back(original(CROSS), self, args, count, keywords);
}

static PyObject *vec_rotated(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double x, y, angle;
    if (count == 1 && !keywords && is_vec(self, &x, &y) && is_number(args[0], &angle)) {
        double c = cos(angle), s = sin(angle);
        return new_vec(x * c - y * s, x * s + y * c);
    }
    return fall_back(original(ROTATED), self, args, count, keywords);
}

static PyObject *vec_distance(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double x, y, place[4], radius, age, length;
    if (count == 1 && !keywords && is_vec(self, &x, &y) &&
        (is_vec(args[0], &place[0], &place[1]) || read_target(args[0], place, &radius, &age)) &&
        hypotenuse(place[0] - x, place[1] - y, &length))
        return PyFloat_FromDouble(length);
    return fall_back(original(DISTANCE), self, args, count, keywords);
}

/* Vec.polar: a class method, so that the class comes first */
static PyObject *vec_polar(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double angle, length = 1.0;
    if ((count == 2 || (count == 3 && is_number(args[2], &length))) && !keywords &&
        args[0] == (PyObject *)classes[VEC] && is_number(args[1], &angle))
        return new_vec(cos(angle) * length, sin(angle) * length);
    return fall_back(python, NULL, args, count, keywords);
}

static PyObject *vec_length(PyObject *python, PyObject *vec) {
    double x, y, length;
    if (is_vec(vec, &x, &y) && hypotenuse(x, y, &length))
        return PyFloat_FromDouble(length);
    return PyObject_CallOneArg(python, vec);
}

static PyObject *vec_angle(PyObject *python, PyObject *vec) {
    double x, y;
    if (!is_vec(vec, &x, &y))
        return PyObject_CallOneArg(python, vec);
    double angle = atan2(y, x);
    return PyFloat_FromDouble(angle < PI ? angle : -PI);
}

static PyObject *vec_unit(PyObject *python, PyObject *vec) {
    double x, y, length;
    if (is_vec(vec, &x, &y) && hypotenuse(x, y, &length))
        return length != 0.0 ? new_vec(x / length, y / length) : Py_NewRef(vec);
    return PyObject_CallOneArg(python, vec);
}

static PyObject *vec_left(PyObject *python, PyObject *vec) {
    double x, y;
    if (!is_vec(vec, &x, &y))
        return PyObject_CallOneArg(python, vec);
    return make_vec(PyFloat_FromDouble(-y), Py_NewRef(SLOT(vec, at_x)));
}

static PyObject *vec_difference(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double a, b;
    if (count == 2 && !keywords && is_number(args[0], &a) && is_number(args[1], &b))
        return PyFloat_FromDouble(turned(a, b));
    return fall_back(python, NULL, args, count, keywords);
}

/* meeting: whether there is a time */
int meet(double x, double y, double vx, double vy, double speed, double ahead, double *time) {
    double a = vx * vx + vy * vy - speed * speed;
    double b = x * vx + y * vy - ahead * speed;
    double c = x * x + y * y - ahead * ahead;
    if (c <= 0.0) {
        *time = 0.0;
        return 1;
    }
    if (a == 0.0) {
        *time = -c / (2.0 * b);
        return b < 0.0;
    }
    double root = b * b - a * c;
    if (root < 0.0)
        return 0;
    double q = -b - __builtin_copysign(__builtin_sqrt(root), b);
    double first = q / a, second = q != 0.0 ? c / q : -1.0;
    if (!(first >= 0.0)) {
        *time = second;
        return second >= 0.0;
    }
    *time = second >= 0.0 && second < first ? second : first;
    return 1;
}

static PyObject *vec_intercept(PyObject *python, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double x, y, vx, vy, speed, ahead = 0.0, time;
    if ((count == 3 || (count == 4 && is_number(args[3], &ahead))) && !keywords && is_vec(args[0], &x, &y) &&
        is_vec(args[1], &vx, &vy) && is_number(args[2], &speed))
        return meet(x, y, vx, vy, speed, ahead, &time) ? PyFloat_FromDouble(time) : Py_NewRef(Py_None);
    return fall_back(python, NULL, args, count, keywords);
}

Fast vec_functions[] = {
    [ADD] = FUNCTION("Vec.__add__", "__add__", NULL),
    [SUB] = FUNCTION("Vec.__sub__", "__sub__", NULL),
    [MUL] = FUNCTION("Vec.__mul__", "__mul__", NULL),
    [RMUL] = FUNCTION("Vec.__rmul__", "__rmul__", NULL),
    [TRUEDIV] = FUNCTION("Vec.__truediv__", "__truediv__", NULL),
    [NEG] = FUNCTION("Vec.__neg__", "__neg__", NULL),
    [ABS] = FUNCTION("Vec.__abs__", "__abs__", NULL),
    [DOT] = FUNCTION("Vec.dot", "dot", vec_dot),
    [CROSS] = FUNCTION("Vec.cross", "cross", vec_cross),
    [ROTATED] = FUNCTION("Vec.rotated", "rotated", vec_rotated),
    [DISTANCE] = FUNCTION("Vec.distance", "distance", vec_distance),
    FUNCTION("Vec.polar", "polar", vec_polar),
    GETTER("Vec.length", "length", vec_length),
    GETTER("Vec.angle", "angle", vec_angle),
    GETTER("Vec.unit", "unit", vec_unit),
    GETTER("Vec.left", "left", vec_left),
    FUNCTION("angle_difference", "angle_difference", vec_difference),
    FUNCTION("intercept", "intercept", vec_intercept),
    {NULL, {NULL, NULL, 0, NULL}, NULL},
};
