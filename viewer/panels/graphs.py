"""Graphs over the whole match: hull, energy, points and fuel of each side, and plots of the selected bot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import GRAY, PALETTE, WHITE, Color, parse_color
from viewer.model.sidecar import Sidecar
from viewer.shapes.glyphs import LINE, PANEL, WIDTH, GlyphBatch, fitted, text_width
from viewer.views.view import BAR, GRAPHS, View

_GAP = 8  # pixels between graphs and above them
_HEIGHT = GRAPHS - _GAP

Curve = tuple[str, NDArray[np.float32], Color]  # name, one number per state, colour


class Graphs:
    """Draws the graphs of a view in a row above its timeline."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._kept: tuple[tuple[int, int | None, Sidecar], list[tuple[str, list[Curve]]]] | None = None

    def draw(self, batch: GlyphBatch) -> None:
        """Draw all graphs, with a line at the current position."""
        view, graphs = self._view, self._graphs()
        width = (view.width - 16 - _GAP * (len(graphs) - 1)) / len(graphs)
        for number, (name, curves) in enumerate(graphs):
            _draw_graph(batch, 8 + number * (width + _GAP), width, name, curves, view.player.position)

    def _graphs(self) -> list[tuple[str, list[Curve]]]:
        """Return name and curves of each graph, cached until the recording grows or the selection changes."""
        view, recording = self._view, self._view.recording
        side = None if view.selected is None else int(recording.game.side_of[view.selected])
        plotting = None if side in view.muted else side
        key = recording.ticks, plotting, recording.sidecar
        if self._kept is None or self._kept[0] != key:
            game, history = recording.game, recording.history
            shape = (len(history.hull), game.sides, game.per_side)
            sides = [
                ("hull", history.hull.reshape(shape).clip(0).sum(axis=2)),
                ("energy", history.energy.reshape(shape).sum(axis=2)),
                ("points", history.points),
            ]
            fuel = [recording.sidecar.fuel(side, recording.ticks) for side in range(game.sides)]
            if any(np.isfinite(used).any() for used in fuel):
                sides.append(("fuel", np.stack(fuel, axis=1)))
            colors = view.seats.colors
            graphs = [
                (name, [("", values[:, side], color) for side, color in enumerate(colors)]) for name, values in sides
            ]
            if plotting is not None:
                plots = recording.sidecar.plots(plotting, recording.ticks)
                shades = (parse_color(PALETTE[number % len(PALETTE)]) for number in range(len(plots)))
                curves = [(name, values, shade) for (name, values), shade in zip(plots.items(), shades, strict=True)]
                graphs += [("plots", curves)] if curves else []
            self._kept = key, graphs
        return self._kept[1]


def _draw_graph(batch: GlyphBatch, left: float, width: float, name: str, curves: list[Curve], position: float) -> None:
    bottom, height = BAR + 4, _HEIGHT - 24
    batch.box(left, bottom, width, _HEIGHT, PANEL, 0.8)
    values = [curve[np.isfinite(curve)] for _, curve, _ in curves]
    low = min([0.0, *(float(own.min()) for own in values if own.size)])
    high = max([0.0, *(float(own.max()) for own in values if own.size)])
    high = high if high > low else 1.0  # all values are equal
    states = max(len(curves[0][1]) if curves else 1, 2)
    columns = np.arange(int(max(width - 8, 2)))
    index = columns * (states - 1) // max(len(columns) - 1, 1)
    for _, curve, color in curves:
        if len(curve) < 2:
            continue
        here = curve[np.minimum(index, len(curve) - 1)].astype(float)
        level = (here - low) / (high - low) * height
        drawn = np.isfinite(level)
        last = np.concatenate([level[:1], level[:-1]])
        step = np.where(np.isfinite(last), np.abs(level - last), 0)[drawn]  # vertical lines connect jumps
        start = np.fmin(level, last)[drawn]
        # Slightly wider than a column, to avoid gaps at fractional pixel ratios.
        batch.boxes(left + 4 + columns[drawn], bottom + 4 + start, 1.34, np.maximum(step, 1.5), color, 0.9)
    batch.box(left + 4 + position / (states - 1) * (len(columns) - 1), bottom, 1, height + 6, WHITE, 0.7)
    _draw_labels(batch, left + 6, width - 12, f"{name}  {_short(low)} .. {_short(high)}", curves)


def _draw_labels(batch: GlyphBatch, left: float, width: float, title: str, curves: list[Curve]) -> None:
    """Draw the title and each curve's name in its colour, in as few lines as possible."""
    x, y = 0, BAR + 4 + _HEIGHT - 18
    for label, color in [(title, GRAY), *((label, color) for label, _, color in curves if label)]:
        if x and x + text_width(label) > width:
            x, y = 0, y - LINE
        if y > BAR + 4:
            batch.text(left + x, y, fitted(label, width), color)
        x += text_width(label) + 2 * WIDTH


def _short(value: float) -> str:
    units = ((1e6, " M"), (1e3, " k"), (0.0, ""))
    unit, name = next((unit, name) for unit, name in units if abs(value) >= unit)
    return f"{value / (unit or 1):.4g}{name}"
