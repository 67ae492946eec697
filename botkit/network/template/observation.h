/* What the network sees: an observation of botkit.gym, bit for bit, computed from what bots are told.

   Each operation on floats is one of float32, as in the arrays on which the network was trained. docs/protocol.md
   describes the messages. */
#pragma once

#include <math.h>
#include "json.h"
#include "weights.h"

enum { MAX_SHIPS = 64, MAX_THINGS = 1024 };

struct ship { float x, y, vx, vy, hull, cosine, sine, energy; int there, alive; };
struct thing { float x, y, vx, vy, size; int row, key; };
struct motion { float x, y, vx, vy; };

static int side, sides, side_ships, all_ships, ring, asteroids, max_ticks;
static float full_hull, full_energy, win, muzzle, speed;

static struct ship ships[MAX_SHIPS];
static struct thing shots[MAX_THINGS], bodies[MAX_THINGS], beacon;
static int shot_count, body_count, with_beacon;
static float points[MAX_SHIPS], match_time, safe_radius;

static int least(int a, int b) {
    return a < b ? a : b;
}

/* A number in thousandths: those that bots are told are whole. */
static float milli(double number) {
    return (float)rint(number * 1000);
}

static float nonzero(double number) {
    return fabs(number) > 1e-9 ? (float)number : 0;
}

/* What points of hull or energy are shares of, in thousandths; 1 if a ship has none. */
static float full(Json rule) {
    float points = number(rule);
    return 1000 * (points ? points : 1);
}

/* Set cosine and sine of a heading, which at quarter turns are exactly 0 and 1. */
static void set_direction(struct ship *ship, double heading) {
    double angle = rint(rint(heading * 1e6) * (65536 / (6.283185307179586 * 1e6))) * (6.283185307179586 / 65536);
    ship->cosine = nonzero(cos(angle));
    ship->sine = nonzero(sin(angle));
}

/* Read the briefing: values that are constant in a match. */
static void read_briefing(Json text) {
    Json rules = get(text, "rules");
    side = number(get(text, "side"));
    sides = number(get(text, "sides"));
    max_ticks = number(get(text, "max_ticks"));
    side_ships = ring = 0;
    for (Json at = first(get(text, "ships")); at && *at != ']'; take(&at)) side_ships++;
    all_ships = least(sides * side_ships, MAX_SHIPS);
    full_hull = full(get(rules, "hull"));
    full_energy = full(get(rules, "energy"));
    win = number(get(rules, is(get(text, "mode"), "melee") ? "melee_beacon_points" : "beacon_points"));
    muzzle = number(get(rules, "ship_radius")) / 1000;
    speed = number(first(get(rules, "shot_speed"))) / 1000;
    asteroids = is(get(get(text, "arena"), "name"), "belt") ? 2 * (int)number(get(rules, "asteroid_pairs")) : 0;
    int shortest = 1 << 30;
    for (Json at = first(get(rules, "shot_wait")); at && *at != ']';) shortest = least(shortest, take(&at));
    Json moves = first(get(rules, "shot_moves")), waits = first(get(rules, "shot_wait"));
    while (moves && waits && *moves != ']' && *waits != ']') {
        int flying = 1 - (int)floor((take(&waits) - take(&moves)) / shortest);
        if (flying > ring) ring = flying;
    }
}

static Json read_motion(Json at, float *x, float *y, float *vx, float *vy) {
    *x = milli(take(&at)), *y = milli(take(&at)), *vx = milli(take(&at)), *vy = milli(take(&at));
    return at;
}

static void read_own(Json own) {
    int id = number(get(own, "id"));
    if (id < 0 || id >= MAX_SHIPS) return;
    struct ship *ship = &ships[id];
    ship->x = milli(number(get(own, "x"))), ship->y = milli(number(get(own, "y")));
    ship->vx = milli(number(get(own, "vx"))), ship->vy = milli(number(get(own, "vy")));
    ship->hull = milli(number(get(own, "hull"))) / full_hull;
    ship->energy = milli(number(get(own, "energy"))) / full_energy;
    set_direction(ship, number(get(own, "heading")));
    ship->there = 1;
}

