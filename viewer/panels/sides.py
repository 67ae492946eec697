"""The panel of sides: names, points, hull, energy, and in a fleet the ships left; in a small window a strip."""

from __future__ import annotations

from dataclasses import dataclass

from viewer.model.colors import EMPTY, ENERGY, GRAY, HULL, WHITE, Color
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.glyphs import HEIGHT, RULE, GlyphBatch, fitted, fitted_name, text_width
from viewer.views.layout import STRIP, Rect, ViewLayout
from viewer.views.targets import Target
from viewer.views.view import FEW, View

_PIP = 7  # pixels of the mark of a ship


@dataclass(frozen=True)
class SideStatus:
    """A side at a moment."""

    name: str
    color: Color
    points: str
    alive: list[bool]  # by ship
    hull: float  # sum over its ships
    hull_share: float
    energy_share: float


def draw_sides(batch: GlyphBatch, view: View, moment: InterpolatedFrame) -> None:
    """Draw the panel; a click on a side selects its ships in turn."""
    layout, standings = view.layout, _standings(view, moment)
    place = layout.sides
    if layout.compact:
        _draw_strip(batch, view, layout, standings)
        return
    setup = view.recording.game.setup
    title = f"{setup.mode}  {setup.arena}  seed {setup.seed}"
    batch.text(12, place.top - 8 - HEIGHT, fitted(title, place.width - 24), GRAY)
    rows = len(standings)
    height = min((place.height - 34) / rows, 56.0)
    for side, standing in enumerate(standings):
        row = Rect(place.left, place.top - 34 - (side + 1) * height, place.width, height)
        if row.bottom < place.bottom - 1:
            break
        _draw_row(batch, row, standing, rows <= FEW)
        _make_clickable(view, row, side)
    batch.box(place.left, place.bottom, place.width, 1, RULE)


def _standings(view: View, moment: InterpolatedFrame) -> list[SideStatus]:
    game, ships, found = view.recording.game, moment.ships, []
    for side, name in enumerate(view.seats.names):
        own = slice(side * game.per_side, (side + 1) * game.per_side)
        alive = ships.alive[own]
        hull, energy = float(ships.hull[own][alive].sum()), float(ships.energy[own][alive].sum())
        color = view.seats.colors[side] if alive.any() else GRAY
        shares = hull / (game.rules.hull * game.per_side), energy / (game.rules.energy * game.per_side)
        found.append(SideStatus(name, color, f"{moment.points[side]:.1f}", alive.tolist(), hull, *shares))
    return found


def _draw_row(batch: GlyphBatch, row: Rect, standing: SideStatus, tall: bool) -> None:
    left, right, y = row.left + 12, row.right - 12, row.top - 18
    batch.box(left, y + 1, 8, 12, standing.color)
    room = right - left - 24 - text_width(standing.points) - (0 if tall else 72)
    batch.text(left + 16, y - 1, fitted_name(standing.name, room), standing.color)
    batch.text(right - text_width(standing.points), y - 1, standing.points, WHITE)
    if not tall:
        batch.bar(right - text_width(standing.points) - 72, y + 5, 64, 5, standing.hull_share, HULL)
        return
    if len(standing.alive) > 1:
        left_over = f"{sum(standing.alive)} of {len(standing.alive)}"
        _draw_pips(batch, left + 16, y - 28, standing)
        batch.text(right - text_width(left_over), y - 33, left_over, GRAY)
    if any(standing.alive):
        width = right - left - 16 - 52
        batch.bar(left + 16, y - 9, width, 5, standing.hull_share, HULL)
        batch.bar(left + 16, y - 17, width, 5, standing.energy_share, ENERGY)
        hull = f"{max(standing.hull, 1):.0f}"
        batch.text(right - text_width(hull), y - 18, hull, HULL)
    else:
        batch.text(left + 16, y - 19, "destroyed", GRAY)


def _draw_strip(batch: GlyphBatch, view: View, layout: ViewLayout, standings: list[SideStatus]) -> None:
    """Draw the sides in rows of cells."""
    place = layout.sides
    width = place.width / layout.columns
    for side, standing in enumerate(standings):
        row, column = divmod(side, layout.columns)
        cell = Rect(column * width, place.top - (row + 1) * STRIP, width, STRIP)
        if cell.bottom < place.bottom:
            break
        left = cell.left + 6
        right = cell.right - 6
        batch.box(left, cell.bottom + 7, 6, 12, standing.color)
        count = f"  {sum(standing.alive)}/{len(standing.alive)}" if len(standing.alive) > 1 else ""
        points = standing.points + count
        name = fitted_name(standing.name, right - left - 19 - text_width(points))
        batch.text(left + 11, cell.bottom + 5, name, standing.color)
        batch.text(right - text_width(points), cell.bottom + 5, points, WHITE)
        batch.bar(left, cell.bottom + 2, right - left, 3, standing.hull_share, HULL)
        _make_clickable(view, cell, side)
    batch.box(place.left, place.bottom, place.width, 1, RULE)


def _draw_pips(batch: GlyphBatch, x: float, y: float, standing: SideStatus) -> None:
    """Draw a mark per ship, dark for destroyed ones."""
    for number, alive in enumerate(standing.alive):
        batch.box(x + number * (_PIP + 4), y, _PIP, _PIP, standing.color if alive else EMPTY)


def _make_clickable(view: View, place: Rect, side: int) -> None:
    view.targets.append(Target(place, lambda x, y: view.select_side(side), "select its ship"))
