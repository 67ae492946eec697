"""Simulation of many matches of one setup at once from their logs, each exactly as `Replay` simulates it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.digest import fold, sha256, short
from engine.log import MatchLog
from engine.world import World
from systems.components import Hull, Outcome
from systems.config import GameConfig
from systems.modes import arena_of
from systems.protocol.orders import check_inputs, inputs_of
from systems.replay.simulation import another_state, disagreement, impossible_orders, possible_inputs
from systems.results import Result, final_result
from systems.setup import Setup
from systems.worlds import new_worlds, step

_ROWS = 1280  # rows of shots of a world set: beyond that, its columns leave the processor's caches


@dataclass(frozen=True)
class Check:
    """The result of simulating a log."""

    ok: bool  # every tick agrees, and the result if the log has one
    complete: bool  # the log contains the whole match
    ticks: int  # number of ticks simulated
    digest: str | None  # of the last state
    first_bad_tick: int | None
    reason: str | None
    result: Result | None = None  # of the simulation, if the match ended


Watch = Callable[[World, Sequence[int]], object]  # called with a world set and the index of the log of each column


class BatchReplay:
    """Matches that differ only in their seeds, simulated together from their logs: see `batches`.

    Attributes:
        world: the world set; it changes when the columns of matches that have ended are dropped.
    """

    def __init__(self, logs: Sequence[MatchLog], setups: Sequence[Setup]) -> None:
        self.logs, self.setups = logs, setups
        self.world = new_worlds(setups)
        self.game = self.world.resource(GameConfig)
        self._checks: dict[int, Check] = {}

    def states(self) -> Iterator[Sequence[int]]:
        """Simulate, and yield in every state the index of the log of each column, also of logs that have ended."""
        ticks = np.array([len(log.inputs) for log in self.logs])
        columns = np.arange(len(ticks))
        inputs = np.zeros((ticks.max(), self.logs[0].inputs.shape[1], len(ticks)), np.int8)
        digests = np.zeros((ticks.max(), len(ticks)), np.uint16)
        for column, log in enumerate(self.logs):
            inputs[: ticks[column], :, column], digests[: ticks[column], column] = log.inputs, log.digests
        tick, live = 0, np.ones(len(ticks), np.bool_)
        while True:
            yield columns.tolist()
            ends = live & ((self.world["matches"][Outcome].ended[0] > 0) | (ticks == tick))
            for column in ends.nonzero()[0].tolist():
                self._checks[int(columns[column])] = self._end(column, int(columns[column]))
            live &= ~ends
            if not live.any():
                return
            if 2 * np.count_nonzero(live) <= len(live):
                kept = live.nonzero()[0]
                self.world, columns, ticks = self.world.narrowed(kept.tolist()), columns[kept], ticks[kept]
                inputs, digests, live = inputs[:, :, kept], digests[:, kept], live[kept]
            possible = possible_inputs(self.game, inputs[tick], self.world["ships"][Hull].alive)
            inputs_of(self.world)[:] = inputs[tick]
            step(self.world)
            agrees = possible & (short(fold(self.world)) == digests[tick])
            for column in (live & ~agrees).nonzero()[0].tolist():
                reason = another_state(tick) if possible[column] else impossible_orders(tick)
                self._checks[int(columns[column])] = Check(False, False, tick, None, tick, reason)
            live &= agrees
            tick += 1

    def run(self, watch: Watch | None = None) -> list[Check]:
        """Simulate each log to its last tick, or to the first that is not as recorded. Return a check per log.

        Args:
            watch: called with every state, also with columns whose log has ended: see `Check.ticks`.
        """
        for columns in self.states():
            if watch is not None:
                watch(self.world, columns)
        return [self._checks[index] for index in range(len(self.logs))]

    def _end(self, column: int, index: int) -> Check:
        """Return the check of a log whose match has ended, or that ends, with the current state."""
        log, tick = self.logs[index], int(self.world.tick[column])
        simulated = final_result(self.world, column)
        if tick < len(log.inputs):
            return Check(False, False, tick, None, tick, "the log continues after the end of the match", simulated)
        reason = log.damage if log.footer is None else disagreement(self.setups[index], simulated, log)
        complete = reason is None and simulated is not None
        return Check(reason is None, complete, tick, sha256(self.world, column), None, reason, simulated)


def batches(
    logs: Mapping[int, MatchLog], most_sides: int | None = None
) -> Iterator[tuple[list[int], BatchReplay | ValueError]]:
    """Yield batches of logs that can be simulated together, as keys of `logs`, or the error of one that cannot be.

    The error is that its setup or inputs are invalid, or of another code_version.

    Args:
        most_sides: maximum number of sides of the matches of a batch of several, for programs that run beside it.
    """
    alike: dict[Setup, dict[int, Setup]] = {}
    for key, log in logs.items():
        try:
            setup = Setup.from_dict(log.header.get("setup"))
            check_inputs(GameConfig(setup, arena_of(setup)), log.inputs)
            alike.setdefault(setup.with_seed(0), {})[key] = setup
        except ValueError as error:
            yield [key], error
    for setup, setups in alike.items():
        most = _ROWS // (setup.sides * setup.ships * setup.rules.shots_aloft)
        if most_sides is not None:
            most = min(most, most_sides // setup.sides)
        keys = sorted(setups, key=lambda key: len(logs[key].inputs))  # similar lengths, so that few columns are idle
        size = -(-len(keys) // -(-len(keys) // max(most, 1)))  # as few batches as possible, of about the same size
        for start in range(0, len(keys), size):
            batch = keys[start : start + size]
            yield batch, BatchReplay([logs[key] for key in batch], [setups[key] for key in batch])


def check_all(logs: Sequence[MatchLog]) -> list[Check]:
    """Simulate logs and compare every digest, and the result at the end; many of one setup are simulated at once."""
    checks: dict[int, Check] = {}
    for keys, batch in batches(dict(enumerate(logs))):
        if isinstance(batch, ValueError):
            checks[keys[0]] = Check(False, False, 0, None, None, str(batch))
        else:
            checks.update(zip(keys, batch.run(), strict=True))
    return [checks[key] for key in range(len(logs))]


def check(log: MatchLog) -> Check:
    """Simulate a log and compare every digest, and the result at the end."""
    return check_all([log])[0]
