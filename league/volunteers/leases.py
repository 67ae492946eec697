"""Leases: which batches wait, which volunteers play them, and until when nobody else does.

A lease that is not extended by a heartbeat, or that takes far longer than others, expires: its batch is given to
another volunteer, too, and the first result that is accepted counts.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.pool import QUEUE, deadline

MOST = 64  # workers of a volunteer that count
SLOW = 10  # times what games take elsewhere, after which a lease expires in spite of heartbeats
SEEN = 60.0  # s for which a volunteer that is not heard of counts as there
UNDECIDED = 3  # results in a row that differ from the host's own, after which a volunteer is paused
_WEIGHT = 0.3  # of the last lease in the estimate of how long a volunteer's games take
_PAUSE = 600.0  # s, the longest for which a volunteer whose machine fails gets no lease


class NoLease(Exception):
    """A volunteer has no such lease, or its games have been played meanwhile."""


@dataclass(eq=False)
class Leasable:
    """A batch, from when it is submitted until it is played."""

    jobs: tuple[Job, ...]
    future: Future[Sequence[MatchOutcome]] = field(default_factory=Future)
    leases: dict[str, _Lease] = field(default_factory=dict)  # by id, also expired ones
    waiting: bool = True
    checked: str | None = None  # the volunteer whose result is being checked
    here: bool = False  # to be played by the host's own workers
    late: set[str] = field(default_factory=set)  # volunteers whose leases of it have expired


@dataclass
class _Lease:
    id: str
    volunteer: str
    batch: Leasable
    began: float  # s, monotonic clock, like the others
    until: float
    latest: float  # beyond which no heartbeat extends it
    expired: bool = False  # it has been, at least once


@dataclass
class _Volunteer:
    """What is known of a volunteer."""

    clients: dict[str, tuple[int, float]] = field(default_factory=dict)  # workers, and when last heard of
    pace: float | None = None  # s per game
    failures: int = 0  # in a row
    undecided: int = 0  # results in a row that the host's own plays differ from, maybe because of the machine
    paused: float = 0.0  # no lease before

    def workers(self, now: float) -> int:
        """Return how many workers it has that are there."""
        return min(sum(workers for workers, at in self.clients.values() if now - at <= SEEN), MOST)


class Leases:
    """The batches of a coordinator, which any thread may use.

    Args:
        seconds: how long a lease lasts without a heartbeat.
        clock: monotonic, in s.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._lock = threading.RLock()
        self._waiting: deque[Leasable] = deque()
        self._here: deque[Leasable] = deque()
        self._leases: dict[str, _Lease] = {}
        self._volunteers: dict[str, _Volunteer] = {}

    # For the pool

    def submit(self, jobs: Sequence[Job]) -> Leasable:
        """Offer a batch; its future gets the outcomes, or what went wrong when the host played it."""
        batch = Leasable(tuple(jobs))
        with self._lock:
            self._waiting.append(batch)
        return batch

    def cancel(self, batch: Leasable) -> None:
        """Withdraw a batch."""
        with self._lock:
            batch.future.cancel()
            self._forget(batch)

    # For volunteers

    def seen(self, volunteer: str, client: str, workers: int) -> None:
        """Note that a volunteer's process is there."""
        with self._lock:
            clients = self._of(volunteer).clients
            now = self._clock()
            for known in [known for known, (_, at) in clients.items() if now - at > SEEN]:
                del clients[known]
            if client in clients or len(clients) < MOST:
                clients[client] = (workers, now)

    def workers(self) -> int:
        """Return how many workers the volunteers have that are there."""
        with self._lock:
            now = self._clock()
            return sum(known.workers(now) for known in self._volunteers.values())

    def take(self, volunteer: str) -> tuple[str, Leasable] | None:
        """Lease the next batch; return its id and the batch, or None if there is none for this volunteer now."""
        with self._lock:
            self._expire()
            now, known = self._clock(), self._of(volunteer)
            own = sum(lease.volunteer == volunteer and lease.until > now for lease in self._leases.values())
            if own >= QUEUE * max(known.workers(now), 1) or now < known.paused:
                return None
            others = {name for name, one in self._volunteers.items() if one.workers(now) and now >= one.paused}
            others.discard(volunteer)
            free = (batch for batch in self._waiting if volunteer not in batch.late or not others - batch.late)
            if (batch := next(free, None)) is None:
                return None
            self._waiting.remove(batch)
            batch.waiting = False
            latest = now + self._longest(batch)
            lease = _Lease(secrets.token_urlsafe(16), volunteer, batch, now, min(now + self.seconds, latest), latest)
            batch.leases[lease.id] = self._leases[lease.id] = lease
            return lease.id, batch

    def extend(self, volunteer: str, id: str) -> float:
        """Extend a lease after a heartbeat; return the seconds that are left of it. Raises NoLease."""
        with self._lock:
            lease, now = self._find(volunteer, id), self._clock()
            if now < lease.latest:
                lease.until = min(now + self.seconds, lease.latest)
                if lease.batch.waiting:
                    self._waiting.remove(lease.batch)
                    lease.batch.waiting = False
            self._expire()
            return max(lease.until - now, 0.0)

    def give_back(self, volunteer: str, id: str) -> None:
        """End a lease whose games the volunteer does not play. Raises NoLease."""
        with self._lock:
            lease = self._find(volunteer, id)
            del self._leases[id], lease.batch.leases[id]
            self._offer(lease.batch)

    def fail(self, volunteer: str, id: str) -> None:
        """End a lease whose games the volunteer could not play: the host's own workers do. Raises NoLease.

        Repeated failures of a volunteer pause it, longer each time.
        """
        with self._lock:
            batch = self._find(volunteer, id).batch
            self._failed(volunteer)
            del self._leases[id], batch.leases[id]
            if not batch.here and batch.checked is None:
                self._play_here(batch)

    def jobs(self, volunteer: str, id: str) -> tuple[Job, ...]:
        """Return the jobs of a lease. Raises NoLease."""
        with self._lock:
            return self._find(volunteer, id).batch.jobs

    def claim(self, volunteer: str, id: str) -> Leasable:
        """Return the batch of a lease that a result has arrived for, which is being checked from now on.

        Raises:
            NoLease: also if another result for the batch is being checked.
        """
        with self._lock:
            lease = self._find(volunteer, id)
            batch = lease.batch
            if batch.checked is not None:
                raise NoLease
            self._measure(lease)
            del self._leases[id], batch.leases[id]
            batch.checked = volunteer
            if batch.waiting:
                self._waiting.remove(batch)
                batch.waiting = False
            return batch

    def drop(self, volunteer: str) -> None:
        """End all leases of a volunteer, and offer their games to others."""
        with self._lock:
            for lease in [lease for lease in self._leases.values() if lease.volunteer == volunteer]:
                del self._leases[lease.id], lease.batch.leases[lease.id]
                self._offer(lease.batch)
            self._volunteers.pop(volunteer, None)

    # For the host's own workers

    def accept(self, batch: Leasable, outcomes: Sequence[MatchOutcome], undecided: bool = False) -> None:
        """Complete a batch, unless it is complete already.

        Args:
            undecided: whether the host's own play of it differs from a volunteer's, as only machines may; repeated, it
                pauses the volunteer like failures.
        """
        with self._lock:
            if batch.checked is not None and batch.checked in self._volunteers:
                known = self._of(batch.checked)
                known.undecided = known.undecided + 1 if undecided else 0
                if known.undecided < UNDECIDED:
                    known.failures = 0
                else:
                    self._failed(batch.checked, 2)
            if not batch.future.done():
                batch.future.set_result(outcomes)
            self._forget(batch)

    def give_up(self, batch: Leasable, error: BaseException) -> None:
        """Complete a batch that the host's own workers could not play."""
        with self._lock:
            if not batch.future.done():
                batch.future.set_exception(error)
            self._forget(batch)

    def reject(self, batch: Leasable) -> None:
        """Offer a batch again whose result was false."""
        with self._lock:
            batch.checked = None
            self._offer(batch)

    def refuse(self, batch: Leasable, volunteer: str) -> None:
        """Have the host's own workers play a batch whose result could not be checked."""
        with self._lock:
            self._failed(volunteer)
            batch.checked = None
            if not batch.here and not batch.future.done():
                self._play_here(batch)

    def take_here(self, also_waiting: bool) -> Leasable | None:
        """Return a batch for the host's own workers: one that a volunteer failed at, or any, if asked."""
        with self._lock:
            self._expire()
            if self._here:
                return self._here.popleft()
            if also_waiting and self._waiting:
                batch = self._waiting.popleft()
                batch.waiting, batch.here = False, True
                return batch
            return None

    # Within the lock

    def _failed(self, volunteer: str, least: int = 1) -> None:
        known = self._of(volunteer)
        known.failures = min(max(known.failures + 1, least), 30)
        known.paused = self._clock() + min(2.0**known.failures, _PAUSE) if known.failures > 1 else 0.0

    def _of(self, volunteer: str) -> _Volunteer:
        return self._volunteers.setdefault(volunteer, _Volunteer())

    def _find(self, volunteer: str, id: str) -> _Lease:
        lease = self._leases.get(id)
        if lease is None or lease.volunteer != volunteer or lease.batch.future.done():
            raise NoLease
        return lease

    def _measure(self, lease: _Lease) -> None:
        """Learn a volunteer's pace from a lease: how long it took, or has taken without a result."""
        known, pace = self._of(lease.volunteer), (self._clock() - lease.began) / len(lease.batch.jobs)
        known.pace = pace if known.pace is None else _WEIGHT * pace + (1 - _WEIGHT) * known.pace

    def _longest(self, batch: Leasable) -> float:
        """Return the seconds after which a batch is given to another, whatever its volunteer says."""
        paces = [known.pace for known in self._volunteers.values() if known.pace is not None]
        most = deadline(batch.jobs)
        return min(max(SLOW * max(paces) * len(batch.jobs), self.seconds), most) if paces else max(most, self.seconds)

    def _expire(self) -> None:
        """Offer the batches again of which no lease holds any more; that is a failure of its volunteer."""
        now, failed = self._clock(), set()
        for lease in list(self._leases.values()):
            if lease.until <= now and not lease.expired and not lease.batch.future.done():
                lease.expired = True
                lease.batch.late.add(lease.volunteer)
                failed.add(lease.volunteer)
                if lease.until == lease.latest:  # it is there, and slow
                    self._measure(lease)
            if lease.until <= now and all(other.until <= now for other in lease.batch.leases.values()):
                self._offer(lease.batch)
        for volunteer in failed:  # once, however many leases a machine had that is gone
            self._failed(volunteer)

    def _offer(self, batch: Leasable) -> None:
        """Put a batch first in the queue, unless it is there, played here, being checked, or leased."""
        now = self._clock()
        held = any(lease.until > now for lease in batch.leases.values())
        if not (batch.waiting or batch.here or batch.checked or held or batch.future.done()):
            batch.waiting = True
            self._waiting.appendleft(batch)

    def _play_here(self, batch: Leasable) -> None:
        if batch.waiting:
            self._waiting.remove(batch)
            batch.waiting = False
        batch.here = True
        self._here.append(batch)

    def _forget(self, batch: Leasable) -> None:
        for id in batch.leases:
            self._leases.pop(id, None)
        batch.leases.clear()
        for queue in (self._waiting, self._here):
            if batch in queue:
                queue.remove(batch)
        batch.waiting = False
