/* Steering.fly, Steering.move and Steering.change: the same sums in the same order. */
#include "kit.h"

#define ALIGNED 0.8 /* these as in steering.py */
#define HORIZON 0.5
#define SETTLED 0.5
#define EASE 1.5
#define THERE 2.0
#define MARGIN 0.9
#define LEAST 5.0
#define BEND 0.5

enum { FLY, MOVE, CHANGE };

typedef struct {
    PyObject *steering;
    double own[OWN_NUMBERS], clear, dt, keep, step, drag, forward, backward, side, acceleration, star_pull, star_radius;
} Flight;

static int read_flight(Flight *flight, PyObject *steering, PyObject *own) {
    flight->steering = steering;
    if (!read_own(own, KEY_X, OWN_NUMBERS, flight->own))
        return 0;
    PyObject *angles = SLOT(steering, at_angles);
    if (!angles || !PyList_CheckExact(angles) || !PyList_GET_SIZE(angles)) /* Python makes the tables */
        return 0;
    if (!read_rule(steering, DRAG, -1, &flight->drag) || !read_rule(steering, THRUST_FORWARD, -1, &flight->forward) ||
        !read_rule(steering, THRUST_BACKWARD, -1, &flight->backward) ||
        !read_rule(steering, THRUST_SIDE, -1, &flight->side) ||
        !read_rule(steering, TURN_ACCELERATION, -1, &flight->acceleration))
        return 0;
    if (!is_float(SLOT(steering, at_clear), &flight->clear) || !is_float(SLOT(steering, at_dt), &flight->dt) ||
        !is_float(SLOT(steering, at_keep), &flight->keep) || !is_float(SLOT(steering, at_step), &flight->step))
        return 0;
    if (flight->clear != 0.0 && (!read_rule(steering, STAR_PULL, -1, &flight->star_pull) ||
                                 !read_rule(steering, STAR_RADIUS, -1, &flight->star_radius)))
        return 0;
    return flight->dt > 0.0 && flight->forward > 0.0 && flight->backward > 0.0 && flight->acceleration > 0.0;
}

/* _pull */
static int pull(const Flight *flight, double *gx, double *gy) {
    double x = flight->own[KEY_X], y = flight->own[KEY_Y], r2 = x * x + y * y, r = __builtin_sqrt(r2);
    double divisor = (r2 + pow(flight->star_radius, 2.0)) * (r != 0.0 ? r : 1.0);
    double share = -1000.0 * flight->star_pull / divisor;
    *gx = share * x;
    *gy = share * y;
    return divisor != 0.0;
}

/* _turning */
static double turning(double angle, double acceleration) { return 2.0 * __builtin_sqrt(angle / acceleration); }

/* change, from the velocity that is wanted */
static int change(const Flight *flight, double vx, double vy, double *thrust, double *turn) {
    double dt = flight->dt, ux = flight->own[KEY_VX], uy = flight->own[KEY_VY];
    double heading = flight->own[KEY_HEADING], spin = flight->own[KEY_SPIN], gx = 0.0, gy = 0.0, size;
    if (flight->clear != 0.0 && !pull(flight, &gx, &gy))
        return 0;
    double keep = 1.0 - flight->drag * HORIZON;
    double dx = vx - keep * ux - gx * HORIZON, dy = vy - keep * uy - gy * HORIZON;
    if (!hypotenuse(dx, dy, &size))
        return 0;
    double goal = heading;
    if (size >= SETTLED) {
        goal = atan2(dy, dx);
        double off = __builtin_fabs(turned(goal, heading));
        double ahead = turning(off, flight->acceleration) + size / flight->forward;
        double back = turning(PI - off, flight->acceleration) + size / flight->backward;
        goal = ahead <= back ? goal : goal + PI;
    }
    *turn = 0.0;
    if ((size >= SETTLED || spin != 0.0) && !turn_order(flight->steering, spin, heading, goal, 0.0, turn))
        return 0;
    heading = heading + (flight->keep * spin + *turn * flight->step) * dt;
    double c = cos(heading), s = sin(heading);
    *thrust = 0.0;
    if (size >= SETTLED && __builtin_fabs(dx * c + dy * s) < ALIGNED * size)
        return 1;
    keep = 1.0 - flight->drag * dt;
    double along = (vx - keep * ux - gx * dt) * c + (vy - keep * uy - gy * dt) * s;
    double most = (along > 0.0 ? flight->forward : flight->backward) * dt;
    if (most == 0.0)
        return 0;
    double share = along / most;
    share = share > -1.0 ? share : -1.0;
    return round_order(share < 1.0 ? share : 1.0, thrust);
}

