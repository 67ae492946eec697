from __future__ import annotations

from dataclasses import dataclass

import pytest

from league.match.batch import Job
from league.match.manager import Seat
from league.volunteers.leases import SLOW, UNDECIDED, Leasable, Leases, NoLease
from league.workers.pool import deadline
from systems.setup import Setup

SEATS = (Seat("ann", (("main.py", ""),)), Seat("bob", (("main.py", ""),)))
JOBS = (Job(0, Setup("duel", 1), SEATS),)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def leases(clock: Clock) -> Leases:
    return Leases(60, clock)


def taken(leases: Leases, volunteer: str) -> tuple[str, Leasable]:
    found = leases.take(volunteer)
    assert found is not None
    return found


def test_a_batch_has_one_lease_at_a_time(leases: Leases) -> None:
    batch = leases.submit(JOBS)
    assert leases.take("ann") is not None
    assert leases.take("bob") is None
    assert not batch.future.done()


def test_a_lease_without_heartbeats_goes_to_another(leases: Leases, clock: Clock) -> None:
    leases.submit(JOBS)
    first, batch = taken(leases, "ann")
    clock.now += 59
    assert leases.extend("ann", first) == 60
    clock.now += 59
    assert leases.take("bob") is None
    clock.now += 2
    second, same = taken(leases, "bob")
    assert same is batch
    assert second != first


def test_a_late_result_counts_if_it_is_the_first(leases: Leases, clock: Clock) -> None:
    leases.submit(JOBS)
    late, batch = taken(leases, "ann")
    clock.now += 61
    other, _ = taken(leases, "bob")
    assert leases.claim("ann", late) is batch
    leases.accept(batch, [])
    assert batch.future.result() == []
    with pytest.raises(NoLease):
        leases.claim("bob", other)
    with pytest.raises(NoLease):
        leases.extend("bob", other)


def test_heartbeats_do_not_hold_a_lease_that_takes_ten_times_what_others_take(leases: Leases, clock: Clock) -> None:
    leases.submit(JOBS)
    fast, batch = taken(leases, "ann")
    clock.now += 10
    leases.accept(leases.claim("ann", fast), [])
    leases.submit(JOBS)
    slow, batch = taken(leases, "bob")
    for _ in range(10):
        clock.now += SLOW
        leases.extend("bob", slow)
    assert taken(leases, "ann")[1] is batch
    assert leases.extend("bob", slow) == 0  # it may still be the first to answer
    assert leases.claim("bob", slow) is batch


def test_no_lease_lasts_longer_than_a_batch_can_take(leases: Leases, clock: Clock) -> None:
    leases.submit(JOBS)
    slow, _ = taken(leases, "ann")
    until = clock.now + deadline(JOBS)
    while clock.now < until:
        assert leases.take("bob") is None
        clock.now += 30
        leases.extend("ann", slow)
    assert leases.take("bob") is not None


def test_a_heartbeat_in_time_takes_back_what_was_offered_again(leases: Leases, clock: Clock) -> None:
    leases.submit(JOBS)
    mine, _ = taken(leases, "ann")
    clock.now += 61
    assert leases.take_here(also_waiting=False) is None  # offers it again
    assert leases.extend("ann", mine) == 60
    assert leases.take("bob") is None


@pytest.mark.parametrize("act", ["extend", "give_back", "fail", "claim", "jobs"])
def test_nobody_acts_on_another_s_lease_or_on_one_that_is_none(leases: Leases, act: str) -> None:
    leases.submit(JOBS)
    mine, _ = taken(leases, "ann")
    for volunteer, lease in (("bob", mine), ("ann", "nonsense")):
        with pytest.raises(NoLease):
            getattr(leases, act)(volunteer, lease)


def test_a_second_result_is_dropped(leases: Leases) -> None:
    leases.submit(JOBS)
    mine, batch = taken(leases, "ann")
    leases.claim("ann", mine)
    with pytest.raises(NoLease):
        leases.claim("ann", mine)
    leases.accept(batch, [])
    with pytest.raises(NoLease):
        leases.claim("ann", mine)


def test_a_returned_batch_and_one_with_a_false_result_are_offered_again(leases: Leases) -> None:
    leases.submit(JOBS)
    mine, _ = taken(leases, "ann")
    leases.give_back("ann", mine)
    again, batch = taken(leases, "ann")
    leases.claim("ann", again)
    assert leases.take("bob") is None
    leases.reject(batch)
    assert taken(leases, "bob")[1] is batch


