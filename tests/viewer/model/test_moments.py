"""The moments of a match: what n and p step through, and what the timeline marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from viewer.model.moments import moments
from viewer.model.recording import Recording, open_recording
from viewer.model.sidecar import Sidecar

GOLDEN = Path(__file__).parents[2] / "systems" / "golden" / "duel.bin"
NAMES = ["ace", "miser"]


@pytest.fixture
def touching() -> Recording:
    recording = open_recording(GOLDEN)
    recording.sidecar = Sidecar([])
    recording.events = []
    return recording


def told(recording: Recording) -> list[tuple[int, int, str]]:
    return [(moment.tick, moment.last, moment.text) for moment in moments(recording, recording.sidecar, NAMES)]


def test_contacts_that_last_are_one_moment(touching: Recording) -> None:
    wall: Any = {"kind": "wall", "ship": 0, "damage": 1.0}
    pair: Any = {"kind": "collision", "damage": 1.0}
    for tick in [*range(100, 160, 3), 300]:
        touching.events += [{**wall, "tick": tick}]
    for tick in range(200, 230):
        touching.events += [
            {**pair, "ship": 0, "other": 1, "tick": tick},
            {**pair, "ship": 1, "other": 0, "tick": tick},
        ]
    assert told(touching) == [
        (100, 157, "ace touches the wall"),
        (200, 229, "ace touches miser"),
        (300, 300, "ace touches the wall"),
    ]


def test_faults_in_a_row_are_one_moment_and_hits_are_not(touching: Recording) -> None:
    fault: Any = {"kind": "fault", "ship": None, "side": 1, "fault": "fuel"}
    hit: Any = {"kind": "hit", "ship": 0, "by": 1, "power": 1, "damage": 4.0, "shielded": True, "x": 0.0, "y": 0.0}
    touching.events += [*({**fault, "tick": tick} for tick in range(10, 20)), {**hit, "tick": 30}, {**hit, "tick": 31}]
    assert told(touching) == [
        (10, 19, "miser faults: fuel"),
        (30, 30, "miser hits ace on its shield"),
        (31, 31, "miser hits ace on its shield"),
    ]


def test_marks_of_bots_are_moments(touching: Recording) -> None:
    touching.sidecar = Sidecar([[{"tick": 7, "fuel": 1, "mark": ["plan B", 3, "\x1b[2J"]}], [{"tick": 5, "mark": "x"}]])
    assert told(touching) == [(7, 7, "ace: plan B"), (7, 7, "ace: ?[2J")]


def test_shots_are_no_moments(recording: Recording) -> None:
    found = moments(recording, recording.sidecar, NAMES)
    assert {"kill", "fault", "hit"} <= {moment.kind for moment in found}
    assert [moment.tick for moment in found] == sorted(moment.tick for moment in found)
    assert all(moment.text for moment in found)
