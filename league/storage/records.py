"""Rows of a store: versions, runs, games and their seats."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypedDict, cast


@dataclass(frozen=True)
class Version:
    """One distinct content of a bot."""

    id: int
    bot: str
    number: int  # from 1 for each bot
    identity: str


class RunOptions(TypedDict, total=False):
    """What a run was asked for beside its mode and format; stores of older versions lack some."""

    arenas: list[str]
    games: int | None
    rounds: int | None
    minutes: int | None
    seed: int | str | None
    ticks: int
    ships: int
    bot: str | None  # who plays all others, in a gauntlet
    bound: int  # half the width of the interval that a placement is to reach, Elo


@dataclass(frozen=True)
class RunRecord:
    """A run as stored."""

    id: int
    folder: str
    format: str
    mode: str
    options: str  # JSON, `RunOptions`
    rules: str
    guests: tuple[str, ...]  # SHA-256 of the guest it started with, then of each guest it resumed with
    secret: bytes
    repeat: int
    start: int
    players: tuple[int, ...]  # version ids
    pairings: int  # planned number; 0 if only time limits the run
    finished: bool
    basis: int  # id of the last game recorded before the run
    season: int | None = None  # id of the season that was running when it began

    def parsed_options(self) -> RunOptions:
        return cast(RunOptions, json.loads(self.options))


@dataclass(frozen=True)
class SeatResult:
    """Result of one seat of a game; None where the game is void."""

    version: int
    rank: int | None = None
    points: float | None = None
    hull: float | None = None
    damage: float | None = None
    faults: int = 0
    forfeited: bool = False  # as read from a store: and its version was not reinstated since


@dataclass(frozen=True)
class GameRecord:
    """A game to record."""

    run: int
    pairing: int
    seating: str
    how: str  # `void` if the game could not be played or, as read from a store, was declared void
    ticks: int
    digest: str | None
    log: str | None
    note: str | None
    seats: tuple[SeatResult, ...]
    attempt: int = 1  # a void game may be played again, as the next attempt
    volunteer: str | None = None  # who played it, if not the host's own workers; not read back by `Store.games`
