"""Labels of ships: legible, however close the ships are."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from viewer.model.recording import Recording, open_recording
from viewer.model.sidecar import Sidecar
from viewer.panels.labels import draw_labels, places_of
from viewer.shapes.glyphs import GlyphBatch
from viewer.views.player import Player
from viewer.views.view import View

GOLDEN = Path(__file__).parents[2] / "systems" / "golden"


@pytest.fixture(scope="module")
def fleet() -> Recording:
    return open_recording(GOLDEN / "fleet.bin")


def labels(recording: Recording, tick: int, selected: int | None = None) -> np.ndarray:
    """The cells of all characters: left, bottom, width, height, …"""
    view, batch = View(recording, Player(recording.ticks, tick, playing=False), 640, 400, selected), GlyphBatch()
    moment = view.moment()
    draw_labels(batch, view, moment, places_of(view, moment))
    return batch.rows[batch.rows[:, 4] > 0]


def test_no_label_is_written_over_another(fleet: Recording) -> None:
    for tick in range(0, fleet.ticks, 15):
        for one, other in combinations(labels(fleet, tick), 2):
            assert (np.abs(one[:2] - other[:2]) >= one[2:4]).any(), tick


def test_the_selected_ship_keeps_its_label(fleet: Recording) -> None:
    for ship in range(fleet.game.ships):
        tick = next(
            tick for tick in range(fleet.ticks) if len(labels(fleet, tick)) < fleet.frame(tick).ships.alive.sum()
        )
        first = labels(fleet, tick, ship)[0]
        assert chr(int(first[4])) == str(ship)[0]


def test_texts_of_bots_are_cut_dimmed_and_can_be_hidden(fleet: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["text", 0.0, 0.0, "Q" * 80, "#ffffff"], ["text", 1.0, 1.0, "Z", "#ffffff"]]
    monkeypatch.setattr(fleet, "sidecar", Sidecar([[{"tick": 0, "draw": rows}]]))
    view, batch = View(fleet, Player(fleet.ticks, 0, playing=False)), GlyphBatch()
    moment = view.moment()
    draw_labels(batch, view, moment, {})
    text = batch.rows[batch.rows[:, 4] == ord("Q")]
    assert len(text) == 22
    assert (text[:, 8] < 0.7).all()
    assert not (batch.rows[:, 4] == ord("Z")).any()  # it would overlap the first
    view.flip_texts()
    hidden = GlyphBatch()
    draw_labels(hidden, view, moment, {})
    assert not (hidden.rows[:, 4] == ord("Q")).any()
