"""What the results of games tell: meetings, ratings and the win matrix."""

from __future__ import annotations

import statistics
from itertools import combinations
from typing import Any

from rich.table import Table

from benchmarks.matches.playing import Results
from league.ratings.elo import Rating, bradley_terry
from league.ratings.meetings import Meetings


def names_of(result: dict[str, Any]) -> list[str]:
    """Return the names in the seats of a game."""
    return [seat["bot"] for seat in result["seats"]]


def score_of(result: dict[str, Any]) -> float:
    """Return the score of seat 0 in a pair's game: 1, 0.5 or 0."""
    winner = result["winner"]
    return 0.5 if winner is None else float(winner == 0)


def meetings(results: Results) -> list[tuple[str, str, float]]:
    """Return every pair of names in a game with the score of the first, by rank, so that melees count too."""
    found = []
    for result in results:
        for (a, rank_a), (b, rank_b) in combinations(zip(names_of(result), result["ranks"], strict=True), 2):
            found.append((a, b, 0.5 if rank_a == rank_b else float(rank_a < rank_b)))
    return found


def ratings(results: Results) -> dict[str, Rating]:
    """Return the rating of each name, best first."""
    met = meetings(results)
    names = sorted({name for a, b, _ in met for name in (a, b)})
    index = {name: number for number, name in enumerate(names)}
    scores = Meetings.from_results((index[a], index[b], score) for a, b, score in met)
    found = bradley_terry(scores).as_dict()
    return dict(sorted(((n, found[index[n]]) for n in names), key=lambda item: -item[1].elo))


def matrix(results: Results) -> Table:
    """Return the score of each against each, in percent, and against all; in a melee also the share of tables won."""
    scored: dict[tuple[str, str], list[float]] = {}
    for a, b, score in meetings(results):
        scored.setdefault((a, b), []).append(score)
        scored.setdefault((b, a), []).append(1 - score)
    rated = ratings(results)
    table = Table(
        "bot", "Elo", "±", "all", "won", *(name[:6] for name in rated), title="score in percent, row by column"
    )
    for a in rated:
        cells = [f"{100 * statistics.mean(scored[a, b]):.0f}" if (a, b) in scored else "" for b in rated]
        every = 100 * statistics.mean(statistics.mean(scored[a, b]) for b in rated if (a, b) in scored)
        sat = [result for result in results if a in names_of(result)]
        won = 100 * statistics.mean(r["winner"] is not None and names_of(r)[r["winner"]] == a for r in sat)
        table.add_row(
            a, f"{rated[a].elo:.0f}", f"{(rated[a].high - rated[a].low) / 2:.0f}", f"{every:.0f}", f"{won:.0f}", *cells
        )
    return table
