from __future__ import annotations

import itertools
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import active_children

import acting
import pytest

from league.cli.errors import LeagueError
from league.match.batch import MAX_SEATS, Job
from league.match.manager import MatchOutcome, Seat
from league.workers.batches import GRACE, JobResult, TimeLimit
from league.workers.pool import Pool, deadline
from sandbox.fault import HostTrouble
from sandbox.limits import DEFAULT_LIMITS
from sandbox.runtime.guest import GuestError
from systems.setup import Setup


def job(number: int, name: str = "fine") -> Job:
    return Job(number, Setup("duel", number), (Seat(name, ()), Seat("other", ())))


def play_all(pool: Pool, jobs: Sequence[Job], stop: threading.Event | None = None) -> list[JobResult]:
    return [r for results in pool.results(jobs, stop or threading.Event()) for r in results]


def numbers(results: Sequence[JobResult]) -> list[int]:
    return sorted(result.job.number for result in results)


def thread() -> Executor:
    return ThreadPoolExecutor(1)


class Recorder:
    """Plays, breaks on jobs that say so, and records the batches."""

    def __init__(self, breaks: Callable[[Sequence[Job]], Exception | None] = lambda jobs: None) -> None:
        self.batches: list[tuple[int, ...]] = []
        self.breaks = breaks

    def __call__(self, jobs: Sequence[Job]) -> list[MatchOutcome]:
        self.batches.append(tuple(job.number for job in jobs))
        error = self.breaks(jobs)
        if error:
            raise error
        return acting.play(jobs)


def broken_by(name: str) -> Callable[[Sequence[Job]], Exception | None]:
    return lambda jobs: BrokenProcessPool("died") if any(job.seats[0].name == name for job in jobs) else None


@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("count", [1, 5, 200])
def test_every_job_is_played_once(workers: int, count: int) -> None:
    results = play_all(Pool(workers, acting.play, thread), [job(n) for n in range(count)])
    assert numbers(results) == list(range(count))
    for result in results:
        assert result.outcome == acting.outcome(result.job)


def test_batches_are_large_while_there_is_much_and_small_at_the_end() -> None:
    play = Recorder()
    play_all(Pool(1, play, thread), [job(n) for n in range(100)])
    sizes = [len(batch) for batch in play.batches]
    assert sizes[0] == MAX_SEATS // 2
    assert sizes[-1] == 1
    assert sizes == sorted(sizes, reverse=True)


def test_few_games_are_shared_among_the_workers() -> None:
    play = Recorder()
    play_all(Pool(4, play, thread), [job(n) for n in range(4)])
    assert [len(batch) for batch in play.batches] == [1, 1, 1, 1]


def test_jobs_are_taken_no_earlier_than_needed() -> None:
    taken = []

    def jobs() -> Iterator[Job]:
        for n in range(1000):
            taken.append(n)
            yield job(n)

    results = Pool(2, acting.play, thread).results(jobs(), threading.Event())
    next(iter(results))
    assert len(taken) <= 16 * 4 + 16 * 4  # two batches ready for each slot, and those already taken


