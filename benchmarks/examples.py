"""How the examples play: win matrix, ratings, draws, how matches end, length, damage.

    python -m benchmarks.examples [--seeds N] [--workers N]

Every pair of examples plays one game a seed, seats exchanged with every seed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from botkit.tools.opponents import opponents
from league.batch import Job, play_batch
from league.match import Seat
from league.pool import Pool
from league.ratings import Rating, rate
from league.roster import read_entry
from sandbox.guest import Guest
from systems.setup import Setup

Results = list[dict[str, Any]]


def jobs(names: Sequence[str], seeds: int) -> list[Job]:
    """The games of these examples over so many seeds."""
    paths = opponents()
    seats = {name: Seat(name, read_entry(paths[name]).files) for name in names}
    found: list[Job] = []
    for seed in range(seeds):
        for pair in combinations(names, 2):
            order = pair if seed % 2 else pair[::-1]
            found.append(Job(len(found), Setup("duel", seed), tuple(seats[name] for name in order)))
    return found


def play(games: Sequence[Job], workers: int) -> Results:
    """Play them, sandboxed as in a league, and give the results in the order of the games."""
    Guest.load(check=True)
    outcomes: dict[int, dict[str, Any]] = {}
    batches: Iterable[Any] = Pool(workers, play_batch).results(games, threading.Event())
    progress = Console(stderr=True)
    for batch in track(batches, "playing", console=progress, total=None, transient=True):
        for found in batch:
            if found.outcome is None:
                sys.exit(f"error: a game broke its worker: {found.reason}")
            outcomes[found.job.number] = found.outcome.result
    return [outcomes[game.number] for game in games]


def names_of(result: dict[str, Any]) -> list[str]:
    """Who sat in the seats of a game."""
    return [seat["bot"] for seat in result["seats"]]


def score_of(result: dict[str, Any]) -> float:
    """What seat 0 scored: 1, 0.5 or 0."""
    winner = result["winner"]
    return 0.5 if winner is None else float(winner == 0)


def ratings(results: Results) -> dict[str, Rating]:
    """The rating of each name, best first."""
    names = sorted({name for result in results for name in names_of(result)})
    index = {name: number for number, name in enumerate(names)}
    found = rate((*(index[name] for name in names_of(r)), score_of(r)) for r in results)  # type: ignore[misc]
    return dict(sorted(((n, found[index[n]]) for n in names), key=lambda item: -item[1].elo))


def matrix(results: Results, names: Sequence[str]) -> Table:
    """What each scored against each, in percent."""
    scored: dict[tuple[str, str], list[float]] = {}
    for result in results:
        a, b = names_of(result)
        scored.setdefault((a, b), []).append(score_of(result))
        scored.setdefault((b, a), []).append(1 - score_of(result))
    rated = ratings(results)
    table = Table("bot", "Elo", "±", *names, title="score in percent, row against column")
    for a in names:
        cells = [f"{100 * statistics.mean(scored[a, b]):.0f}" if (a, b) in scored else "" for b in names]
        table.add_row(a, f"{rated[a].elo:.0f}", f"{(rated[a].high - rated[a].low) / 2:.0f}", *cells)
    return table


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    results = play(jobs(list(opponents()), args.seeds), args.workers)
    out = Console(soft_wrap=True)
    out.print(matrix(results, list(ratings(results))))
    games = len(results)
    ends = ", ".join(f"{how} {count / games:.0%}" for how, count in Counter(r["how"] for r in results).most_common())
    out.print(f"{games} games: {ends}")
    out.print(f"draws {sum(r['winner'] is None for r in results) / games:.1%}")
    out.print(f"median {statistics.median(r['ticks'] for r in results) / 30:.1f} s")
    hurt = sum(any(seat["damage"] for seat in r["seats"]) for r in results) / games
    out.print(f"games with damage by shots {hurt:.1%}")
    out.print(f"seat 0 scores {statistics.mean(map(score_of, results)):.1%}")
    out.print(f"faults {sum(len(seat['faults']) for r in results for seat in r['seats'])}")


if __name__ == "__main__":
    main()
