"""Replay: the same match again, from its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.digest import fold, short
from engine.log import Log
from engine.world import World
from systems.game import Game
from systems.orders import check_inputs, inputs_of
from systems.results import ended_at, result
from systems.setup import Setup
from systems.worlds import new_worlds, step


class Replay:
    """A match re-simulated from a log, a tick at a time, by the code that played it.

    Attributes:
        setup: what the match started from.
        world: its one world, at tick 0 after construction.

    Raises:
        ValueError: the log's header or inputs ask for what no match can be, or for another code_version.
    """

    def __init__(self, log: Log) -> None:
        self.setup = Setup.from_dict(log.header.get("setup"))
        self.world: World = new_worlds([self.setup])
        check_inputs(self.world.resource(Game), log.inputs)
        self._log = log

    @property
    def tick(self) -> int:
        return int(self.world.tick[0])

    def advance(self) -> bool:
        """Make the next state from the recorded inputs. Returns whether its digest is the recorded one."""
        tick = self.tick
        inputs_of(self.world)[:, 0] = self._log.inputs[tick]
        step(self.world)
        return bool(short(fold(self.world))[0] == self._log.digests[tick])


@dataclass(frozen=True)
class Check:
    """What re-simulating a log showed."""

    ok: bool  # every tick agrees, and the result too where the log has one
    complete: bool  # the log holds the whole match
    ticks: int  # that could be replayed
    digest: str | None  # of the last state
    first_bad_tick: int | None
    reason: str | None


def check(log: Log) -> Check:
    """Re-simulate a log and compare every digest, and the result at the end."""
    try:
        replay = Replay(log)
    except ValueError as error:
        return Check(False, False, 0, None, None, str(error))
    ticks = len(log.inputs)
    for tick in range(ticks):
        if ended_at(replay.world, 0):
            return Check(False, False, tick, None, tick, "the log goes on after the match has ended")
        if not replay.advance():
            return Check(False, False, tick, None, tick, f"tick {tick} makes another state than the recorded one")
    now = result(replay.world, 0)
    ended = bool(ended_at(replay.world, 0))
    reason = log.damage
    if log.footer is not None:
        if not ended:
            reason = "the log says that the match has ended, which it has not"
        elif differing := _differing(now, log.footer.get("result")):
            reason = f"the recorded result has another {differing}"
    return Check(reason is None, reason is None and ended, ticks, now["digest"], None, reason)


def _differing(now: dict[str, Any], recorded: Any) -> str | None:
    """The first part of a result that the recorded one tells otherwise."""
    if not isinstance(recorded, dict):
        return "shape"
    name: str
    for name, value in now.items():
        if name != "seats" and recorded.get(name) != value:
            return name
    seats = recorded.get("seats")
    if not isinstance(seats, list) or len(seats) != len(now["seats"]):
        return "number of seats"
    for own, other in zip(now["seats"], seats, strict=True):
        for name, value in own.items():
            if not isinstance(other, dict) or other.get(name) != value:
                return name
    return None
