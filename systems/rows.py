"""Which rows the observations have: what each side senses, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.component import flat
from engine.world import World
from systems.components import Hull
from systems.game import KINDS, OWN, SHOT, Game
from systems.sensing import Sight

Index = NDArray[np.intp]


class Rows:
    """The rows of all observations: by kind, then by group, which is one side of one world, w * sides + side. Own ships
    follow by id, contacts nearest to the side's first living ship first, then by id.

    Args:
        ids: of ships, shots and asteroids in a flat column of all of them, `[contacts * W]`.

    Attributes:
        ends: how many rows of a kind there are up to each group, from 0: `[kinds, groups + 1]`.
    """

    def __init__(self, world: World, sight: Sight, ids: NDArray[np.int32]) -> None:
        game, worlds = world.resource(Game), world.worlds
        self._starts = [row * worlds for row in (0, 0, game.ships, game.body_rows.start)]
        groups = game.sides * worlds
        w, side, row = sight.sensed().transpose(2, 0, 1).nonzero()
        cell = row * worlds + w
        kind = game.kinds.take(side * game.contacts + row)
        far = sight.squared_distance(_first_living(world, side, w), row, w) * (kind != OWN)
        place = kind * groups + w * game.sides + side
        order = np.lexsort((ids.take(cell), far, place))
        self._cells = cell.take(order)
        self._ends = place.take(order).searchsorted(_places(groups))
        self.ends = self._ends - self._ends[:, :1]

    def places(self, flying: Index) -> Iterator[Index]:
        """Where the rows of each kind stand: ships and asteroids in flat columns of their tables, shots among `flying`.

        Args:
            flying: the cells of all that fly, ascending.
        """
        starts, stops = self._ends[:, 0].tolist(), self._ends[:, -1].tolist()
        for kind, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            cells = self._cells[start:stop] - self._starts[kind]
            yield flying.searchsorted(cells) if kind == SHOT else cells


@cache
def _places(groups: int) -> Index:
    """The first place of each group, and the end of the last, in a row of places by kind: `[kinds, groups + 1]`."""
    return groups * np.arange(KINDS)[:, None] + np.arange(groups + 1)


def _first_living(world: World, side: Index, w: Index) -> Index:
    """The row of the first ship that lives, of each of these sides: `[P]`."""
    game, alive = world.resource(Game), world["ships"][Hull].alive
    if game.per_side == 1:
        return side
    first = alive.reshape(game.sides, game.per_side, world.worlds).argmax(axis=1)
    row: Index = game.per_side * side + flat(first).take(side * world.worlds + w)
    return row
