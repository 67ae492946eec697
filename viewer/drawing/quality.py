"""How many effects a machine has time for: fewer where it draws slowly, more again once it has been quick for long."""

from __future__ import annotations

SLOW = 1 / 40  # s that drawing a frame may take
_QUICK = SLOW / 3  # s below which there may be time for more
_JUDGED = 60  # frames between two judgements
_FEWEST = 2  # the level at which no more can be left out
_PATIENCE = 4  # judgements in a row that must be quick before effects come back; doubles each time they are left out


class AdaptiveQuality:
    """Watches how long frames take.

    Attributes:
        effects: the level of `viewer.views.view.View.effects` that this machine keeps up with.
        seconds: that drawing a frame takes, a running mean.
    """

    def __init__(self) -> None:
        self.effects = 0
        self.seconds = 0.0
        self._frames = 0
        self._quick = 0  # judgements in a row
        self._patience = _PATIENCE

    def add(self, seconds: float) -> bool:
        """A frame took so long. Returns whether this was the moment to judge."""
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
