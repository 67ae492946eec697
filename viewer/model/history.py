"""Per-tick history of a match, recorded during simulation, from which trails and graphs are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.world import World
from systems.components import Energy, Hull, Position, Score
from systems.config import GameConfig
from systems.rules import UNIT

F32 = NDArray[np.float32]


class History:
    """Growing arrays with one row per state.

    Attributes:
        tracks: `[states, ships, 2]` in m, NaN once a ship is dead.
        hull: `[states, ships]`, points.
        energy: `[states, ships]`, points.
        points: `[states, sides]`.
    """

    def __init__(self, game: GameConfig, states: int) -> None:
        """Allocate space for `states` rows."""
        self._count = 0
        self._tracks = np.full((states, game.ships, 2), np.nan, np.float32)
        self._hull = np.zeros((states, game.ships), np.float32)
        self._energy = np.zeros((states, game.ships), np.float32)
        self._points = np.zeros((states, game.sides), np.float32)

    def add(self, world: World) -> None:
        """Record the current state of a world set's first match."""
        if self._count == len(self._hull):
            self._grow()
        ships, row = world["ships"], self._count
        position, living = ships[Position], ships[Hull].alive[:, 0]
        self._tracks[row, living, 0], self._tracks[row, living, 1] = position.x[living, 0], position.y[living, 0]
        self._hull[row] = ships[Hull].points[:, 0] * (1 / UNIT)
        self._energy[row] = ships[Energy].points[:, 0] * (1 / UNIT)
        self._points[row] = world["seats"][Score].score[:, 0] * (1 / UNIT)
        self._count += 1

    def _grow(self) -> None:
        room = len(self._hull) + 256
        for name in ("_tracks", "_hull", "_energy", "_points"):
            column = getattr(self, name)
            larger = np.full((room, *column.shape[1:]), np.nan if name == "_tracks" else 0, np.float32)
            larger[: len(column)] = column
            setattr(self, name, larger)

    @property
    def tracks(self) -> F32:
        return self._tracks[: self._count]

    @property
    def hull(self) -> F32:
        return self._hull[: self._count]

    @property
    def energy(self) -> F32:
        return self._energy[: self._count]

    @property
    def points(self) -> F32:
        return self._points[: self._count]
