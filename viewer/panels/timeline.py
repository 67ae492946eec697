"""The timeline: play button, current position, and events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.rules import TICK_RATE
from viewer.model.colors import AMBER, BEACON, EMPTY, GRAY, STAR, WHITE
from viewer.shapes.glyphs import PANEL, GlyphBatch
from viewer.views.view import BAR, View

_MARKS = (  # kind of event, y, height, colour
    ("hit", 34, 6, AMBER),
    ("collision", 34, 6, (0.6, 0.7, 1.0)),
    ("beacon", 14, 6, BEACON),
    ("zone", 14, 8, (0.95, 0.5, 0.25)),
    ("star", 14, 8, STAR),
    ("fault", 14, 10, (0.9, 0.4, 0.9)),
    ("kill", 20, 22, (0.95, 0.35, 0.3)),
)


class Timeline:
    """Draws the timeline of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._marks: dict[str, NDArray[np.float64]] = {}
        self._known: tuple[int, float, float] | None = None

    def draw(self, batch: GlyphBatch) -> None:
        """Draw the button, the track with its events, and the clock."""
        view, player = self._view, self._view.player
        left, width = view.track
        batch.box(0, 0, view.width, BAR, PANEL, 0.9)
        if player.playing:
            batch.box(22, 18, 6, 20, WHITE)
            batch.box(34, 18, 6, 20, WHITE)
        else:
            for step in range(10):  # a triangle
                batch.box(22 + 2 * step, 18 + step, 2, 20 - 2 * step, WHITE)
        batch.box(left, 24, width, 8, EMPTY)
        per_tick = width / max(player.ticks, 1)
        batch.box(left, 24, player.position * per_tick, 8, GRAY)
        marked = self._marked(left, per_tick)
        for kind, y, height, color in _MARKS:
            batch.boxes(marked[kind], y, 2 if height > 6 else 1, height, color)
        if player.loop:
            begin, end = (left + at * per_tick for at in player.loop)
            batch.box(begin, 33, max(end - begin, 2), 2, WHITE)
        batch.box(left + player.position * per_tick - 2, 18, 4, 20, WHITE)
        clock = f"{player.position / TICK_RATE:5.1f} / {player.ticks / TICK_RATE:.1f} s"
        batch.text(left + width + 16, 30, clock, WHITE)
        batch.text(left + width + 16, 10, f"tick {player.tick} / {player.ticks}   {player.speed:g}x", GRAY)

    def _marked(self, left: float, per_tick: float) -> dict[str, NDArray[np.float64]]:
        """Return the pixels of each kind's events, recomputed when the recording grows or the window changes."""
        events = self._view.recording.events
        known = len(events), left, per_tick
        if known != self._known:
            self._known = known
            for kind, *_ in _MARKS:
                ticks = np.array([event["tick"] for event in events if event["kind"] == kind], float)
                self._marks[kind] = np.unique(np.floor(left + ticks * per_tick))
        return self._marks
