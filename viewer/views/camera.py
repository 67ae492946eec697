"""The camera: maps metres of the arena to pixels of the map."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 20.0  # pixels per metre
_ROOM = 80  # pixels
_MARGIN = 1.04  # multiple of the arena's radius that fits into the view


@dataclass
class Camera:
    """A view of a map of `width` x `height` pixels, y up, centred on (x, y).

    Attributes:
        reach: radius in m of what there is to see.
        zoom: pixels per metre; None fits the whole arena.
        covered: pixels covered by panels on the left and right; the view is centred between them.
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
        """Pixels per metre."""
        return self.zoom or self.fitting

    @property
    def fitting(self) -> float:
        """Pixels per metre at which the whole arena is visible."""
        return max(min(self._free, self.height), 1.0) / (2 * self.reach * _MARGIN)

    @property
    def _free(self) -> float:
        """Width in pixels not covered by panels."""
        return self.width - sum(self.covered)

    def resize(self, width: float, height: float) -> None:
        self.width, self.height = max(width, 1.0), max(height, 1.0)

    def fit(self) -> None:
        """Show the whole arena."""
        self.zoom = None
        self._center(0.0, 0.0)

    def show(self, x: float, y: float, half_width: float, half_height: float) -> None:
        """Show a rectangle around a point, in m, with room for labels, but at most the whole arena."""
        width, height = max(self._free - _ROOM, 1.0), max(self.height - _ROOM, 1.0)
        self.zoom = max(min(width / (2 * half_width), height / (2 * half_height)), self.fitting)
        self._center(x, y)

    def _center(self, x: float, y: float) -> None:
        """Centre a point in the uncovered part."""
        left, right = self.covered
        self.x, self.y = x + (right - left) / 2 / self.scale, y

    def to_world(self, px: float, py: float) -> tuple[float, float]:
        """Return the arena coordinates of a pixel of the map."""
        return self.x + (px - self.width / 2) / self.scale, self.y + (py - self.height / 2) / self.scale

    def to_map(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of the map at arena coordinates."""
        return (x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2

    def pan(self, dx: float, dy: float) -> None:
        """Move the view by pixels."""
        self.look_at(self.x - dx / self.scale, self.y - dy / self.scale)

    def look_at(self, x: float, y: float) -> None:
        """Centre on a point, clamped to the arena."""
        self.x, self.y = (min(max(value, -self.reach), self.reach) for value in (x, y))

    def zoom_at(self, px: float, py: float, factor: float) -> None:
        """Zoom such that the point under a pixel stays there."""
        x, y = self.to_world(px, py)
        self.zoom = min(max(self.scale * factor, self.fitting / 2), _MOST)
        after = self.to_world(px, py)
        self.look_at(self.x + x - after[0], self.y + y - after[1])
