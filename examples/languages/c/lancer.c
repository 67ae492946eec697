/* Lancer, a bot in C: flies to the beacon, leads its shots, and shields when a shot comes close.

   python -m ziglang cc -target wasm32-wasi -mexec-model=reactor -O2 -s -Wl,--export=sc_alloc -Wl,--export=sc_start \
       -Wl,--export=sc_tick -Wl,-z,stack-size=16384 lancer.c -o ../lancer.wasm

   The messages are described in docs/protocol.md. */
#include <math.h>
#include "json.h"

enum { X, Y, VX, VY, HEADING, SPIN, ENERGY, OWN };
static const char *const names[OWN] = {"x", "y", "vx", "vy", "heading", "spin", "energy"};

static char in[65536];
static char out[512];
static double own_side, shot_speed, shot_cost;

/* The buffer for the next text; the previous one has been read by then. */
char *sc_alloc(int length) {
    return length < (int)sizeof in ? in : 0;
}

static long long answer(const char *end) {
    return (long long)(unsigned long)out << 32 | (unsigned long)(end - out);
}

/* Read the briefing: values that are constant in a match. */
long long sc_start(char *text, int length) {
    text[length] = 0;
    Json rules = get(text, "rules");
    own_side = number(get(text, "side"));
    shot_speed = number(first(get(rules, "shot_speed")));
    shot_cost = number(first(get(rules, "shot_cost")));
    return answer(put(out, "{\"name\":\"Lancer\",\"author\":\"spacecode\",\"color\":\"#e05030\"}"));
}

static double clamp(double value) {
    return value < -1 ? -1 : value > 1 ? 1 : value;
}

static double turned(double angle) {
    return angle - 6.283185307179586 * floor(angle / 6.283185307179586 + 0.5);
}

/* Seconds until a shot meets a target at (x, y) that moves with (vx, vy), all relative; 0 if it never does. */
static double meeting(double x, double y, double vx, double vy) {
    double a = vx * vx + vy * vy - shot_speed * shot_speed, b = x * vx + y * vy, c = x * x + y * y;
    double d = b * b - a * c;
    return a < 0 && d > 0 ? (-b - sqrt(d)) / a : 0;
}

long long sc_tick(char *text, int length) {
    text[length] = 0;
    Json ship = 0, id = 0, enemy = 0, shot = 0;
    double own[OWN] = {0}, thrust = 0;
    int fire = 0, shield = 0;
    for (Json key = first(text), at; key; key = next(at)) {
        at = value(key);
        if (is(key, "ships")) ship = first(at);
        if (is(key, "contacts")) {
            enemy = first(get(at, "ship"));
            shot = first(get(at, "projectile"));
            break; /* every value that it uses has been found */
        }
    }
    for (Json key = first(ship), at; key; key = next(at)) {
        at = value(key);
        if (is(key, "id")) id = at;
        for (int name = 0; name < OWN; name++)
            if (is(key, names[name])) own[name] = number(at);
    }
    double x = own[X], y = own[Y], vx = own[VX], vy = own[VY], to_x = -x, to_y = -y;

    if (enemy) {
        Json at = enemy + 1;
        take(&at), take(&at); /* id and side */
        double ex = take(&at) - x, ey = take(&at) - y, evx = take(&at) - vx, evy = take(&at) - vy;
        double time = meeting(ex, ey, evx, evy);
        to_x = ex + time * evx;
        to_y = ey + time * evy;
        double miss = fabs(turned(atan2(to_y, to_x) - own[HEADING])) * sqrt(to_x * to_x + to_y * to_y);
        fire = time > 0 && time < 1.1 && miss < 11 && own[ENERGY] >= shot_cost;
        thrust = ex * ex + ey * ey > 300 * 300 ? 0.7 : 0;
    } else {
        to_x -= 1.5 * vx; /* steer against the drift */
        to_y -= 1.5 * vy;
        thrust = x * x + y * y > 80 * 80 ? 0.8 : 0;
    }
    for (Json at; shot; shot = leave(at)) {
        at = shot + 1;
        take(&at); /* its id */
        if (take(&at) == own_side) continue;
        double dx = take(&at) - x, dy = take(&at) - y;
        if (dx * dx + dy * dy > 60 * 60) continue; /* too far to matter: skip its velocity */
        double svx = take(&at) - vx, svy = take(&at) - vy;
        if (dx * svx + dy * svy < 0) shield = 1;
    }
    double turn = clamp(6 * turned(atan2(to_y, to_x) - own[HEADING]) - 1.6 * own[SPIN]);

    char *at = put(out, "{\"ships\":{\"");
    for (; id && *id >= '0' && *id <= '9'; id++) *at++ = *id;
    at = put_share(put(at, "\":{\"thrust\":"), thrust);
    at = put_share(put(at, ",\"turn\":"), turn);
    at = put(at, fire ? ",\"fire\":1" : "");
    return answer(put(at, shield ? ",\"shield\":true}}}" : "}}}"));
}