static void read_contacts(Json contacts) {
    Json at;
    for (Json row = first(get(contacts, "ship")); row; row = leave(at)) {
        at = row + 1;
        int id = take(&at);
        if (id < 0 || id >= MAX_SHIPS) continue;
        struct ship *ship = &ships[id];
        take(&at);
        at = read_motion(at, &ship->x, &ship->y, &ship->vx, &ship->vy);
        set_direction(ship, take(&at));
        ship->hull = milli(take(&at)) / full_hull;
        ship->there = 1;
    }
    for (Json row = first(get(contacts, "projectile")); row; row = leave(at)) {
        at = row + 1;
        int id = take(&at);
        if ((int)take(&at) == side || shot_count == MAX_THINGS) continue;
        struct thing *shot = &shots[shot_count++];
        at = read_motion(at, &shot->x, &shot->y, &shot->vx, &shot->vy);
        shot->size = (float)take(&at) / 3;
        /* Its row in the engine's table: a ship's shots have its ring of rows in turn. */
        id -= all_ships + asteroids;
        shot->row = all_ships + id % all_ships * ring + id / all_ships % ring;
    }
    for (Json row = first(get(contacts, "asteroid")); row; row = leave(at)) {
        at = row + 1;
        int id = take(&at);
        if (body_count == MAX_THINGS) continue;
        struct thing *body = &bodies[body_count++];
        at = read_motion(at, &body->x, &body->y, &body->vx, &body->vy);
        body->size = milli(take(&at)) / 1e5f;
        body->row = all_ships * ring + id;
    }
}

/* Read what the side is told in a tick; return the first of its ships. */
static Json read_observation(Json text) {
    Json own = 0;
    shot_count = body_count = with_beacon = 0;
    for (int n = 0; n < MAX_SHIPS; n++) ships[n].there = ships[n].alive = 0;
    for (Json key = first(text), at; key; key = next(at)) {
        at = value(key);
        if (is(key, "tick")) match_time = (float)number(at) / (float)max_ticks;
        if (is(key, "safe_radius")) safe_radius = milli(number(at)) / 1e6f;
        if (is(key, "beacon") && *at == '{') {
            beacon.x = milli(number(get(at, "x"))), beacon.y = milli(number(get(at, "y")));
            with_beacon = 1;
        }
        if (is(key, "alive"))
            for (Json each = first(at); each && *each != ']';) {
                int id = take(&each);
                if (id >= 0 && id < MAX_SHIPS) ships[id].alive = 1;
            }
        if (is(key, "ships"))
            for (Json each = own = first(at); each; each = next(each)) read_own(each);
        if (is(key, "contacts")) read_contacts(at);
    }
    int count = 0;
    for (Json at = first(get(text, "points")); at && *at != ']' && count < MAX_SHIPS;)
        points[count++] = milli(take(&at)) / (1000 * (with_beacon && win ? win : 1));
    return own;
}

/* Sort things by their distance, compared like the upper bits of float32, and then by their rows. */
static void sort(struct thing *things, int count, const struct ship *from) {
    int low = 1;
    while (low <= all_ships * (1 + ring) + asteroids - 1) low *= 2;
    for (int n = 0; n < count; n++) {
        struct thing one = things[n];
        float x = one.x - from->x, y = one.y - from->y;
        union { float number; int bits; } squared = {x * x + y * y};
        one.key = (squared.bits & ~(low - 1)) | one.row;
        int to = n;
        for (; to && things[to - 1].key > one.key; to--) things[to] = things[to - 1];
        things[to] = one;
    }
}

/* Turn a vector into the frame of a ship, given cosine and sine of its heading. */
static void turn(float *x, float *y, float cosine, float sine) {
    float ahead = *x * cosine + *y * sine, left = *y * cosine - *x * sine;
    *x = ahead, *y = left;
}

/* The motion of a thing relative to a ship, in its frame. */
static struct motion seen(const struct ship *from, float x, float y, float vx, float vy) {
    struct motion seen = {x - from->x, y - from->y, vx, vy};
    turn(&seen.x, &seen.y, from->cosine / 1e6f, from->sine / 1e6f);
    turn(&seen.vx, &seen.vy, from->cosine / 2e5f, from->sine / 2e5f);
    return seen;
}

