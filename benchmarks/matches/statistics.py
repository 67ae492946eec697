"""Statistics on motion, shots and hits of many games at once, ready for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from engine.log import MatchLog
from systems.replay.statistics import games
from systems.replay.statistics.motion import STILL
from systems.replay.statistics.ticks import BAND, BANDS, POWERS

__all__ = ["BAND", "BANDS", "POWERS", "STILL", "GameStatistics", "SeatStatistics", "statistics_of"]


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
    for key, game in games.statistics(dict(enumerate(logs))):
        if isinstance(game, ValueError):
            raise game
        if not game.check.ok:
            raise ValueError(game.check.reason)
        found[key] = {"still": game.all_still, "alive": game.all_alive, "seats": [*map(_seat, game.seats)]}
    return [found[key] for key in range(len(logs))]


def _seat(seat: games.SeatStatistics) -> SeatStatistics:
    return {
        "shots": seat.shots.tolist(),
        "hits": seat.hits.tolist(),
        "took": int(seat.taken.sum()),
        "shielded": seat.shielded,
        "still": seat.still,
        "flown": seat.flown,
    }
