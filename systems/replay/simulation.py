"""Replay: simulation of a match from its log."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.component import any_nonzero
from engine.digest import fold, short
from engine.log import MatchLog
from engine.world import World
from systems.components import FAULTS, Hull
from systems.config import GameConfig
from systems.protocol.orders import ORDERS, check_inputs, inputs_of
from systems.results import MAX_FAULTS, FaultRecord, ProgramReport, Result, match_result
from systems.setup import Setup
from systems.worlds import new_worlds, step


class MatchReplay:
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
        tick, game = self.tick, self.world.resource(GameConfig)
        inputs = self._log.inputs[tick][:, None]
        if not possible_inputs(game, inputs, self.world["ships"][Hull].alive)[0]:
            self.problem = impossible_orders(tick)
            return False
        inputs_of(self.world)[:] = inputs
        step(self.world)
        if short(fold(self.world))[0] != self._log.digests[tick]:
            self.problem = another_state(tick)
            return False
        return True


def possible_inputs(game: GameConfig, inputs: NDArray[np.int8], alive: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether no program that faults in this tick, or is dead, gives orders in it, `[W]`.

    Args:
        inputs: `[width, W]`.
        alive: which ships are, in the state before the tick, `[ships, W]`.
    """
    status = inputs[ORDERS * game.ships :] != 0
    if not any_nonzero(status) and np.count_nonzero(alive) == alive.size:
        return np.ones(alive.shape[1], np.bool_)
    orders = inputs[: ORDERS * game.ships].reshape(ORDERS, *alive.shape) != 0
    idle = ~alive | status[game.side_of]
    impossible: NDArray[np.bool_] = (orders & idle).any(axis=(0, 1)) | (status & ~game.any_of_side(alive)).any(axis=0)
    return ~impossible


def impossible_orders(tick: int) -> str:
    """Return the problem of a tick with inputs that no program can have given."""
    return f"tick {tick} has orders, or a fault, of a program that could give none"


def another_state(tick: int) -> str:
    """Return the problem of a tick whose digest is not as recorded."""
    return f"tick {tick} makes another state than the recorded one"


def disagreement(setup: Setup, simulated: Result | None, log: MatchLog) -> str | None:
    """Return how a log's footer differs from the result of its simulation, or None.

    Args:
        simulated: None if the match has not ended.
    """
    assert log.footer is not None, "the log has no footer"
    if simulated is None:
        return "the log has a result, but the match has not ended"
    difference = _result_difference(setup, simulated, log)
    return f"the recorded result has another {difference}" if difference else None


def _result_difference(setup: Setup, simulated: Result, log: MatchLog) -> str | None:
    """Return the first part of the recorded result that differs from the simulation, fuel and messages aside."""
    assert log.footer is not None, "the log has no footer"
    recorded = log.footer.get("result")
    if not isinstance(recorded, dict):
        return "shape"
    programs: list[ProgramReport] = [{"bot": bot, "faults": [], "fuel_max": None} for bot in _bots(setup, log)]
    expected = match_result(setup, simulated, programs)
    for name, value in expected.items():
        if name != "seats" and recorded.get(name) != value:
            return name
    seats = recorded.get("seats")
    if not isinstance(seats, list) or len(seats) != len(expected["seats"]):
        return "number of seats"
    for side, (own, seat) in enumerate(zip(expected["seats"], seats, strict=True)):
        for name, value in own.items():
            found = seat.get(name) if isinstance(seat, dict) else None
            faults = _kinds(faults_in(log.inputs, setup.sides, side))
            same = _kinds(found) == faults if name == "faults" else found == value
            if not same and name != "fuel_max":
                return f"{name} of a seat"
    return None


def _bots(setup: Setup, log: MatchLog) -> list[Any]:
    """Return the name in each seat as the header has it: None where it has none."""
    seats, sides = log.header.get("seats"), range(setup.sides)
    found = [seats[side] if isinstance(seats, list) and side < len(seats) else None for side in sides]
    return [seat.get("bot") if isinstance(seat, dict) else None for seat in found]


def faults_in(inputs: NDArray[np.int8], sides: int, side: int) -> list[FaultRecord]:
    """Return a side's first faults, without their messages, from the inputs of a match, `[ticks, width]`."""
    status = inputs[:, side - sides]
    ticks = status.nonzero()[0][:MAX_FAULTS].tolist()
    return [{"tick": tick, "kind": FAULTS[status[tick]], "message": ""} for tick in ticks]


def _kinds(faults: Any) -> list[tuple[Any, Any]] | None:
    """Return tick and kind of each recorded fault; None if they are of another shape."""
    if not isinstance(faults, list) or not all(isinstance(fault, dict) for fault in faults):
        return None
    return [(fault.get("tick"), fault.get("kind")) for fault in faults]