static float *write_motion(float *to, struct motion motion) {
    *to++ = motion.x, *to++ = motion.y, *to++ = motion.vx, *to++ = motion.vy;
    return to;
}

/* Write how far away a thing is, and the direction in which to fire to hit it on its present course. */
static float *write_aim(float *to, struct motion at) {
    float vx = at.vx * 0.2f, vy = at.vy * 0.2f, squared = at.x * at.x + at.y * at.y;
    float c = squared - muzzle * muzzle, a = vx * vx + vy * vy - speed * speed;
    float b = at.x * vx + at.y * vy - muzzle * speed, slope = sqrtf(b * b - a * c) - b;
    float time = slope > 0 && c > 0 ? c / slope : 0; /* a slope that is NaN is not */
    float x = at.x + vx * time, y = at.y + vy * time, away = sqrtf(x * x + y * y);
    if (away < 1e-30f) away = 1e-30f;
    *to++ = sqrtf(squared), *to++ = x / away, *to++ = y / away;
    return to;
}

/* Write what is told of another ship; return the position after it. */
static float *write_ship(float *to, const struct ship *own, const struct ship *other, int foe) {
    struct motion at = {0};
    if (other->there) {
        at = seen(own, other->x, other->y, other->vx - own->vx, other->vy - own->vy);
        *to = 1;
        write_motion(to + 1, at);
        to[5] = other->cosine, to[6] = other->sine, to[7] = other->hull;
        turn(to + 5, to + 6, own->cosine, own->sine);
    }
    to += 8;
    if (!foe) {
        *to++ = other->there ? other->energy : 0;
        return to;
    }
    *to++ = other->alive, *to++ = points[(other - ships) / side_ships];
    return other->there ? write_aim(to, at) : to + 3;
}

/* Write what is told of the nearest things; return the position after them. */
static void write_things(float *to, const struct ship *own, const struct thing *things, int count) {
    for (const struct thing *one = things; one < things + count; one++) {
        *to++ = 1;
        to = write_motion(to, seen(own, one->x, one->y, one->vx - own->vx, one->vy - own->vy));
        *to++ = one->size;
    }
}

/* Write the observation of a ship. */
static void observe(Json told, float *to) {
    int id = number(get(told, "id")), start = side * side_ships;
    const struct ship *own = &ships[id];
    struct motion centre = seen(own, 0, 0, own->vx, own->vy);
    for (int n = 0; n < INPUTS; n++) to[n] = 0;
    for (int n = 0; n < (int)(sizeof blocks / sizeof *blocks); n++) {
        int rows = blocks[n].rows;
        float *row = to;
        switch (blocks[n].block) {
        case OWN:
            row[0] = 1, row[1] = centre.vx, row[2] = centre.vy;
            row[3] = milli(number(get(told, "spin"))) / 4e3f;
            row[4] = own->hull, row[5] = own->energy;
            row[6] = (float)number(get(told, "cooling")) / 30;
            row[7] = *get(told, "shield") == 't';
            row[8] = milli(number(get(told, "ray"))) / 1e6f;
            row[9] = points[side];
            break;
        case ARENA:
            row[0] = match_time, row[1] = centre.x, row[2] = centre.y, row[3] = safe_radius;
            break;
        case BEACON:
            if (with_beacon) centre = seen(own, beacon.x, beacon.y, 0, 0), row[0] = centre.x, row[1] = centre.y;
            break;
        case ALLIES:
            for (int k = 0; k < least(rows, side_ships - 1); k++)
                row = write_ship(row, own, &ships[start + (id - start + 1 + k) % side_ships], 0);
            break;
        case FOES:
            for (int k = 0; k < least(rows, all_ships - side_ships); k++)
                row = write_ship(row, own, &ships[(start + side_ships + k) % all_ships], 1);
            break;
        case SHOTS:
            sort(shots, shot_count, own);
            write_things(row, own, shots, least(rows, shot_count));
            break;
        case ASTEROIDS:
            sort(bodies, body_count, own);
            write_things(row, own, bodies, least(rows, body_count));
        }
        to += rows * blocks[n].width;
    }
}
