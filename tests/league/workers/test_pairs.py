from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import acting
import pytest

from league.match.batch import Job
from league.match.manager import MatchOutcome, Seat
from league.workers.batches import JobResult
from league.workers.pairs import Pair, PlayedPair, play_pairs
from league.workers.pool import Pool
from systems.setup import Setup


def pair(seed: int, b: str = "other") -> Pair:
    return Pair(Setup("duel", seed), Seat("fine", ()), Seat(b, ()))


def slow_first(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play; the games of the first pair take longest."""
    if any(job.setup.seed == 0 for job in jobs):
        time.sleep(0.3)
    return acting.play(jobs)


@pytest.mark.parametrize("workers", [1, 3])
def test_pairs_arrive_in_order_with_both_games_and_the_seats_exchanged(workers: int) -> None:
    pool = Pool(workers, slow_first, lambda: ThreadPoolExecutor(1))
    played = [each for found in play_pairs(pool, map(pair, range(40)), threading.Event()) for each in found]
    assert [each.pair.setup.seed for each in played] == list(range(40))
    for each in played:
        assert {result.job.setup.seed for result in each.results} == {each.pair.setup.seed}
        names = [[seat.name for seat in result.job.seats] for result in each.results]
        assert names == [["fine", "other"], ["other", "fine"]]


def test_later_pairs_can_depend_on_earlier_ones() -> None:
    seen: list[PlayedPair] = []

    def pairs() -> Iterator[Pair | None]:
        for seed in range(5):
            yield pair(seed)
            while len(seen) <= seed:
                yield None

    pool = Pool(2, acting.play, lambda: ThreadPoolExecutor(1))
    for found in play_pairs(pool, pairs(), threading.Event()):
        seen += found
    assert len(seen) == 5


def test_a_score_is_the_mean_of_both_games_and_none_if_one_was_not_played() -> None:
    def result(seating: int, ranks: list[int] | None) -> JobResult:
        game = pair(1)
        job = Job(seating, game.setup, game.seats(seating))
        if ranks is None:
            return JobResult(job, None, "it broke")
        outcome = acting.outcome(job)
        return JobResult(job, MatchOutcome(b"", b"", {**outcome.result, "ranks": ranks}, outcome.forfeited))

    def score(*ranks: list[int] | None) -> float | None:
        return PlayedPair(pair(1), tuple(result(seating, each) for seating, each in enumerate(ranks))).score()

    assert score([1, 2], [2, 1]) == 1
    assert score([1, 2], [1, 2]) == 0.5
    assert score([1, 1], [1, 2]) == 0.25
    assert score([2, 1], [1, 2]) == 0
    assert score([1, 2], None) is None
