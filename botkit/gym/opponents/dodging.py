"""Ships that dodge: which way to accelerate so that no shot hits, for many ships at once, each in its own frame.

A frame has x ahead and y to the left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.layout import BODY, LENGTH, POWER, SPEED, Floats, Layout
from botkit.gym.opponents.scripted import Seen, actions_of
from botkit.gym.opponents.steering import BatchSteering, F, Vector
from engine.rng import mix
from systems.rules import DT

Numbers = NDArray[np.floating] | float

PUSHES = np.array([(thrust, strafe) for thrust in (0, 1, -1) for strafe in (0, 1, -1)], np.float32)
NEAR = 1.0  # m outside a ship's hull within which a shot's path still counts as a hit
PATH = 0.6  # share of its damage that is expected from a shot which just misses
DEEPER = 0.02  # more of its damage for each m that its path lies deeper in the hull
TIMES = (0.3, 0.7, 1.2)  # s ahead for which a ship looks out for what it may fly into
EDGE, ROCK, STAR = 30.0, 12.0, 45.0  # m that it keeps from the edge, from asteroids' hulls and from the star's
PRICES = 12.0, 25.0, 50.0  # m/s for each m nearer to the edge, to an asteroid and to the star
SOONEST = 0.1  # s ahead for which a ship's speed counts
TURNING = 0.1  # s ahead for which the ship's heading counts

KEENNESS, PACE = 1.5, 160.0  # speed of a dodger, 1/s of the way to its destination, m/s at most
FAR_SIDE = 0.6  # beacon radii from the centre of the beacon to its destination, away from the enemy
NEARBY, LOOK = 15.0, 1.5  # m from there, it looks around, rad
AMPLITUDE, PERIOD = 70.0, 12.0  # m/s across the line to the enemy, for so many ticks at least
THRIFT, LIVELINESS = 30.0, 60.0  # m/s by which its velocity may be off to save energy, when it has hardly any
GRID = 1.0  # m within which distances of the beacon from the centre count as the same
RICH, SHORT = 60.0, 250.0  # energy and distance, m, for heavy shots
SOON = 0.9  # s of flight for which it fires with less energy, too
LEAST = 45.0  # energy that it does not spend on the shield


class Dodging:
    """Chooses one of nine ways to accelerate, full thrust and strafe or none, by the damage that is to be expected.

    Args:
        layout: of an observation.
    """

    def __init__(self, layout: Layout) -> None:
        rules = layout.game.rules
        self._layout, self._rules = layout, rules
        ahead = np.where(PUSHES[:, 0] > 0, rules.thrust_forward, rules.thrust_backward) * PUSHES[:, 0]
        self._pushes = np.stack([ahead, rules.thrust_side * PUSHES[:, 1]]).astype(np.float32)[..., None]
        self._damage = np.array([0.0, *rules.shot_damage], np.float32)
        self._flight = np.array([0.0, *rules.shot_moves], np.float32) * np.float32(DT)

    def __call__(
        self,
        observations: Floats,
        wanted: Vector,
        caution: Numbers = 250.0,
        clearance: Numbers = 12.0,
        horizon: Numbers = 0.35,
        thrift: Numbers = 0.0,
        liveliness: Numbers = 0.0,
    ) -> Vector:
        """Return thrust and strafe: those whose velocity is nearest to that wanted, and which cost least hull.

        Args:
            observations: `[M, N]`.
            wanted: velocity, m/s, `[M]` each.
            caution: m/s by which a velocity may be off for each point of damage, a number or `[M]`, as the following.
            clearance: m from a shot's path to the hull within which damage is still to be expected.
            horizon: s for which the acceleration is judged.
            thrift: m/s by which a velocity may be off to spare the energy of full thrust, or of full strafe.
            liveliness: likewise, not to be so slow that the ship recharges less.
        """
        blocks = self._layout.split(observations)
        own = np.ascontiguousarray(blocks["own"][:, 0].T, np.float32)
        velocity = own[1:3] * np.float32(SPEED)
        angle = own[3] * np.float32(4.0 * TURNING)
        cosine, sine = np.cos(angle), np.sin(angle)
        (x, y), keep = self._pushes, np.float32(1) - np.float32(self._rules.drag) * np.float32(horizon)
        push = np.stack([x * cosine - y * sine, x * sine + y * cosine])  # [2, 9, M]
        off = push * np.float32(horizon)
        off += (velocity * keep - np.stack(wanted).astype(np.float32))[:, None]
        cost = np.hypot(*off)
        cost += np.abs(PUSHES).sum(axis=1)[:, None] * np.asarray(thrift, np.float32)
        soon = velocity[:, None] + push * np.float32(SOONEST)
        cost += (np.hypot(*soon) < self._rules.still_speed) * np.asarray(liveliness, np.float32)
        if "shots" in blocks:
            cost += np.asarray(caution, np.float32) * self._danger(blocks["shots"], velocity, push, clearance)
        cost += self._hazards(blocks, velocity, push)
        best = PUSHES[cost.argmin(axis=0)].astype(np.float64)
        return best[:, 0], best[:, 1]

    def _danger(self, block: Floats, velocity: Floats, push: Floats, clearance: Numbers) -> Floats:
        """Return the damage to be expected from shots, `[9, M]`."""
        total = np.zeros(push.shape[1:], np.float32)
        there, x, y, vx, vy, power = block.transpose(2, 1, 0)
        if not there.any():
            return total
        drag, radius = np.float32(self._rules.drag), np.float32(self._rules.ship_radius + NEAR)
        for row in range(len(there)):
            if not there[row].any():
                break  # the nearest come first
            rx, ry = x[row] * np.float32(LENGTH), y[row] * np.float32(LENGTH)
            ux, uy = vx[row] * np.float32(SPEED), vy[row] * np.float32(SPEED)
            time = -(rx * ux + ry * uy) / (ux * ux + uy * uy + 1)
            kind = np.rint(power[row] * np.float32(POWER)).astype(np.intp)
            counts = (there[row] > 0) & (time >= 0) & (time <= self._flight[kind])
            wx, wy = ux + velocity[0], uy + velocity[1]
            slowed, pushed = drag * time * time / 2, time * time / 2
            # How far to the side of the shot's path the ship will be, `[9, M]`; it is at the origin now.
            glide = time - slowed
            miss = (rx - velocity[0] * glide) * wy - (ry - velocity[1] * glide) * wx
            miss = miss - pushed * (push[0] * wy - push[1] * wx)
            np.abs(miss, out=miss)
            miss /= np.hypot(wx, wy) + np.float32(1e-3)
            miss -= radius
            outside = np.float32(PATH) * (1 - miss / np.maximum(np.float32(clearance), np.float32(1e-3)))
            share = np.where(miss < 0, 1 - miss * np.float32(DEEPER), outside)
            total += np.maximum(share, 0) * (counts * self._damage[kind])
        return total

    def _hazards(self, blocks: dict[str, Floats], velocity: Floats, push: Floats) -> Floats:
        """Return prices in m/s for coming near to the edge, to asteroids and to the star, `[9, M]`."""
        total, game = np.zeros(push.shape[1:], np.float32), self._layout.game
        arena = np.ascontiguousarray(blocks["arena"][:, 0].T, np.float32)
        centre = arena[1:3] * np.float32(LENGTH)
        edge = np.minimum(arena[3] * np.float32(LENGTH), np.float32(game.arena.radius)) - np.float32(EDGE)
        rocks = blocks["asteroids"].transpose(2, 1, 0) if "asteroids" in blocks else np.zeros((6, 0, 1), np.float32)
        for time in map(np.float32, TIMES):
            slowed = time - np.float32(self._rules.drag) * time * time / 2
            at = (velocity * slowed)[:, None] + push * (time * time / 2)
            away = np.hypot(*(at - centre[:, None]))
            total += np.float32(PRICES[0]) * np.maximum(away - edge, 0)
            if game.arena.star:
                total += np.float32(PRICES[2]) * np.maximum(np.float32(self._rules.star_radius + STAR) - away, 0)
            for there, x, y, vx, vy, radius in rocks.swapaxes(0, 1):
                if not there.any():
                    break
                rock = np.stack([x * np.float32(LENGTH), y * np.float32(LENGTH)])
                rock = rock + (np.stack([vx, vy]) * np.float32(SPEED) + velocity) * time
                near = radius * np.float32(BODY) + np.float32(self._rules.ship_radius + ROCK)
                total += np.float32(PRICES[1]) * np.maximum(near - np.hypot(*(at - rock[:, None])), 0) * (there > 0)
        return total


class Dodger:
    """Flies to the far side of the beacon, and weaves there; aims at the nearest enemy, and dodges its shots.

    It weaves to a side that a hash of the time and of what is the match's own decides, as it keeps no state.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout, self._steering, self._dodging = layout, BatchSteering(layout.game.rules), Dodging(layout)

    def __call__(self, observations: Floats) -> F:
        seen, steering, game = Seen(self._layout, observations), self._steering, self._layout.game
        behind = seen.rally[0] - seen.enemy[0], seen.rally[1] - seen.enemy[1]
        back = FAR_SIDE * game.rules.beacon_radius * (seen.any & game.arena.beacon) / np.maximum(np.hypot(*behind), 1.0)
        goal = seen.rally[0] + back * behind[0], seen.rally[1] + back * behind[1]
        far = np.hypot(*goal)
        pace = np.minimum(far * KEENNESS, PACE) / np.maximum(far, 1.0)
        side = AMPLITUDE * weave(self._layout, observations, PERIOD) * seen.any / np.maximum(seen.distance, 1.0)
        wanted = goal[0] * pace - seen.enemy[1] * side, goal[1] * pace + seen.enemy[0] * side
        empty = 1 - seen.energy / game.rules.energy
        thrust, strafe = self._dodging(observations, wanted, thrift=THRIFT * empty, liveliness=LIVELINESS * empty)

        power = np.where((seen.energy > RICH) & (seen.distance < SHORT), 2, 1)
        turn, fires = steering.aim(seen.spin, seen.enemy, seen.drift, power)
        fires &= seen.any & ((steering.flight(seen.enemy, seen.drift, power) < SOON) | (seen.energy > RICH))
        looks = steering.turn(seen.spin, np.where(far > NEARBY, np.arctan2(goal[1], goal[0]), LOOK))
        shield = (seen.energy > LEAST) & seen.hit_soon(game.rules.ship_radius + 2, 0.05)
        return actions_of(thrust, np.where(seen.any, turn, looks), power * fires, shield, strafe)


def weave(layout: Layout, observations: Floats, period: Numbers, stream: int = 0) -> F:
    """Return 1 or -1, `[M]`, which for a ship changes at random, but at the earliest after `period` ticks.

    It is a hash of the time, of the ship's hull, of the beacon's distance from the centre, and of the stream's number.
    """
    blocks = layout.split(observations)
    own, arena = blocks["own"][:, 0].T, blocks["arena"][:, 0].T
    ticks = np.rint(arena[0].astype(np.float64) * layout.game.max_ticks)
    hull = np.rint(own[4].astype(np.float64) * 1000)
    place = np.zeros(len(hull))
    if "beacon" in blocks:
        beacon = blocks["beacon"][:, 0].T
        place = np.rint(np.hypot(beacon[0] - arena[1], beacon[1] - arena[2]).astype(np.float64) * LENGTH / GRID)
    key = mix((hull * 1024 + place).astype(np.uint64) + (np.uint64(stream) << np.uint64(40)))
    phase = (key >> np.uint64(32)).astype(np.float64) * 2.0**-32
    number = np.floor(ticks / period + phase).astype(np.uint64)
    return 1.0 - 2.0 * (mix(key + number) & np.uint64(1)).astype(np.float64)
