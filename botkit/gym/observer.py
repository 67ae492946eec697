"""Observations as arrays, computed from the columns of a world set for all its worlds at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from botkit.gym.layout import BODY, COOLING, LENGTH, LIMIT, POWER, SPEED, SPIN, Floats, Layout
from botkit.gym.nearest import Labels, nearest
from engine.angle import RADIANS
from engine.constants import ONE32, ZERO32
from engine.world import World
from systems.components import Energy, Gun, Heading, Hull, Obstacle, Position, Score, Shield, Shot, Velocity
from systems.protocol.sensing import Sight
from systems.rules import TICK_RATE, UNIT
from systems.step.beacon import beacon_at

Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

_SCALE = np.array([1 / LENGTH, 1 / SPEED], np.float32).reshape(2, 1, 1, 1)  # of positions and velocities


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
        self._allies, self._foes = others(game.side_of, own)  # `[rows, A]`
        spin, points = RADIANS * TICK_RATE / SPIN, 1 / UNIT / layout.win
        scale = [spin, 1 / float(game.hull), 1 / float(game.energy), 1 / COOLING, 1.0, 1 / LENGTH, points]
        self._scale = np.array(scale, np.float32).reshape(-1, 1, 1)  # of the numbers of a ship from its spin on
        sensing = (self._sides - self._sides[0]) * game.contacts  # where a ship's side starts in what is sensed
        self._sensed = {"foes": self._foes + sensing}
        # What is sorted by distance: rows among all things as labels, and where they are in flat arrays.
        self._labels: dict[str, Labels] = {}
        self._squared: dict[str, Index] = {}
        shots = game.ships + np.arange(game.ships * game.ring)
        rows = {
            "shots": np.array([shots[game.side_of_shots != one] for one in self._sides]).T,
            "asteroids": np.arange(game.contacts - game.arena.asteroids, game.contacts)[:, None].repeat(
                len(own), axis=1
            ),
        }
        things = game.contacts + game.arena.star
        for name in [name for name in rows if name in layout.blocks]:
            self._sensed[name] = rows[name] + sensing
            self._squared[name] = rows[name] + np.arange(len(own)) * things
            self._labels[name] = rows[name][..., None].astype(np.int32)
        # Where the things that move are: allies, foes, and the nearest shots and asteroids.
        self._spans: dict[str, slice] = {}
        end = 0
        for name in [name for name in ("allies", "foes", "shots", "asteroids") if name in layout.blocks]:
            self._spans[name] = slice(end, end := end + layout.blocks[name].rows)
        self._things = end
        self._index: tuple[Index, Index] | None = None  # of the world set that was observed last

    def observe(self, world: World) -> Floats:
        """Return the observations of the current state, a new array `[N, A, W]`."""
        layout, own, worlds = self._layout, self._own, world.worlds
        sight = Sight(world, self._side)
        sensed, squared = sight.sensed().reshape(-1, worlds), sight.squared.reshape(-1, worlds)
        alive = world["ships"][Hull].alive
        if self._index is None or len(self._index[1]) != worlds:
            self._index = self._indices(worlds)
        entity, every = self._index
        shape = self._things, *entity.shape[1:]
        mask = np.empty(shape, np.bool_)
        for name, span in self._spans.items():
            if name == "allies":
                mask[span] = alive.take(self._allies, axis=0)
            elif name == "foes":
                mask[span] = sensed.take(self._sensed[name], axis=0)
            else:
                labels, mask[span] = nearest(
                    squared.take(self._squared[name], axis=0),
                    sensed.take(self._sensed[name], axis=0),
                    self._labels[name],
                    layout.blocks[name].rows,
                )
                np.multiply(labels, worlds, out=entity[span])
                entity[span] += every

        result = np.empty((layout.size, *shape[1:]), np.float32)
        facing = sight.facing.astype(np.float32)
        cosine, sine = facing[:, own]
        frame, motion = self._motion(world, entity, cosine, sine)
        self._write_own(world, sight, result, frame[0])
        if "beacon" in layout.blocks:
            result[layout.blocks["beacon"].span] = frame[1, :2]
        motion *= mask[:, None]
        for name, span in self._spans.items():
            block = layout.blocks[name]
            target = result[block.span].reshape(block.rows, len(block.fields), *shape[1:])
            target[:, 0], target[:, 1:5] = mask[span], motion[span]
            if name in ("allies", "foes"):
                rows = self._allies if name == "allies" else self._foes
                ahead, left = facing.take(rows, axis=1) * mask[span]
                np.add(ahead * cosine, left * sine, out=target[:, 5])
                np.subtract(left * cosine, ahead * sine, out=target[:, 6])
                self._write_ships(world, name, target, rows, mask[span])
            else:
                self._write_nearest(world, name, target, entity[span], mask[span])
        np.clip(result, -LIMIT, LIMIT, out=result)
        if np.count_nonzero(alive) < alive.size:
            result *= alive[own]
        return result

    def _indices(self, worlds: int) -> tuple[Index, Index]:
        """Return the flat indices of all things, `[things, A, W]`, with those of ships filled in, and of worlds."""
        every = np.arange(worlds)
        entity = np.zeros((self._things, self._foes.shape[1], worlds), np.intp)
        ships = np.concatenate([self._allies, self._foes])
        entity[: len(ships)] = ships[..., None] * worlds + every
        return entity, every

    def _motion(self, world: World, entity: Index, cosine: Floats, sine: Floats) -> tuple[Floats, Floats]:
        """Return scaled positions and velocities in each ship's frame, `[things, 4, A, W]`: x, y, vx and vy.

        First of the frame, whose things are the arena's centre, with the ship's own velocity, and the beacon, if there
        is one; then of the things at `entity`.
        """
        game, motion = self._layout.game, world.stack(Position, Velocity).values
        mine = motion.reshape(4, -1, world.worlds)[:, self._own]
        frame = 1 + game.arena.beacon
        relative = np.empty((4, frame + len(entity), *entity.shape[1:]), np.float32)
        np.negative(mine[:2], out=relative[:2, 0], casting="same_kind")
        relative[2:, 0] = mine[2:]
        if game.arena.beacon_distance:
            place = beacon_at(game.arena, world.tick)[:, None]
            np.subtract(place, mine[:2], out=relative[:2, 1], casting="same_kind")
        elif game.arena.beacon:
            relative[:2, 1] = relative[:2, 0]
        relative[2:, 1:frame] = 0.0
        away = motion.take(entity, axis=1, mode="clip")
        away -= mine[:, None]
        relative[:, frame:] = away
        turned = np.empty((relative.shape[1], 4, *entity.shape[1:]), np.float32)
        by_field, x, y = turned.swapaxes(0, 1), relative[0::2], relative[1::2]
        cosine, sine = cosine * _SCALE, sine * _SCALE
        np.add(x * cosine, y * sine, out=by_field[0::2])
        np.subtract(y * cosine, x * sine, out=by_field[1::2])
        return turned[:frame], turned[frame:]

    def _write_own(self, world: World, sight: Sight, result: Floats, frame: Floats) -> None:
        """Write the blocks `own` and `arena`, with which an observation begins."""
        game, own, ships = self._layout.game, self._own, world["ships"]
        result[0] = ships[Hull].alive[own]
        result[1:3] = frame[2:]
        result[3] = ships[Heading].spin[own]
        result[4] = ships[Hull].points[own]
        result[5] = ships[Energy].points[own]
        # The next recharge subtracts one before guns fire.
        result[6] = np.maximum(ships[Gun].cooling[own] - ONE32, ZERO32)
        result[7] = ships[Shield].up[own]
        result[8] = sight.rays()
        result[9] = world["seats"][Score].score.take(self._sides, axis=0)
        result[3:10] *= self._scale
        result[10] = world.tick * (1 / game.max_ticks)
        result[11:13] = frame[:2]
        result[13] = game.safe_radius(world.tick) * (1 / LENGTH)

    def _write_ships(self, world: World, name: str, target: Floats, rows: Index, mask: Mask) -> None:
        """Write what is told of allies or foes besides their motion and heading."""
        game, hull, energy = self._layout.game, world["ships"][Hull], world["ships"][Energy].points
        np.multiply(hull.points.take(rows, axis=0) * mask, 1 / game.hull, out=target[:, 7], casting="same_kind")
        if name == "allies":
            np.multiply(energy.take(rows, axis=0) * mask, 1 / game.energy, out=target[:, 8], casting="same_kind")
        else:
            target[:, 8] = hull.alive.take(rows, axis=0)
            target[:, 9] = self._points(world, game.side_of[rows])

    def _write_nearest(self, world: World, name: str, target: Floats, entity: Index, mask: Mask) -> None:
        """Write what is told of shots or asteroids besides their motion."""
        column, unit = (
            (world["shots"][Shot].flat.power, POWER) if name == "shots" else (world[name][Obstacle].flat.radius, BODY)
        )
        value = column.take(world.unstacked(name, entity), mode="clip")  # what is not there is elsewhere
        np.multiply(value * mask, 1 / unit, out=target[:, 5], casting="same_kind")

    def _points(self, world: World, sides: Index) -> NDArray[np.float64]:
        """Return the points of sides as shares of those that win, `[…, W]`."""
        points = world["seats"][Score].score.take(sides, axis=0)
        return np.multiply(points, 1 / UNIT / self._layout.win, dtype=np.float64)


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