/* stopping_distance, of a speed and a deceleration above 0 */
static int stopping_distance(double speed, double deceleration, double drag, double *distance) {
    speed = __builtin_fabs(speed);
    double x = drag * speed / deceleration;
    if (x < 1e-4) {
        *distance = speed * speed / (2.0 * deceleration) * (1.0 - x * 2.0 / 3.0);
        return 1;
    }
    double squared = drag * drag;
    *distance = deceleration / squared * (x - log1p(x));
    return squared != 0.0;
}

/* _approach */
static int approach(const Flight *flight, double distance, double pulled, double thrust, double *speed) {
    double back = thrust * MARGIN - pulled, drag = flight->drag;
    back = LEAST > back ? LEAST : back;
    double eased = back / (EASE * EASE);
    if (distance <= eased) {
        *speed = EASE * (distance > 0.0 ? distance : 0.0);
        return 1;
    }
    distance -= eased / 2.0;
    double now = __builtin_sqrt(2.0 * back * distance), stop;
    for (int i = 0; i < 2; i++) {
        if (!stopping_distance(now, back, drag, &stop))
            return 0;
        double error = distance - stop;
        now += error * (back + drag * now) / (1.0 > now ? 1.0 : now);
    }
    *speed = now;
    return 1;
}

/* _corner; -1 if Python must say */
static int corner(const Flight *flight, double goal_x, double goal_y, double *corner_x, double *corner_y) {
    double near = flight->clear, x = flight->own[KEY_X], y = flight->own[KEY_Y], here, length;
    if (!hypotenuse(x, y, &here) || !hypotenuse(goal_x, goal_y, &length))
        return -1;
    here = here != 0.0 ? here : 1.0;
    double ax = goal_x - x, ay = goal_y - y, along = -(x * ax + y * ay), cross = x * ay - y * ax;
    double squared = ax * ax + ay * ay;
    if (length <= near || !(0.0 < along && along < squared) || cross * cross >= near * near * squared)
        return 0;
    double share = near / here;
    double angle = atan2(y, x) + __builtin_copysign(acos(share < 1.0 ? share : 1.0) + BEND, cross);
    double distance = near / cos(BEND);
    *corner_x = cos(angle) * distance;
    *corner_y = sin(angle) * distance;
    return 1;
}

typedef struct {
    double x, y, speed;
    int stops; /* there, else at `speed` */
} Goal;

/* _course */
static int course(const Flight *flight, const Goal *goal, double back, double *vx, double *vy) {
    double goal_x = goal->x, goal_y = goal->y, speed = goal->speed;
    double x = goal_x - flight->own[KEY_X], y = goal_y - flight->own[KEY_Y], distance, leg, rest, corner_x, corner_y;
    if (!hypotenuse(x, y, &distance))
        return 0;
    int around = flight->clear != 0.0 ? corner(flight, goal_x, goal_y, &corner_x, &corner_y) : 0;
    if (around < 0)
        return 0;
    if (around) {
        x = corner_x - flight->own[KEY_X], y = corner_y - flight->own[KEY_Y];
        if (!hypotenuse(x, y, &leg) || leg == 0.0 || !hypotenuse(goal_x - corner_x, goal_y - corner_y, &rest))
            return 0;
        distance = leg + rest;
        x = x * distance / leg, y = y * distance / leg;
    }
    if (goal->stops) {
        double closing = distance != 0.0 ? (x * flight->own[KEY_VX] + y * flight->own[KEY_VY]) / distance : 0.0;
        double left = distance - (closing > 0.0 ? closing : 0.0) * flight->dt, gx, gy, drawn = 0.0;
        speed = 0.0;
        if (distance > THERE) {
            if (flight->clear != 0.0) {
                if (!pull(flight, &gx, &gy))
                    return 0;
                drawn = x / distance * gx + y / distance * gy;
                drawn = drawn > 0.0 ? drawn : 0.0;
            }
            if (!approach(flight, left, drawn, back, &speed))
                return 0;
        }
    }
    double factor = distance != 0.0 ? speed / distance : 0.0;
    *vx = x * factor;
    *vy = y * factor;
    return 1;
}

