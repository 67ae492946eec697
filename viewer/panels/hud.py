"""The head-up display: everything that a view shows besides its arena."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import AMBER, GRAY, LIVE, WHITE
from viewer.model.interpolation import InterpolatedFrame
from viewer.model.reasons import verdict
from viewer.panels.buttons import draw_buttons
from viewer.panels.feed import draw_feed
from viewer.panels.graphs import Graphs
from viewer.panels.inspector import inspect
from viewer.panels.labels import draw_labels, places_of
from viewer.panels.minimap import draw_minimap
from viewer.panels.outcome import OutcomePanel
from viewer.panels.sides import draw_sides
from viewer.panels.timeline import Timeline
from viewer.shapes.glyphs import LINE, RULE, GlyphBatch, draw_panel, fitted, text_width, wrapped
from viewer.views.keys import help_lines
from viewer.views.layout import TRACK, Rect
from viewer.views.targets import Target
from viewer.views.view import View


class Hud:
    """Draws what a view shows beside its arena.

    Attributes:
        clipped: the number of rows drawn last, from the first on, of which only what is on the map is seen.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._graphs = Graphs(view)
        self._timeline = Timeline(view)
        self._outcome_panel = OutcomePanel(view)
        self.clipped = 0

    def draw(self, moment: InterpolatedFrame) -> NDArray[np.float32]:
        """Return the text and boxes of a moment, `[glyphs, 9]`, in pixels."""
        view, batch = self._view, GlyphBatch()
        view.targets.clear()
        draw_labels(batch, view, moment, places_of(view, moment))
        self.clipped = len(batch.rows)
        draw_sides(batch, view, moment)
        self._outcome_panel.draw(batch)
        draw_feed(batch, view)
        draw_minimap(batch, view, moment)
        if view.selected is not None:
            inspect(batch, view, moment, view.selected)
        self._graphs.draw(batch)
        self._timeline.draw(batch)
        draw_buttons(batch, view)
        if view.beside is not None:
            batch.box(0, 0, 1, view.height, RULE)
        edge, floor = view.layout.map.left, (view.layout.end or view.layout.map).bottom
        if edge:
            batch.box(edge - 1, floor, 1, view.height - floor, RULE)
        self._notice(batch)
        self._outcome(batch)
        self._overlays(batch)
        return batch.rows

    def _notice(self, batch: GlyphBatch) -> None:
        """Draw the line above the map; a click goes to where compared matches differ."""
        view, place = self._view, self._view.layout.notice
        if place is None:
            return
        color = LIVE if view.notice.startswith("LIVE") else AMBER
        batch.text(place.left + 12, place.bottom + 4, fitted(view.notice, place.width - 24), color)
        if view.differs is not None:
            view.targets.append(Target(place, lambda x, y: view.to_difference(), "x: go there"))

    def _outcome(self, batch: GlyphBatch) -> None:
        """Draw the winner at the end, and why it won."""
        view, place = self._view, self._view.layout.end
        end = verdict(view.recording, view.seats.names) if view.ended else None
        if end is None:
            return
        place = place or Rect(0, view.layout.map.bottom, view.width, 0)
        color = WHITE if end.winner is None else view.seats.colors[end.winner]
        room = place.width - 24
        sentence = f"{end.how}: {end.why}"
        large = 2 if max(text_width(end.who, 2), text_width(sentence)) <= room else 1
        lines = [(fitted(end.who, room / large), large, color)]
        lines += [(line, 1, GRAY) for line in wrapped(sentence, room, 0, 2 if large == 1 else 1)]
        y = place.top - 4 - 16 * large
        for text, scale, shade in lines:
            batch.text(place.left + (place.width - text_width(text, scale)) / 2, y, text, shade, scale=scale)
            y -= LINE + 2

    def _overlays(self, batch: GlyphBatch) -> None:
        """Draw the help, the current message, and what is under the mouse."""
        view, area = self._view, self._view.layout.map
        if "help" in view.shown:
            self._help(batch)
        if view.message:
            text = fitted(view.message, view.width - 40)
            left = max((view.width - text_width(text) - 24) / 2, 8)
            draw_panel(batch, left, view.layout.bar.top + 44, [(text, AMBER)])
        tip = self._tip()
        if tip and view.pointer and "help" not in view.shown:
            text = fitted(tip, view.width - 40)
            width = text_width(text) + 24
            left = min(max(view.pointer[0] - width / 2, 4), max(view.width - width - 4, 0))
            bottom = view.pointer[1] + 14
            draw_panel(batch, left, min(max(bottom, view.layout.bar.top + 2) + 30, area.top), [(text, WHITE)])

    def _tip(self) -> str:
        """Return what is said of the place under the mouse."""
        view = self._view
        if view.pointer is None:
            return ""
        if TRACK <= view.pointer[1] < view.layout.bar.top:
            moment = view.moment_at(view.pointer[0])
            return f"{moment.tick}: {moment.text}" if moment else ""
        return view.hovered.tip if view.hovered else ""

    def _help(self, batch: GlyphBatch) -> None:
        """Draw the help on keys over the whole view, in as many columns as needed; a click hides it."""
        view, lines = self._view, help_lines()
        rows = max(int((view.height - 24) // LINE), 1)
        columns = -(-len(lines) // rows)
        rows = -(-len(lines) // columns)
        own = max(map(text_width, lines)) + 24
        width = min(own * columns, view.width)
        left, top = (view.width - width) / 2, min(view.height, view.height / 2 + rows * LINE / 2 + 6)
        batch.panel(left, top - rows * LINE - 12, width, rows * LINE + 12)
        for number, line in enumerate(lines):
            x, y = left + number // rows * width / columns + 12, top - 6 - (number % rows + 1) * LINE
            batch.text(x, y, fitted(line, width / columns - 16), WHITE)
        view.targets.append(Target(Rect(0, 0, view.width, view.height), lambda x, y: view.flip("help")))