def test_jobs_that_wait_for_results_are_asked_for_again_when_these_are_in() -> None:
    recorded: list[int] = []

    def rounds() -> Iterator[Job | None]:
        for first in range(0, 60, 6):
            while len(recorded) < first:
                yield None
            yield from map(job, range(first, first + 6))

    play = Recorder()
    for results in Pool(2, play, thread).results(rounds(), threading.Event()):
        recorded += numbers(results)
    assert sorted(recorded) == list(range(60))
    assert {number // 6 for batch in play.batches for number in batch[:1]} == set(range(10))
    assert all(batch[0] // 6 == batch[-1] // 6 for batch in play.batches)
    assert min(len(batch) for batch in play.batches) < 6  # a round is shared


def test_a_match_given_up_first_of_all_holds_nobody_up_who_waits_for_it() -> None:
    recorded: list[int] = []

    def rounds() -> Iterator[Job | None]:
        yield job(0, "bad")
        while not recorded:
            yield None
        yield job(1)

    for results in Pool(1, Recorder(broken_by("bad")), thread).results(rounds(), threading.Event()):
        recorded += numbers(results)
    assert recorded == [0, 1]


def test_a_batch_that_broke_once_is_played_again() -> None:
    broken = []

    def once(jobs: Sequence[Job]) -> Exception | None:
        if broken:
            return None
        broken.append(jobs)
        return BrokenProcessPool("died")

    play = Recorder(once)
    results = play_all(Pool(1, play, thread), [job(n) for n in range(10)])
    assert numbers(results) == list(range(10))
    assert all(result.outcome for result in results)
    assert play.batches[0] in play.batches[1:]


@pytest.mark.parametrize("workers", [1, 3])
def test_a_match_that_breaks_alone_twice_is_given_up_and_costs_nobody_else(workers: int) -> None:
    play = Recorder(broken_by("bad"))
    jobs = [job(n, "bad" if n == 3 else "fine") for n in range(60)]
    results = play_all(Pool(workers, play, thread), jobs)
    assert numbers(results) == list(range(60))
    (given_up,) = [result for result in results if result.outcome is None]
    assert given_up.job.number == 3
    assert given_up.reason == "BrokenProcessPool: died"
    tries = [batch for batch in play.batches if 3 in batch]
    assert [len(batch) == 1 for batch in tries] == [False, False, True, True]


def test_an_error_in_a_match_is_a_break_too() -> None:
    jobs = [job(n, "raise" if n == 3 else "fine") for n in range(20)]
    results = play_all(Pool(2, acting.play, thread), jobs)
    (given_up,) = [result for result in results if result.outcome is None]
    assert given_up.reason == "ValueError: a match went wrong"


def test_too_few_outcomes_are_a_break() -> None:
    def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
        return acting.play(jobs)[1:] if len(jobs) > 1 else acting.play(jobs)

    results = play_all(Pool(1, play, thread), [job(n) for n in range(4)])
    assert numbers(results) == list(range(4))
    assert all(result.outcome for result in results)


def test_where_nothing_can_be_played_nothing_is_given_up() -> None:
    with pytest.raises(LeagueError, match="no match can be played here: BrokenProcessPool: died"):
        play_all(Pool(2, Recorder(lambda jobs: BrokenProcessPool("died")), thread), [job(n) for n in range(60)])


def trouble(jobs: Sequence[Job]) -> Exception | None:
    broken = any(job.seats[0].name == "bad" for job in jobs)
    return HostTrouble("this machine is out of files: allow more") if broken else None


def test_what_the_machine_fails_once_is_played_again() -> None:
    tries = iter([HostTrouble("this machine is out of files: allow more")])
    results = play_all(Pool(1, Recorder(lambda jobs: next(tries, None)), thread), [job(n) for n in range(20)])
    assert numbers(results) == list(range(20))
    assert all(result.outcome for result in results)


def test_what_the_machine_fails_again_and_again_is_given_up_in_its_name() -> None:
    jobs = [job(0), job(1, "bad"), *(job(n) for n in range(2, 20))]
    (given_up,) = (result for result in play_all(Pool(1, Recorder(trouble), thread), jobs) if not result.outcome)
    assert (given_up.job.number, given_up.by_machine) == (1, True)
    assert given_up.reason == "this machine is out of files: allow more"


def test_where_the_machine_fails_on_and_on_the_run_stops_and_nothing_is_given_up() -> None:
    jobs = [*(job(n) for n in range(40)), *(job(n, "bad") for n in range(40, 80))]
    played: list[JobResult] = []
    with pytest.raises(LeagueError, match="no match can be played here: this machine is out of files: allow more"):
        for results in Pool(1, Recorder(trouble), thread).results(jobs, threading.Event()):
            played += results
    assert {result.job.number for result in played} >= set(range(32))
    assert all(result.outcome for result in played)


def test_a_missing_guest_ends_the_run_at_once() -> None:
    play = Recorder(lambda jobs: GuestError("the sandbox's guest is not built"))
    with pytest.raises(LeagueError, match="not built"):
        play_all(Pool(1, play, thread), [job(1)])
    assert len(play.batches) == 1


def test_the_only_match_of_all_can_be_given_up() -> None:
    (result,) = play_all(Pool(1, Recorder(broken_by("bad")), thread), [job(0, "bad")])
    assert result.outcome is None


def test_a_worker_that_died_while_idle_is_replaced() -> None:
    class Dead(ThreadPoolExecutor):
        def submit(self, *args: object, **kwargs: object) -> Future[object]:  # type: ignore[override]
            raise BrokenProcessPool("died before")

    executors = [Dead(1), ThreadPoolExecutor(1)]
    results = play_all(Pool(1, acting.play, lambda: executors.pop(0)), [job(0)])
    assert results[0].outcome


def test_to_stop_drops_what_is_running() -> None:
    stop, release = threading.Event(), threading.Event()

    def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
        if jobs[0].number == 2:
            stop.set()
            release.wait(60)
        return acting.play(jobs)

    results = play_all(Pool(1, play, thread), [job(n) for n in range(3)], stop)
    release.set()
    assert numbers(results) == [0, 1]


def test_real_processes_crash_hang_and_are_replaced() -> None:
    names = {5: "crash", 9: "hang"}
    jobs = [job(n, names.get(n, "fine")) for n in range(24)]

    def short_for_hangs(jobs: Sequence[Job]) -> float:
        names = [job.seats[0].name for job in jobs]
        return 0.3 if "hang" in names and "crash" not in names else 600.0

    others = set(active_children())
    results = play_all(Pool(2, acting.play, deadline=short_for_hangs), jobs)
    assert numbers(results) == list(range(24))
    reasons = {result.job.number: result.reason for result in results if result.outcome is None}
    assert reasons.keys() == {5, 9}
    assert reasons[9] == "passed its deadline"
    late = time.monotonic() + 60
    while not set(active_children()) <= others and time.monotonic() < late:
        time.sleep(0.01)  # the executors' own threads are reaping them, and a join beside that may come back early
    assert set(active_children()) <= others


def test_workers_ignore_ctrl_c_and_use_one_blas_thread() -> None:
    (result,) = play_all(Pool(1, acting.tell), [job(0)])
    assert result.outcome
    assert json.loads(result.outcome.log) == {"ignored": True, "threads": "1"}
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize("wall", [DEFAULT_LIMITS.match_wall, 500.0])
def test_a_deadline_leaves_room_for_every_seat_s_own_limit(wall: float) -> None:
    jobs = [replace(job(n), limits=replace(DEFAULT_LIMITS, match_wall=wall)) for n in range(16)]
    assert deadline(jobs[:1]) > 2 * wall
    assert deadline(jobs) - deadline([]) > 32 * wall


def slow(seconds: float) -> Callable[[Sequence[Job]], list[MatchOutcome]]:
    def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
        time.sleep(seconds * len(jobs))
        return acting.play(jobs)

    return play


def endless() -> Iterator[Job]:
    return map(job, itertools.count())


def test_a_time_limit_ends_with_whole_pairings() -> None:
    began = time.monotonic()
    pool = Pool(2, slow(0.05), thread)
    limit = TimeLimit(began + 1.0)
    played = numbers([r for results in pool.results(endless(), threading.Event(), limit=limit) for r in results])
    assert time.monotonic() - began < 1.0 + GRACE
    assert len(played) > 20
    assert {number // 2 for number in played} == {number // 2 for number in played if number ^ 1 in played}


def test_a_batch_that_is_still_running_when_time_is_up_is_dropped() -> None:
    release = threading.Event()

    def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
        if jobs[0].number >= 8:
            release.wait(20)
        return acting.play(jobs)

    began = time.monotonic()
    pool = Pool(1, play, thread)
    results = pool.results(endless(), threading.Event(), limit=TimeLimit(began + 0.3))
    played = numbers([r for arrived in results for r in arrived])
    taken = time.monotonic() - began
    release.set()
    assert taken < 0.3 + GRACE + 1.0
    assert played and len(played) % 2 == 0 and max(played) < 16


def test_batches_shrink_to_what_can_be_played_in_the_time_left() -> None:
    limit = TimeLimit(time.monotonic() + 100)
    assert not limit.too_late()
    limit.played(8, 160.0)
    assert limit.games_left() == 5
    limit.played(1, 120.0)
    assert limit.too_late()
