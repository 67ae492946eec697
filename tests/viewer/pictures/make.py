"""Draws the pictures that the tests hold others against: look at them before they are kept."""

from __future__ import annotations

from pathlib import Path

from viewer.picture import Studio
from viewer.player import Player
from viewer.recording import open_recording
from viewer.view import View

GOLDEN = Path(__file__).parents[2] / "systems" / "golden" / "duel.bin"
SCENES = {"start": 0.0, "fight": 330.5, "end": 99_999.0}

if __name__ == "__main__":
    recording = open_recording(GOLDEN)
    view = View(recording, Player(recording.ticks, playing=False), 640, 400)
    studio = Studio(view)
    for name, position in SCENES.items():
        view.player.seek(position)
        studio.take().save(Path(__file__).with_name(f"{name}.png"), optimize=True)
    studio.close()
