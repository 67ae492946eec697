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
from systems.replay.simulation import another_state, could_be_given, disagreement, impossible_orders
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
    """Matches that differ only in their seeds, simulated together from their logs.

    Raises:
        ValueError: a log's setup or inputs are invalid, or of another code_version, or the setups differ in more.
    """

    def __init__(self, logs: Sequence[MatchLog]) -> None:
        self.setups = [setup_of(log) for log in logs]
        self.game: GameConfig
        self._logs = logs
        self.world = new_worlds(self.setups)
        self.game = self.world.resource(GameConfig)
        for log in logs:
            check_inputs(self.game, log.inputs)
        self._columns = list(range(len(logs)))  # the log of each column of the world set
        self._checks: dict[int, Check] = {}

    def run(self, watch: Watch | None = None) -> list[Check]:
        """Simulate each log to its last tick, or to the first that is not as recorded. Return a check per log.

        Args:
            watch: called with every state, also with columns whose log has ended: see `Check.ticks`.
        """
        tick = 0
        ticks = [len(log.inputs) for log in self._logs]
        inputs = np.zeros((max(ticks), self._logs[0].inputs.shape[1], len(ticks)), np.int8)
        digests = np.zeros((max(ticks), len(ticks)), np.uint16)
        for column, log in enumerate(self._logs):
            inputs[: ticks[column], :, column], digests[: ticks[column], column] = log.inputs, log.digests
        while True:
            if watch is not None:
                watch(self.world, self._columns)
            over = self.world["matches"][Outcome].ended[0] > 0
            for column, index in enumerate(self._columns):
                if index not in self._checks and (over[column] or tick == ticks[index]):
                    self._checks[index] = self._end(column, index)
            live = [index for index in self._columns if index not in self._checks]
            if not live:
                return [self._checks[index] for index in range(len(self._logs))]
            if 2 * len(live) <= len(self._columns):
                kept = [column for column, index in enumerate(self._columns) if index not in self._checks]
                self.world, self._columns = self.world.narrowed(kept), live
            given, digest = inputs[tick][:, self._columns], digests[tick, self._columns]
            possible = could_be_given(self.game, given, self.world["ships"][Hull].alive)
            inputs_of(self.world)[:] = given
            step(self.world)
            same = short(fold(self.world)) == digest
            if not (possible & same).all():
                for column, index in enumerate(self._columns):
                    if index not in self._checks and not (possible[column] and same[column]):
                        reason = another_state(tick) if possible[column] else impossible_orders(tick)
                        self._checks[index] = Check(False, False, tick, None, tick, reason)
            tick += 1

    def _end(self, column: int, index: int) -> Check:
        """Return the check of a log whose match has ended, or that ends, with the current state."""
        log, tick = self._logs[index], int(self.world.tick[column])
        simulated = final_result(self.world, column)
        if tick < len(log.inputs):
            return Check(False, False, tick, None, tick, "the log continues after the end of the match", simulated)
        reason = log.damage if log.footer is None else disagreement(self.setups[index], simulated, log)
        complete = reason is None and simulated is not None
        return Check(reason is None, complete, tick, sha256(self.world, column), None, reason, simulated)


def setup_of(log: MatchLog) -> Setup:
    """Return the setup of a log; raise ValueError if it is invalid or of another code_version."""
    return Setup.from_dict(log.header.get("setup"))


def batches(logs: Mapping[int, MatchLog]) -> Iterator[tuple[list[int], BatchReplay | ValueError]]:
    """Yield batches of logs that can be simulated together, as keys of `logs`, or the error of one that cannot be."""
    alike: dict[Setup, list[int]] = {}
    for key, log in logs.items():
        try:
            alike.setdefault(setup_of(log).with_seed(0), []).append(key)
        except ValueError as error:
            yield [key], error
    for setup, keys in alike.items():
        most = max(_ROWS // (setup.sides * setup.ships * setup.rules.shots_aloft), 1)
        valid = []
        for key in sorted(keys, key=lambda key: len(logs[key].inputs)):  # similar lengths, so that few columns are idle
            try:
                check_inputs(GameConfig(setup, arena_of(setup)), logs[key].inputs)
                valid.append(key)
            except ValueError as error:
                yield [key], error
        for start in range(0, len(valid), most):
            batch = valid[start : start + most]
            yield batch, BatchReplay([logs[key] for key in batch])


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
