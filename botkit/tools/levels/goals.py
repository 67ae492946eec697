"""Goals: what a try is measured by, as pure functions of the trace of its match. The player is side 0, with ship 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from systems.components import Energy, Hull, Position
from systems.replay.trace import Trace
from systems.results import Ending
from systems.rules import TICK_RATE, UNIT

PLAYER, OPPONENT = 0, 1  # sides, and ships


class Measured(NamedTuple):
    """What a try has come to.

    Attributes:
        value: None if the goal was not reached at all.
        text: the same in words.
    """

    value: float | None
    text: str


@dataclass(frozen=True)
class Goal:
    """What a try is measured by.

    Attributes:
        mark: what a medal asks for, with `{:g}` for its number.
        rising: whether more is better.
        needs_sight: whether the trace must have what each side senses, which takes as long as the simulation.
    """

    measure: Callable[[Trace], Measured]
    mark: str
    rising: bool = False
    needs_sight: bool = False

    def reached(self, value: float | None, mark: float) -> bool:
        """Return whether a value is as good as a mark."""
        return value is not None and (value >= mark if self.rising else value <= mark)

    def order(self, value: float | None) -> float:
        """Return a sort key of a value, smallest for the worst."""
        return -np.inf if value is None else value if self.rising else -value


def _ending(trace: Trace) -> Ending | None:
    return trace.result["how"] if trace.result else None


def _lost(trace: Trace) -> str:
    """Return how the player has lost the ship, or an empty text."""
    if _ending(trace) == Ending.FORFEIT:
        return "forfeited"
    for event in trace.events:
        if event["kind"] == "kill" and event["ship"] == PLAYER:
            return f"destroyed at {_seconds(event['tick']):.1f} s, by {_CAUSES.get(event['cause'], event['cause'])}"
    return ""


_CAUSES = {"wall": "the wall", "star": "the star", "zone": "the zone"}


def _seconds(tick: int) -> float:
    return tick / TICK_RATE


def _held(trace: Trace) -> bool:
    """Return whether the player has won by the beacon."""
    return trace.result is not None and trace.result["how"] == Ending.BEACON and trace.result["winner"] == PLAYER


def _points(trace: Trace) -> float:
    return trace.result["seats"][PLAYER]["points"] if trace.result else 0.0


def _hull(trace: Trace, ship: int) -> float:
    """Return what is left of a ship's hull at the end, points."""
    return max(int(trace.columns["ships"][Hull].points[-1, ship]), 0) / UNIT


def _fired(trace: Trace) -> tuple[int, int]:
    """Return the number of the player's shots, and of those that hit."""
    shots = sum(event["kind"] == "shot" and event["ship"] == PLAYER for event in trace.events)
    hits = sum(event["kind"] == "hit" and event["by"] == PLAYER for event in trace.events)
    return shots, hits


def _kill(trace: Trace) -> int | None:
    """Return the tick at which the opponent was destroyed while the player was not."""
    if _lost(trace):
        return None
    kills = (event["tick"] for event in trace.events if event["kind"] == "kill" and event["ship"] == OPPONENT)
    return next(kills, None)


def _alive(trace: Trace) -> str:
    """Describe a try in which the opponent was not destroyed."""
    shots, hits = _fired(trace)
    how = f"{hits} of {shots} shots hit" if shots else "no shot fired"
    return _lost(trace) or f"not destroyed: {how}"


def beacon_time(trace: Trace) -> Measured:
    """The time at which the player has won by the beacon, s."""
    if _held(trace):
        time = _seconds(trace.ticks)
        return Measured(time, f"held after {time:.1f} s")
    return Measured(None, _lost(trace) or f"not held: {_points(trace):.1f} points")


def kill_time(trace: Trace) -> Measured:
    """The time at which the opponent was destroyed, s."""
    tick = _kill(trace)
    if tick is None:
        return Measured(None, _alive(trace))
    shots, hits = _fired(trace)
    return Measured(_seconds(tick), f"destroyed after {_seconds(tick):.1f} s: {hits} of {shots} shots hit")


def energy_left(trace: Trace) -> Measured:
    """The player's energy when the opponent was destroyed, points."""
    tick = _kill(trace)
    if tick is None:
        return Measured(None, _alive(trace))
    left = int(trace.columns["ships"][Energy].points[tick, PLAYER]) / UNIT
    shots, hits = _fired(trace)
    return Measured(left, f"destroyed with {left:.0f} energy left: {hits} of {shots} shots hit")


def hits_taken(trace: Trace) -> Measured:
    """The number of shots that hit the player until time was up."""
    if _lost(trace) or _ending(trace) != Ending.TIME:
        return Measured(None, _lost(trace) or "ended early: the opponent was destroyed")
    hits = sum(event["kind"] == "hit" and event["ship"] == PLAYER for event in trace.events)
    return Measured(hits, f"hit {hits} times" if hits != 1 else "hit once")


def damage_taken(trace: Trace) -> Measured:
    """The hull that the player lost until time was up, points."""
    if _lost(trace) or _ending(trace) != Ending.TIME:
        return Measured(None, _lost(trace) or "ended early: the opponent was destroyed")
    damage = round(trace.setup.rules.hull - _hull(trace, PLAYER), 3)
    return Measured(damage, f"{damage:.0f} hull lost")


def in_range(nearest: float, farthest: float) -> Callable[[Trace], Measured]:
    """Return the measure of how long the player was that far from the opponent, s."""

    def measure(trace: Trace) -> Measured:
        at = trace.columns["ships"][Position]
        away = np.hypot(at.x[:, PLAYER] - at.x[:, OPPONENT], at.y[:, PLAYER] - at.y[:, OPPONENT])
        alive = trace.columns["ships"][Hull].alive.all(axis=1)
        time = _seconds(int((alive & (nearest <= away) & (away <= farthest)).sum()))
        text = f"{time:.1f} s in range"
        return Measured(None, f"{text}, {lost}") if (lost := _lost(trace)) else Measured(time, text)

    return measure


def time_in_sight(trace: Trace) -> Measured:
    """How long the opponent sensed the player until time was up, s."""
    if _lost(trace) or _ending(trace) != Ending.TIME:
        return Measured(None, _lost(trace) or "ended early: the opponent was destroyed")
    time = _seconds(int(trace.sensed[:, OPPONENT, PLAYER].sum()))
    return Measured(time, f"{time:.1f} s in sight")


def held_with_hull(trace: Trace) -> Measured:
    """The hull left to the player on winning by the beacon, points."""
    if _held(trace):
        left = _hull(trace, PLAYER)
        return Measured(left, f"held after {_seconds(trace.ticks):.1f} s, with {left:.0f} hull left")
    return Measured(None, f"{_lost(trace) or 'not held'}: {_points(trace):.1f} points")


def hull_of_winner(trace: Trace) -> Measured:
    """The hull left to the player on winning, points."""
    if not trace.result or trace.result["winner"] != PLAYER:
        drawn = trace.result is not None and trace.result["winner"] is None
        return Measured(None, _lost(trace) or ("a draw" if drawn else f"lost by {_ending(trace)}"))
    left = _hull(trace, PLAYER)
    return Measured(left, f"won by {_ending(trace)} after {_seconds(trace.ticks):.1f} s, with {left:.0f} hull left")
