"""What the results tell: the win matrix, ratings, and lines about how games went."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from rich.table import Table

from benchmarks.examples.games import Results
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


def facts(results: Results, copies: Results) -> list[str]:
    """Return lines about how these games went."""
    games = len(results)
    ends = Counter(result["how"] for result in results).most_common()
    seconds = sorted(result["ticks"] / 30 for result in results)
    seats = [seat for result in results for seat in result["seats"]]
    lines = [
        f"{games} games: {', '.join(f'{how} {count / games:.0%}' for how, count in ends)}",
        f"length: median {statistics.median(seconds):.1f} s, {sum(15 <= s <= 40 for s in seconds) / games:.0%} of"
        f" the games from 15 to 40 s",
        f"draws {_drawn(results):.1%}" + (f", between copies {_drawn(copies):.1%}" if copies else ""),
        f"games with damage by shots {sum(any(s['damage'] for s in r['seats']) for r in results) / games:.1%}",
        f"faults {sum(len(seat['faults']) for seat in seats)}",
    ]
    if all(len(result["seats"]) == 2 for result in results):
        scores = [score_of(result) for result in results]
        error = 1.96 * statistics.pstdev(scores) / math.sqrt(games)
        lines.append(f"seat 0 scores {statistics.mean(scores):.1%} ± {error:.1%}")
    return [*lines, *_guns([result for result in results if "shots" in result["seats"][0]])]


def _guns(results: Results) -> Iterator[str]:
    """Yield lines about the shots of these games."""
    seats = [seat for result in results for seat in result["seats"]]
    winners = [result["seats"][result["winner"]] for result in results if result["winner"] is not None]
    for power in range(3):
        shots, hits = (sum(seat[what][power] for seat in seats) for what in ("shots", "hits"))
        if shots:
            by = sum(seat["shots"][power] > 0 for seat in winners) / max(len(winners), 1)
            yield f"power {power + 1}: {shots} shots, {hits / shots:.0%} hit; fired by {by:.0%} of the winners"
    taken = sum(seat["took"] for seat in seats)
    if taken:
        yield f"of the hits a shield took part in {sum(seat['shielded'] for seat in seats) / taken:.0%}"


def _drawn(results: Results) -> float:
    """Return the share of games with a shared first place."""
    return statistics.mean(result["winner"] is None for result in results)
