"""A search for the numbers of a policy with which it beats many opponents: the cross-entropy method.

Each generation draws a population from a normal distribution of each number, has all of it play the same matches, and
moves the distribution towards its best fifth (Rubinstein, "The cross-entropy method for combinatorial and continuous
optimization", 1999). Some of the matches are kept for the end, in which the distribution's centres of several
generations play each other's matches again, so that the answer is not the one that was lucky.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np

from benchmarks.depth.policy import LEAST, MOST, NAMES, numbers_of
from benchmarks.depth.standins import slots
from benchmarks.depth.trials import play
from botkit.gym.opponents.steering import F
from systems.rules import Rules

GENERATIONS, MATCHES = 25, 18  # at least, if a population of the least size allows that; matches of each policy
POPULATION = 48, 192  # least and most policies of a generation
ELITE, RATE = 0.2, 0.8  # share of the best policies, and how far the distribution moves to theirs
START, FLOOR = 0.25, 0.02  # standard deviation at first, and the least later, as shares of a number's range
HARM = 0.3  # of the difference in damage, in hulls, in the fitness, beside the result
FINAL = 0.1  # share of the matches that are kept for the end
CENTRES = 8  # that play there
SEEDS = 10**6  # from which on those of matches are; games against the field have lower ones
DEFAULT = Rules()
QUIET = 20.0  # s between lines on progress
TEMPLATE = Path(__file__).with_name("exploit_bot.py")


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes:
        numbers: of the policy.
        share: of the points, against each stand-in by name, in the matches at the end.
        matches: that it took, those at the end included.
        seconds: likewise.
    """

    numbers: F
    share: dict[str, float]
    matches: int
    seconds: float


def search(
    matches: int,
    arenas: Sequence[str],
    seed: int = 0,
    rules: Rules = DEFAULT,
    workers: Pool | None = None,
    processes: int = 1,
) -> SearchResult:
    """Return what a search of about so many matches finds, which arenas, seed and number determine.

    Args:
        matches: to play, all in all.
        arenas: take turns.
        seed: of the population and the matches.
        rules: of the matches.
        workers: processes that share the matches; by default this one plays all.
        processes: their number.
    """
    began = said = time.monotonic()
    rng = np.random.default_rng(seed)
    mean, deviation = (numbers_of() - LEAST) / (MOST - LEAST), np.full(len(NAMES), START)
    kept = round(FINAL * matches)
    population = min(max((matches - kept) // (GENERATIONS * MATCHES), POPULATION[0]), POPULATION[1])
    generations, elite = max((matches - kept) // (population * MATCHES), 1), max(round(ELITE * population), 1)
    centres, played = [], 0
    for generation in range(generations):
        drawn = np.clip(mean + deviation * rng.standard_normal((population, len(NAMES))), 0, 1)
        result, harm = _play(drawn, mean, _names(generation), (tuple(arenas), rules), rng, workers, processes)
        played += result.size
        best = drawn[np.argsort(-(result + HARM * harm).mean(axis=1), kind="stable")[:elite]]
        mean = mean + RATE * (best.mean(axis=0) - mean)
        deviation = np.sqrt(RATE * best.var(axis=0) + (1 - RATE) * deviation**2).clip(FLOOR)
        centres.append(mean)
        if time.monotonic() - said > QUIET:
            said = time.monotonic()
            won = f"{(result.mean() + 1) / 2:.0%}"
            print(f"exploiter: {played:,} of {matches:,} matches, {won} of the points", file=sys.stderr, flush=True)
    finalists = np.stack(centres[::-1][:: max(generations // (2 * CENTRES), 1)][:CENTRES])
    rounds = max(kept // (len(finalists) * MATCHES), 1)
    names = [name for number in range(rounds) for name in _names(number)]
    result, _ = _play(finalists, mean, names, (tuple(arenas), rules), rng, workers, processes)
    played += result.size
    winner = int(result.mean(axis=1).argmax())
    points = (result[winner] + 1) / 2
    share = {name: float(points[np.array(names) == name].mean()) for name in dict.fromkeys(names)}
    return SearchResult(LEAST + finalists[winner] * (MOST - LEAST), share, played, time.monotonic() - began)


def _names(generation: int) -> list[str]:
    """Return the opponents of a generation's matches; they shift from one to the next, so that arenas see all."""
    return [str(name) for name in np.roll(slots(MATCHES), generation)]


def _play(
    population: F,
    rival: F,
    names: Sequence[str],
    where: tuple[Sequence[str], Rules],
    rng: np.random.Generator,
    workers: Pool | None,
    processes: int,
) -> tuple[F, F]:
    """Return results and differences in damage of a population, `[policies, matches]`."""
    seeds = rng.integers(SEEDS, 2**31, size=len(names)).tolist()
    shares = [share for share in np.array_split(LEAST + population * (MOST - LEAST), processes) if len(share)]
    own = LEAST + rival * (MOST - LEAST)
    jobs = [(share, own, tuple(names), tuple(seeds), *where) for share in shares]
    found = workers.starmap(play, jobs, chunksize=1) if workers else [play(*job) for job in jobs]
    results, harms = zip(*found, strict=True)
    return np.concatenate(results), np.concatenate(harms)


def bot_of(numbers: F) -> str:
    """Return the text of a bot that flies by the policy with these numbers."""
    found = {name: float(f"{number:.4g}") for name, number in zip(NAMES, numbers.tolist(), strict=True)}
    lines = "".join(f"    {json.dumps(name)}: {number},\n" for name, number in found.items())
    return TEMPLATE.read_text(encoding="utf-8").replace("NUMBERS = {}", f"NUMBERS = {{\n{lines}}}", 1)
