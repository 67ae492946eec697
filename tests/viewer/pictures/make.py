"""Generate the reference pictures of scenes.json; review them before committing."""

from __future__ import annotations

import json
from pathlib import Path

from viewer.drawing.offscreen import OffscreenRenderer
from viewer.model.recording import open_recording
from viewer.views.player import Player
from viewer.views.view import View

HERE = Path(__file__).parent
GOLDEN = HERE.parents[1] / "systems" / "golden" / "duel.bin"

if __name__ == "__main__":
    scenes = json.loads((HERE / "scenes.json").read_text())
    recording = open_recording(GOLDEN)
    view = View(recording, Player(recording.ticks, playing=False), scenes["width"], scenes["height"])
    renderer = OffscreenRenderer(view)
    for name, position in scenes["positions"].items():
        view.player.seek(position)
        renderer.take().save(HERE / f"{name}.png", optimize=True)
    renderer.close()
