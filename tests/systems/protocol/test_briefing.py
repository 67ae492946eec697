from __future__ import annotations

import json

import pytest

from systems.protocol.observations import briefing
from systems.rules import Rules
from systems.setup import Setup


def test_the_briefing_is_that_of_the_protocol() -> None:
    found = json.loads(briefing(Setup("duel", 2**63 + 5, max_ticks=900), 1))
    assert found.pop("rules") == json.loads(json.dumps(Rules().as_dict()))
    assert found.pop("seed") == Setup("duel", 2**63 + 5).bot_seed(1)
    assert found == {
        "protocol": 1,
        "mode": "duel",
        "arena": {
            "name": "open",
            "radius": 1000.0,
            "bodies": [],
            "zone": {"start": 1200, "end": 1800, "radius": 200.0},
        },
        "side": 1,
        "sides": 2,
        "ships": [1],
        "tick_rate": 30,
        "max_ticks": 900,
        "columns": {
            "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
            "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
            "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
        },
    }


def test_the_briefing_does_not_tell_the_matchs_seed() -> None:
    setup = Setup("duel", 1_234_567_890_123)
    texts = [briefing(setup, side) for side in (0, 1)]
    assert not any(str(setup.seed) in text or str(setup.key) in text for text in texts)
    assert len({json.loads(text)["seed"] for text in texts}) == 2


def test_the_well_is_told_with_its_star_and_the_beacon_that_circles_it(duel) -> None:
    arena = json.loads(briefing(Setup("duel", 1, "well"), 0))["arena"]
    assert arena["bodies"] == [{"kind": "star", "x": 0.0, "y": 0.0, "radius": 60.0}]
    assert arena["zone"] == {"start": 1200, "end": 1800, "radius": 300.0}
    d = duel(arena="well")
    x, y = d.beacon
    for place in ((x, y), (-y, x), (-x, -y)):  # twice a quarter
        told = d.observation()["beacon"]
        assert (told["x"], told["y"], told["radius"]) == pytest.approx((*place, 120.0), abs=0.1)
        d.step(round(30 / Rules().well_beacon_turns / 4))
