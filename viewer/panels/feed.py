"""The latest moments that matter, in the panel's place that the reasons for the result leave."""

from __future__ import annotations

from functools import partial

from viewer.model.colors import GRAY
from viewer.model.moments import MATTERS
from viewer.shapes.glyphs import LINE, RULE, GlyphBatch, wrapped
from viewer.views.layout import Rect
from viewer.views.targets import Target
from viewer.views.view import View

_INDENT = 6  # characters


def draw_feed(batch: GlyphBatch, view: View) -> None:
    """Draw as many moments as fit, the latest at the bottom; a click goes to one."""
    place = view.layout.feed
    if place is None:
        return
    now = view.player.position
    past = [moment for moment in view.moments if moment.kind in MATTERS and moment.tick <= now]
    bottom = place.bottom + 8
    for moment in reversed(past):
        lines = wrapped(f"{moment.tick:4}  {moment.text}", place.width - 24, _INDENT, 3)
        row = Rect(place.left, bottom, place.width, LINE * len(lines))
        if row.top > place.top - 8:
            break
        if view.pointer is not None and row.holds(*view.pointer):
            batch.box(row.left + 4, row.bottom, row.width - 8, row.height, RULE)
        color = GRAY if moment.side is None else view.seats.colors[moment.side]
        for number, line in enumerate(lines):
            batch.text(place.left + 12, row.top - (number + 1) * LINE, line, color)
        view.targets.append(Target(row, partial(_seek, view, moment.tick), f"go to tick {moment.tick}"))
        bottom = row.top
    if not past:
        batch.text(place.left + 12, bottom, "nothing has happened yet", GRAY, 0.7)


def _seek(view: View, tick: int, x: float, y: float) -> None:
    view.pause_at(tick)
