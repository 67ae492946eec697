from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.log import read_log
from systems.config import GameConfig
from systems.modes import arena_of
from systems.replay.events import list_events
from systems.replay.reasons import find_reasons
from systems.setup import Setup

GOLDEN = Path(__file__).parents[1] / "golden"
DUEL = Setup("duel", 1)


def told(events: list[dict[str, Any]], setup: Setup = DUEL, ticks: int = 600) -> list[tuple[int, str]]:
    reasons = find_reasons(GameConfig(setup, arena_of(setup)), events, ticks)
    return [(reason.tick, reason.told(["ace", "miser"])) for reason in reasons]


def hit(tick: int, ship: int, damage: float = 12.0) -> dict[str, Any]:
    return {"tick": tick, "kind": "hit", "ship": ship, "by": 1 - ship, "damage": damage}


def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
    reasons = find_reasons(
        GameConfig(DUEL, arena_of(DUEL)), [{"tick": 400, "kind": "fault", "side": 1, "fault": "fuel"}], 600
    )
    assert any(reason.told(["{1}", "{0}"]) == "{0} faults (fuel)" for reason in reasons)


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
    assert reason.told(["{1}", "{0}"]) in ("{0} is destroyed: hit by {1}", "{0} is destroyed: hit by {0}")


@pytest.mark.parametrize("mode", ["duel", "melee", "fleet", "sumo"])
def test_every_mode_has_its_reasons(mode: str) -> None:
    log = read_log((GOLDEN / f"{mode}.bin").read_bytes())
    setup = Setup.from_dict(log.header["setup"])
    reasons = find_reasons(GameConfig(setup, arena_of(setup)), list_events(log), len(log.inputs))
    assert reasons[-1].kind == "aim"
    assert sum(reason.kind == "kill" for reason in reasons) == sum(e["kind"] == "kill" for e in list_events(log))
    assert all(0 <= reason.tick <= len(log.inputs) for reason in reasons)
    assert not any("{" in reason.told([f"bot{side}" for side in range(16)]) for reason in reasons)
