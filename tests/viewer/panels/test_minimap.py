"""The small map: beacon, star, asteroids, ships, and what the map beside it shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from viewer.model.colors import BEACON, ROCK, STAR
from viewer.model.recording import open_recording
from viewer.panels.minimap import draw_minimap
from viewer.shapes.glyphs import GlyphBatch
from viewer.views.player import Player
from viewer.views.view import View

GOLDEN = Path(__file__).parents[2] / "systems" / "golden"


def boxes(mode: str, color: tuple[float, float, float]) -> np.ndarray:
    recording = open_recording(GOLDEN / f"{mode}.bin")
    view, batch = View(recording, Player(recording.ticks, 1, playing=False)), GlyphBatch()
    draw_minimap(batch, view, view.moment())
    return batch.rows[np.isclose(batch.rows[:, 5:8], color).all(axis=1)]


def test_beacon_star_and_asteroids_are_on_it() -> None:
    assert len(boxes("fleet", STAR)) == 1
    assert len(boxes("melee", ROCK)) == 10
    for mode in ("duel", "melee", "fleet"):
        assert len(boxes(mode, BEACON)) >= 12
    assert not len(boxes("sumo", BEACON))
