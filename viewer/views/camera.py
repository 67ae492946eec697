"""Where one looks: between metres of the arena and pixels of the map."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 20.0  # pixels a metre
_ROOM = 80  # pixels
_MARGIN = 1.04  # of the arena's radius that fits


@dataclass
class Camera:
    """A view of a map of `width` x `height` pixels, y up, whose middle shows (x, y).

    Attributes:
        reach: m, the radius of what there is to see.
        zoom: pixels a metre; None: as much as fits.
        covered: pixels at the left and at the right that panels lie over: what is to be seen stands between them.
    """

    reach: float
    width: float = 1.0
    height: float = 1.0
    x: float = 0.0
    y: float = 0.0
    zoom: float | None = None
    covered: tuple[float, float] = (0.0, 0.0)

    @property
    def scale(self) -> float:
        """Pixels a metre."""
        return self.zoom or self.fitting

    @property
    def fitting(self) -> float:
        """Pixels a metre at which the whole arena is seen."""
        return max(min(self._free, self.height), 1.0) / (2 * self.reach * _MARGIN)

    @property
    def _free(self) -> float:
        """Pixels from left to right that nothing covers."""
        return self.width - sum(self.covered)

    def resize(self, width: float, height: float) -> None:
        self.width, self.height = max(width, 1.0), max(height, 1.0)

    def fit(self) -> None:
        """Show the whole arena."""
        self.zoom = None
        self._center(0.0, 0.0)

    def show(self, x: float, y: float, half_width: float, half_height: float) -> None:
        """Show a rectangle around a place, in m, with room for what is written there; at most the whole arena."""
        width, height = max(self._free - _ROOM, 1.0), max(self.height - _ROOM, 1.0)
        self.zoom = max(min(width / (2 * half_width), height / (2 * half_height)), self.fitting)
        self._center(x, y)

    def _center(self, x: float, y: float) -> None:
        """Show a place in the middle of what nothing covers."""
        left, right = self.covered
        self.x, self.y = x + (right - left) / 2 / self.scale, y

    def to_world(self, px: float, py: float) -> tuple[float, float]:
        """The place shown at a pixel of the map."""
        return self.x + (px - self.width / 2) / self.scale, self.y + (py - self.height / 2) / self.scale

    def to_map(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of the map that shows a place."""
        return (x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2

    def pan(self, dx: float, dy: float) -> None:
        """Move what is shown by pixels."""
        self.look_at(self.x - dx / self.scale, self.y - dy / self.scale)

    def look_at(self, x: float, y: float) -> None:
        """Show a place in the middle; the middle stays within the arena."""
        self.x, self.y = (min(max(value, -self.reach), self.reach) for value in (x, y))

    def zoom_at(self, px: float, py: float, factor: float) -> None:
        """Zoom so that the place under a pixel stays there."""
        x, y = self.to_world(px, py)
        self.zoom = min(max(self.scale * factor, self.fitting / 2), _MOST)
        after = self.to_world(px, py)
        self.look_at(self.x + x - after[0], self.y + y - after[1])
