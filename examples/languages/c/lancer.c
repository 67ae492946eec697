/* Lancer: flies at the beacon, leads its shots, shields when one comes close. A bot in C.

   python -m ziglang cc -target wasm32-wasi -mexec-model=reactor -Os -s -Wl,--export=sc_alloc -Wl,--export=sc_start \
       -Wl,--export=sc_tick -Wl,-z,stack-size=16384 lancer.c -o ../lancer.wasm

   What comes in and what goes out: docs/protocol.md. */
#include <math.h>
#include "json.h"

static char in[65536];
static char out[512];
static double own_side, shot_speed, shot_cost;

/* Where the next text may be put: the last one has been read by then. */
char *sc_alloc(int length) {
    return length < (int)sizeof in ? in : 0;
}

static long long answer(const char *end) {
    return (long long)(unsigned long)out << 32 | (unsigned long)(end - out);
}

/* The briefing: what does not change in a match. */
long long sc_start(char *text, int length) {
    text[length] = 0;
    Json rules = get(text, "rules");
    own_side = number(get(text, "side"));
    shot_speed = number(item(get(rules, "shot_speed"), 0));
    shot_cost = number(item(get(rules, "shot_cost"), 0));
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
    Json ship = first(get(text, "ships")), contacts = get(text, "contacts"), enemy = first(get(contacts, "ship"));
    double x = number(get(ship, "x")), y = number(get(ship, "y"));
    double vx = number(get(ship, "vx")), vy = number(get(ship, "vy"));
    double heading = number(get(ship, "heading")), spin = number(get(ship, "spin"));
    double energy = number(get(ship, "energy")), to_x = -x, to_y = -y, thrust = 0;
    int fire = 0, shield = 0;

    if (enemy) {
        Json at = item(enemy, 2);
        double ex = number(at) - x, ey = number(at = next(at)) - y;
        double evx = number(at = next(at)) - vx, evy = number(next(at)) - vy, time = meeting(ex, ey, evx, evy);
        to_x = ex + time * evx;
        to_y = ey + time * evy;
        double miss = fabs(turned(atan2(to_y, to_x) - heading)) * sqrt(to_x * to_x + to_y * to_y);
        fire = time > 0 && time < 1.1 && miss < 11 && energy >= shot_cost;
        thrust = ex * ex + ey * ey > 300 * 300 ? 0.7 : 0;
    } else {
        to_x -= 1.5 * vx; /* steer against the drift */
        to_y -= 1.5 * vy;
        thrust = x * x + y * y > 80 * 80 ? 0.8 : 0;
    }
    for (Json shot = first(get(contacts, "projectile")); shot; shot = next(shot)) {
        Json at = item(shot, 1);
        if (number(at) == own_side) continue;
        double dx = number(at = next(at)) - x, dy = number(at = next(at)) - y;
        double svx = number(at = next(at)) - vx, svy = number(next(at)) - vy;
        if (dx * svx + dy * svy < 0 && dx * dx + dy * dy < 60 * 60) shield = 1;
    }
    double turn = clamp(6 * turned(atan2(to_y, to_x) - heading) - 1.6 * spin);

    char *at = put(out, "{\"ships\":{\"");
    for (Json id = get(ship, "id"); id && *id >= '0' && *id <= '9'; id++) *at++ = *id;
    at = put_share(put(at, "\":{\"thrust\":"), thrust);
    at = put_share(put(at, ",\"turn\":"), turn);
    at = put(at, fire ? ",\"fire\":1" : "");
    return answer(put(at, shield ? ",\"shield\":true}}}" : "}}}"));
}
