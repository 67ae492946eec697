"""Statistics on motion, shots and hits of many games at once, from the simulation of their logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from engine.component import any_nonzero
from engine.log import MatchLog
from engine.world import World
from systems.components import Damage, Gun, GunShot, Hull, Impact, Position, Shot, Velocity
from systems.replay.batch import BatchReplay, batches

STILL = 20.0  # m/s: a slower ship stands still
BAND = 100.0  # m: width of a band of distance
BANDS = 7  # from 0; the last holds everything beyond
POWERS = 3


class SeatStatistics(TypedDict):
    """What the ships of a seat did."""

    shots: list[list[int]]  # by power, and by the band of the nearest enemy's distance when the shot was fired
    hits: list[list[int]]  # of these shots
    took: int  # hits
    shielded: int  # of these, by a shield that took part
    still: int  # ship-ticks in which a ship stands still
    flown: int  # ship-ticks in all


class GameStatistics(TypedDict):
    """What happened in a game."""

    still: int  # ticks in which all ships live and stand still
    alive: int  # ticks in which all ships live
    seats: list[SeatStatistics]


def statistics_of(logs: Sequence[MatchLog]) -> list[GameStatistics]:
    """Return the statistics of each log.

    Raises:
        ValueError: a log cannot be simulated, or its simulation is not as recorded.
    """
    found: dict[int, GameStatistics] = {}
    for keys, batch in batches(dict(enumerate(logs))):
        if isinstance(batch, ValueError):
            raise batch
        watcher = Watcher(batch)
        for check in batch.run(watcher.add):
            if not check.ok:
                raise ValueError(check.reason)
        found.update(zip(keys, watcher.statistics(), strict=True))
    return [found[key] for key in range(len(logs))]


class Watcher:
    """Sums up the statistics of a batch of logs, of which it must see every state."""

    def __init__(self, batch: BatchReplay) -> None:
        self._game = game = batch.game
        games = len(batch.logs)
        self._ticks = np.array([len(log.inputs) for log in batch.logs])
        self._state = -1
        self._before = np.zeros((2, game.ships, games))  # m, positions in the last state
        self._band = np.zeros((game.ships * game.ring, games), np.int8)  # in which each shot in flight was fired
        self._shots = np.zeros((POWERS, BANDS, game.ships, games), np.int32)
        self._hits = np.zeros_like(self._shots)
        self._took, self._shielded, self._still, self._flown = np.zeros((4, game.ships, games), np.int32)
        self._all_still, self._all_alive = np.zeros((2, games), np.int32)

    def add(self, world: World, columns: Sequence[int]) -> None:
        """Add a state of the games in these columns of the world set; those that have ended are left out."""
        self._state += 1
        games = np.array(columns)
        if self._state > 0:
            on = self._state <= self._ticks[games]
            self._move(world, games[on], on)
            self._fire(world, games, on)
            self._hit(world, games, on)
        self._before[:, :, games] = world["ships"][Position].fields

    def _move(self, world: World, games: np.ndarray, on: np.ndarray) -> None:
        ships = world["ships"]
        alive, velocity = ships[Hull].alive[:, on], ships[Velocity].fields[:, :, on]
        still = alive & (velocity[0] ** 2 + velocity[1] ** 2 < STILL**2)
        self._still[:, games] += still
        self._flown[:, games] += alive
        self._all_still[games] += still.all(axis=0)
        self._all_alive[games] += alive.all(axis=0)

    def _fire(self, world: World, games: np.ndarray, on: np.ndarray) -> None:
        """Note the band of each shot fired, from the positions in the state before, in which its bot decided."""
        fired = world["ships"][GunShot].power
        if not any_nonzero(fired):
            return
        ship, column = (fired * on).nonzero()
        game = games[column]
        between = self._before[:, :, game] - self._before[:, ship, game][:, None]
        distance = np.hypot(between[0], between[1])
        distance[self._game.side_of[:, None] == self._game.side_of[ship]] = np.inf
        band = np.minimum(distance.min(axis=0) // BAND, BANDS - 1).astype(np.int8)
        slot = (world["ships"][Gun].fired[ship, column] - 1) % self._game.ring
        self._band[ship * self._game.ring + slot, game] = band
        self._shots[fired[ship, column] - 1, band, ship, game] += 1

    def _hit(self, world: World, games: np.ndarray, on: np.ndarray) -> None:
        """Count each hit in the band of its shot; a ring's slot is not used again before its shot has gone."""
        struck = world["shots"][Impact].ship
        if not any_nonzero(struck):
            return
        row, column = (struck * on).nonzero()
        game, target = games[column], struck[row, column] - 1
        power = world["shots"][Shot].power[row, column]
        np.add.at(self._hits, (power - 1, self._band[row, game], self._game.owner_of[row], game), 1)
        np.add.at(self._took, (target, game), 1)
        np.add.at(self._shielded, (target, game), world["ships"][Damage].absorbed[target, column] > 0)

    def statistics(self) -> list[GameStatistics]:
        """Return the statistics of each game."""
        return [
            {
                "still": int(self._all_still[game]),
                "alive": int(self._all_alive[game]),
                "seats": [self._seat(list(ships), game) for ships in self._game.ships_of],
            }
            for game in range(len(self._ticks))
        ]

    def _seat(self, ships: list[int], game: int) -> SeatStatistics:
        return {
            "shots": self._shots[:, :, ships, game].sum(axis=2).tolist(),
            "hits": self._hits[:, :, ships, game].sum(axis=2).tolist(),
            "took": int(self._took[ships, game].sum()),
            "shielded": int(self._shielded[ships, game].sum()),
            "still": int(self._still[ships, game].sum()),
            "flown": int(self._flown[ships, game].sum()),
        }
