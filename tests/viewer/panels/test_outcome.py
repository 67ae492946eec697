"""The reasons of a match's end: all of them in `viewer info`, the most important in the panel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.log import read_log
from viewer.model.reasons import reasons
from viewer.model.recording import Recording, open_recording
from viewer.panels.outcome import OutcomePanel
from viewer.shapes.glyphs import GlyphBatch
from viewer.views.layout import Rect
from viewer.views.player import Player
from viewer.views.view import View

FLEET = Path(__file__).parents[2] / "systems" / "golden" / "fleet.bin"


@pytest.fixture
def crowded() -> Recording:
    """A fleet match in which every ship is destroyed repeatedly, among other events."""
    recording = open_recording(FLEET)
    end = recording.ticks
    kill = {"kind": "kill", "by": [0], "cause": "shots", "x": 0.0, "y": 0.0}
    recording.events = [{**kill, "tick": tick, "ship": tick % recording.game.ships} for tick in range(24)]
    recording.events += [{"tick": end - 130, "kind": "fault", "ship": None, "side": 1, "fault": "fuel"}]
    recording.events += [{"tick": end - 120, "kind": "beacon", "ship": None, "side": 0}]
    recording.events += [{**kill, "tick": end - 10, "ship": 7}]
    return recording


def panel(recording: Recording, width: int = 1280, height: int = 720) -> tuple[str, np.ndarray, Rect]:
    """Return the text of the panel, without blanks, its glyphs, and its place."""
    batch = GlyphBatch()
    view = View(recording, Player(recording.ticks, playing=False), width, height, shown={"why"})
    OutcomePanel(view).draw(batch)
    glyphs = batch.rows[batch.rows[:, 4] > 0]
    assert view.layout.why is not None
    return "".join(chr(int(glyph)) for glyph in glyphs[:, 4]), glyphs, view.layout.why


def test_nothing_is_left_out_of_the_reasons(crowded: Recording) -> None:
    told = [(reason.tick, reason.kind) for reason in reasons(crowded)]
    kills = [(tick, "kill") for tick in range(24)]
    end = crowded.ticks
    assert told == [*kills, (end - 130, "fault"), (end - 120, "beacon"), (end - 10, "kill"), (end, "aim")]


def test_a_panel_without_room_for_all_keeps_the_end_and_says_so(crowded: Recording) -> None:
    assert "more:viewerinfo" not in panel(crowded, 1280, 900)[0]
    text, _, _ = panel(crowded, 640, 400)
    assert f"{crowded.ticks - 10}shy17isdestroyed" in text
    assert "faults" not in text
    left_out = len(reasons(crowded)) - text.count("isdestroyed")
    assert f"({left_out}more:viewerinfo)" in text


def test_the_panel_stays_in_its_dock(crowded: Recording) -> None:
    for width, height in ((1280, 720), (640, 400)):
        _, glyphs, place = panel(crowded, width, height)
        assert glyphs[:, 0].min() >= place.left
        assert (glyphs[:, 0] + glyphs[:, 2]).max() <= place.right
        assert glyphs[:, 1].min() >= place.bottom
        assert (glyphs[:, 1] + glyphs[:, 3]).max() <= place.top


@pytest.mark.parametrize(
    ("faults", "end"),
    [
        (
            [{"tick": 50, "kind": "raised", "message": "ValueError: {0} (ace.py line 3)"}],
            ": ValueError: {0} (ace.py line 3)",
        ),
        ([{"tick": 50, "kind": "raised", "message": "x" * 9999}], "x…"),
        ([{"tick": 50, "kind": "raised"}], "faults (raised)"),
        ([{"tick": 49, "message": "of another tick"}], "faults (raised)"),
        (["x", None], "faults (raised)"),
        ({"tick": 50}, "faults (raised)"),
        (7, "faults (raised)"),
    ],
)
def test_a_fault_comes_with_its_message_whatever_the_footer_says(golden: Path, faults: Any, end: str) -> None:
    log = read_log(golden.read_bytes())
    forged = Recording(replace(log, footer={"result": {"seats": [{"faults": faults}]}}))
    first = next(reason for reason in reasons(forged) if reason.kind == "fault")
    assert (first.tick, first.side) == (50, 0)
    assert first.describe(["a", "b"]).endswith(end)
