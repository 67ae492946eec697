"""The first tick of a recorded match at which a bot acts differently."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from botkit.state import Observation
from engine.log import MatchLog
from league.cli.console import PlainConsole
from league.match.agents import Agent
from league.match.rerun import rerun
from sandbox.fault import Fault
from systems.components import FAULTS
from systems.protocol.orders import ORDERS
from systems.rules import TICK_RATE


class RecordedAction(TypedDict, total=False):
    """An action of the protocol, with the non-default orders of each ship, and the fault of that tick if any."""

    ships: dict[str, dict[str, float | bool]]
    fault: str


@dataclass(frozen=True)
class Difference:
    """The first tick at which a bot acts differently from the recording of its seat."""

    tick: int
    recorded: RecordedAction
    now: RecordedAction
    saw: Observation


def first_difference(log: MatchLog, seat: int, agent: Agent) -> Difference | None:
    """Replay to a bot the observations of its seat, and compare its orders with the recorded ones; closes the agent."""
    try:
        for turn in rerun(log, {seat: agent}):
            answer = turn.answer()
            now = turn.inputs(answer)
            if (now != turn.recorded).any():
                action = action_of(now, seat)
                if isinstance(answer, Fault):
                    action["fault"] = str(answer)
                return Difference(turn.tick, action_of(turn.recorded, seat), action, json.loads(turn.observation))
        return None
    finally:
        agent.close()


def action_of(inputs: NDArray[np.int8], seat: int) -> RecordedAction:
    """Return the inputs of one side in one tick as an action."""
    thrust, turn, fire, shield, strafe = inputs[:-1].reshape(ORDERS, -1)
    ships: dict[str, dict[str, float | bool]] = {}
    for n in range(len(thrust)):
        shares = {"thrust": thrust[n] / 100, "turn": turn[n] / 100, "strafe": strafe[n] / 100}
        order = shares | {"fire": int(fire[n]), "shield": bool(shield[n])}
        given = {
            name: value if isinstance(value, (bool, int)) else float(value) for name, value in order.items() if value
        }
        if given:
            ships[str(seat * len(thrust) + n)] = given
    return {"ships": ships, "fault": FAULTS[inputs[-1]]} if inputs[-1] else {"ships": ships}


def as_dict(found: Difference | None) -> dict[str, object]:
    """Return a difference as `--json` prints it."""
    if found is None:
        return {"first_difference": None, "recorded": None, "now": None, "saw": None}
    return {"first_difference": found.tick, "recorded": found.recorded, "now": found.now, "saw": found.saw}


def show(found: Difference, out: PlainConsole) -> None:
    """Print a difference: both actions, and what the bot saw."""
    out.print(f"tick {found.tick} ({found.tick / TICK_RATE:.1f} s) is the first at which it acts differently\n")
    out.print(f"recorded  {_line_of(found.recorded)}")
    out.print(f"now       {_line_of(found.now)}\n\nit saw")
    for ship in found.saw["ships"]:
        out.print(f"  itself     {json.dumps(ship)}")
    for kind, rows in found.saw["contacts"].items():
        for row in rows:
            out.print(f"  {kind:<10} {json.dumps(row)}")


def _line_of(action: RecordedAction) -> str:
    ships = "; ".join(
        f"ship {id}: " + ", ".join(f"{name} {value}" for name, value in order.items())
        for id, order in action["ships"].items()
    )
    return "; ".join(part for part in (action.get("fault", ""), ships) if part) or "nothing"
