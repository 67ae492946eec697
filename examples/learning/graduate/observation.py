"""What the network sees: an observation of botkit.gym, bit for bit, computed from what bots are told.

Each sum, product, quotient and square root is rounded to float32, as in the arrays on which the network was trained:
computed in Python's floats and then rounded by `single`, it is the nearest float32.
"""

from array import array
from itertools import repeat
from math import cos, inf, sin, sqrt, tau
from operator import add, mul, sub, truediv

from weights import INPUTS

LENGTH, SPEED, SPIN, BODY = 1e6, 2e5, 4e3, 1e5  # units of inputs, in thousandths
COOLING, POWER = 30, 3
LIMIT = 10.0
ROWS = {name: rows for name, rows, _ in INPUTS}
STEPS = 65536 / (tau * 1e6)  # of direction, 2^-16 turn, per microradian


def single(numbers):
    return array("f", numbers).tolist()


def plus(a, b):
    return single(map(add, a, b))


def minus(a, b):
    return single(map(sub, a, b))


def times(a, b):
    return single(map(mul, a, b))


def over(a, b):
    return single(map(truediv, a, b))


def root(a):
    return single(map(sqrt, a))


def milli(numbers):
    """Return numbers in thousandths: those that bots are told are whole."""
    return single(map(round, map(mul, numbers, repeat(1000.0))))


def direction(heading):
    """Return cosine and sine of a heading, which at quarter turns are exactly 0 and 1."""
    angle = round(round(heading * 1e6) * STEPS) * (tau / 65536)
    return single(number if abs(number) > 1e-9 else 0 for number in (cos(angle), sin(angle)))


def turned(x, y, cosine, sine):
    """Return vectors in the frame of a ship, given cosine and sine of its heading."""
    cosine, sine = repeat(cosine), repeat(sine)
    return plus(times(x, cosine), times(y, sine)), minus(times(y, cosine), times(x, sine))


