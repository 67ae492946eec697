"""Graphs over the whole match: hull, energy, points and fuel of each side, and plots of the selected bot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import GRAY, PALETTE, WHITE, Color, parse_color
from viewer.model.curves import side_curves
from viewer.model.sidecar import Sidecar
from viewer.shapes.glyphs import LINE, RULE, WIDTH, GlyphBatch, fitted, fitted_name, text_width
from viewer.views.layout import Rect
from viewer.views.targets import Target
from viewer.views.view import View

_GAP = 8  # pixels between graphs and above them
_LEGEND = 20  # pixels of the line with the names of sides
_DASH = 6  # pixels
_NAME = 240  # maximum pixels of a name in the legend
_BACK = (0.03, 0.04, 0.08)

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
        """Draw all graphs with a line at the current position, and a legend; a click on a graph seeks."""
        view, place = self._view, self._view.layout.graphs
        if place is None:
            return
        graphs = self._graphs()
        batch.box(place.left, place.top - 1, place.width, 1, RULE)
        self._draw_legend(batch, Rect(place.left + 8, place.top - _LEGEND, place.width - 16, _LEGEND))
        width = (place.width - 16 - _GAP * (len(graphs) - 1)) / len(graphs)
        for number, graph in enumerate(graphs):
            left = place.left + 8 + number * (width + _GAP)
            own = Rect(left, place.bottom + 4, width, place.height - _LEGEND - 6)
            until = None if view.spoilers else view.player.tick
            states = len(view.recording.history.hull) if view.spoilers else view.span + 1
            _draw_graph(batch, own, graph, states, view.player.position, until)
            view.targets.append(Target(own, partial(self._seek, own), drags=True))

    def _seek(self, place: Rect, x: float, y: float) -> None:
        share = (x - place.left - 4) / max(place.width - 8, 1)
        self._view.player.seek(
            min(max(share, 0.0), 1.0) * (self._view.recording.ticks if self._view.spoilers else self._view.span)
        )

    def _draw_legend(self, batch: GlyphBatch, place: Rect) -> None:
        """Draw the names of the sides in their colours, cut so that all fit."""
        seats = self._view.seats
        room = place.width / len(seats.names)
        for side, (name, color) in enumerate(zip(seats.names, seats.colors, strict=True)):
            x = place.left + side * min(room, _NAME)
            batch.box(x, place.bottom + 6, 8, 8, color)
            batch.text(x + 12, place.bottom + 2, fitted_name(name, min(room, _NAME) - 20), color)

    def _graphs(self) -> list[Graph]:
        """Return all graphs, cached until the recording grows or the selection changes."""
        view, recording = self._view, self._view.recording
        side = None if view.selected is None else int(recording.game.side_of[view.selected])
        plotting = None if side in view.muted else side
        key = recording.ticks, plotting, recording.sidecar
        if self._kept is None or self._kept[0] != key:
            game = recording.game
            sides = list(side_curves(game, recording.history).items())
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


def _draw_graph(batch: GlyphBatch, place: Rect, graph: Graph, states: int, position: float, until: int | None) -> None:
    """Draw a graph with room for so many states, only up to the tick `until` if it is not None."""
    curves, bottom, height, left = graph.curves, place.bottom, place.height - LINE - 6, place.left
    batch.box(left, bottom, place.width, place.height, _BACK)
    values = [curve[:until][np.isfinite(curve[:until])] for _, curve, _ in curves]
    low = min([0.0, *(float(own.min()) for own in values if own.size)])
    high = max([0.0, *(float(own.max()) for own in values if own.size)])
    high = high if high > low else 1.0  # all values are equal
    states = max(states, 2)
    columns = np.arange(int(max(place.width - 8, 2)))
    index = columns * (states - 1) // max(len(columns) - 1, 1)
    for _, curve, color in curves:
        if len(curve) < 2:
            continue
        here = curve[np.minimum(index, len(curve) - 1)].astype(float)
        level = (here - low) / (high - low) * height
        drawn = np.isfinite(level) & ((index <= until) if until is not None else True)
        last = np.concatenate([level[:1], level[:-1]])
        step = np.where(np.isfinite(last), np.abs(level - last), 0)[drawn]  # vertical lines connect jumps
        start = np.fmin(level, last)[drawn]
        # Slightly wider than a column, to avoid gaps at fractional pixel ratios.
        batch.boxes(left + 4 + columns[drawn], bottom + 2 + start, 1.34, np.maximum(step, 1.5), color, 0.9)
    for tick, color in graph.cuts:  # a dashed line
        dashes = np.arange(0, height, 2 * _DASH)
        x = left + 4 + min(tick / (states - 1), 1.0) * (len(columns) - 1)
        batch.boxes(np.full(len(dashes), x), bottom + dashes, 2, _DASH, color)
    batch.box(left + 4 + position / (states - 1) * (len(columns) - 1), bottom, 1, height + 4, WHITE, 0.7)
    labels = [(f"{graph.name}  {_short(low)} .. {_short(high)}", GRAY)]
    labels += [(label, color) for label, _, color in curves if label]
    labels += [(f"not kept from tick {tick} on", color) for tick, color in graph.cuts]
    _draw_labels(batch, Rect(left + 6, bottom, place.width - 12, place.height), labels)


def _draw_labels(batch: GlyphBatch, place: Rect, labels: list[tuple[str, Color]]) -> None:
    """Draw coloured labels in as few lines as possible."""
    x, y = 0, place.top - LINE
    for label, color in labels:
        if x and x + text_width(label) > place.width:
            x, y = 0, y - LINE + 2
        if y > place.bottom:
            batch.text(place.left + x, y, fitted(label, place.width), color)
        x += text_width(label) + 2 * WIDTH


def _short(value: float) -> str:
    units = ((1e6, " M"), (1e3, " k"), (0.0, ""))
    unit, name = next((unit, name) for unit, name in units if abs(value) >= unit)
    return f"{value / (unit or 1):.4g}{name}"
