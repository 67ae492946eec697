"""Columns of one match over its states: the components that events, and what is shown of a match, are read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.component import Component
from engine.world import Table, World
from systems.components import (
    BeaconControl,
    BeaconPosition,
    BodyContact,
    Damage,
    Death,
    Energy,
    GunShot,
    Heading,
    Hull,
    Impact,
    Obstacle,
    Position,
    ProgramFault,
    Score,
    Shield,
    Shot,
    Velocity,
)

MatchColumns = Mapping[str, Table]  # by table; every column is `[states, rows]`

KEPT: Mapping[str, tuple[type[Component], ...]] = {
    "ships": (Position, Heading, Hull, Energy, Shield, GunShot, BodyContact, Damage, Death),
    "shots": (Position, Velocity, Shot, Impact),
    "asteroids": (Position, Obstacle),
    "seats": (Score, ProgramFault, BeaconControl),
    "matches": (BeaconPosition,),
}


def current_columns(world: World, w: int) -> MatchColumns:
    """Return the columns of match `w` in the current state, `[1, rows]`, as views: they follow the world."""
    return _mapped(world.tables, lambda column: column[None, :, w])


class ColumnRecorder:
    """Records the columns of every state of the matches of a world set.

    Args:
        states: maximum number of states.
    """

    def __init__(self, world: World, states: int) -> None:
        self._kept = _mapped(world.tables, lambda column: np.zeros((world.worlds, states, len(column)), column.dtype))
        self._matches = world.worlds
        self._world: World | None = None
        self._pairs: list[tuple[NDArray[Any], NDArray[Any]]] = []

    def add(self, world: World, columns: Sequence[int], state: int) -> None:
        """Record a state; `columns` are the matches in the columns of `world`, as numbered at the start."""
        if world is not self._world:
            self._world = world
            self._pairs = [
                pair
                for table, kept in self._kept.items()
                for component in kept
                for pair in zip(kept[component].arrays(), world[table][component].arrays(), strict=True)
            ]
        matches = slice(None) if len(columns) == self._matches else columns  # a slice takes a third of the time
        for array, column in self._pairs:
            array[matches, state] = column.T

    def of(self, match: int, states: int) -> MatchColumns:
        """Return the columns of the first `states` states of a match."""
        return _mapped(self._kept, lambda array: array[match, :states])


def _mapped(tables: MatchColumns, change: Callable[[NDArray[Any]], NDArray[Any]]) -> MatchColumns:
    """Return the tables and components that are kept, with changed columns."""
    return {
        name: Table(tables[name].capacity, {kind: tables[name][kind].mapped(change) for kind in kinds})
        for name, kinds in KEPT.items()
    }
