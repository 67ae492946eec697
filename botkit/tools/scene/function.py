"""A function of a test in the place of a bot."""

from __future__ import annotations

import json
from collections.abc import Callable

from botkit.match import Match
from botkit.output import BotLog
from botkit.ship import Ship
from botkit.side import Side


class FunctionProgram:
    """A function `tick(ship)` as the program of a seat."""

    def __init__(self, tick: Callable[[Ship], object]) -> None:
        self._tick = tick
        self._side: Side

    def start(self, briefing: str) -> str:
        self._side = Side(Match(json.loads(briefing)), BotLog())
        return "{}"

    def tick(self, observation: str) -> str:
        for ship in self._side.look(json.loads(observation)):
            self._tick(ship)
        return self._side.action()

    def close(self) -> None:
        """Do nothing: it holds no resources."""
