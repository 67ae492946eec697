"""The figures of a group of bots: how their games go, and how open they are."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.depth.cycles import Cycles, cycles_of
from benchmarks.depth.ladder import ladder
from benchmarks.depth.scores import Scores, scores_of
from benchmarks.matches.playing import Results
from benchmarks.matches.results import names_of, score_of
from benchmarks.matches.statistics import BANDS
from systems.rules import TICK_RATE

BEST = 8  # bots taken to be strong where none are meant to be
LENGTHS = (15.0, 40.0)  # s: a good length of a match


@dataclass(frozen=True)
class Flight:
    """How ships fly and shoot; None where there is nothing to count.

    Attributes:
        games: number of games.
        all_still: share of the ticks with all ships alive in which all stand still.
        still: share of the ticks of living ships in which they stand still.
        hit_rate: share of the shots that hit.
        hit_rates: likewise, by the band of the nearest enemy's distance at firing.
        shots: number of shots, by that band.
        powers: number of shots, by power.
        games_with_hits: share of the games in which a seat hits, a game for each seat.
    """

    games: int
    all_still: float | None
    still: float | None
    hit_rate: float | None
    hit_rates: list[float | None]
    shots: list[int]
    powers: list[int]
    games_with_hits: float | None


@dataclass(frozen=True)
class Games:
    """How games end, as shares of them, and how long they take."""

    games: int
    endings: dict[str, float]
    draws: float
    median: float  # s
    of_good_length: float
    seat_0: float | None  # its score, None unless two sides play
    seat_0_error: float | None  # half of its 95 % interval
    open_pairings: float  # share of the pairings, by arena, of which neither bot wins every point


@dataclass(frozen=True)
class Figures:
    """The figures of some games: of the whole field, of the strong among themselves, and of the two best."""

    scores: Scores
    strong: list[str]
    field_flight: Flight
    field_games: Games
    strong_flight: Flight
    strong_games: Games
    strong_overall: float  # share of the points of the best of the strong against the others
    best: list[str]  # the two best
    best_flight: Flight
    ladder: list[int]  # places in `scores`, worst first
    steps: list[float]  # share of the points that each takes from the one before
    cycles: Cycles
    bots: dict[str, Flight]
    won: dict[str, float]  # share of its tables that each bot wins alone


def figures_of(results: Results, strong: Collection[str] = (), field_seeds: int | None = None) -> Figures:
    """Return the figures of games.

    Args:
        strong: names of the bots that are meant to play well; the BEST by rating if fewer than two are given.
        field_seeds: number of seeds that every pair has played, all if None: the field's games are those of these.
    """
    scores = scores_of(results)
    chosen = [name for name in scores.names if name in strong]
    chosen = chosen if len(chosen) > 1 else scores.names[:BEST]
    duels = len(results[0]["seats"]) == 2
    among = _among(results, chosen) if duels else results
    best = scores.names[:2]
    every = [result for result in results if field_seeds is None or result["seed"] < field_seeds]
    rungs = ladder(scores.share)
    return Figures(
        scores,
        chosen,
        flight_of(every),
        games_of(every),
        flight_of(among),
        games_of(among),
        float(scores_of(among).overall[0]),
        best,
        flight_of(_among(results, best) if duels else results, best),
        rungs,
        [float(scores.share[upper, lower]) for lower, upper in pairwise(rungs)],
        cycles_of(scores),
        {name: flight_of([result for result in every if name in names_of(result)], [name]) for name in scores.names},
        tables_won(every),
    )


def _among(results: Results, names: Collection[str]) -> Results:
    return [result for result in results if set(names_of(result)) <= set(names)]


def flight_of(results: Results, names: Collection[str] | None = None) -> Flight:
    """Return how the ships of these bots, or of all, fly and shoot."""
    seats = [seat for result in results for seat in result["seats"] if names is None or seat["bot"] in names]
    fired, struck = (np.sum([seat[what] for seat in seats], axis=0) for what in ("shots", "hits"))
    shots, hits = fired.sum(axis=0), struck.sum(axis=0)
    return Flight(
        len(results),
        _share(sum(result["still"] for result in results), sum(result["alive"] for result in results)),
        _share(sum(seat["still"] for seat in seats), sum(seat["flown"] for seat in seats)),
        _share(int(hits.sum()), int(shots.sum())),
        [_share(int(hits[band]), int(shots[band])) for band in range(BANDS)],
        shots.tolist(),
        fired.sum(axis=1).tolist(),
        _share(sum(bool(np.any(seat["hits"])) for seat in seats), len(seats)),
    )


def games_of(results: Results) -> Games:
    """Return how games end, and how long they take."""
    count = len(results)
    seconds = [result["ticks"] / TICK_RATE for result in results]
    ends = Counter(str(result["how"]) for result in results)
    seat_0, error = seat_advantage(results) if len(results[0]["seats"]) == 2 else (None, None)
    low, high = LENGTHS
    return Games(
        count,
        {how: number / count for how, number in ends.most_common()},
        statistics.mean(result["winner"] is None for result in results),
        statistics.median(seconds),
        sum(low <= length <= high for length in seconds) / count,
        seat_0,
        error,
        open_pairings(results),
    )


def seat_advantage(results: Results) -> tuple[float, float]:
    """Return the mean score of seat 0 and half of its 95 % interval, which is NaN for a single seed.

    Each two games with exchanged seats have a mean of a half, whatever the bots' strength. The seed sets the starts of
    all pairings, so their means are not independent: the interval is that of the means of seeds.
    """
    seeds: dict[tuple[str, int], list[float]] = {}
    for result in results:
        seeds.setdefault((result["arena"], result["seed"]), []).append(score_of(result))
    means = [statistics.mean(scores) for scores in seeds.values()]
    deviation = statistics.stdev(means) if len(means) > 1 else math.nan
    return statistics.mean(means), 1.96 * deviation / math.sqrt(len(means))


def open_pairings(results: Results) -> float:
    """Return the share of the pairings, by arena, in which either bot takes some of the points."""
    arenas = {result["arena"] for result in results}
    found: list[bool] = []
    for arena in arenas:
        share = scores_of([result for result in results if result["arena"] == arena]).share
        pairs = share[np.triu_indices(len(share), 1)]
        found += ((pairs > 0) & (pairs < 1))[~np.isnan(pairs)].tolist()
    return statistics.mean(found)


def tables_won(results: Results) -> dict[str, float]:
    """Return the share of its tables that each bot wins alone."""
    sat, won = Counter[str](), Counter[str]()
    for result in results:
        names = names_of(result)
        sat.update(set(names))
        if result["winner"] is not None:
            won[names[result["winner"]]] += 1
    return {name: won[name] / tables for name, tables in sat.items()}


def faults_of(results: Results) -> dict[str, tuple[int, int, str]]:
    """Return of each bot that faulted: its faults, at most ten a game, its games forfeited, and its first message."""
    found: dict[str, tuple[int, int, str]] = {}
    for result in results:
        for seat, out in zip(result["seats"], result["forfeited"], strict=True):
            if seat["faults"]:
                first = seat["faults"][0]
                faults, games, message = found.get(seat["bot"], (0, 0, f"{first['kind']}: {first['message']}"))
                found[seat["bot"]] = faults + len(seat["faults"]), games + out, message
    return found


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
