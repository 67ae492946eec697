"""Where ships are, how far from their enemies, and how fast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.vectors import dot
from systems.components import BeaconControl, Hull, Position, Velocity
from systems.config import GameConfig
from systems.replay.statistics.ticks import BANDS, Tick

STILL = 20.0  # m/s: a slower ship stands still


class MotionCounter:
    """The motion of all ships of some matches.

    Attributes:
        flown: ticks in which a ship lives, `[ships, games]`.
        still: of these, ticks in which it stands still.
        inside: of these, ticks in which it is in the beacon.
        ranges: of these, by the band of the distance to the nearest enemy, `[bands, ships, games]`.
        alone: ticks in which a side is alone in the beacon, `[sides, games]`.
        all_alive: ticks in which all ships live, `[games]`.
        all_still: of these, ticks in which all stand still.
        places: ticks that the ships of a side spend in each cell of the square around the arena,
            `[sides, games, cells * cells]`, rows from y = -radius upwards; without cells, empty.
    """

    def __init__(self, game: GameConfig, games: int, cells: int) -> None:
        self._game, self._cells = game, cells
        self.flown, self.still, self.inside = np.zeros((3, game.ships, games), np.int64)
        self.ranges = np.zeros((BANDS, game.ships, games), np.int64)
        self.alone = np.zeros((game.sides, games), np.int64)
        self.all_alive, self.all_still = np.zeros((2, games), np.int64)
        self.places = np.zeros((game.sides, games, cells * cells), np.int32)

    def add(self, tick: Tick) -> None:
        """Count the state that a tick led to."""
        ships, games, on = tick.world["ships"], tick.games, tick.on
        alive, velocity = ships[Hull].alive & on, ships[Velocity].fields
        still = alive & (dot(velocity, velocity) < STILL * STILL)
        self.flown[:, games] += alive
        self.still[:, games] += still
        self.inside[:, games] += alive & tick.after.inside
        self.all_alive[games] += alive.all(axis=0)
        self.all_still[games] += still.all(axis=0)
        self.alone[:, games] += tick.world["seats"][BeaconControl].beacon & on
        ship, column = alive.nonzero()
        self.ranges[tick.after.band[ship, column], ship, games[column]] += 1
        if self._cells:
            self._place(ships[Position].fields[:, ship, column], self._game.side_of[ship], games[column])

    def _place(self, at: NDArray[np.float64], side: NDArray[np.intp], games: NDArray[np.intp]) -> None:
        """Count ships at these places, `[2, ships]`."""
        cells = self._cells
        x, y = ((at / self._game.arena.radius + 1) * (cells / 2)).astype(np.int64).clip(0, cells - 1)
        np.add.at(self.places, (side, games, y * cells + x), 1)