static int fly(const Flight *flight, const Goal *goal, double *thrust, double *turn) {
    double vx, vy;
    return course(flight, goal, flight->backward, &vx, &vy) && change(flight, vx, vy, thrust, turn);
}

/* _share */
static double share(double change, double most) { return most != 0.0 ? change / most : 0.0; }

static int move(const Flight *flight, const Goal *goal, double *thrust, double *strafe) {
    double dt = flight->dt, vx, vy, gx = 0.0, gy = 0.0;
    if (!course(flight, goal, flight->side < flight->backward ? flight->side : flight->backward, &vx, &vy) ||
        (flight->clear != 0.0 && !pull(flight, &gx, &gy)))
        return 0;
    double keep = 1.0 - flight->drag * dt;
    double dx = vx - keep * flight->own[KEY_VX] - gx * dt, dy = vy - keep * flight->own[KEY_VY] - gy * dt;
    double heading = flight->own[KEY_HEADING] + flight->keep * flight->own[KEY_SPIN] * dt;
    double c = cos(heading), s = sin(heading), ahead = dx * c + dy * s;
    double along = share(ahead, (ahead > 0.0 ? flight->forward : flight->backward) * dt);
    double across = share(dy * c - dx * s, flight->side * dt), most = 1.0;
    most = __builtin_fabs(along) > most ? __builtin_fabs(along) : most;
    most = __builtin_fabs(across) > most ? __builtin_fabs(across) : most;
    return round_order(along / most, thrust) && round_order(across / most, strafe);
}

static PyObject *pair(const double orders[2]) {
    PyObject *first = PyFloat_FromDouble(orders[0]), *second = first ? PyFloat_FromDouble(orders[1]) : NULL;
    PyObject *result = second ? PyTuple_Pack(2, first, second) : NULL;
    Py_XDECREF(first);
    Py_XDECREF(second);
    return result;
}

/* fly or move, to the point and at the speed that are the arguments after the ship's state */
static PyObject *go(int which, int (*steer)(const Flight *, const Goal *, double *, double *), PyObject *self,
                    PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    Goal goal = {.speed = 0.0};
    Flight flight;
    double orders[2];
    if (count == 3 && !keywords && IS(self, STEERING) && is_vec(args[1], &goal.x, &goal.y) &&
        ((goal.stops = args[2] == Py_None) || is_number(args[2], &goal.speed)) &&
        read_flight(&flight, self, args[0]) && steer(&flight, &goal, &orders[0], &orders[1]))
        return pair(orders);
    return fall_back(flight_functions[which].original, self, args, count, keywords);
}

static PyObject *steering_fly(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    return go(FLY, fly, self, args, count, keywords);
}

static PyObject *steering_move(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    return go(MOVE, move, self, args, count, keywords);
}

static PyObject *steering_change(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords) {
    double vx, vy, orders[2];
    Flight flight;
    if (count == 3 && !keywords && IS(self, STEERING) && is_number(args[1], &vx) && is_number(args[2], &vy) &&
        read_flight(&flight, self, args[0]) && change(&flight, vx, vy, &orders[0], &orders[1]))
        return pair(orders);
    return fall_back(flight_functions[CHANGE].original, self, args, count, keywords);
}

Fast flight_functions[] = {
    [FLY] = FUNCTION("Steering.fly", "fly", steering_fly),
    [MOVE] = FUNCTION("Steering.move", "move", steering_move),
    [CHANGE] = FUNCTION("Steering.change", "change", steering_change),
    {NULL, {NULL, NULL, 0, NULL}, NULL},
};
