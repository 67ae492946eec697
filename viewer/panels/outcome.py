"""The panel with the reasons of a match's end: as many as fit, the most important ones first."""

from __future__ import annotations

from systems.replay.reasons import Reason
from viewer.model.colors import GRAY, WHITE, Color
from viewer.model.reasons import reasons
from viewer.shapes.glyphs import LINE, GlyphBatch, draw_panel, wrapped
from viewer.views.view import SIDES, View

_MAP, _OUTCOME = 152, 96  # pixels above the map's lower edge that the minimap and the result take
_WIDEST = 540  # pixels
_TELLING = ("zone", "star", "beacon", "fault", "losses", "aim", "kill")  # kinds of reasons, the most important last


class OutcomePanel:
    """Draws the panel of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known = -1
        self._reasons: list[Reason] = []

    def draw(self, batch: GlyphBatch, below: float) -> None:
        """Draw it below the panel of sides, whose lower edge is at `below`, or beside it if it does not fit there."""
        view, events = self._view, self._view.recording.events
        if self._known != len(events):
            self._known, self._reasons = len(events), reasons(view.recording)
        spots = [(8, below - 8, view.floor + _MAP), (SIDES, view.height - 34, view.floor + _OUTCOME)]
        for x, top, bottom in spots if view.width >= 2 * SIDES else spots[:1]:
            width = min(view.width - x - 8 - view.covered[1], _WIDEST)
            lines, left_out = self._told(width - 24, int((top - bottom - 12) // LINE) - 1)
            if not left_out:
                break
        title = "why it ended" + (f" ({left_out} more: viewer info)" if left_out else "")
        draw_panel(batch, x, top, [(title, GRAY), *lines])

    def _told(self, width: float, room: int) -> tuple[list[tuple[str, Color]], int]:
        """Return as many reasons as fit, in lines, and the number of those left out.

        The least important kinds are left out first, and within a kind the earliest.
        """
        names, colors = self._view.seats.names, self._view.seats.colors
        rows = {reason: wrapped(f"{reason.tick:5}  {reason.told(names)}", width, 7) for reason in self._reasons}
        kept = list(rows)
        while kept and sum(len(rows[reason]) for reason in kept) > room:
            kept.remove(min(kept, key=lambda reason: (_TELLING.index(reason.kind), reason.tick)))
        told = [
            (line, WHITE if reason.side is None else colors[reason.side]) for reason in kept for line in rows[reason]
        ]
        return told, len(rows) - len(kept)
