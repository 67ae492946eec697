from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.log import read_log
from systems.config import GameConfig
from systems.modes import arena_of
from systems.replay.reasons import explain_result, find_reasons
from systems.replay.trace import list_events
from systems.results import Ending
from systems.setup import Setup

GOLDEN = Path(__file__).parents[1] / "golden"
DUEL = Setup("duel", 1)


def told(events: list[dict[str, Any]], setup: Setup = DUEL, ticks: int = 600) -> list[tuple[int, str]]:
    reasons = find_reasons(GameConfig(setup, arena_of(setup)), events, ticks)
    return [(reason.tick, reason.describe(["ace", "miser"])) for reason in reasons]


def hit(tick: int, ship: int, damage: float = 12.0) -> dict[str, Any]:
    return {"tick": tick, "kind": "hit", "ship": ship, "by": 1 - ship, "damage": damage}


def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
    reasons = find_reasons(
        GameConfig(DUEL, arena_of(DUEL)), [{"tick": 400, "kind": "fault", "side": 1, "fault": "fuel"}], 600
    )
    assert any(reason.describe(["{1}", "{0}"]) == "{0} faults (fuel)" for reason in reasons)


def test_who_died_of_what_is_told() -> None:
    kill = {"tick": 400, "kind": "kill", "ship": 1, "by": [0], "cause": "shots"}
    assert (400, "miser is destroyed: hit by ace") in told([kill])
    assert (400, "miser is destroyed: wall") in told([{**kill, "by": [], "cause": "wall"}])
    assert (400, "miser is destroyed: lost to zone, hit by ace") in told([{**kill, "cause": "zone"}])


def test_the_worst_five_seconds_are_found() -> None:
    spread = [hit(tick, 0, 4.0) for tick in range(0, 600, 60)]
    burst = [hit(tick, 0) for tick in range(300, 420, 40)]
    events = sorted([*spread, *burst], key=lambda event: event["tick"])
    assert (240, "ace is hit for 48 points within 5 s") in told(events)
    assert not any("within 5 s" in text for _, text in told(spread))


def test_a_long_hold_of_the_beacon_is_told_to_the_end() -> None:
    change = {"kind": "beacon", "ship": None}
    events = [
        {**change, "tick": 100, "side": 1},
        {**change, "tick": 400, "side": None},
        {**change, "tick": 590, "side": 0},
    ]
    assert [text for _, text in told(events) if "beacon" in text] == ["miser is alone in the beacon for 10.0 s"]


def test_faults_are_counted_by_kind() -> None:
    fault = {"kind": "fault", "ship": None, "side": 0}
    events = [{**fault, "tick": tick, "fault": "raised"} for tick in (5, 9)] + [{**fault, "tick": 7, "fault": "fuel"}]
    assert told(events)[:2] == [(5, "ace faults (raised), 2 times"), (7, "ace faults (fuel)")]


def test_aim_is_told_last() -> None:
    shots = [{"tick": tick, "kind": "shot", "ship": 0, "power": 1} for tick in range(5)]
    assert told([*shots, hit(3, 1)])[-1] == (600, "shots that hit: ace 1 of 5, miser 0 of 0")


def test_names_with_braces_stay_as_they_are() -> None:
    kill = {"tick": 400, "kind": "kill", "ship": 1, "by": [0], "cause": "shots"}
    reason = find_reasons(GameConfig(DUEL, arena_of(DUEL)), [kill], 400)[0]
    assert reason.describe(["{1}", "{0}"]) in ("{0} is destroyed: hit by {1}", "{0} is destroyed: hit by {0}")


@pytest.mark.parametrize("mode", ["duel", "melee", "fleet", "sumo"])
def test_every_mode_has_its_reasons(mode: str) -> None:
    log = read_log((GOLDEN / f"{mode}.bin").read_bytes())
    setup = Setup.from_dict(log.header["setup"])
    reasons = find_reasons(GameConfig(setup, arena_of(setup)), list_events(log), len(log.inputs))
    assert reasons[-1].kind == "aim"
    assert sum(reason.kind == "kill" for reason in reasons) == sum(e["kind"] == "kill" for e in list_events(log))
    assert all(0 <= reason.tick <= len(log.inputs) for reason in reasons)
    assert not any("{" in reason.describe([f"bot{side}" for side in range(16)]) for reason in reasons)


@pytest.mark.parametrize(
    ("mode", "how", "scores", "winner", "text"),
    [
        ("duel", "time", [(4.0, 50.0, 9.0), (3.0, 80.0, 9.0)], 0, "ace has more points than miser: 4.0 to 3.0"),
        ("duel", "time", [(3.0, 50.0, 9.0), (3.0, 80.0, 9.0)], 1, "miser has more hull than ace: 80.0 to 50.0"),
        ("duel", "time", [(3.0, 80.0, 9.0), (3.0, 80.0, 7.5)], 0, "ace has more damage than miser: 9.0 to 7.5"),
        ("duel", "time", [(0.0, 100.0, 0.0)] * 2, None, "ace and miser are equal in points, hull and damage"),
        ("sumo", "time", [(0.0, 100.0, 0.0), (1.0, 100.0, 0.0)], 1, "miser is nearer to the centre"),
        ("sumo", "time", [(0.0, 100.0, 0.0)] * 2, None, "ace and miser are as near to the centre"),
        ("duel", "beacon", [(30.0, 50.0, 9.0), (3.0, 80.0, 9.0)], 0, "ace reached 8 points in the beacon"),
        ("duel", "elimination", [(0.0, 5.0, 9.0), (0.0, 0.0, 9.0)], 0, "ace is the last alive"),
        ("sumo", "elimination", [(0.0, 100.0, 0.0), (0.0, 0.0, 0.0)], 0, "ace is the last in the ring"),
        ("duel", "forfeit", [(0.0, 5.0, 9.0), (0.0, 0.0, 9.0)], 0, "forfeit of miser"),
    ],
)
def test_the_end_says_why_in_every_mode(mode: str, how: str, scores: list, winner: int | None, text: str) -> None:
    setup = Setup(mode, 1)
    seats = [dict(zip(("points", "hull", "damage"), score, strict=True)) for score in scores]
    ranks = [1 if winner in (None, side) else 2 for side in range(2)]
    cause = "forfeit" if how == "forfeit" else "shots"
    kill = {"tick": 600, "kind": "kill", "ship": 1, "by": [], "cause": cause, "x": 0.0, "y": 0.0}
    events = [kill] if how in ("forfeit", "elimination") else []
    result: Any = {"ticks": 600, "how": Ending(how), "winner": winner, "ranks": ranks, "seats": seats, "digest": ""}
    told = explain_result(GameConfig(setup, arena_of(setup)), result, events)
    assert told.format("ace", "miser") == text


def test_ships_that_fall_together_are_ranked_by_points() -> None:
    kill = {"tick": 600, "kind": "kill", "by": [], "cause": "collision", "x": 0.0, "y": 0.0}
    scores = [{"points": points, "hull": 0.0, "damage": 3.0} for points in (1.0, 2.5)]
    result: Any = {"ticks": 600, "how": Ending.ELIMINATION, "winner": 1, "ranks": [2, 1], "seats": scores, "digest": ""}
    events: Any = [{**kill, "ship": 0}, {**kill, "ship": 1}]
    told = explain_result(GameConfig(DUEL, arena_of(DUEL)), result, events)
    assert told == "the last fell in the same tick: {1} has more points than {0}: 2.5 to 1.0"
