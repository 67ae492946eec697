"""What names, reasons and pages need of a simulated match, be it a `Recording` or a `Trace`."""

from __future__ import annotations

from typing import Protocol

from engine.log import MatchLog
from systems.config import GameConfig
from systems.replay.events import Event
from systems.results import Result


class SimulatedMatch(Protocol):
    """A simulated match: its log, its events, and its result if the log reaches the end of the match."""

    @property
    def log(self) -> MatchLog: ...
    @property
    def game(self) -> GameConfig: ...
    @property
    def ticks(self) -> int: ...
    @property
    def events(self) -> list[Event]: ...
    @property
    def result(self) -> Result | None: ...
