"""Labels at places of the map: names and bars of ships, and texts that bots draw."""

from __future__ import annotations

from collections.abc import Iterable

from viewer.model.colors import BEACON, ENERGY, HULL, parse_color
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.arena import drawings
from viewer.shapes.glyphs import HEIGHT, WIDTH, GlyphBatch, fitted, text_width
from viewer.views.view import View

_BAR = 40  # pixels of a full bar
_LIFT, _HEIGHT = 24, 27  # pixels from a label's lower edge to its upper bar, and to its upper edge
_GAP = 4  # pixels between a ship and a label above it
_TEXT = 24 * WIDTH  # pixels of a bot's text, which is dimmer than names
_DIM = 0.6
_BODY = 8  # half size, in pixels, of the area around a ship that labels avoid

Box = tuple[float, float, float, float]  # left, bottom, right, top


def places_of(view: View, moment: InterpolatedFrame) -> dict[int, tuple[float, float]]:
    """Return the pixel positions of the visible ships, the selected one first."""
    ships = moment.ships
    alive = sorted(ships.alive.nonzero()[0].tolist(), key=lambda ship: ship != view.selected)
    found = ((ship, view.place(float(ships.x[ship]), float(ships.y[ship]))) for ship in alive)
    return {ship: place for ship, place in found if place is not None}


def draw_labels(
    batch: GlyphBatch, view: View, moment: InterpolatedFrame, places: dict[int, tuple[float, float]]
) -> None:
    """Draw each ship's name, in a fleet its number, with its hull and energy, the selected ship's first.

    A label is placed below its ship, or above it if it would hide a ship below; where it would overlap another,
    nowhere.
    """
    ships, game = moment.ships, view.recording.game
    apart = max(game.rules.ship_radius * view.camera.scale, 11)
    bodies = [(x - _BODY, y - _BODY, x + _BODY, y + _BODY) for x, y in places.values()]
    labels: list[Box] = []
    for ship, (x, y) in places.items():
        side = int(game.side_of[ship])
        name = view.seats.names[side] if game.per_side == 1 else str(ship)
        half = max(text_width(name), _BAR) / 2
        below, above = ((x - half, low, x + half, low + _HEIGHT) for low in (y - apart - 8 - _LIFT, y + apart + _GAP))
        for box, others in ((below, labels + bodies), (above, labels + bodies), (below, labels)):
            if _free(box, others):
                labels.append(box)
                low = box[1]
                batch.bar(x - _BAR / 2, low + _LIFT, _BAR, 3, ships.hull[ship] / game.rules.hull, HULL)
                batch.bar(x - _BAR / 2, low + _LIFT - 5, _BAR, 3, ships.energy[ship] / game.rules.energy, ENERGY)
                batch.text(x - text_width(name) / 2, low, name, view.seats.colors[side])
                break
    _draw_beacon(batch, view, moment, labels)
    if view.texts:
        _draw_texts(batch, view, moment)


def _draw_texts(batch: GlyphBatch, view: View, moment: InterpolatedFrame) -> None:
    """Draw the bots' texts, cut and dimmed; where one would overlap another, nowhere."""
    drawn: list[Box] = []
    for row in drawings(view, int(moment.position)):
        place = view.place(row[1], row[2]) if row[0] == "text" else None
        if place is not None:
            text, (x, y) = fitted(row[3], _TEXT), place
            box = x, y, x + text_width(text), y + HEIGHT
            if _free(box, drawn):
                drawn.append(box)
                batch.text(x, y, text, parse_color(row[4]), _DIM)


def _draw_beacon(batch: GlyphBatch, view: View, moment: InterpolatedFrame, labels: list[Box]) -> None:
    """Draw what the beacon is worth above it, if there is room."""
    game = view.recording.game
    if not game.arena.beacon:
        return
    x, y = moment.beacon
    place = view.place(x, y + game.rules.beacon_radius)
    text = f"beacon +{game.rules.beacon_rate:g}/s"
    if place is None:
        return
    left, low = place[0] - text_width(text) / 2, place[1] + 30
    if low + HEIGHT <= view.layout.map.top and _free((left, low, left + text_width(text), low + HEIGHT), labels):
        color = BEACON if moment.holder is None else view.seats.colors[moment.holder]
        batch.text(left, low, text, color)


def _free(box: Box, others: Iterable[Box]) -> bool:
    left, bottom, right, top = box
    return all(right <= x or left >= end or top <= y or bottom >= upper for x, y, end, upper in others)
