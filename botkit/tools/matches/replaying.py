"""Agents for a recorded match: one repeats what its seat did, the other takes the seat over at a tick.

A log is first simulated completely, so that no bot sees a match that did not take place.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botkit.tools.matches.difference import action_of
from engine.log import DamagedLog, MatchLog, NotALog
from league.cli.errors import LeagueError
from league.logs.files import read_log_file
from league.match.agents import Agent
from league.match.rerun import inputs_of_side
from league.match.turns import living_ships
from sandbox.clean import clean_text
from sandbox.fault import Fault
from systems.components import FAULTS
from systems.config import GameConfig
from systems.replay.batch import check
from systems.replay.simulation import MatchReplay
from systems.setup import Setup


class BadLog(LeagueError):
    """A log that is damaged, or that does not simulate as recorded."""

    status = 1


def open_log(path: Path, seat: int) -> MatchLog:
    """Read a log, and check that its intact part simulates as recorded and that it has the seat.

    Raises:
        LeagueError: the file cannot be read, is not a log, or has no such seat.
        BadLog: its beginning is damaged, or it simulates differently.
    """
    shown = clean_text(str(path), 300)
    try:
        log = read_log_file(path)
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except NotALog as error:
        raise LeagueError(f"{shown}: {error}") from None
    except DamagedLog as error:
        raise BadLog(f"{shown}: {error}") from None
    found = check(log)
    if found.first_bad_tick is not None or found.digest is None:
        raise BadLog(f"{shown}: {clean_text(found.reason or '', 300)}")
    sides = Setup.from_dict(log.header["setup"]).sides
    if not 0 <= seat < sides:
        raise LeagueError(f"seat {seat} is not in this log: it has 0 to {sides - 1}")
    return log


def alive_at(log: MatchLog, seat: int, tick: int) -> bool:
    """Return whether a seat has a living ship at a tick of the log."""
    replay = MatchReplay(log)
    for _ in range(tick):
        replay.advance()
    return bool(living_ships(replay.world)[0][seat])


class RecordedAgent:
    """An agent that repeats what its seat did in a log; after the end of the log it coasts."""

    fuel_used: int | None = None

    def __init__(self, log: MatchLog, seat: int) -> None:
        game = MatchReplay(log).world.resource(GameConfig)
        self._seat, self._tick = seat, 0
        self._inputs = log.inputs[:, inputs_of_side(game, seat)]
        about = log.header.get("seats")
        found = about[seat] if isinstance(about, list) and seat < len(about) else None
        self.about: dict[str, Any] = found if isinstance(found, dict) else {}

    def start(self, briefing: str) -> str:
        if len(self._inputs) and FAULTS[self._inputs[0, -1]] == "start":
            raise Fault("start", "did not start, as recorded")
        return json.dumps({name: str(self.about[name]) for name in ("name", "author", "color") if name in self.about})

    def tick(self, observation: bytes, time_ns: int) -> str:
        if self._tick >= len(self._inputs):
            return "{}"
        inputs = self._inputs[self._tick]
        self._tick += 1
        if inputs[-1]:
            raise Fault(FAULTS[inputs[-1]], "as recorded")
        return json.dumps(action_of(inputs, self._seat))

    def charge(self, seconds: float) -> None:
        """Do nothing: its time is not limited."""

    def close(self) -> None:
        """Do nothing: it holds no resources."""


class JoiningAgent:
    """An agent that sees a recorded match from the start, and takes over its seat at a tick.

    Args:
        agent: the program; its answers before that tick are discarded.
        recorded: the agent that answers until then.
        tick: the first tick at which its own answers count.
        call: a wrapper of the calls from then on, for a debugger.
    """

    def __init__(
        self, agent: Agent, recorded: RecordedAgent, tick: int, call: Callable[[Callable[[], str]], str] | None = None
    ) -> None:
        self._agent, self._recorded, self._from, self._call = agent, recorded, tick, call
        self._tick = 0

    @property
    def fuel_used(self) -> int | None:
        return self._agent.fuel_used

    def start(self, briefing: str) -> str:
        return self._agent.start(briefing)

    def tick(self, observation: bytes, time_ns: int) -> str:
        self._tick += 1
        if self._tick > self._from:
            if self._call is None:
                return self._agent.tick(observation, time_ns)
            return self._call(lambda: self._agent.tick(observation, time_ns))
        with contextlib.suppress(Fault):  # the recorded match continues regardless
            self._agent.tick(observation, time_ns)
        return self._recorded.tick(observation, time_ns)

    def charge(self, seconds: float) -> None:
        self._agent.charge(seconds)

    def close(self) -> None:
        self._agent.close()
