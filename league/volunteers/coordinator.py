"""The coordinator of volunteers: it hands out batches, has results checked, and expels who sends false ones."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Any

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.match.batch import Debug, Job
from league.match.manager import MatchOutcome, VolunteerOutcome
from league.storage.queries.volunteers import expel, expulsions, void_games_of
from league.storage.store import Store
from league.volunteers.checking import Agreement, ComparedClaim, Examined, compare, examine, with_sidecars
from league.volunteers.leases import Leasable, Leases
from league.volunteers.processes import Closing, OwnProcess, checking_process
from league.volunteers.protocol import Claim
from league.volunteers.tokens import Roll
from league.workers.pool import QUEUE, Play
from sandbox.clean import clean_text

WHO = "league serve"  # who declares games void
IDLE = 0.1  # s between looks for work
_random = random.SystemRandom()


@dataclass(frozen=True)
class Member:
    """A volunteer, known by a token."""

    name: str
    token: str  # its SHA-256 (hex)


class NotAdmitted(Exception):
    """A token is unknown, or refused; the message is for whoever sent it."""


class Coordinator:
    """Batches for volunteers, and the host's own workers that check results.

    Args:
        store: where volunteers that were expelled before are found.
        play: plays batches here.
        workers: number of the host's own workers.
        also_play: whether they also play batches while there is nothing to check.
        is_checked: returns whether the next game is played again here; called once a result has arrived.
    """

    def __init__(
        self,
        store: Store,
        roll: Roll,
        leases: Leases,
        play: Play,
        workers: int,
        also_play: bool,
        is_checked: Callable[[], bool],
        process: Callable[[], Executor] = checking_process,
    ) -> None:
        self.leases = leases
        self._roll, self._play, self._also_play, self._is_checked = roll, play, also_play, is_checked
        self._new_process = process
        self._claims: SimpleQueue[tuple[Member, Leasable, list[Claim], Callable[[], object]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._refused: dict[str, str] = {}
        self._expelled: list[tuple[Member, str]] = []  # to be recorded by the thread of the store
        self._void: dict[str, str] = {}  # why volunteers are expelled who are recorded as such and not readmitted
        self._greeted: set[str] = set()
        self._store = store
        for one in reversed(expulsions(store)):  # whoever ran `league serve` before may have been killed meanwhile
            self._refused[one.token] = self._void[one.volunteer] = one.why
            self._declare_void(one.volunteer, one.why, one.at)
        self.settle()
        self._closed = threading.Event()
        self._workers = [threading.Thread(target=self._work, name="checker", daemon=True) for _ in range(workers)]
        self.problem: str | None = None  # why the coordinator cannot go on
        for thread in self._workers:
            thread.start()

    # For the pool, in the thread of the store

    def executor(self) -> Executor:
        """Return the executor of a slot."""
        return _SlotOfVolunteers(self.leases)

    def capacity(self) -> int:
        """Return how many batches to have in flight; record what has been found out about volunteers.

        Raises:
            LeagueError: the coordinator cannot go on.
        """
        if self.problem is not None:
            raise LeagueError(self.problem)
        self.settle()
        return max(QUEUE * self.leases.workers() + (len(self._workers) if self._also_play else 0), 1)

    def settle(self) -> None:
        """Record who was expelled, and declare void what has been recorded of them."""
        with self._lock:
            expelled, self._expelled = self._expelled, []
        for member, why in expelled:
            expel(self._store, member.name, member.token, why)
            self._void[member.name] = why
            print(f"volunteer {member.name} is expelled: {why}", file=sys.stderr)
            self._declare_void(member.name, why)
        for name, why in list(self._void.items()):
            token = self._roll.token(name)
            if token is not None and token not in self._refused:  # readmitted: what it plays now counts
                del self._void[name]
            else:  # also what had been accepted, and has been recorded since
                self._declare_void(name, why)

    def _declare_void(self, name: str, why: str, until: int | None = None) -> None:
        if games := void_games_of(self._store, name, f"volunteer {name} was expelled: {why}"[:500], WHO, until):
            print(f"{counted(games, 'game')} of volunteer {name} declared void", file=sys.stderr)

    def close(self) -> None:
        """Stop the host's own workers, whatever they are doing."""
        self._closed.set()
        for thread in self._workers:
            thread.join(5)

    # For the server

    def admit(self, token: str) -> Member:
        """Return the volunteer with a token. Raises NotAdmitted."""
        found = self._roll.find(token)
        if found is None:
            raise NotAdmitted("this token is unknown here: ask the host for one")
        member = Member(*found)
        self.check_admitted(member)
        return member

    def check_admitted(self, member: Member) -> None:
        """Raise NotAdmitted if a volunteer that was admitted is so no longer."""
        why = self._refused.get(member.token)
        if why is not None:
            raise NotAdmitted(f"this token is refused, since a result was false: {why}")
        if self._roll.token(member.name) != member.token:
            raise NotAdmitted("this token is no longer known here: ask the host for one")

    def greet(self, member: Member, workers: int) -> None:
        """Say once that a volunteer has come."""
        if member.name not in self._greeted:
            self._greeted.add(member.name)
            print(f"volunteer {member.name} is here with {counted(workers, 'worker')}", file=sys.stderr)

    def claimed(self, member: Member, batch: Leasable, claims: list[Claim], checked: Callable[[], object]) -> None:
        """Have claims for a batch checked; `checked` is called afterwards."""
        self._claims.put((member, batch, claims, checked))

    def expel(self, member: Member, why: str) -> None:
        """Refuse a volunteer from now on, and drop what is not recorded yet."""
        with self._lock:
            if member.token not in self._refused:
                self._refused[member.token] = why
                self._expelled.append((member, why))
        self.leases.drop(member.name)

    # In the threads of the host's own workers

    def _work(self) -> None:
        process = OwnProcess(self._new_process, self._closed)
        try:
            while not self._closed.is_set():
                try:
                    member, batch, claims, checked = self._claims.get(timeout=IDLE)
                except Empty:
                    waiting = self.leases.take_here(self._also_play)
                    if waiting is not None:
                        self._play_here(process, waiting)
                    continue
                try:
                    self._check(process, member, batch, claims)
                finally:
                    checked()
        except Closing:
            pass
        except Exception as error:  # a mistake of this program: nothing is left half checked
            self.problem = f"a checker failed: {type(error).__name__}: {clean_text(str(error), 200)}"
        finally:
            process.kill()

    def _play_here(self, process: OwnProcess, batch: Leasable) -> None:
        try:
            self.leases.accept(batch, process.call(self._play, batch.jobs))
        except Closing:
            raise
        except Exception as error:  # of the batch, as in a pool, which plays it again or gives it up
            self.leases.give_up(batch, error)

    def _check(self, process: OwnProcess, member: Member, batch: Leasable, claims: Sequence[Claim]) -> None:
        """Check claims; accept them, or expel who sent them."""
        try:
            found: list[Examined] = process.call(examine, batch.jobs, claims)
        except Closing:
            raise
        except Exception:  # this machine's trouble, or an attack on it: proof of nothing
            self.leases.refuse(batch, member.name)
            return
        for job, one in zip(batch.jobs, found, strict=True):
            if one.problem is not None:
                self._reject(member, batch, job, one.problem)
                return
        outcomes: list[MatchOutcome] = [
            VolunteerOutcome(one.log, one.debug, one.result, one.forfeited, member.name)
            for one in found
            if one.result is not None
        ]
        undecided = False
        again = [number for number, one in enumerate(found) if self._is_checked() or one.by_machine]
        if again:
            jobs = [batch.jobs[number] for number in again]
            theirs = [Claim(found[number].log, claims[number].debug) for number in again]
            try:
                own: list[MatchOutcome] = process.call(self._play, [replace(job, debug=Debug.WHOLE) for job in jobs])
                mine = [Claim(outcome.log, outcome.debug) for outcome in own]
                compared: list[ComparedClaim] = process.call(compare, jobs, mine, theirs)
                own = process.call(with_sidecars, jobs, own)
            except Closing:
                raise
            except Exception:
                self.leases.refuse(batch, member.name)
                return
            for number, outcome, said in zip(again, own, compared, strict=True):
                if said.verdict is Agreement.FALSE:
                    self._reject(member, batch, batch.jobs[number], said.reason)
                    return
                undecided |= said.verdict is Agreement.UNDECIDED
                if said.verdict is Agreement.UNDECIDED or found[number].by_machine:
                    outcomes[number] = outcome
        if member.token in self._refused:  # meanwhile
            self.leases.reject(batch)
        else:
            self.leases.accept(batch, outcomes, undecided)

    def _reject(self, member: Member, batch: Leasable, job: Job, why: str) -> None:
        names = " against ".join(f"{seat.name} v{seat.version}" for seat in job.seats)
        self.expel(member, f"{names}, seed {job.setup.seed}: {why}")
        self.leases.reject(batch)


class _SlotOfVolunteers(Executor):
    """A slot's executor; its shutdown withdraws the batches of this slot only."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._batches: list[Leasable] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (jobs,) = args
        self._batches = [batch for batch in self._batches if not batch.future.done()]
        batch = self._leases.submit(jobs)
        self._batches.append(batch)
        return batch.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for batch in self._batches:
            self._leases.cancel(batch)


def spot_checks(rate: float) -> Callable[[], bool]:
    """Return a function that chooses games to play again at a rate; nobody can predict them."""
    return lambda: _random.random() < rate
