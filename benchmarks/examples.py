"""How the examples play each mode and arena: win matrix, endings, lengths, and accuracy of shots.

    python -m benchmarks.examples [--mode M …] [--arena A …] [--seeds N] [--bots FOLDER …] [--workers N] [--local]

Every pair plays one game per seed, with the seats exchanged at every other seed, and each bot also plays its copy; in a
melee up to eight sit at a table. benchmarks/strategies/ has bots with one idea each, to judge the rules by.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import watched
from league.bots.opponents import FIGHTERS, opponents
from league.bots.roster import read_entry
from league.match.batch import Job
from league.match.manager import Seat
from league.ratings.elo import Rating, bradley_terry
from league.ratings.meetings import Meetings
from league.workers.pool import Pool
from sandbox.runtime.guest import Guest
from systems.modes import MODES
from systems.setup import Setup

Results = list[dict[str, Any]]
TABLE = 8  # maximum number of bots in a melee
WIDTH = 200  # characters of a line without a terminal


def players(mode: str, folders: Sequence[str] = ()) -> dict[str, Path]:
    """Return the bots that play a mode: its own examples, those of the duel if ships fight, and those in `folders`."""
    found = opponents(mode) if mode == "sumo" else opponents(FIGHTERS, mode)
    return found | {path.stem: path for folder in folders for path in sorted(Path(folder).glob("*.py"))}


def jobs(paths: Mapping[str, Path], seeds: int, mode: str = "duel", arena: str = "open", copies: int = 0) -> list[Job]:
    """Return the games of these bots over `seeds` seeds, and `copies` games of each against its copy."""
    seats = {name: Seat(name, read_entry(path).files) for name, path in paths.items()}
    ships = MODES[mode].usual_ships
    found: list[Job] = []
    for seed in range(seeds):
        for table in _tables(mode, list(seats), seed):
            setup = Setup(mode, seed, arena, len(table), ships)
            found.append(Job(len(found), setup, tuple(seats[name] for name in table)))
    for seed in range(copies if mode != "melee" else 0):
        for seat in seats.values():
            found.append(Job(len(found), Setup(mode, seed, arena, 2, ships), (seat, seat)))
    return found


def _tables(mode: str, names: list[str], seed: int) -> Iterable[Sequence[str]]:
    """Yield the tables of one seed: every pair or, in a melee, a random table of up to eight."""
    if mode != "melee":
        return [pair if seed % 2 else pair[::-1] for pair in combinations(names, 2)]
    return [random.Random(seed).sample(names, min(len(names), TABLE))]


def play(games: Sequence[Job], workers: int, local: bool = False) -> Results:
    """Play the games, sandboxed as in a league or `local`; return the results in the order of the games."""
    if not local:
        Guest.load(check=True)
    outcomes: dict[int, dict[str, Any]] = {}
    pool = Pool(workers, watched.local if local else watched.sandboxed)
    batches: Iterable[Any] = pool.results(games, threading.Event())
    for batch in track(batches, "playing", console=Console(stderr=True), total=None, transient=True):
        for found in batch:
            if found.outcome is None:
                sys.exit(f"error: a game broke its worker: {found.reason}")
            outcomes[found.job.number] = dict(found.outcome.result)
    return [outcomes[game.number] for game in games]


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


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.examples", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mode", nargs="+", choices=list(MODES), default=list(MODES))
    parser.add_argument("--arena", nargs="+", help="arenas (default: all of the mode)")
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--bots", nargs="+", default=[], metavar="FOLDER", help="folders of further bots")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--local", action="store_true", help="play outside the sandbox, which is faster")
    args = parser.parse_args()
    out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
    for mode in args.mode:
        paths = players(mode, args.bots)
        for arena in MODES[mode].arenas:
            if arena in (args.arena or MODES[mode].arenas):
                games = jobs(paths, args.seeds, mode, arena, copies=args.seeds // 4)
                results = play(games, args.workers, args.local)
                copies = [result for result in results if len(set(names_of(result))) == 1]
                results = [result for result in results if len(set(names_of(result))) > 1]
                out.print(f"\n{mode}, {arena}", matrix(results), *facts(results, copies), sep="\n")


if __name__ == "__main__":
    main()
