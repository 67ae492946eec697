"""Observations as arrays, computed from the columns of a world set for all its worlds at once.

They are computed from the numbers that bots are told, which are rounded, in elementary operations of float32 (sums,
products, quotients, square roots). So a bot that repeats the operations gets the same bits, on any machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.aiming import Aim
from botkit.gym.observation.layout import BODY, COOLING, LENGTH, LIMIT, POWER, SPEED, SPIN, Floats, Layout
from botkit.gym.observation.nearest import Labels, nearest
from botkit.gym.observation.rounding import MILLI, directions, milli
from engine.angle import RADIANS
from engine.constants import ONE32, ZERO32, constant
from engine.world import World
from systems.components import (
    BeaconPosition,
    Energy,
    Gun,
    Heading,
    Hull,
    Obstacle,
    Position,
    Score,
    Shield,
    Shot,
    Velocity,
)
from systems.protocol.sensing import Sight
from systems.rules import TICK_RATE, UNIT

Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

_UNIT, _SPIN = constant(UNIT), constant(RADIANS * TICK_RATE)  # units per point; rad/s per 2^-32 turn per tick
_MOTION = MILLI * np.array([LENGTH, SPEED], np.float32).reshape(2, 1, 1, 1)  # of positions and velocities
_FAR = constant(9999.999)  # m: the longest ray of which bots are told
_SIZE = {"allies": "hull", "foes": "hull", "shots": "power", "asteroids": "radius"}


class Observer:
    """Observes the current state of a world set as the ships of one side, or of all sides, do.

    What a side senses is what `systems.protocol.sensing.Sight` says, as for a bot. Nothing else about other sides
    enters its observations, except what every bot is told: which ships live, and the points of each side.

    Args:
        layout: of an observation.
        side: whose ships observe, A of them; all sides by default.
    """

    def __init__(self, layout: Layout, side: int | None = None) -> None:
        game = layout.game
        self._layout, self._side = layout, side
        first, last = (0, game.ships) if side is None else (side * game.per_side, (side + 1) * game.per_side)
        self._own = slice(first, last)
        own = np.arange(first, last)
        self._sides: Index = game.side_of[own]  # of each ship that observes, `[A]`
        self._aim = Aim(game.rules)
        self._ships = dict(zip(("allies", "foes"), others(game.side_of, own), strict=True))  # rows, `[rows, A]`
        self._foe_sides = game.side_of[self._ships["foes"]]
        self._hull, self._full = (MILLI * np.float32(points or 1.0) for points in (game.rules.hull, game.rules.energy))
        sensing = (self._sides - self._sides[0]) * game.contacts  # where a ship's side starts in what is sensed
        self._sensed = {"foes": self._ships["foes"] + sensing}
        # What is sorted by distance: rows among all things, `[rows, A]`, also as labels.
        shots = game.ships + np.arange(game.ships * game.ring)
        asteroids = np.arange(game.contacts - game.arena.asteroids, game.contacts)
        rows = {
            "shots": np.array([shots[game.side_of_shots != one] for one in self._sides]).T,
            "asteroids": asteroids[:, None].repeat(len(own), axis=1),
        }
        self._sorted = {name: found for name, found in rows.items() if name in layout.blocks}
        self._sensed |= {name: found + sensing for name, found in self._sorted.items()}
        self._labels: dict[str, Labels] = {n: rows[..., None].astype(np.int32) for n, rows in self._sorted.items()}
        # Where things are in arrays of all: the centre, the beacon, allies, foes, the nearest shots and asteroids.
        self._moving = [name for name in (*self._ships, *rows) if name in layout.blocks]
        self._spans, end = {"arena": slice(0, 1)}, 1
        for name in [*["beacon"] * game.arena.beacon, *self._moving]:
            self._spans[name] = slice(end, end := end + layout.blocks[name].rows)
        self._things = end

    def observe(self, world: World) -> Floats:
        """Return the observations of the current state, a new array `[N, A, W]`."""
        layout, own, spans = self._layout, self._own, self._spans
        sight, alive = Sight(world, self._side), world["ships"][Hull].alive
        sensed = sight.sensed().reshape(-1, world.worlds)
        numbers = self._numbers(world)
        by_row = numbers.reshape(5, -1, world.worlds)
        mine = by_row[:4, own]
        shape = self._things, len(self._sides), world.worlds
        away, size, mask = np.empty((4, *shape), np.float32), np.zeros(shape, np.float32), np.ones(shape, np.bool_)
        away[:2, 0], away[2:, 0] = -mine[:2], mine[2:]  # of the centre, and the ship's own velocity
        if "beacon" in spans:
            away[:2, 1], away[2:, 1] = self._beacon(world) - mine[:2], 0.0
        for name in self._moving:
            if name in self._ships:
                rows = self._ships[name]
                those, there = by_row.take(rows, axis=1), alive.take(rows, axis=0)
                if name == "foes":
                    there = sensed.take(self._sensed[name], axis=0)
            else:
                x, y = by_row[:2].take(self._sorted[name], axis=1) - mine[:2, None]
                entity, there = nearest(
                    x * x + y * y,
                    sensed.take(self._sensed[name], axis=0),
                    self._labels[name],
                    layout.blocks[name].rows,
                    layout.game.contacts - 1,
                )
                those = numbers.take(entity * np.intp(world.worlds) + np.arange(world.worlds), axis=1)
            np.subtract(those[:4], mine[:, None], out=away[:, spans[name]])
            size[spans[name]], mask[spans[name]] = those[4], there

        facing = directions(world["ships"][Heading].angle)
        cosine, sine = facing[:, own]
        turned = self._turned(away, cosine, sine)
        turned *= mask[:, None]
        size *= mask
        result = np.empty((layout.size, *shape[1:]), np.float32)
        self._write_own(world, sight, result)
        result[1:3], result[11:13] = turned[0, 2:], turned[0, :2]
        if "beacon" in spans:
            result[layout.blocks["beacon"].span] = turned[1, :2]
        for name in self._moving:
            block, span = layout.blocks[name], spans[name]
            target = result[block.span].reshape(block.rows, len(block.fields), *shape[1:])
            target[:, 0], target[:, 1:5] = mask[span], turned[span]
            if name in self._ships:
                ahead, left = facing.take(self._ships[name], axis=1) * mask[span]
                np.add(ahead * cosine, left * sine, out=target[:, 5])
                np.subtract(left * cosine, ahead * sine, out=target[:, 6])
            target[:, block.fields.index(_SIZE[name])] = size[span]
            if name == "allies":
                energy = self._energy(world, slice(None)).take(self._ships[name], axis=0)
                np.multiply(energy, mask[span], out=target[:, 8])
            elif name == "foes":
                target[:, 8], target[:, 9] = alive.take(self._ships[name], axis=0), self._scores(world, self._foe_sides)
                target[:, 10:] = self._aim(turned[span])
        np.clip(result, -LIMIT, LIMIT, out=result)
        if np.count_nonzero(alive) < alive.size:
            result *= alive[own]
        return result

    def _numbers(self, world: World) -> Floats:
        """Return x, y, vx and vy in thousandths, and hull, power or radius, scaled, of all that move, `[5, T * W]`."""
        motion = world.stack(Position, Velocity).values
        numbers = np.empty((5, motion.shape[1]), np.float32)
        numbers[:4] = milli(motion)
        numbers[4, world.span["ships"]] = milli(world["ships"][Hull].flat.points / _UNIT) / self._hull
        numbers[4, world.span["shots"]] = world["shots"][Shot].flat.power / np.float32(POWER)
        if "asteroids" in world.span:
            numbers[4, world.span["asteroids"]] = milli(world["asteroids"][Obstacle].flat.radius) / (MILLI * BODY)
        return numbers

    def _beacon(self, world: World) -> Floats:
        """Return the beacon's centre, thousandths of m, `[2, 1, W]`."""
        return milli(world["matches"][BeaconPosition].fields)

    def _turned(self, away: Floats, cosine: Floats, sine: Floats) -> Floats:
        """Return relative positions and velocities in each ship's frame, scaled, `[things, 4, A, W]`."""
        turned = np.empty((self._things, 4, *away.shape[2:]), np.float32)
        by_field, x, y = turned.swapaxes(0, 1), away[0::2], away[1::2]
        cosine, sine = cosine / _MOTION, sine / _MOTION
        np.add(x * cosine, y * sine, out=by_field[0::2])
        np.subtract(y * cosine, x * sine, out=by_field[1::2])
        return turned

    def _write_own(self, world: World, sight: Sight, result: Floats) -> None:
        """Write what the blocks `own` and `arena` have besides positions and velocities."""
        game, own, ships = self._layout.game, self._own, world["ships"]
        result[0] = ships[Hull].alive[own]
        result[3] = milli(ships[Heading].spin[own] * _SPIN) / (MILLI * SPIN)
        result[4] = milli(ships[Hull].points[own] / _UNIT) / self._hull
        result[5] = self._energy(world, own)
        # The next recharge subtracts one before guns fire.
        result[6] = np.maximum(ships[Gun].cooling[own] - ONE32, ZERO32) / np.float32(COOLING)
        result[7] = ships[Shield].up[own]
        result[8] = milli(np.minimum(sight.rays(), _FAR)) / (MILLI * LENGTH)
        result[9] = self._scores(world, self._sides)
        result[10] = world.tick / np.float32(game.max_ticks)
        result[13] = milli(game.safe_radius(world.tick)) / (MILLI * LENGTH)

    def _energy(self, world: World, ships: slice) -> Floats:
        return milli(world["ships"][Energy].points[ships] / _UNIT) / self._full

    def _scores(self, world: World, sides: Index) -> Floats:
        """Return the points of sides as shares of those that win, `[…, W]`."""
        return (milli(world["seats"][Score].score / _UNIT) / (MILLI * self._layout.win)).take(sides, axis=0)


def others(side_of: Index, own: Index) -> tuple[Index, Index]:
    """Return the rows of the allies and the foes of ships, `[allies, A]` and `[foes, A]`.

    Both start after the ship itself and wrap around, so that no seat has a special place: the next ships of its side,
    and the ships of the next sides, each from its first.
    """
    ships, per_side = len(side_of), np.count_nonzero(side_of == 0)
    first = own // per_side * per_side
    allies = first + (own - first + np.arange(1, per_side)[:, None]) % per_side
    foes = (first + per_side + np.arange(ships - per_side)[:, None]) % ships
    return allies, foes
