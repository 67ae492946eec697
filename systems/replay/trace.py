"""Traces: every state and event of matches, from a simulation of many logs at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.log import MatchLog
from engine.world import World
from systems.config import OWN, GameConfig
from systems.protocol.sensing import Sight
from systems.replay.batch import BatchReplay, Check, batches
from systems.replay.columns import ColumnRecorder, MatchColumns
from systems.replay.events import Event, EventFinder
from systems.results import Result
from systems.setup import Setup


@dataclass(frozen=True)
class Trace:
    """A simulated match: its states 0 .. ticks, up to the end of the log or the first tick that is not as recorded.

    Attributes:
        columns: components by table, as `trace.columns["ships"][Position].x`; every column is `[ticks + 1, rows]`.
        sensed: which ships and shots of other sides, and asteroids, each side senses, `[ticks + 1, sides, contacts]`,
            or `[0, sides, contacts]` if that is left out.
        events: all events.
        check: how the log compares with its simulation.
    """

    log: MatchLog
    setup: Setup
    game: GameConfig
    ticks: int
    columns: MatchColumns
    sensed: NDArray[np.bool_]
    events: list[Event]
    check: Check

    @property
    def result(self) -> Result | None:
        """The result of the simulation; None if the log does not reach the end of the match."""
        return self.check.result


def traces(logs: Mapping[int, MatchLog], sensed: bool = True) -> Iterator[tuple[int, Trace | ValueError]]:
    """Yield a trace per log, with its key; in its place, the error of a log that cannot be simulated.

    Logs of one setup are simulated together, so the order differs from that of `logs`. The columns of a batch of traces
    are slices of the same arrays: drop a trace before the next batch to free them.

    Args:
        sensed: whether to record what each side senses, which takes as long as the simulation.
    """
    for keys, batch in batches(logs):
        if isinstance(batch, ValueError):
            yield keys[0], batch
        else:
            yield from zip(keys, _recorded(batch, sensed), strict=True)


def trace(log: MatchLog, sensed: bool = True) -> Trace:
    """Return the trace of a log, see `traces`; raise ValueError if it cannot be simulated."""
    ((_, found),) = traces({0: log}, sensed)
    if isinstance(found, ValueError):
        raise found
    return found


def list_events(log: MatchLog) -> list[Event]:
    """Return all events of a recorded match, by simulating it.

    Raises:
        ValueError: it cannot be simulated, a tick is not as recorded, or one follows the end of the match.
    """
    found = trace(log, sensed=False)
    if found.check.first_bad_tick is not None:
        raise ValueError(found.check.reason)
    return found.events


def _recorded(batch: BatchReplay, sensed: bool) -> Iterator[Trace]:
    recorder = _Recorder(batch.world, max(len(log.inputs) for log in batch.logs) + 1, sensed)
    checks = batch.run(recorder.add)
    for number, (log, setup, check) in enumerate(zip(batch.logs, batch.setups, checks, strict=True)):
        columns = recorder.columns.of(number, check.ticks + 1)
        events = EventFinder(batch.game).find(columns, 0)
        yield Trace(
            log, setup, batch.game, check.ticks, columns, recorder.sensed[number, : check.ticks + 1], events, check
        )


class _Recorder:
    """Records every state of a batch."""

    def __init__(self, world: World, states: int, sensed: bool) -> None:
        game = world.resource(GameConfig)
        self.columns = ColumnRecorder(world, states)
        self.sensed = np.zeros((world.worlds, states if sensed else 0, game.sides, game.contacts), np.bool_)
        self._others = game.kinds.reshape(game.sides, game.contacts, 1) != OWN
        self._state = 0

    def add(self, world: World, columns: Sequence[int]) -> None:
        self.columns.add(world, columns, self._state)
        if self.sensed.size:
            self.sensed[columns, self._state] = (Sight(world).sensed() & self._others).transpose(2, 0, 1)
        self._state += 1
