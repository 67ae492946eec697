"""Replay: simulation of a match from its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.digest import fold, short
from engine.log import MatchLog
from engine.world import World
from systems.components import FAULTS, Hull
from systems.config import GameConfig
from systems.protocol.orders import check_inputs, inputs_of
from systems.results import MAX_FAULTS, ProgramReport, ended_at, match_result, result
from systems.setup import Setup
from systems.worlds import new_worlds, step


class Replay:
    """A match simulated from a log, tick by tick, by the code that played it.

    Attributes:
        setup: initial conditions of the match.
        world: a world set with this match, at tick 0 after construction.
        problem: how the last tick differs from the recorded one, once one does.

    Raises:
        ValueError: the log's setup or inputs are invalid, or of another code_version.
    """

    def __init__(self, log: MatchLog) -> None:
        self.setup = Setup.from_dict(log.header.get("setup"))
        self.world: World = new_worlds([self.setup])
        check_inputs(self.world.resource(GameConfig), log.inputs)
        self.problem: str | None = None
        self._log = log

    def extend(self, log: MatchLog) -> None:
        """Continue with a longer log of the same match; raise ValueError if it is of another one."""
        known = len(self._log.inputs)
        if log.header != self._log.header or (log.inputs[:known] != self._log.inputs).any():
            raise ValueError("the log of another match")
        check_inputs(self.world.resource(GameConfig), log.inputs)
        self._log = log

    @property
    def tick(self) -> int:
        return int(self.world.tick[0])

    def advance(self) -> bool:
        """Compute the next state from the recorded inputs; return whether it is as recorded, see `problem`."""
        tick = self.tick
        if not self._could_be_given(self._log.inputs[tick]):
            self.problem = f"tick {tick} has orders, or a fault, of a program that could give none"
            return False
        inputs_of(self.world)[:, 0] = self._log.inputs[tick]
        step(self.world)
        if short(fold(self.world))[0] != self._log.digests[tick]:
            self.problem = f"tick {tick} makes another state than the recorded one"
            return False
        return True

    def _could_be_given(self, inputs: NDArray[np.int8]) -> bool:
        """Return whether no program that faults in this tick, or is dead, gives orders in it. `inputs`: `[width]`."""
        game, alive = self.world.resource(GameConfig), self.world["ships"][Hull].alive[:, 0]
        orders, status = inputs[: 4 * game.ships].reshape(4, -1), inputs[4 * game.ships :]
        living = alive.reshape(game.sides, game.per_side).any(axis=1)
        idle = ~alive | (status > 0)[game.side_of]
        return not (orders[:, idle].any() or status[~living].any())


@dataclass(frozen=True)
class Check:
    """The result of simulating a log."""

    ok: bool  # every tick agrees, and the result if the log has one
    complete: bool  # the log contains the whole match
    ticks: int  # number of ticks simulated
    digest: str | None  # of the last state
    first_bad_tick: int | None
    reason: str | None


def check(log: MatchLog) -> Check:
    """Simulate a log and compare every digest, and the result at the end."""
    try:
        replay = Replay(log)
    except ValueError as error:
        return Check(False, False, 0, None, None, str(error))
    ticks = len(log.inputs)
    for tick in range(ticks):
        if ended_at(replay.world, 0):
            return Check(False, False, tick, None, tick, "the log continues after the end of the match")
        if not replay.advance():
            return Check(False, False, tick, None, tick, replay.problem)
    reason = log.damage if log.footer is None else disagreement(replay, log)
    complete = reason is None and bool(ended_at(replay.world, 0))
    return Check(reason is None, complete, ticks, result(replay.world, 0)["digest"], None, reason)


def disagreement(replay: Replay, log: MatchLog) -> str | None:
    """Return how a log's footer differs from its simulation, which is at its last tick, or None."""
    assert log.footer is not None, "the log has no footer"
    if not ended_at(replay.world, 0):
        return "the log has a result, but the match has not ended"
    difference = _result_difference(replay, log)
    return f"the recorded result has another {difference}" if difference else None


def _result_difference(replay: Replay, log: MatchLog) -> str | None:
    """Return the first part of the recorded result that differs from the simulation, fuel and messages aside."""
    assert log.footer is not None, "the log has no footer"
    recorded = log.footer.get("result")
    if not isinstance(recorded, dict):
        return "shape"
    programs: list[ProgramReport] = [{"bot": bot, "faults": [], "fuel_max": None} for bot in _bots(replay, log)]
    expected = match_result(replay.setup, result(replay.world, 0), programs)
    for name, value in expected.items():
        if name != "seats" and recorded.get(name) != value:
            return name
    seats = recorded.get("seats")
    if not isinstance(seats, list) or len(seats) != len(expected["seats"]):
        return "number of seats"
    for side, (own, seat) in enumerate(zip(expected["seats"], seats, strict=True)):
        for name, value in own.items():
            found = seat.get(name) if isinstance(seat, dict) else None
            same = _kinds(found) == _faults(replay, log, side) if name == "faults" else found == value
            if not same and name != "fuel_max":
                return f"{name} of a seat"
    return None


def _bots(replay: Replay, log: MatchLog) -> list[Any]:
    """Return the name in each seat as the header has it: None where it has none."""
    seats, sides = log.header.get("seats"), range(replay.setup.sides)
    found = [seats[side] if isinstance(seats, list) and side < len(seats) else None for side in sides]
    return [seat.get("bot") if isinstance(seat, dict) else None for seat in found]


def _faults(replay: Replay, log: MatchLog, side: int) -> list[tuple[int, str]]:
    """Return tick and kind of a side's first faults, from the inputs."""
    status = log.inputs[:, side - replay.setup.sides]
    return [(tick, FAULTS[status[tick]]) for tick in status.nonzero()[0][:MAX_FAULTS].tolist()]


def _kinds(faults: Any) -> list[tuple[Any, Any]] | None:
    """Return tick and kind of each recorded fault; None if they are of another shape."""
    if not isinstance(faults, list) or not all(isinstance(fault, dict) for fault in faults):
        return None
    return [(fault.get("tick"), fault.get("kind")) for fault in faults]
