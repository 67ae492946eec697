"""Sums of the statistics of a bot over games."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from botkit.tools.stats.reading import FoundLog
from systems.replay.statistics.games import GameStatistics, SeatStatistics
from systems.results import Result

OUTCOMES = ("won", "drawn", "lost")


@dataclass(frozen=True)
class DeathCause:
    """How ships were destroyed: by what, and by shots of whom, of which power."""

    cause: str
    by: str | None
    power: int | None


@dataclass
class BotTotals:
    """A bot's games so far. A game in which it has several seats counts for each.

    Attributes:
        outcomes: number of games by outcome, and `unfinished` ones.
        how: endings by outcome.
        against: outcomes by opponent; in a melee, a game counts for each of them.
        versions, modes, arenas: number of games by the bot's identity, by mode and by arena.
        ticks: length of all games.
        own: sums over the bot's seats.
        other: sums over the other seats.
        deaths: ships that the bot lost.
        struck, died: places where its ships were hit and destroyed, from -1 to 1.
        costs: energy of a shot by power, units.
        radius: that of the largest arena, m.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    how: dict[str, Counter[str]] = field(default_factory=lambda: {outcome: Counter() for outcome in OUTCOMES})
    against: dict[str, Counter[str]] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    arenas: Counter[str] = field(default_factory=Counter)
    ticks: int = 0
    own: SeatStatistics | None = None
    other: SeatStatistics | None = None
    missed_shots: int = 0  # units of energy of shots that missed
    deaths: Counter[DeathCause] = field(default_factory=Counter)
    struck: list[tuple[float, float]] = field(default_factory=list)
    died: list[tuple[float, float]] = field(default_factory=list)
    radius: float = 0.0

    @property
    def games(self) -> int:
        return self.outcomes.total()

    def add(self, found: FoundLog, game: GameStatistics, seats: Sequence[int]) -> None:
        """Add a game, for each of these seats."""
        setup, radius = game.game.setup, game.game.arena.radius
        self.modes[setup.mode] += 1
        self.arenas[setup.arena] += 1
        self.radius = max(self.radius, radius)
        for seat in seats:
            own = game.seats[seat]
            outcome = outcome_of(game.check.result, seat)
            self.outcomes[outcome] += 1
            if game.check.result is not None:
                self.how[outcome][str(game.check.result["how"])] += 1
            self.versions[found.seats[seat].identity] += 1
            self.ticks += game.check.ticks
            self.own = own if self.own is None else plus(self.own, own)
            for place, other in enumerate(game.seats):
                if place == seat:
                    continue
                self.other = other if self.other is None else plus(self.other, other)
                self.against.setdefault(found.name_of(place), Counter())[outcome] += 1
            missed = (own.shots - own.hits - own.open).sum(axis=1)
            self.missed_shots += int((missed * game.game.shot_cost[1:].astype(np.int64)).sum())
            self.struck += [(x / radius, y / radius) for x, y in own.struck]
            self.died += [(loss.x / radius, loss.y / radius) for loss in own.losses]
            for loss in own.losses:
                by = None if loss.by is None else found.name_of(int(game.game.side_of[loss.by]))
                self.deaths[DeathCause(loss.cause, by, loss.power)] += 1


def outcome_of(result: Result | None, seat: int) -> str:
    """Return how a game ended for a seat: won if it alone is first, drawn if it shares that."""
    if result is None:
        return "unfinished"
    ranks = result["ranks"]
    if ranks[seat] > 1:
        return "lost"
    return "won" if ranks.count(1) == 1 else "drawn"


def plus(one: SeatStatistics, other: SeatStatistics) -> SeatStatistics:
    """Return the sums of numbers; places are left out."""
    found: dict[str, Any] = {}
    for each in fields(one):
        a, b = getattr(one, each.name), getattr(other, each.name)
        found[each.name] = (
            dict(Counter(a) + Counter(b)) if isinstance(a, dict) else [] if isinstance(a, list) else a + b
        )
    return SeatStatistics(**found)
