"""A league whose games were played, in this process and within a second, by pilots with arbitrary names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from league.bots.roster import Entry
from league.match.manager import MatchSession, Seat, play
from league.storage.names import GameName
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult, Version
from league.storage.store import Store
from systems.setup import Setup

TICKS = 120


class Pilot:
    """An agent that turns and fires, and is called what it is called."""

    fuel_used: int | None = 1000

    def __init__(self, name: str, ship: int) -> None:
        self._name, self._ship = name, ship

    def start(self, briefing: str) -> str:
        return json.dumps({"name": self._name, "color": "#30c080"})

    def tick(self, observation: bytes, time_ns: int) -> str:
        return json.dumps({"ships": {str(self._ship): {"thrust": 1, "turn": 0.2 + 0.2 * self._ship, "fire": 1}}})

    def charge(self, seconds: float) -> None:
        pass

    def close(self) -> None:
        pass


def entries(names: Sequence[str], text: str = "") -> list[Entry]:
    """Return an entry per name, which need not be a name that a folder may have."""
    return [Entry(name, Path("x"), (("main.py", name + text),), name + text) for name in names]


def play_run(
    store: Store, players: Sequence[Version], pairings: int = 2, arena: str = "open", rules: str = "r"
) -> None:
    """Play a run of duels between the players in turn, with logs, and finish it."""
    run = store.begin_run("..", "ladder", "duel", "{}", rules, "g", None, [one.id for one in players], pairings).id
    logs = store.path.parent / "logs"
    logs.mkdir(exist_ok=True)
    for number in range(1, pairings + 1):
        two = players[number % len(players)], players[(number + 1) % len(players)]
        store.add_round(run, [Pairing(number, number, arena, number, (two[0].id, two[1].id))])
        for seating, seated in (("a", two), ("b", two[::-1])):
            seats = [Seat(one.bot, (("main.py", ""),), one.number) for one in seated]
            setup = Setup("duel", 10 * run + number, arena, max_ticks=TICKS)
            (played,) = play([MatchSession(setup, seats, [Pilot(one.bot, i) for i, one in enumerate(seated)], {})])
            path = logs / f"{GameName(run, number, seating)}.bin"
            path.write_bytes(played.log)
            path.with_suffix(".debug").write_bytes(played.debug)
            result = played.result
            told = tuple(
                SeatResult(one.id, rank, seat["points"], seat["hull"], seat["damage"], len(seat["faults"]))
                for one, rank, seat in zip(seated, result["ranks"], result["seats"], strict=True)
            )
            log, how = store.relative(path), result["how"]
            store.record([GameRecord(run, number, seating, how, result["ticks"], result["digest"], log, None, told)])
    store.finish_run(run)
