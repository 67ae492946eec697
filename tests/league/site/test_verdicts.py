"""Who won, by how much and how."""

from __future__ import annotations

from typing import Any

import pytest

from league.site.verdicts import GameVerdict, headline, verdict
from league.storage.queries.history import PlayedGame, PlayedSeat


def game(how: str, *seats: tuple[int | None, float, float, float], **more: Any) -> PlayedGame:
    """Return a game with the rank, points, hull and damage of each seat."""
    told = tuple(PlayedSeat(f"bot{n}", n + 1, *seat, faults=0) for n, seat in enumerate(seats))
    facts = {"run": 12, "pairing": 3, "game": "a", "mode": "duel", "rules": "r", "arena": "open", "seed": 1}
    rest = {"ticks": 900, "digest": "d", "log": None, "note": None, "at": 0}
    return PlayedGame(**{**facts, **rest, "how": how, "seats": told, **more})


@pytest.mark.parametrize(
    ("played", "expected"),
    [
        (game("time", (1, 20.5, 90, 5), (2, 3, 100, 9)), GameVerdict(0, "on time, 20.5 to 3 points")),
        (game("time", (2, 3, 80, 5), (1, 3, 100, 9)), GameVerdict(1, "on time, 100 to 80 hull")),
        (game("time", (2, 3, 80, 5), (1, 3, 80, 9)), GameVerdict(1, "on time, 9 to 5 damage")),
        (game("beacon", (1, 25, 9, 9), (2, 4, 99, 9)), GameVerdict(0, "at the beacon, 25 to 4 points")),
        (
            game("elimination", (2, 9, 0, 9), (1, 0, 12.34, 9)),
            GameVerdict(1, "by elimination, 12.3 hull left"),
        ),
        (game("elimination", (2, 9, 0, 9), (1, 10, 0, 9)), GameVerdict(1, "by elimination, 10 to 9 points")),
        (game("forfeit", (1, 0, 9, 9), (2, 9, 9, 9)), GameVerdict(0, "by forfeit")),
        (game("time", (1, 0, 9, 9), (1, 0, 9, 9)), GameVerdict(None, "drawn on time")),
        (game("time", (1, 0, 9, 9), (2, 0, 9, 9), mode="sumo"), GameVerdict(0, "on time, nearer to the centre")),
        (game("time", (3, 1, 9, 9), (1, 8, 9, 9), (2, 5, 9, 9)), GameVerdict(1, "on time, 8 to 5 points")),
        (game("void", (None, 0, 0, 0), (None, 0, 0, 0)), GameVerdict(None, "void")),
    ],
)
def test_the_verdict(played: PlayedGame, expected: GameVerdict) -> None:
    assert verdict(played) == expected


def test_the_headline_of_a_page() -> None:
    played = game("time", (1, 20.5, 90, 5), (2, 3, 100, 9))
    expected = "bot0 v1 against bot1 v2: bot0 won on time, 20.5 to 3 points (duel, open, 12-3a)"
    assert headline(played) == expected
