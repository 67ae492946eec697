"""Play matches in lockstep, and write the log and sidecar of each."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.log import BLOCK_TICKS, LogWriter
from engine.world import World
from league.match.agents import Agent
from league.match.record import Record
from league.match.sidecar import SeatLog, pack
from league.match.turns import Ids, ask, living_ships, read_answer, take_turns
from sandbox.fault import Fault
from sandbox.identity import Files, identity
from sandbox.names import SeatNames, display_names
from systems.components import NEVER, Score
from systems.config import GameConfig
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import Action, clear_orders, width
from systems.release import release
from systems.results import MAX_FAULTS, FaultRecord, MatchResult, ProgramReport, ended, match_result, result
from systems.setup import Setup
from systems.worlds import new_worlds, step

LONGEST_READ = 0.01  # s charged for reading an answer, at most: longer only if the machine paused


@dataclass(frozen=True)
class Seat:
    """A bot in a seat: its name and files, and its version number in a league, if any.

    Attributes:
        reserved: skeletons (`sandbox.names.skeleton`) of the names of the league's bots: it may show none of them.
    """

    name: str
    files: Files
    version: int = 1
    reserved: frozenset[str] = frozenset()

    @property
    def identity(self) -> str:
        return identity(self.files)


@dataclass(frozen=True)
class MatchOutcome:
    """Outcome of a match: the bytes of its log and sidecar, and its result as in `botkit run --json`."""

    log: bytes
    debug: bytes
    result: MatchResult
    forfeited: tuple[bool, ...]  # by seat


@dataclass(frozen=True)
class VolunteerOutcome(MatchOutcome):
    """Outcome of a match that a volunteer played, as far as the host has checked it."""

    volunteer: str


@dataclass(slots=True)
class SeatState:
    """State of a seat while its match is played. `log` is what its part of the sidecar is made of, if any."""

    seat: Seat
    agent: Agent
    log: SeatLog | None = None
    answer: dict[str, object] = field(default_factory=dict)
    not_started: Fault | None = None
    faults: list[FaultRecord] = field(default_factory=list)
    fuel_max: int | None = None

    def start(self, setup: Setup, side: int) -> None:
        """Start the program; one that fails answers with that fault in every tick."""
        try:
            self.answer = json.loads(self.agent.start(briefing(setup, side)))
        except Fault as fault:
            self.not_started = fault

    def ask(self, tick: int, observation: bytes) -> tuple[str | Fault, int | None]:
        """Return the program's answer, and the fuel it used."""
        if self.not_started:
            return self.not_started, None
        return ask(self.agent, tick, observation), self.agent.fuel_used

    def read(self, tick: int, answer: str | Fault, fuel: int | None, ids: Ids) -> Action | Fault:
        """Parse and record an answer; the time that this takes is charged to the program."""
        began = time.perf_counter()
        action = read_answer(answer, ids)
        self.note(tick, fuel, action)
        self.agent.charge(min(time.perf_counter() - began, LONGEST_READ))
        return action

    def note(self, tick: int, fuel: int | None, action: Action | Fault) -> None:
        """Record what the program did, for the result and the sidecar."""
        if fuel is not None and (self.fuel_max is None or fuel > self.fuel_max):
            self.fuel_max = fuel
        if not isinstance(action, Fault):
            if self.log is not None:
                self.log.add(tick, fuel, action)
            return
        if self.log is not None:
            self.log.add(tick, fuel, None, f"{action}\n{action.detail}".rstrip())
        if len(self.faults) < MAX_FAULTS:
            self.faults.append({"tick": tick, "kind": action.kind, "message": action.message})

    def report(self) -> ProgramReport:
        return {"bot": self.seat.name, "faults": self.faults, "fuel_max": self.fuel_max}


Asked = tuple[SeatState, int, int, Ids]  # a seat, its world and side, and its living ships


def play_turns(world: World, asked: Sequence[Asked]) -> None:
    """Ask the programs of these seats in the current state, and write their orders and faults to the inputs."""
    texts = observe(world, [(w, side) for _, w, side, _ in asked])
    ticks = world.tick.tolist()
    # All programs first: each evicts the caches, at the expense of any code in between.
    answers = [seat.ask(ticks[w], text) for (seat, w, _, _), text in zip(asked, texts, strict=True)]
    turns = []
    for (seat, w, side, ids), (answer, fuel) in zip(asked, answers, strict=True):
        turns.append((w, side, seat.read(ticks[w], answer, fuel, ids)))
    take_turns(world, turns)


