"""Observations as arrays, computed from the columns of a world set for all its worlds at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from botkit.gym.layout import BODY, COOLING, LENGTH, LIMIT, POWER, SPEED, SPIN, Floats, Layout
from botkit.gym.nearest import nearest
from engine.angle import RADIANS
from engine.world import World
from systems.components import Energy, Gun, Heading, Hull, Obstacle, Position, Score, Shield, Shot, Velocity
from systems.protocol.sensing import Sight
from systems.rules import TICK_RATE, UNIT
from systems.step.beacon import beacon_at

Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

_SCALE = np.array([1 / LENGTH, 1 / SPEED]).reshape(2, 1, 1, 1)  # of positions and velocities


class Observer:
    """Observes the current state of a world set as some of its ships do.

    What a ship's side senses is what `systems.protocol.sensing.Sight` says, as for a bot. Nothing else about other
    sides enters its observation, except what every bot is told: which ships live, and the points of each side.

    Args:
        layout: of an observation.
        ships: rows of the ships that observe, A of them; all ships by default.
    """

    def __init__(self, layout: Layout, ships: Sequence[int] | None = None) -> None:
        game = layout.game
        self._layout = layout
        self._own: Index = np.arange(game.ships) if ships is None else np.array(ships, np.intp)
        self._side = game.side_of[self._own]
        self._column = np.arange(len(self._own))[:, None]
        self._allies, self._foes = others(game.side_of, self._own)
        self._ships = np.concatenate([self._allies, self._foes])
        slots = np.arange(game.ring)[:, None]
        shots = game.ships + game.ring * self._foes[:, None] + slots  # [foes, ring, A]
        asteroids = np.arange(game.body_rows.start, game.body_rows.start + game.arena.asteroids)
        # What is sorted by distance: rows among all things, `[rows, A]`.
        self._sorted: dict[str, Index] = {
            "shots": shots.reshape(-1, len(self._own)),
            "asteroids": asteroids[:, None].repeat(len(self._own), axis=1),
        }

    def observe(self, world: World) -> Floats:
        """Return the observations of the current state, a new array `[N, A, W]`."""
        layout, own, ships = self._layout, self._own, world["ships"]
        sight = Sight(world)
        sensed, alive = sight.sensed(), ships[Hull].alive
        seen = [alive[self._allies], sensed[self._side, self._foes]]
        rows: dict[str, Index] = {}  # of the nearest things, among all things, `[rows, A, W]`
        for name, things in self._sorted.items():
            if name in layout.blocks:
                index, there = nearest(sight.squared[own, things], sensed[self._side, things], layout.blocks[name].rows)
                rows[name] = things[index, self._column]
                seen.append(there)

        result = np.empty((layout.size, len(own), world.worlds), np.float32)
        blocks = {
            name: result[block.span].reshape(block.rows, len(block.fields), len(own), world.worlds)
            for name, block in layout.blocks.items()
        }
        cosine, sine = facing = sight.facing[:, own].astype(np.float32)
        motion = self._motion(world, rows, facing)
        self._write_own(world, sight, blocks["own"][0], motion[0])
        self._write_arena(world, blocks["arena"][0], motion[0])
        start = 1
        if "beacon" in blocks:
            blocks["beacon"][0] = motion[1, :2]
            start = 2
        names = [name for name in ("allies", "foes", "shots", "asteroids") if name in blocks]
        masks: dict[str, Mask] = dict(zip(names, seen if len(self._allies) else seen[1:], strict=True))
        for name, mask in masks.items():
            block, end = blocks[name], start + len(mask)
            block[:, 0] = mask
            np.multiply(motion[start:end], mask[:, None], out=block[:, 1:5])
            start = end
        for name, own_rows in (("allies", self._allies), ("foes", self._foes)):
            if name in blocks:
                self._write_ships(world, sight, blocks[name], own_rows, masks[name], (cosine, sine))
        if "shots" in blocks:
            self._write_nearest(world, "shots", rows["shots"], blocks["shots"], masks["shots"])
        if "asteroids" in blocks:
            self._write_nearest(world, "asteroids", rows["asteroids"], blocks["asteroids"], masks["asteroids"])
        np.clip(result, -LIMIT, LIMIT, out=result)
        if np.count_nonzero(alive) < alive.size:
            result *= alive[own]
        return result

    def _motion(self, world: World, nearest_rows: dict[str, Index], facing: Floats) -> Floats:
        """Return scaled positions and velocities in each ship's frame, `[things, 4, A, W]`: x, y, vx and vy.

        The things: the arena's centre, with the ship's own velocity; the beacon, if there is one; other ships; the
        nearest shots and asteroids.
        """
        game, motion = self._layout.game, world.stack(Position, Velocity).values.reshape(4, -1, world.worlds)
        mine = motion[:, self._own]
        count = 1 + game.arena.beacon + len(self._ships) + sum(map(len, nearest_rows.values()))
        relative = np.empty((4, count, *mine.shape[1:]), np.float32)
        np.negative(mine[:2], out=relative[:2, 0], casting="same_kind")
        relative[2:, 0] = mine[2:]
        end = 1
        if game.arena.beacon:
            place = beacon_at(game.arena, world.tick)[:, None] if game.arena.beacon_distance else np.zeros((2, 1, 1))
            np.subtract(place, mine[:2], out=relative[:2, 1], casting="same_kind")
            relative[2:, 1] = 0.0
            end = 2
        found = [motion[:, self._ships], *(motion[:, rows, np.arange(world.worlds)] for rows in nearest_rows.values())]
        for things in found:
            start, end = end, end + things.shape[1]
            np.subtract(things, mine[:, None], out=relative[:, start:end], casting="same_kind")
        cosine, sine = (_SCALE * facing[:, None, None]).astype(np.float32)
        turned = np.empty((count, 4, *mine.shape[1:]), np.float32)
        by_field, x, y = turned.swapaxes(0, 1), relative[0::2], relative[1::2]
        np.add(x * cosine, y * sine, out=by_field[0::2])
        np.subtract(y * cosine, x * sine, out=by_field[1::2])
        return turned

    def _write_own(self, world: World, sight: Sight, block: Floats, motion: Floats) -> None:
        game, own, ships = self._layout.game, self._own, world["ships"]
        block[0] = ships[Hull].alive[own]
        block[1:3] = motion[2:]
        block[3] = ships[Heading].spin[own] * np.float32(RADIANS * TICK_RATE / SPIN)
        block[4] = ships[Hull].points[own] / np.float32(game.hull)
        block[5] = ships[Energy].points[own] / np.float32(game.energy)
        # The next recharge subtracts one before guns fire.
        block[6] = np.maximum(ships[Gun].cooling[own] - 1, 0) * np.float32(1 / COOLING)
        block[7] = ships[Shield].up[own]
        block[8] = sight.rays()[own] * (1 / LENGTH)
        block[9] = self._points(world, self._side)

    def _write_arena(self, world: World, block: Floats, motion: Floats) -> None:
        game = self._layout.game
        block[0] = world.tick / game.max_ticks
        block[1:3] = motion[:2]
        block[3] = game.safe_radius(world.tick) / LENGTH

    def _write_ships(
        self, world: World, sight: Sight, block: Floats, rows: Index, seen: Mask, facing: tuple[Floats, Floats]
    ) -> None:
        """Write what is told of allies or foes besides their motion."""
        game, ships, (cosine, sine) = self._layout.game, world["ships"], facing
        ahead, left = sight.facing[:, rows].astype(np.float32)
        block[:, 5] = (ahead * cosine + left * sine) * seen
        block[:, 6] = (left * cosine - ahead * sine) * seen
        block[:, 7] = ships[Hull].points[rows] * np.float32(1 / game.hull) * seen
        if rows is self._allies:
            block[:, 8] = ships[Energy].points[rows] * np.float32(1 / game.energy) * seen
        else:
            block[:, 8] = ships[Hull].alive[rows]
            block[:, 9] = self._points(world, game.side_of[rows])

    def _write_nearest(self, world: World, table: str, rows: Index, block: Floats, there: Mask) -> None:
        """Write what is told of shots or asteroids besides their motion."""
        entity = world.unstacked(table, world.flat_index(rows, np.arange(world.worlds)))
        entity *= there  # those that are not there would be of another table
        if table == "shots":
            block[:, 5] = world[table][Shot].flat.power.take(entity) * np.float32(1 / POWER) * there
        else:
            block[:, 5] = world[table][Obstacle].flat.radius.take(entity) * np.float32(1 / BODY) * there

    def _points(self, world: World, sides: Index) -> NDArray[np.float64]:
        """Return the points of sides as shares of those that win, `[…, W]`."""
        return np.multiply(world["seats"][Score].score[sides], 1 / UNIT / self._layout.win, dtype=np.float64)


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
