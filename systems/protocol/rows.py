"""The rows of observations: what each side senses, in the order in which it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.component import flat_indices
from engine.constants import constant
from engine.world import World
from systems.components import Hull
from systems.config import KINDS, OWN, GameConfig
from systems.protocol.sensing import Sight

Index = NDArray[np.intp]

_TABLES = ("ships", "ships", "shots", "asteroids")  # of each kind of row: OWN, SHIP, SHOT, ASTEROID


class Rows:
    """The rows of all observations, sorted by kind, then by group: a side of a world, w * sides + side.

    Own ships are sorted by id, contacts by distance from the side's first living ship, then by id.

    Args:
        ids: of ships, shots and asteroids in a flat column of all of them, `[contacts * W]`.

    Attributes:
        ends: cumulative number of rows of a kind up to each group, from 0, `[kinds, groups + 1]`.
    """

    def __init__(self, world: World, sight: Sight, ids: NDArray[np.int32]) -> None:
        game = world.resource(GameConfig)
        known = _known(game, world.worlds)
        sensed = flat_indices(sight.sensed().transpose(2, 0, 1))
        w, pair = sensed // known.pairs, sensed % known.pairs
        contact = world.flat_index(known.row.take(pair), w)
        far = sight.squared_distance(_first_living(world, known.side.take(pair), w), contact)
        if game.per_side > 1:
            far *= known.other.take(pair)
        place = known.place.take(pair) + w * known.sides
        order = np.lexsort((ids.take(contact), far, place))
        self._world = world
        self._contacts = contact.take(order)
        self._ends = place.take(order).searchsorted(known.places)
        self.ends = self._ends - self._ends[:, :1]

    def places(self, flying: Index) -> Iterator[Index]:
        """Yield the flat indices of each kind's rows, of ships and asteroids in their tables, of shots in `flying`.

        Args:
            flying: the flat indices of all that fly, ascending.
        """
        starts, stops = self._ends[:, 0].tolist(), self._ends[:, -1].tolist()
        for start, stop, table in zip(starts, stops, _TABLES, strict=True):
            entity = self._world.unstacked(table, self._contacts[start:stop])
            yield flying.searchsorted(entity) if table == "shots" else entity


class _Known(NamedTuple):
    """Constants of each pair of a side and a contact, side * contacts + row, flat `[pairs]`."""

    pairs: Index  # number of pairs, 0-d
    sides: Index  # number of sides, 0-d
    side: Index
    row: Index  # the contact's, among all contacts
    other: NDArray[np.float64]  # 0 for ships of the same side, else 1
    place: Index  # rank by kind, then by group, in world 0
    places: Index  # first rank of each group, and the end of the last, by kind, `[kinds, groups + 1]`


@lru_cache(maxsize=16)
def _known(game: GameConfig, worlds: int) -> _Known:
    side, row = np.divmod(np.arange(game.sides * game.contacts), game.contacts)
    groups = game.sides * worlds
    return _Known(
        constant(len(side), np.intp),
        constant(game.sides, np.intp),
        side,
        row,
        (game.kinds != OWN).astype(np.float64),
        game.kinds * groups + side,
        groups * np.arange(KINDS)[:, None] + np.arange(groups + 1),
    )


def _first_living(world: World, side: Index, w: Index) -> Index:
    """Return the row of the first living ship of each of these sides, `[P]`."""
    game, alive = world.resource(GameConfig), world["ships"][Hull].alive
    if game.per_side == 1:
        return side
    first = alive.reshape(game.sides, game.per_side, world.worlds).argmax(axis=1)
    row: Index = game.per_side * side + first.reshape(-1).take(world.flat_index(side, w))
    return row
