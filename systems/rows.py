"""Which rows the observations have: what each side senses, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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

    def __init__(self, world: World, sight: Sight, ids: Index) -> None:
        game, worlds = world.resource(Game), world.worlds
        self._starts = [row * worlds for row in (0, 0, game.ships, game.body_rows.start)]
        groups = game.sides * worlds
        w, side, row = sight.sensed().transpose(2, 0, 1).nonzero()
        cell = row * worlds + w
        kind = game.kinds.take(side * game.contacts + row)
        alive = world["ships"][Hull].alive.reshape(game.sides, game.per_side, worlds)
        first = game.per_side * side + flat(alive.argmax(axis=1)).take(side * worlds + w)
        far = sight.squared_distance(first, row, w) * (kind != OWN)
        place = kind * groups + w * game.sides + side
        order = np.lexsort((ids.take(cell), far, place))
        self._cells = cell.take(order)
        self.ends = np.zeros((KINDS, groups + 1), np.intp)
        np.bincount(place, minlength=KINDS * groups).reshape(KINDS, groups).cumsum(axis=1, out=self.ends[:, 1:])

    def places(self, flying: Index) -> Iterator[Index]:
        """Where the rows of each kind stand: ships and asteroids in flat columns of their tables, shots among `flying`.

        Args:
            flying: the cells of all that fly, ascending.
        """
        stops = self.ends[:, -1].cumsum().tolist()
        for kind, (start, stop) in enumerate(pairwise([0, *stops])):
            cells = self._cells[start:stop] - self._starts[kind]
            yield flying.searchsorted(cells) if kind == SHOT else cells
