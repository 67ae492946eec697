"""A level: a scene with a goal, and what belongs to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botkit.tools.levels.goals import Goal
from botkit.tools.levels.medals import MEDALS, NEEDED, TRIES, Medal
from league.bots.opponents import find
from league.bots.roster import Entry, read_entry
from systems.rules import TICK_RATE, Rules
from systems.setup import Setup

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Level:
    """A scene with a goal.

    Attributes:
        name: also that of the player's file.
        teaches: what of the kit.
        picture: what its picture in docs/learn.md shows.
        marks: what to reach for bronze, silver and gold, as numbers of the goal.
        pages: where to read, the section of this level first.
        hints: one in words, and the lines that matter.
        opponent: the name of a file in `opponents`, or of an example.
        seconds: maximum length of a try.
        seeds: one per try.
        rules: values that replace the default rules, by name.
    """

    name: str
    teaches: str
    picture: str
    goal: Goal
    marks: tuple[float, float, float]
    pages: tuple[str, ...]
    hints: tuple[str, str]
    opponent: str
    seconds: int
    arena: str = "open"
    seeds: tuple[int, ...] = tuple(range(1, TRIES + 1))
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def starter(self) -> str:
        """What the player's file contains at first."""
        return _source("starters", self.name).read_text(encoding="utf-8")

    @property
    def answer(self) -> str:
        """The model answer."""
        return _source("answers", self.name).read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """The goal in a few words: the first line of the starter's docstring, without the full stop."""
        return self._told[0].removesuffix(".")

    @property
    def task(self) -> str:
        """The goal at length: the rest of that docstring."""
        return self._told[1]

    @property
    def _told(self) -> tuple[str, str]:
        title, _, task = (ast.get_docstring(ast.parse(self.starter)) or "").partition("\n\n")
        return title, task

    def setups(self) -> Iterator[Setup]:
        """Yield the setup of each try."""
        for seed in self.seeds:
            yield Setup("duel", seed, self.arena, 2, 1, self.seconds * TICK_RATE, Rules(**self.rules))

    def opposing(self) -> Entry:
        """Return the bot that plays against the player."""
        own = _source("opponents", self.opponent)
        return read_entry(own) if own.exists() else find(self.opponent)

    def takes(self, medal: str) -> str:
        """Describe what a medal takes."""
        index = MEDALS.index(medal)
        often = f"in {NEEDED[index]} of {TRIES} tries" if NEEDED[index] < TRIES else "in every try"
        mark = self.goal.mark.format(self.marks[index]).replace(" 1 times", " once")
        return f"{mark}, {often}"

    def medal_of(self, value: float | None) -> Medal:
        """Return the best medal whose mark a try has reached."""
        won = [medal for medal, mark in zip(MEDALS, self.marks, strict=True) if self.goal.reached(value, mark)]
        return won[-1] if won else None


def _source(folder: str, name: str) -> Path:
    return _HERE / folder / f"{name}.py"
