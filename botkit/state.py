"""State shared by the ships of a side: the match, the latest observation, and the side's output for the viewer."""

from __future__ import annotations

from typing import TypedDict

from botkit.contact import Own, Place
from botkit.draw import Draw
from botkit.match import Match
from botkit.motion import Motion
from botkit.output import MARKS, PLOTS, BotLog
from botkit.steering import Steering
from botkit.track import Row, Tracks


class Observation(TypedDict):
    """The observation of a side in one tick, as in the protocol."""

    tick: int
    points: list[float]  # by side
    beacon: Place | None
    safe_radius: float  # m
    alive: list[int]  # ids of all living ships
    ships: list[Own]  # the side's living ships
    contacts: dict[str, list[Row]]  # by kind; each sorted by distance from the side's first ship


class SideState:
    """The state that the ships of one program share."""

    now: Observation

    def __init__(self, match: Match, log: BotLog) -> None:
        self.match = match
        self.log = log
        self.draw = Draw()
        star = any(body.kind == "star" for body in match.arena.bodies)
        self.steering = Steering(match.rules, match.tick_rate, star)
        self.plots: dict[str, float] = {}
        self.plots_cut = False
        self.marks: list[str] = []
        self.marks_cut = False
        self.tick = -1
        self.tracks = Tracks(Motion(match.rules, match.tick_rate, star))

    def plot(self, name: str, value: float) -> None:
        """Record a number for this tick; beyond the limit, only under names that this tick already has."""
        if name in self.plots or len(self.plots) < PLOTS:
            self.plots[name] = value
        else:
            self.plots_cut = True

    def mark(self, text: str) -> None:
        """Put a mark on this tick of the timeline, up to the limit."""
        if len(self.marks) < MARKS:
            self.marks.append(text)
        else:
            self.marks_cut = True
