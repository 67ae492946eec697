"""A recorded match with random access: simulated once when opened, then restored from snapshots."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from engine.digest import fold
from engine.log import MatchLog
from league.cli.errors import LeagueError
from league.logs.files import read_log_file
from sandbox.clean import clean_text
from systems.components import Orders
from systems.config import GameConfig
from systems.replay.events import Event, EventLog
from systems.replay.simulation import MatchReplay, disagreement
from systems.results import Result, ended_at, final_result
from viewer.model.frame import Frame, Sensed, take_frame, take_sensed
from viewer.model.history import History
from viewer.model.sidecar import Sidecar, read_sidecar

SNAPSHOT_TICKS = 32  # ticks between snapshots: a seek simulates fewer than these
_CACHED = 256  # frames in the cache
ORDERS = tuple(name for name, _ in Orders.columns)  # in the order of the inputs

Progress = Callable[[int, int], object]  # called periodically with the ticks done and the total


def _quiet(done: int, total: int) -> None:
    """Show no progress."""


class Recording:
    """A simulated log.

    Attributes:
        log: the log as read.
        ticks: number of ticks that could be simulated; states 0 .. ticks are available.
        events: all events of the match (systems.replay.events).
        history: numbers of every state.
        result: result of the simulation; None if the log does not reach the end of the match.
        complete: whether the log is intact and the match ended in it.
        problem: what is wrong with the log, in one line, or None.
        sidecar: the programs' output, as far as it is available.
        path: the log's file.
    """

    def __init__(
        self, log: MatchLog, progress: Progress = _quiet, sidecar: Sidecar | None = None, path: Path = Path("log.bin")
    ) -> None:
        """Simulate the whole log.

        Raises:
            ValueError: the log's setup is invalid, or of another code_version.
        """
        self.log = log
        self.path = path
        self._replay = MatchReplay(log)
        self.game: GameConfig = self._replay.world.resource(GameConfig)
        self.sidecar = sidecar or Sidecar([])
        self.events: list[Event] = []
        self.history = History(self.game, len(log.inputs) + 1)
        self._frames: OrderedDict[int, Frame] = OrderedDict()
        self._sensed: dict[int, Sensed] = {}
        self._event_log = EventLog(self._replay.world)
        self._snapshots = [self._replay.world.memory.copy()]
        self._differs: str | None = None
        self.ticks = 0
        self.history.add(self._replay.world)
        self._simulate(progress)

    def extend(self, log: MatchLog) -> bool:
        """Continue with a longer log of the same match; return whether there is more to see.

        Raises:
            ValueError: the log is of another match, or its setup is invalid.
        """
        more = len(log.inputs) > len(self.log.inputs) or (log.footer is None) != (self.log.footer is None)
        self._replay.extend(log)
        self.log = log
        if more:
            self._go(self.ticks)
            self._simulate(_quiet)
        return more

    def _simulate(self, progress: Progress) -> None:
        """Simulate all further ticks that agree with their digests, and record snapshots, events and history."""
        world, total = self._replay.world, len(self.log.inputs)
        while self.ticks < total and not ended_at(world, 0) and self._differs is None:
            if not self._replay.advance():
                self._differs = f"{self._replay.problem}: shown up to there"
                self._go(self.ticks)
                break
            self.ticks += 1
            self.events += self._event_log.read()
            self.history.add(world)
            if self.ticks % SNAPSHOT_TICKS == 0:
                self._snapshots.append(world.memory.copy())
                progress(self.ticks, total)
        ended = bool(ended_at(world, 0))
        self.result: Result | None = final_result(world, 0)
        if ended and self.ticks < total:
            self._differs = "the log continues after the end of the match"
        elif self._differs is None and self.log.footer is not None:
            self._differs = disagreement(self._replay.setup, self.result, self.log)
        self.problem = self._differs or _shown(self.log.damage)
        self.complete = ended and self.log.footer is not None and self.problem is None

    @property
    def disagrees(self) -> bool:
        """Whether the simulation differs from what the log recorded."""
        return self._differs is not None

    def frame(self, tick: int) -> Frame:
        """Return the state of a tick, 0 .. ticks."""
        if tick in self._frames:
            self._frames.move_to_end(tick)
        else:
            self._go(tick)
        return self._frames[tick]

    def sensed(self, tick: int) -> Sensed:
        """Return what each side senses in the state of a tick."""
        if tick not in self._sensed:
            self._go(tick)
            self._sensed = {tick: take_sensed(self._replay.world)}
        return self._sensed[tick]

    def digest(self, tick: int) -> int:
        """Return the 64-bit digest of the state of a tick, however it was reached."""
        self._go(tick)
        return int(fold(self._replay.world)[0])

    def orders(self, tick: int, ship: int) -> dict[str, int]:
        """Return a ship's orders at a tick: thrust, turn, strafe in hundredths, fire, shield; 0 in the last state."""
        if tick >= self.ticks:
            return dict.fromkeys(ORDERS, 0)
        row = self.log.inputs[tick]
        return {name: int(row[k * self.game.ships + ship]) for k, name in enumerate(ORDERS)}

    def _go(self, tick: int) -> None:
        """Bring the world to a state; cache every state on the way as a frame."""
        world = self._replay.world
        if not 0 <= tick <= self.ticks:
            raise IndexError(f"tick {tick} is not in 0 .. {self.ticks}")
        # A restored state lacks the effects of its last tick, so start at least one tick before the requested one.
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


def _shown(damage: str | None) -> str | None:
    """Return a remark on a log's damage for the user; a truncated log may just be unfinished."""
    if damage is None:
        return None
    return f"{damage}{', or still being written' if damage.startswith('cut off') else ''}: shown up to there"


def open_recording(path: Path, progress: Progress = _quiet) -> Recording:
    """Read and simulate the log at `path`, with the sidecar beside it.

    Raises:
        LeagueError: the log cannot be shown; the message is one line.
    """
    try:
        log = read_log_file(path)
        return Recording(log, progress, read_sidecar(path), path)
    except OSError as error:
        raise LeagueError(f"{path}: {error.strerror}") from None
    except ValueError as error:  # NotALog and DamagedLog are subclasses
        raise LeagueError(f"{clean_text(str(path), 200)}: {clean_text(str(error), 300)}") from None
