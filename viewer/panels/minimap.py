"""A map of the whole arena, for when the view shows only a part of it."""

from __future__ import annotations

import math

import numpy as np

from viewer.model.colors import EDGE, WHITE
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.glyphs import GlyphBatch
from viewer.views.view import View

_SIZE = 132  # pixels
_CLOSE = 1.3  # multiple of the fitting scale from which the minimap is shown
_AROUND = np.linspace(0, math.tau, 72, endpoint=False)


def draw_minimap(batch: GlyphBatch, view: View, moment: InterpolatedFrame) -> None:
    """Draw the minimap at the lower left, if it is useful and there is room."""
    camera, arena = view.camera, view.recording.game.arena
    if camera.scale < _CLOSE * camera.fitting or view.width < 600 or view.height < 400:
        return
    left, bottom = 8.0, view.floor + 12.0
    x, y, scale = left + _SIZE / 2, bottom + _SIZE / 2, (_SIZE / 2 - 4) / arena.radius
    batch.panel(left, bottom, _SIZE, _SIZE)
    batch.boxes(x + np.cos(_AROUND) * arena.radius * scale, y + np.sin(_AROUND) * arena.radius * scale, 1.5, 1.5, EDGE)
    for ship in moment.ships.alive.nonzero()[0].tolist():
        color = view.seats.colors[int(view.recording.game.side_of[ship])]
        batch.box(x + moment.ships.x[ship] * scale - 1.5, y + moment.ships.y[ship] * scale - 1.5, 3, 3, color)
    wide, high = camera.width / camera.scale / 2, camera.height / camera.scale / 2
    edges = (camera.x - wide, camera.x + wide, camera.y - high, camera.y + high)
    west, east, south, north = (min(max(at, -arena.radius), arena.radius) for at in edges)
    for at, lower, width, height in (
        (west, south, 1.0, (north - south) * scale),
        (east, south, 1.0, (north - south) * scale),
        (west, south, (east - west) * scale, 1.0),
        (west, north, (east - west) * scale, 1.0),
    ):
        batch.box(x + at * scale, y + lower * scale, width, height, WHITE, 0.7)
