"""A recorded match that can be looked at anywhere: simulated once when it is opened, then from snapshots."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.digest import fold
from engine.log import MAX_BYTES, Log, read_log
from engine.world import Snapshot
from league.errors import LeagueError
from sandbox.clean import clean_text
from systems.components import Hull, Position
from systems.events import Chronicle, Event
from systems.game import Game
from systems.replay import Replay
from systems.results import ended_at, result
from viewer.frame import Frame, take_frame

SNAPSHOT_TICKS = 32  # between two snapshots: a seek simulates fewer than these
_CACHED = 256  # frames
ORDERS = ("thrust", "turn", "fire", "shield")


class Recording:
    """A log, simulated.

    Attributes:
        log: what was read.
        ticks: how many of its ticks could be simulated; states 0 .. ticks can be looked at.
        events: all events of the match (systems.events).
        result: what the simulation came to; None where the log does not reach the match's end.
        complete: the log is whole and the match ended in it.
        problem: what is wrong with the log, in one line, or None.
        tracks: float32 `[ticks + 1, ships, 2]`, where every ship was in every state, NaN once it is dead.
    """

    def __init__(self, log: Log, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        """Simulate the whole log.

        Args:
            progress: called now and then with ticks done and all ticks.

        Raises:
            ValueError: the log asks for what no match can be, or for another code_version.
        """
        self.log = log
        self._replay = Replay(log)
        self._game = self._replay.world.resource(Game)
        self._frames: OrderedDict[int, Frame] = OrderedDict()
        self._snapshots: list[Snapshot] = []
        self.events: list[Event] = []
        self.problem: str | None = log.damage and f"{log.damage}: shown up to there"
        tracks = np.full((len(log.inputs) + 1, self._game.ships, 2), np.nan, np.float32)
        self.ticks = self._simulate(tracks, progress)
        self.tracks = tracks[: self.ticks + 1]
        ended = bool(ended_at(self._replay.world, 0))
        self.result: dict[str, Any] | None = result(self._replay.world, 0) if ended else None
        self.complete = ended and log.footer is not None and self.problem is None

    def _simulate(self, tracks: NDArray[np.float32], progress: Callable[[int, int], object]) -> int:
        """Keep snapshots, events and tracks of every tick that agrees with its digest; returns how many these are."""
        world, total = self._replay.world, len(self.log.inputs)
        chronicle = Chronicle(world)
        position, alive = world["ships"][Position], world["ships"][Hull].alive
        for tick in range(total + 1):
            if tick % SNAPSHOT_TICKS == 0:
                self._snapshots.append(world.snapshot())
                progress(tick, total)
            living = alive[:, 0]
            tracks[tick, living, 0], tracks[tick, living, 1] = position.x[living, 0], position.y[living, 0]
            if tick == total or ended_at(world, 0):
                break
            if not self._replay.advance():
                self.problem = f"tick {tick} makes another state than the recorded one: shown up to there"
                self._go(tick)
                return tick
            self.events += chronicle.read()
        if tick < total:
            self.problem = "the log goes on after the match has ended"
        return tick

    @property
    def game(self) -> Game:
        """Rules, sides and ships of the match."""
        return self._game

    def frame(self, tick: int) -> Frame:
        """The state `tick`, of 0 .. ticks."""
        if tick in self._frames:
            self._frames.move_to_end(tick)
            return self._frames[tick]
        self._go(tick)
        return self._frames[tick]

    def digest(self, tick: int) -> int:
        """The 64-bit digest of state `tick`: the same however one got there."""
        self._go(tick)
        return int(fold(self._replay.world)[0])

    def orders(self, tick: int, ship: int) -> dict[str, int]:
        """What `ship` was told in state `tick`: thrust and turn in hundredths, fire, shield; nothing in the last."""
        if tick >= self.ticks:
            return dict.fromkeys(ORDERS, 0)
        row = self.log.inputs[tick]
        return {name: int(row[k * self._game.ships + ship]) for k, name in enumerate(ORDERS)}

    def _go(self, tick: int) -> None:
        """Bring the world to a state; every state on the way is kept as a frame."""
        world = self._replay.world
        if not 0 <= tick <= len(self.log.inputs):
            raise IndexError(f"tick {tick} is not in 0 .. {self.ticks}")
        # A state that was restored knows nothing of its last tick, so the way begins before the one that is asked for.
        if not 0 < tick - int(world.tick[0]) <= SNAPSHOT_TICKS:
            world.restore(self._snapshots[max(tick - 1, 0) // SNAPSHOT_TICKS])
        while world.tick[0] < tick:
            self._replay.advance()
            self._keep(take_frame(world))
        if tick == 0:
            self._keep(take_frame(world))

    def _keep(self, frame: Frame) -> None:
        self._frames[frame.tick] = frame
        if len(self._frames) > _CACHED:
            self._frames.popitem(last=False)


def open_recording(path: Path, progress: Callable[[int, int], object] = lambda done, total: None) -> Recording:
    """Read and simulate the log at `path`.

    Raises:
        LeagueError: why it can't be shown, in one line.
    """
    try:
        with path.open("rb") as file:
            log = read_log(file.read(MAX_BYTES + 1))
        return Recording(log, progress)
    except OSError as error:
        raise LeagueError(f"{path}: {error.strerror}") from None
    except ValueError as error:  # NotALog and DamagedLog are two
        raise LeagueError(f"{clean_text(str(path), 200)}: {clean_text(str(error), 300)}") from None
