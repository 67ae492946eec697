"""Pairs of games: two bots meet twice from one seed, with the seats exchanged."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from league.match.batch import Job
from league.match.manager import Seat
from league.storage.pairing import SEATINGS
from league.workers.batches import JobResult
from league.workers.pool import Pool
from systems.setup import Setup


@dataclass(frozen=True)
class Pair:
    """A pair of games to play."""

    setup: Setup  # of both games
    a: Seat
    b: Seat

    def seats(self, seating: int) -> tuple[Seat, Seat]:
        """Return the bots of game 0 or 1 in the order of their seats; a has the seat of that number."""
        return (self.b, self.a) if seating else (self.a, self.b)


@dataclass(frozen=True)
class PlayedPair:
    """A pair with the results of its games."""

    pair: Pair
    results: tuple[JobResult, ...]  # of game 0 and game 1

    def score(self) -> float | None:
        """Return a's mean score per game, 0 to 1; None if a game could not be played."""
        total = 0.0
        for own, result in enumerate(self.results):
            if result.outcome is None:
                return None
            ranks = result.outcome.result["ranks"]
            total += 0.5 if ranks[0] == ranks[1] else float(ranks[own] < ranks[1 - own])
        return total / len(self.results)


def play_pairs(pool: Pool, pairs: Iterable[Pair | None], stop: threading.Event) -> Iterator[list[PlayedPair]]:
    """Play all pairs; yield those that have finished, in the order of `pairs`, whenever results arrive.

    A pair waits for those before it, so that short games do not count before long ones, and what the caller makes of
    the results does not depend on the number of workers.

    Args:
        pairs: consumed as workers become idle; yields None while the next pairs wait for results still to come.
        stop: once set, the iteration ends.

    Raises:
        LeagueError: as `Pool.results`.
    """
    waiting: deque[Pair] = deque()  # given to the pool and not yielded yet, in order
    yielded = 0
    results: dict[int, JobResult] = {}  # of theirs, by the number of the job

    def jobs() -> Iterator[Job | None]:
        for pair in pairs:
            if pair is None:
                yield None
                continue
            waiting.append(pair)
            for seating, number in enumerate(_numbers(yielded + len(waiting) - 1)):
                yield Job(number, pair.setup, pair.seats(seating))

    for arrived in pool.results(jobs(), stop):
        results.update((result.job.number, result) for result in arrived)
        played = []
        while waiting and all(number in results for number in _numbers(yielded)):
            played.append(PlayedPair(waiting.popleft(), tuple(map(results.pop, _numbers(yielded)))))
            yielded += 1
        yield played


def _numbers(pair: int) -> range:
    """Return the numbers of a pair's jobs."""
    return range(pair * len(SEATINGS), (pair + 1) * len(SEATINGS))
