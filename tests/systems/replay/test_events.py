from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.digest import fold
from engine.log import read_log
from systems.components import Obstacle, Position, Velocity
from systems.replay.events import KINDS, EventLog
from systems.replay.trace import list_events

GOLDEN = Path(__file__).parents[1] / "golden" / "duel.bin"


def told(duel: Any, ticks: int = 1) -> list[dict[str, Any]]:
    """Return the events of the next ticks."""
    event_log, events = EventLog(duel.world), []
    for _ in range(ticks):
        events += event_log.read() if duel.step() else []
    return events


def test_a_shot_its_hit_and_a_kill_are_told_with_who_and_where(duel) -> None:
    d = duel()
    d.place(1, -470, 0)
    d.set_hull(1, 4)
    events = told(d.order(0, fire=1), 2)
    assert events == [
        {"tick": 1, "kind": "shot", "ship": 0, "power": 1},
        {
            "tick": 1,
            "kind": "hit",
            "ship": 1,
            "by": 0,
            "power": 1,
            "damage": 4.0,
            "shielded": False,
            "x": -482.0,
            "y": 0.0,
        },
        {"tick": 1, "kind": "kill", "ship": 1, "by": [0], "cause": "shots", "x": -470.0, "y": 0.0},
    ]


def test_a_shield_shows_in_a_hit(duel) -> None:
    d = duel()
    d.place(1, -470, 0)
    hits = [event for event in told(d.order(0, fire=3).order(1, shield=True)) if event["kind"] == "hit"]
    assert [(hit["shielded"], hit["damage"]) for hit in hits] == [(True, 12.0)]


def test_ships_that_collide_are_told_both(duel) -> None:
    d = duel()
    d.place(0, -10, 300, vx=60)
    d.place(1, 10, 300, vx=-60)
    one, other = (event for event in told(d) if event["kind"] == "collision")
    assert (one["ship"], one["other"], other["ship"], other["other"]) == (0, 1, 1, 0)
    assert one["damage"] == other["damage"] > 9


def test_the_wall_is_told_even_where_it_costs_nothing(duel) -> None:
    d = duel()
    d.place(0, 987.9, 0, vx=15)
    assert told(d) == [{"tick": 1, "kind": "wall", "ship": 0, "damage": 0.0}]
    d.place(0, 987.9, 0, vx=120)
    assert told(d)[0]["damage"] > 15


def test_zone_and_beacon_are_told_when_they_change(duel) -> None:
    d = duel(zone_start=0, zone_end=1, melee_zone_start=0)  # the safe circle is the beacon from the first state on
    d.place(0, 0, 0)
    events = told(d, 3)
    assert events == [
        {"tick": 1, "kind": "zone", "ship": 1},
        {"tick": 1, "kind": "beacon", "ship": None, "side": 0},
    ]
    d.place(1, 50, 0)
    assert {"tick": 4, "kind": "beacon", "ship": None, "side": None} not in told(d)  # a new reader knows no holder
    d.place(1, 500, 0)
    d.set_hull(1, 0.1)
    assert told(d)[-2]["cause"] == "zone"


def test_a_fault_is_told_at_the_tick_of_its_observation_and_a_forfeit_kills(duel) -> None:
    d = duel()
    assert told(d.fault(1, "raised")) == [{"tick": 0, "kind": "fault", "ship": None, "side": 1, "fault": "raised"}]
    events = told(d.fault(1, "wall"))
    assert [(event["kind"], event["tick"]) for event in events] == [("fault", 1), ("kill", 2)]
    assert (events[1]["ship"], events[1]["cause"], events[1]["x"]) == (1, "forfeit", 500.0)


def test_what_happens_in_a_tick_is_no_part_of_the_state(duel) -> None:
    quiet, loud = duel(), duel()
    for block in loud.world.transients.values():
        block[:] = 1
    assert fold(quiet.world) == fold(loud.world)
    assert fold(quiet.step().world) == fold(loud.step().world)
    loud.world.transients[next(iter(loud.world.transients))][:] = 1
    loud.world.restore(loud.world.memory.copy())
    assert not any(block.any() for block in loud.world.transients.values())


def test_the_events_of_a_recorded_match_agree_with_its_result() -> None:
    log = read_log(GOLDEN.read_bytes())
    events = list_events(log)
    assert json.loads(json.dumps(events)) == events
    assert {event["kind"] for event in events} <= set(KINDS)
    assert log.footer is not None
    result = log.footer["result"]
    for side, seat in enumerate(result["seats"]):
        faults = [
            (event["tick"], event["fault"]) for event in events if event["kind"] == "fault" and event["side"] == side
        ]
        assert faults == [(fault["tick"], fault["kind"]) for fault in seat["faults"]]
        dealt = sum(event["damage"] for event in events if event["kind"] == "hit" and event["by"] == side)
        assert dealt >= seat["damage"] > 0
    assert (events[-1]["kind"], events[-1]["tick"]) == ("kill", result["ticks"])


def test_no_events_are_told_of_a_log_that_does_not_replay() -> None:
    log = read_log(GOLDEN.read_bytes())
    digests = log.digests.copy()
    digests[40] ^= 1
    with pytest.raises(ValueError, match="tick 40 makes another state"):
        list_events(replace(log, digests=digests))


def test_asteroids_and_the_star_are_told(duel) -> None:
    d = duel(arena="belt")
    asteroids = d.world["asteroids"]
    asteroids[Position].x[:], asteroids[Position].y[:] = 800, 0
    asteroids[Position].x[3] = 0
    asteroids[Velocity].x[:], asteroids[Velocity].y[:], asteroids[Obstacle].radius[:] = 0, 0, 50
    d.place(0, -60, 0, vx=100)
    bump = next(event for event in told(d) if event["kind"] == "collision")
    assert (bump["ship"], bump["other"]) == (0, 2 + 3)
    assert bump["damage"] > 7
    d = duel(arena="well", star_pull=0.0)
    d.place(0, 0, 0)
    d.set_hull(0, 2)
    events = told(d, 2)
    assert [(event["kind"], event["tick"]) for event in events] == [("star", 1), ("kill", 2)]
    assert events[1]["cause"] == "star"


def test_who_leaves_the_ring_is_told(duel) -> None:
    d = duel(mode="sumo")
    d.place(0, 0, 0)
    d.place(1, 249, 0, vx=90)
    assert [(event["kind"], event["ship"], event["cause"]) for event in told(d)] == [("kill", 1, "ring")]
