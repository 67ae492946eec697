"""The panel with the reasons of a match's end: as many as fit, the most important ones first."""

from __future__ import annotations

from functools import partial

from systems.replay.reasons import Reason
from viewer.model.colors import GRAY, WHITE
from viewer.model.reasons import reasons
from viewer.shapes.glyphs import LINE, RULE, GlyphBatch, fitted, wrapped
from viewer.views.layout import Rect
from viewer.views.targets import Target
from viewer.views.view import View

_TELLING = ("zone", "star", "beacon", "fault", "losses", "aim", "kill")  # kinds of reasons, the most important last


class OutcomePanel:
    """Draws the panel of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known = -1
        self._reasons: list[Reason] = []

    def draw(self, batch: GlyphBatch) -> None:
        """Draw it if the layout has room for it; a click on a reason seeks to it."""
        view, events, place = self._view, self._view.recording.events, self._view.layout.why
        if place is None:
            return
        batch.box(place.left, place.top - 1, place.width, 1, RULE)
        if view.layout.compact:
            batch.box(place.left, place.bottom, 1, place.height, RULE)
        left, top = place.left + 12, place.top - 6
        if not (view.spoilers or view.ended):
            batch.text(left, top - LINE, "told at the end", GRAY)
            return
        if self._known != len(events):
            self._known, self._reasons = len(events), reasons(view.recording)
        kept, left_out = self._kept(place.width - 20, int((place.height - 12) // LINE) - 1)
        title = f"why ({left_out} more: viewer info)" if left_out else "why it ended"
        batch.text(left, top - LINE, fitted(title, place.width - 20), GRAY)
        top -= LINE
        for reason, lines in kept:
            row = Rect(place.left, top - LINE * len(lines), place.width, LINE * len(lines))
            if view.pointer is not None and row.holds(*view.pointer):
                batch.box(row.left + 4, row.bottom, row.width - 8, row.height, RULE)
            color = WHITE if reason.side is None else view.seats.colors[reason.side]
            for number, line in enumerate(lines):
                batch.text(left, top - (number + 1) * LINE, line, color)
            view.targets.append(Target(row, partial(self._seek, reason.tick), f"go to tick {reason.tick}"))
            top = row.bottom

    def _seek(self, tick: int, x: float, y: float) -> None:
        self._view.pause_at(tick)

    def _kept(self, width: float, room: int) -> tuple[list[tuple[Reason, list[str]]], int]:
        """Return as many reasons as fit, each with its lines, and the number of those left out.

        The least important kinds are left out first, and within a kind the earliest.
        """
        names = self._view.seats.names
        rows = {reason: wrapped(f"{reason.tick:5}  {reason.describe(names)}", width, 7) for reason in self._reasons}
        kept = list(rows)
        while kept and sum(len(rows[reason]) for reason in kept) > room:
            kept.remove(min(kept, key=lambda reason: (_TELLING.index(reason.kind), reason.tick)))
        return [(reason, rows[reason]) for reason in kept], len(rows) - len(kept)