class Observer:
    def __init__(self, match):
        self.match, rules = match, match.rules
        self.all, self.per_side = len(match.ships) * match.sides, len(match.ships)
        self.first = match.side * self.per_side  # id of the side's first ship
        self.hull, self.energy = times(single((rules.hull or 1, rules.energy or 1)), repeat(1e3))
        self.drift, self.muzzle, self.speed = single((0.2, rules.ship_radius / 1e3, rules.shot_speed[0] / 1e3))
        self.muzzle_squared, self.speed_squared, self.muzzle_speed = single(
            (self.muzzle * self.muzzle, self.speed * self.speed, self.muzzle * self.speed)
        )
        # Of things about equally far away, the one that comes first in the engine's tables counts as nearer.
        moves, waits = rules.shot_moves, rules.shot_wait
        self.ring = max(1 - (wait - move) // min(waits) for move, wait in zip(moves, waits))  # a ship's shots
        self.shots_end = self.all * (1 + self.ring)
        self.asteroids = 2 * rules.asteroid_pairs if match.arena.name == "belt" else 0
        self.low = (1 << (self.shots_end + self.asteroids - 1).bit_length()) - 1

    def observe(self, seen):
        """Return the observation of each ship of the side, by its id."""
        rules, contacts, beacon = self.match.rules, seen["contacts"], seen["beacon"]
        win = rules.melee_beacon_points if self.match.mode == "melee" else rules.beacon_points
        self.points = over(milli(seen["points"]), repeat(*times(single([win if beacon and win else 1.0]), [1e3])))
        self.beacon = [(*milli((beacon["x"], beacon["y"])), 0.0, 0.0)] if beacon else []
        self.alive = set(seen["alive"])
        # Each thing is x, y, vx, vy and its size; ships also have a direction, others their row in the engine's table.
        self.ships = {}
        for id, _side, x, y, vx, vy, heading, hull, _radius in contacts["ship"]:
            self.ships[id] = (*milli((x, y, vx, vy)), *over(milli([hull]), [self.hull]), *direction(heading))
        for own in seen["ships"]:
            motion, heading, hull = [own[key] for key in ("x", "y", "vx", "vy")], own["heading"], own["hull"]
            self.ships[own["id"]] = (*milli(motion), *over(milli([hull]), [self.hull]), *direction(heading))
        self.energies = {own["id"]: over(milli([own["energy"]]), [self.energy])[0] for own in seen["ships"]}
        self.shots = [
            (*milli((x, y, vx, vy)), power / POWER, self.row_of_shot(id))
            for id, side, x, y, vx, vy, power in contacts["projectile"]
            if side != self.match.side
        ]
        self.bodies = [
            (*milli((x, y, vx, vy)), *over(milli([radius]), [BODY]), self.shots_end + id - self.all)
            for id, x, y, vx, vy, radius in contacts["asteroid"]
        ]
        return {own["id"]: self.numbers(seen, own) for own in seen["ships"]}

    def numbers(self, seen, own):
        """Return the observation of one ship."""
        id, count, mine = own["id"], self.per_side, self.ships[own["id"]]
        cosine, sine = mine[5:]
        allies = [self.first + (id - self.first + n) % count for n in range(1, count)]
        foes = [(self.first + count + n) % self.all for n in range(self.all - count)]
        ships = [other for other in allies + foes if other in self.ships]
        shots = self.nearest(self.shots, mine, ROWS.get("shots", 0))
        bodies = self.nearest(self.bodies, mine, ROWS.get("asteroids", 0))
        things = [(0.0, 0.0, 0.0, 0.0), *self.beacon, *map(self.ships.get, ships), *shots, *bodies]
        columns = [minus(column, repeat(number)) for column, number in zip(zip(*[t[:4] for t in things]), mine)]
        columns[2][0], columns[3][0] = mine[2:4]
        far, far_sine, fast, fast_sine = over((cosine, sine, cosine, sine), (LENGTH, LENGTH, SPEED, SPEED))
        x, y = turned(*columns[:2], far, far_sine)
        vx, vy = turned(*columns[2:], fast, fast_sine)
        motion = zip(x, y, vx, vy)

        centre, beacon = next(motion), [next(motion)[:2] for _ in self.beacon]
        moving = {n: next(motion) for n in ships}
        directions = zip(*[self.ships[n][5:] for n in ships])
        facing = dict(zip(ships, zip(*turned(*directions, cosine, sine)))) if ships else {}
        sensed = [n for n in foes if n in moving]
        aims = dict(zip(sensed, self.aims([moving[n] for n in sensed]))) if sensed else {}
        seen_ships = {n: (1, *moving[n], *facing[n], self.ships[n][4]) for n in ships}
        spin, ray, safe = over(milli((own["spin"], own["ray"], seen["safe_radius"])), (SPIN, LENGTH, LENGTH))
        state = spin, mine[4], self.energies[id], own["cooling"] / COOLING, own["shield"], ray
        blocks = {
            "own": [(1, *centre[2:], *state, self.points[self.match.side])],
            "arena": [(seen["tick"] / self.match.max_ticks, *centre[:2], safe)],
            "beacon": beacon,
            "allies": [(*seen_ships.get(n, (0,) * 8), self.energies.get(n, 0)) for n in allies],
            "foes": [
                (*seen_ships.get(n, (0,) * 8), n in self.alive, self.points[n // count], *aims.get(n, (0,) * 3))
                for n in foes
            ],
            "shots": [(1, *next(motion), shot[4]) for shot in shots],
            "asteroids": [(1, *next(motion), body[4]) for body in bodies],
        }
        found = []
        for name, rows, width in INPUTS:
            present = blocks[name][:rows]
            for row in present:
                found += row
            found += [0] * (width * (rows - len(present)))
        return [min(max(number, -LIMIT), LIMIT) for number in single(found)]

    def row_of_shot(self, id):
        """Return the row of a shot in the engine's table: a ship's shots have its ring of rows in turn."""
        number, owner = divmod(id - self.all - self.asteroids, self.all)
        return self.all + owner * self.ring + number % self.ring

    def nearest(self, things, mine, count):
        """Return the nearest things, in order; their distances are compared like the upper bits of float32."""
        if not things:
            return things
        x, y = (minus(column, repeat(number)) for column, number in zip(zip(*[t[:2] for t in things]), mine))
        squares = array("f", plus(times(x, x), times(y, y)))
        keys = memoryview(squares).cast("B").cast("i")
        return [thing for _, thing in sorted((key & ~self.low | t[5], t) for key, t in zip(keys, things))[:count]]

    def aims(self, motion):
        """Return the distance of things, and the direction in which to fire to hit them on their present course."""
        x, y, vx, vy = zip(*motion)
        vx, vy = times(vx, repeat(self.drift)), times(vy, repeat(self.drift))
        squared = plus(times(x, x), times(y, y))
        c = minus(squared, repeat(self.muzzle_squared))
        a = minus(plus(times(vx, vx), times(vy, vy)), repeat(self.speed_squared))
        b = minus(plus(times(x, vx), times(y, vy)), repeat(self.muzzle_speed))
        inner = minus(times(b, b), times(a, c))
        slopes = minus(root(max(number, 0.0) for number in inner), b)
        slopes = [slope if slope > 0 and number >= 0 else inf for slope, number in zip(slopes, inner)]
        time = over([max(number, 0.0) for number in c], slopes)
        x, y = plus(x, times(vx, time)), plus(y, times(vy, time))
        length = [max(number, 1e-30) for number in root(plus(times(x, x), times(y, y)))]
        return list(zip(root(squared), over(x, length), over(y, length)))
