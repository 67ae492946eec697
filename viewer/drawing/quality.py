"""Adaptive quality: reduces effects where drawing is slow, and restores them after it has been fast for a while."""

from __future__ import annotations

SLOW = 1 / 40  # s per frame above which effects are reduced
_QUICK = SLOW / 3  # s per frame below which there may be time for more
_JUDGED = 60  # frames between two decisions
_FEWEST = 2  # level at which nothing more can be left out
_PATIENCE = 4  # consecutive fast decisions before effects return; doubles each time they are reduced


class AdaptiveQuality:
    """Adapts the level of effects to the time that frames take.

    Attributes:
        effects: level for `viewer.views.view.View.effects` that this machine can keep up with.
        seconds: running mean of the drawing time of a frame.
    """

    def __init__(self) -> None:
        self.effects = 0
        self.seconds = 0.0
        self._frames = 0
        self._quick = 0  # consecutive fast decisions
        self._patience = _PATIENCE

    def add(self, seconds: float) -> bool:
        """Add the drawing time of a frame; return whether a decision was made now."""
        self.seconds += (seconds - self.seconds) / 20
        self._frames += 1
        if self._frames % _JUDGED:
            return False
        if self.seconds > SLOW and self.effects < _FEWEST:
            self.effects += 1
            self.seconds, self._quick = 0.0, 0
            self._patience *= 2
        self._quick = self._quick + 1 if self.seconds < _QUICK else 0
        if self._quick >= self._patience and self.effects:
            self.effects -= 1
            self._quick = 0
        return True
