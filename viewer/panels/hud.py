"""The head-up display: the sides, the match, problems of its log, and the panels around the map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import AMBER, ENERGY, GRAY, HULL, LIVE, WHITE
from viewer.model.interpolation import InterpolatedFrame
from viewer.model.reasons import verdict
from viewer.panels.graphs import Graphs
from viewer.panels.inspector import inspect
from viewer.panels.labels import draw_labels, places_of
from viewer.panels.minimap import draw_minimap
from viewer.panels.outcome import OutcomePanel
from viewer.panels.timeline import Timeline
from viewer.shapes.glyphs import HEIGHT, LINE, GlyphBatch, draw_panel, fitted, text_width, wrapped
from viewer.views.keys import help_lines
from viewer.views.view import BAR, SIDES, View

_PANEL_WIDTH = SIDES - 16
_FEW = 6  # maximum number of sides with a tall row each
_ROW, _LOW_ROW = 44, 22  # pixels per side in the panel
_LOW_BAR = 64  # pixels of the bar in a low row


class Hud:
    """Draws what a view shows beside its arena."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._graphs = Graphs(view)
        self._timeline = Timeline(view)
        self._outcome_panel = OutcomePanel(view)

    def draw(self, moment: InterpolatedFrame) -> NDArray[np.float32]:
        """Return the text and boxes of a moment, `[glyphs, 9]`, in pixels."""
        view, places = self._view, places_of(self._view, moment)
        batch = GlyphBatch(list(places.values()))
        draw_labels(batch, view, moment, places)
        below = self._sides(batch, moment)
        self._match(batch)
        if "graphs" in view.shown:
            self._graphs.draw(batch)
        if view.selected is not None:
            inspect(batch, view, moment, view.selected)
        if "why" in view.shown:
            self._outcome_panel.draw(batch, below)
        draw_minimap(batch, view, moment)
        self._timeline.draw(batch)
        self._outcome(batch)
        self._help(batch)
        return batch.rows

    def _sides(self, batch: GlyphBatch, moment: InterpolatedFrame) -> float:
        """Draw a row per side: name, points, total hull and energy; with many sides only name, points and hull.

        Returns the y of the panel's lower edge.
        """
        view, ships = self._view, moment.ships
        game, top = view.recording.game, view.height - 10
        few = game.sides <= _FEW
        height = _ROW if few else _LOW_ROW
        rows = min(game.sides, max(int((top - BAR) // height), 1))
        batch.panel(8, top - rows * height - 4, _PANEL_WIDTH, rows * height + 8)
        for side in range(rows):
            y, own = top - side * height - 20, slice(side * game.per_side, (side + 1) * game.per_side)
            alive = ships.alive[own]
            color = view.seats.colors[side] if alive.any() else GRAY
            points = f"{moment.points[side]:.1f}"
            room = _PANEL_WIDTH - 48 - text_width(points) - (0 if few else _LOW_BAR + 8)
            batch.box(16, y, 8, 12, color)
            batch.text(32, y - 2, fitted(view.seats.names[side], room), color)
            batch.text(_PANEL_WIDTH - text_width(points), y - 2, points, WHITE)
            hull, energy = ships.hull[own][alive].sum(), ships.energy[own][alive].sum()
            share = hull / (game.rules.hull * game.per_side)
            if not few:
                batch.bar(_PANEL_WIDTH - text_width(points) - _LOW_BAR - 8, y + 3, _LOW_BAR, 5, share, HULL)
            elif alive.any():
                batch.bar(32, y - 10, 160, 5, share, HULL)
                batch.bar(32, y - 18, 160, 5, energy / (game.rules.energy * game.per_side), ENERGY)
                batch.text(200, y - 20, f"{hull:5.0f}", HULL)
            else:
                batch.text(32, y - 20, "destroyed", GRAY)
        return top - rows * height - 4

    def _match(self, batch: GlyphBatch) -> None:
        """Draw the match's settings, and what is wrong with the log."""
        view, setup = self._view, self._view.recording.game.setup
        text = f"{setup.mode}  {setup.arena}  seed {setup.seed}"
        if text_width(text) < view.width - _PANEL_WIDTH - 40:
            batch.text(view.width - 12 - text_width(text), view.height - 10 - HEIGHT, text, GRAY)
        told, color = (view.live, LIVE) if view.live else (view.recording.problem, AMBER)
        if told:
            left = 152 if view.width >= 600 else 16  # right of the minimap
            batch.text(left, view.floor + 8, fitted(told, view.width - left - 16), color)

    def _help(self, batch: GlyphBatch) -> None:
        """Draw the help on keys while it is shown, and the current message."""
        view = self._view
        if "help" in view.shown:
            lines = [(line, WHITE) for line in help_lines()]
            width = min(max(text_width(line) for line, _ in lines) + 24, view.width)
            top = min(view.height / 2 + len(lines) * LINE / 2 + 30, view.height)
            draw_panel(batch, (view.width - width) / 2, top, lines, width)
        if view.message:
            width = text_width(view.message) + 24
            draw_panel(batch, max((view.width - width) / 2, 8), view.floor + 44, [(view.message, AMBER)])

    def _outcome(self, batch: GlyphBatch) -> None:
        """Draw the winner at the end, and why it won."""
        view, end = self._view, verdict(self._view.recording, self._view.seats.names)
        if end is None or not view.player.ended:
            return
        color = WHITE if end.winner is None else view.seats.colors[end.winner]
        room, who = view.width - 32, end.who
        large = 2 if text_width(who, 2) <= room else 1
        lines = [(who, large, color), (end.how, 1, GRAY), *((line, 1, WHITE) for line in wrapped(end.why, room, 0))]
        y = view.floor + 12 + LINE * (len(lines) - 1)
        for text, scale, shade in lines:
            batch.text((view.width - text_width(text, scale)) / 2, y, text, shade, scale=scale)
            y -= LINE
