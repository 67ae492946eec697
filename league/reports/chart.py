"""Ratings over the number of games, as lines in the unit square: x to the right, y downwards."""

from __future__ import annotations

from dataclasses import dataclass

from league.reports.facts import LadderReport
from sandbox.clean import clean_text

COLORS = (
    "#3b82f6", "#ef4444", "#10b981", "#f59e0b", "#8b5cf6", "#ec4899",
    "#14b8a6", "#a16207", "#64748b", "#84cc16", "#f97316", "#06b6d4",
)  # fmt: skip
_ROOM = 20.0  # Elo above the highest point and below the lowest
_GRID = 5  # number of grid lines

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


def chart(report: LadderReport) -> Chart | None:
    """Return the chart of a report's history, or None if no bot has a rating."""
    shown = [row.bot for row in report.ladder.rows if any(report.history.get(row.bot, ()))][: len(COLORS)]
    values = [elo for bot in shown for elo in report.history[bot] if elo is not None]
    if not values:
        return None
    low, high, last = min(values) - _ROOM, max(values) + _ROOM, report.games_at[-1]

    def points(bot: str) -> tuple[Point, ...]:
        line = zip(report.games_at, report.history[bot], strict=True)
        return tuple((games / last, (high - elo) / (high - low)) for games, elo in line if elo is not None)

    lines = (Line(clean_text(bot, 40), color, points(bot)) for bot, color in zip(shown, COLORS, strict=False))
    grid = ((low + (high - low) * step / (_GRID - 1), 1 - step / (_GRID - 1)) for step in range(_GRID))
    return Chart(tuple(lines), tuple(grid), last)
