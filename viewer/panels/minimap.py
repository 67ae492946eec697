"""A map of the whole arena, which shows what the map beside it shows; a click moves that there."""

from __future__ import annotations

import math

import numpy as np

from viewer.model.colors import BEACON, EDGE, ROCK, STAR, WHITE, ZONE
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.glyphs import RULE, GlyphBatch
from viewer.views.targets import Target
from viewer.views.view import View

_AROUND = np.linspace(0, math.tau, 72, endpoint=False)


def draw_minimap(batch: GlyphBatch, view: View, moment: InterpolatedFrame) -> None:
    """Draw the minimap, if the layout has one."""
    place, camera, game = view.layout.minimap, view.camera, view.recording.game
    if place is None:
        return
    arena, rules = game.arena, game.rules
    batch.box(place.left, place.top - 1, place.width, 1, RULE)
    x, y = place.left + place.width / 2, place.bottom + place.height / 2
    scale = (place.height / 2 - 10) / arena.radius

    def ring(at: tuple[float, float], radius: float, color: tuple[float, float, float], size: float = 1.5) -> None:
        around = _AROUND if radius * scale > 8 else _AROUND[::6]
        xs, ys = (at[0] + np.cos(around) * radius) * scale, (at[1] + np.sin(around) * radius) * scale
        batch.boxes(x + xs, y + ys, size, size, color)

    ring((0, 0), arena.radius, EDGE)
    if moment.safe_radius < arena.radius:
        ring((0, 0), moment.safe_radius, ZONE)
    if arena.beacon:
        ring(
            moment.beacon,
            rules.beacon_radius,
            BEACON if moment.holder is None else view.seats.colors[moment.holder],
        )
    for at_x, at_y, radius in zip(moment.asteroids.x, moment.asteroids.y, moment.asteroids.radius, strict=True):
        size = max(2 * radius * scale * 0.8, 2)
        batch.box(x + at_x * scale - size / 2, y + at_y * scale - size / 2, size, size, ROCK)
    if arena.star:
        size = max(2 * rules.star_radius * scale * 0.8, 4)
        batch.box(x - size / 2, y - size / 2, size, size, STAR)
    for ship in moment.ships.alive.nonzero()[0].tolist():
        color = view.seats.colors[int(game.side_of[ship])]
        size = 5 if ship == view.selected else 3
        left, low = x + moment.ships.x[ship] * scale - size / 2, y + moment.ships.y[ship] * scale - size / 2
        batch.box(left, low, size, size, color)
    _draw_frame(batch, view, x, y, scale)

    def look(px: float, py: float) -> None:
        view.aim = "free"
        camera.zoom = camera.scale
        camera.look_at((px - x) / scale, (py - y) / scale)

    view.targets.append(Target(place, look, drags=True))


def _draw_frame(batch: GlyphBatch, view: View, x: float, y: float, scale: float) -> None:
    """Draw the edges of what the map shows."""
    camera, radius = view.camera, view.recording.game.arena.radius
    wide, high = camera.width / camera.scale / 2, camera.height / camera.scale / 2
    edges = (camera.x - wide, camera.x + wide, camera.y - high, camera.y + high)
    west, east, south, north = (min(max(at, -radius), radius) for at in edges)
    for at, lower, width, height in (
        (west, south, 1.0, (north - south) * scale),
        (east, south, 1.0, (north - south) * scale),
        (west, south, (east - west) * scale, 1.0),
        (west, north, (east - west) * scale, 1.0),
    ):
        batch.box(x + at * scale, y + lower * scale, width, height, WHITE, 0.7)