def test_what_a_volunteer_could_not_play_is_played_here_and_repeated_failures_pause_it(
    leases: Leases, clock: Clock
) -> None:
    for _ in range(2):
        leases.submit(JOBS)
        mine, batch = taken(leases, "ann")
        leases.fail("ann", mine)
        assert leases.take("bob") is None
        assert leases.take_here(also_waiting=False) is batch
    leases.submit(JOBS)
    assert leases.take("ann") is None
    clock.now += 5
    assert leases.take("ann") is not None


def test_what_an_expelled_volunteer_holds_goes_to_others(leases: Leases) -> None:
    batch = leases.submit(JOBS)
    mine, _ = taken(leases, "ann")
    leases.drop("ann")
    assert taken(leases, "bob")[1] is batch
    with pytest.raises(NoLease):
        leases.claim("ann", mine)


@pytest.mark.parametrize(("workers", "most"), [(0, 2), (1, 2), (3, 6), (99, 128)])
def test_a_volunteer_has_as_many_leases_as_its_workers_need(leases: Leases, workers: int, most: int) -> None:
    if workers:
        leases.seen("ann", "client", workers)
    for _ in range(130):
        leases.submit(JOBS)
    assert sum(leases.take("ann") is not None for _ in range(130)) == most
    assert leases.take("bob") is not None


def test_what_a_volunteer_lets_expire_goes_to_others_first_and_repeated_expiry_pauses_it(
    leases: Leases, clock: Clock
) -> None:
    for name in ("ann", "bob"):
        leases.seen(name, "client", 1)
    first = leases.submit(JOBS)
    taken(leases, "ann")
    clock.now += 61
    for name in ("ann", "bob"):
        leases.seen(name, "client", 1)
    assert leases.take("ann") is None  # bob is there
    second = leases.submit(JOBS)
    assert taken(leases, "ann")[1] is second
    assert taken(leases, "bob")[1] is first
    clock.now += 61
    leases.submit(JOBS)
    assert leases.take("ann") is None  # the second failure in a row
    clock.now += 5
    assert leases.take("ann") is not None


def test_what_a_volunteer_let_expire_is_its_own_again_if_nobody_else_is_there(leases: Leases, clock: Clock) -> None:
    batch = leases.submit(JOBS)
    taken(leases, "ann")
    clock.now += 61
    assert taken(leases, "ann")[1] is batch


def test_an_honest_slow_volunteer_delivers_although_another_is_quick(leases: Leases, clock: Clock) -> None:
    leases.submit(JOBS)
    quick, _ = taken(leases, "ann")
    clock.now += 0.01
    leases.accept(leases.claim("ann", quick), [])
    delivered = 0
    for _ in range(4):
        batch = leases.submit(JOBS)
        clock.now += 10  # a pause after failures
        slow, _ = taken(leases, "bob")
        for _ in range(5):
            clock.now += 20
            leases.extend("bob", slow)
        if leases.take("ann") is None:
            leases.accept(leases.claim("bob", slow), [])
            delivered += 1
        else:
            leases.accept(batch, [])
    assert delivered >= 2


def test_results_that_always_differ_as_only_machines_may_pause_a_volunteer(leases: Leases, clock: Clock) -> None:
    for _ in range(UNDECIDED):
        leases.submit(JOBS)
        mine, _ = taken(leases, "ann")
        leases.accept(leases.claim("ann", mine), [], undecided=True)
    leases.submit(JOBS)
    assert leases.take("ann") is None
    clock.now += 5
    mine, _ = taken(leases, "ann")
    leases.accept(leases.claim("ann", mine), [])
    leases.submit(JOBS)
    assert leases.take("ann") is not None


def test_a_withdrawn_batch_is_nobody_s(leases: Leases) -> None:
    batch = leases.submit(JOBS)
    mine, _ = taken(leases, "ann")
    leases.cancel(batch)
    with pytest.raises(NoLease):
        leases.extend("ann", mine)
    assert leases.take("bob") is None
    leases.accept(batch, [])  # a check that was under way
    assert batch.future.cancelled()


def test_volunteers_count_while_they_are_heard_of(leases: Leases, clock: Clock) -> None:
    leases.seen("ann", "one", 2)
    leases.seen("ann", "two", 3)
    leases.seen("bob", "x", 4)
    assert leases.workers() == 9
    clock.now += 61
    leases.seen("bob", "x", 4)
    assert leases.workers() == 4
