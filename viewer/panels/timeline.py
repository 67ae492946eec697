"""The timeline: the current position, the match's moments, loops, and where compared matches differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import AMBER, BEACON, CONTACT, EMPTY, FAULT, GRAY, KILL, MARK, STAR, WHITE, ZONE
from viewer.shapes.glyphs import RULE, GlyphBatch
from viewer.views.layout import BAR, TRACK
from viewer.views.view import View

_LINE = TRACK + 12  # y of the track
_MARKS = (  # kind of moment, y, height, width, colour
    ("hit", _LINE + 9, 5, 1, AMBER),
    ("collision", _LINE + 9, 5, 1, CONTACT),
    ("wall", _LINE + 9, 5, 1, CONTACT),
    ("beacon", _LINE - 8, 6, 2, BEACON),
    ("zone", _LINE - 8, 8, 2, ZONE),
    ("star", _LINE - 8, 8, 2, STAR),
    ("fault", _LINE - 8, 10, 3, FAULT),
    ("mark", _LINE + 6, 12, 3, MARK),
    ("kill", _LINE - 4, 18, 3, KILL),
)


class Timeline:
    """Draws the timeline of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._marks: dict[str, NDArray[np.float64]] = {}
        self._known: object = None

    def draw(self, batch: GlyphBatch) -> None:
        """Draw the track with its moments."""
        view, player = self._view, self._view.player
        left, width = view.track
        batch.box(0, BAR - 1, view.width, 1, RULE)
        batch.box(left, _LINE, width, 8, EMPTY)
        per_tick = width / max(view.span, 1)
        batch.box(left, _LINE, player.position * per_tick, 8, GRAY)
        if view.differs is not None:
            batch.box(left + view.differs * per_tick, _LINE + 8, (view.span - view.differs) * per_tick, 3, AMBER)
            batch.box(left + view.differs * per_tick, _LINE - 4, 3, 16, AMBER)
        marked = self._marked(left, per_tick)
        for kind, y, height, across, color in _MARKS:
            places = marked[kind]
            seen = places if view.spoilers else places[places <= left + player.position * per_tick]
            batch.boxes(seen, y, across, height, color)
        if player.loop:
            begin, end = (left + at * per_tick for at in player.loop)
            batch.box(begin, _LINE + 10, max(end - begin, 2), 2, WHITE)
        batch.box(left + player.position * per_tick - 2, _LINE - 6, 4, 20, WHITE)

    def _marked(self, left: float, per_tick: float) -> dict[str, NDArray[np.float64]]:
        """Return the pixels of each kind's moments, recomputed when the recording grows or the window changes."""
        known = self._view.moments, left, per_tick
        if known != self._known:
            self._known = known
            for kind, *_ in _MARKS:
                ticks = np.array([moment.tick for moment in self._view.moments if moment.kind == kind], float)
                self._marks[kind] = np.unique(np.floor(left + ticks * per_tick))
        return self._marks