class MatchSession:
    """A match to be played.

    Args:
        setup: the initial conditions.
        seats: one per side.
        agents: one per seat; the match closes them.
        about: further fields of the log's header (the guest, the limits).
        sink: called with each complete chunk of the log, in addition to the outcome.
    """

    def __init__(
        self,
        setup: Setup,
        seats: Sequence[Seat],
        agents: Sequence[Agent],
        about: Mapping[str, object],
        sink: Callable[[bytes], object] | None = None,
    ) -> None:
        self.setup = setup
        self.outcome: MatchOutcome | None = None
        self._about = about
        self._sink = sink
        self._bytes = bytearray()
        self._writer: LogWriter | None = None
        self._logs = [SeatLog() for _ in seats]
        self.seats = [SeatState(*parts) for parts in zip(seats, agents, self._logs, strict=True)]

    def start(self, inputs: int) -> None:
        """Start the programs and write the log's header. `inputs` is the number of inputs per tick."""
        for side, state in enumerate(self.seats):
            state.start(self.setup, side)
        names = display_names(
            [SeatNames(state.seat.name, str(state.answer.get("name", "")), state.seat.reserved) for state in self.seats]
        )
        seats = [
            {**described(state.seat), **_shown(state, name)} for state, name in zip(self.seats, names, strict=True)
        ]
        self._writer = LogWriter(self._write, header_of(self.setup, seats, self._about), inputs)

    def write_block(self, inputs: NDArray[np.int8], digests: NDArray[np.uint16]) -> None:
        """Write ticks to the log: inputs `[ticks, width]` and digests `[ticks]`."""
        assert self._writer is not None, "write_block before start"
        self._writer.block(inputs, digests)

    def finish(self, world: World, w: int) -> None:
        """Take the result from the final state of world `w`, and complete the log."""
        assert self._writer is not None, "finish before start"
        programs = [state.report() for state in self.seats]
        recorded = match_result(self.setup, result(world, w), programs)
        self._writer.close({"result": recorded})
        self.close()
        forfeited = tuple(bool(tick != NEVER) for tick in world["seats"][Score].forfeited[:, w])
        self.outcome = MatchOutcome(bytes(self._bytes), pack(self._logs), recorded, forfeited)

    def close(self) -> None:
        for state in self.seats:
            state.agent.close()

    def _write(self, data: bytes) -> None:
        self._bytes += data
        if self._sink is not None:
            self._sink(data)


def header_of(setup: Setup, seats: Sequence[Mapping[str, object]], about: Mapping[str, object]) -> dict[str, object]:
    """Return the header of a match's log.

    Args:
        seats: of each seat what `described` returns, and how its program describes itself.
        about: fields that describe the sandbox.
    """
    return {"release": release(), "setup": setup.as_dict(), "seats": seats, **about}


def described(seat: Seat) -> dict[str, object]:
    """Return what a log's header says of a seat, besides how its program describes itself."""
    return {"bot": seat.name, "version": seat.version, "identity": seat.identity}


def _shown(state: SeatState, name: str) -> dict[str, str]:
    """Return how a program describes itself, under the name that it may show; the sandbox has cleaned the texts."""
    about: dict[str, str] = {key: str(state.answer[key]) for key in ("author", "color") if key in state.answer}
    return about if name == state.seat.name else {"name": name, **about}


def play(matches: Sequence[MatchSession], block_ticks: int = BLOCK_TICKS) -> list[MatchOutcome]:
    """Play matches that differ only in seeds and programs, all of them tick by tick.

    Args:
        block_ticks: ticks per block of the log, 1 .. BLOCK_TICKS.

    Raises:
        ValueError: the setups differ in more, or are invalid.
    """
    try:
        return _play(matches, block_ticks)
    finally:
        for match in matches:
            match.close()


def _play(matches: Sequence[MatchSession], block_ticks: int) -> list[MatchOutcome]:
    world = new_worlds([match.setup for match in matches])
    inputs = width(world.resource(GameConfig))
    for match in matches:
        match.start(inputs)
    record = Record(world, inputs, block_ticks)
    live = dict(enumerate(matches))  # by the world's column
    known: list[list[Ids]] = []  # the living ships when `asked` was made
    asked: list[Asked] = []
    while live:
        clear_orders(world)
        living = living_ships(world)
        if living != known:
            known = living
            asked = [
                (match.seats[side], w, side, ids)
                for w, match in live.items()
                for side, ids in enumerate(living[w])
                if ids
            ]
        if len(live) > 1:
            asked.reverse()  # the last program asked goes first: its memory is still partly in the processor's caches
        play_turns(world, asked)
        step(world)
        record.add(world)
        over = [w for w in ended(world) if w in live]
        if over or record.full:
            record.read(world)
        for w in live if record.full else over:
            live[w].write_block(*record.of(w))
        for w in over:
            live.pop(w).finish(world, w)
            known = []
        if record.full:
            record.clear()
        if live and 2 * len(live) <= world.worlds:  # drop the columns of matches that have ended
            columns = list(live)
            record.read(world)
            world = world.narrowed(columns)
            record.narrow(world, columns)
            live, known = dict(enumerate(live.values())), []
    return [match.outcome for match in matches if match.outcome is not None]
