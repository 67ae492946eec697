"""Graphs over the whole match: hull, energy, points and fuel of each side, and plots of the selected bot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import GRAY, PALETTE, WHITE, Color, parse_color
from viewer.model.sidecar import Sidecar
from viewer.shapes.glyphs import LINE, PANEL, WIDTH, GlyphBatch, fitted, text_width
from viewer.views.view import BAR, GRAPHS, View

_GAP = 8  # pixels between graphs and above them
_HEIGHT = GRAPHS - _GAP

_DASH = 6  # pixels

Curve = tuple[str, NDArray[np.float32], Color]  # name, one number per state, colour


@dataclass(frozen=True)
class Graph:
    """A graph: its name, its curves, and the ticks from which nothing was kept, with their colours."""

    name: str
    curves: list[Curve]
    cuts: list[tuple[int, Color]]


class Graphs:
    """Draws the graphs of a view in a row above its timeline."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._kept: tuple[tuple[int, int | None, Sidecar], list[Graph]] | None = None

    def draw(self, batch: GlyphBatch) -> None:
        """Draw all graphs, with a line at the current position."""
        view, graphs = self._view, self._graphs()
        width = (view.width - 16 - _GAP * (len(graphs) - 1)) / len(graphs)
        for number, graph in enumerate(graphs):
            _draw_graph(batch, 8 + number * (width + _GAP), width, graph, view.player.position)

    def _graphs(self) -> list[Graph]:
        """Return all graphs, cached until the recording grows or the selection changes."""
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
            ends = [recording.sidecar.cut_at(side) for side in range(game.sides)]
            cuts = [(end, color) for end, color in zip(ends, colors, strict=True) if end is not None]
            graphs = [
                Graph(
                    name,
                    [("", values[:, side], color) for side, color in enumerate(colors)],
                    cuts if name == "fuel" else [],
                )
                for name, values in sides
            ]
            if plotting is not None:
                plots = recording.sidecar.plots(plotting, recording.ticks)
                shades = (parse_color(PALETTE[number % len(PALETTE)]) for number in range(len(plots)))
                curves = [(name, values, shade) for (name, values), shade in zip(plots.items(), shades, strict=True)]
                end = ends[plotting]
                graphs += [Graph("plots", curves, [] if end is None else [(end, colors[plotting])])] if curves else []
            self._kept = key, graphs
        return self._kept[1]


def _draw_graph(batch: GlyphBatch, left: float, width: float, graph: Graph, position: float) -> None:
    curves = graph.curves
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
    for tick, color in graph.cuts:  # a dashed line
        dashes = np.arange(0, height, 2 * _DASH)
        x = left + 4 + min(tick / (states - 1), 1.0) * (len(columns) - 1)
        batch.boxes(np.full(len(dashes), x), bottom + dashes, 2, _DASH, color)
    batch.box(left + 4 + position / (states - 1) * (len(columns) - 1), bottom, 1, height + 6, WHITE, 0.7)
    labels = [(f"{graph.name}  {_short(low)} .. {_short(high)}", GRAY)]
    labels += [(label, color) for label, _, color in curves if label]
    labels += [(f"not kept from tick {tick} on", color) for tick, color in graph.cuts]
    _draw_labels(batch, left + 6, width - 12, labels)


def _draw_labels(batch: GlyphBatch, left: float, width: float, labels: list[tuple[str, Color]]) -> None:
    """Draw coloured labels in as few lines as possible."""
    x, y = 0, BAR + 4 + _HEIGHT - 18
    for label, color in labels:
        if x and x + text_width(label) > width:
            x, y = 0, y - LINE
        if y > BAR + 4:
            batch.text(left + x, y, fitted(label, width), color)
        x += text_width(label) + 2 * WIDTH


def _short(value: float) -> str:
    units = ((1e6, " M"), (1e3, " k"), (0.0, ""))
    unit, name = next((unit, name) for unit, name in units if abs(value) >= unit)
    return f"{value / (unit or 1):.4g}{name}"
