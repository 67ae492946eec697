"""Ratings over the number of games, as lines in the unit square: x to the right, y downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from league.reports.facts import LadderReport
from sandbox.clean import clean_text

COLORS = (
    "#3b82f6", "#ef4444", "#10b981", "#f59e0b", "#8b5cf6", "#ec4899",
    "#14b8a6", "#a16207", "#64748b", "#84cc16", "#f97316", "#06b6d4",
)  # fmt: skip
_ROOM = 20.0  # Elo above the highest point and below the lowest
_GRID = 6  # maximum number of grid lines, …
_STEPS = tuple(k * 10**n for n in range(9) for k in (1, 2, 5))  # … which are this many Elo apart

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A bot's rating over the number of games."""

    bot: str  # printable
    color: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """The lines of the best bots, one for each colour."""

    lines: tuple[Line, ...]
    grid: tuple[tuple[float, float], ...]  # Elo and y of each grid line
    games: int  # at x = 1


@dataclass(frozen=True)
class EloGrid:
    """Grid lines of a chart from one rating to another."""

    low: float
    high: float
    values: tuple[int, ...]

    def y(self, elo: float) -> float:
        """Return where a rating is, from 0 at the top to 1."""
        return (self.high - elo) / (self.high - self.low)


def chart(report: LadderReport, bots: Iterable[str] | None = None) -> Chart | None:
    """Return the chart of a report's history, of `bots` or else of the best ones; None if no such bot has a rating."""
    names = [row.bot for row in report.ladder.rows] if bots is None else bots
    shown = [name for name in names if any(report.history.get(name, ()))][: len(COLORS)]
    values = [elo for bot in shown for elo in report.history[bot] if elo is not None]
    if not values:
        return None
    low, high, last = min(values) - _ROOM, max(values) + _ROOM, report.games_at[-1]

    def points(bot: str) -> tuple[Point, ...]:
        line = zip(report.games_at, report.history[bot], strict=True)
        return tuple((games / last, (high - elo) / (high - low)) for games, elo in line if elo is not None)

    lines = (Line(clean_text(bot, 40), color, points(bot)) for bot, color in zip(shown, COLORS, strict=False))
    grid = elo_grid(low, high)
    return Chart(tuple(lines), tuple((elo, grid.y(elo)) for elo in grid.values), last)


def elo_grid(low: float, high: float) -> EloGrid:
    """Return the grid lines between two ratings."""
    step = next(step for step in _STEPS if (high - low) / step <= _GRID)
    return EloGrid(low, high, tuple(range(-int(-low // step) * step, int(high) + 1, step)))
