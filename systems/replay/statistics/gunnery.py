"""Shots of ships, and which of them hit, by power and by the distance at which they were fired."""

from __future__ import annotations

import numpy as np

from engine.component import any_nonzero
from systems.components import Damage, Gun, GunShot, Shot
from systems.config import GameConfig
from systems.replay.statistics.ticks import BANDS, POWERS, Tick


class Gunnery:
    """The shots of all ships of some matches, `[powers, bands, ships, games]`; the band is that of the nearest enemy.

    Attributes:
        shots: fired.
        hits: of these shots.
        open: of these shots, those in flight at the end.
        taken: hits that a ship took; the band is still that of the ship that fired.
        shielded: hits that a ship took with a shield that absorbed some, `[ships, games]`.
    """

    def __init__(self, game: GameConfig, games: int) -> None:
        self._game = game
        self._band = np.zeros((game.ships * game.ring, games), np.int8)  # in which each shot in flight was fired
        self.shots, self.hits, self.open, self.taken = np.zeros((4, POWERS, BANDS, game.ships, games), np.int64)
        self.shielded = np.zeros((game.ships, games), np.int64)

    def add(self, tick: Tick) -> None:
        """Count the shots and the hits of a tick."""
        self._fire(tick)
        if tick.hits is not None:
            self._hit(tick)

    def _fire(self, tick: Tick) -> None:
        """Note the band of each shot from the state before, in which its bot decided."""
        fired, game = tick.world["ships"][GunShot].power, self._game
        if not any_nonzero(fired):
            return
        ship, column = (fired * tick.on).nonzero()
        games, band = tick.games[column], tick.before.band[ship, column]
        slot = (tick.world["ships"][Gun].fired[ship, column] - 1) % game.ring
        self._band[ship * game.ring + slot, games] = band
        self.shots[fired[ship, column] - 1, band, ship, games] += 1

    def _hit(self, tick: Tick) -> None:
        """Count each hit in the band of its shot; a ring's slot is not used again before its shot has gone."""
        hits = tick.hits
        assert hits is not None
        band = self._band[hits.row, hits.game]
        np.add.at(self.hits, (hits.power - 1, band, hits.by, hits.game), 1)
        np.add.at(self.taken, (hits.power - 1, band, hits.target, hits.game), 1)
        absorbed = tick.world["ships"][Damage].absorbed[hits.target, hits.column] > 0
        np.add.at(self.shielded, (hits.target, hits.game), absorbed)

    def end(self, tick: Tick, columns: np.ndarray) -> None:
        """Count the shots that are in flight in the last state of the matches in some columns."""
        shots = tick.world["shots"][Shot]
        row, column = ((shots.moves > 0) * columns).nonzero()
        games = tick.games[column]
        power = shots.power[row, column] - 1
        np.add.at(self.open, (power, self._band[row, games], self._game.owner_of[row], games), 1)
