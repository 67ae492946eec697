"""The camera: maps metres of the arena to pixels of the map."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 20.0  # pixels per metre
_ROOM = 80  # pixels for labels, at most a quarter of the map
_MARGIN = 1.04  # multiple of the arena's radius that fits into the view


@dataclass
class Camera:
    """A view of a map of `width` x `height` pixels, y up, centred on (x, y).

    Attributes:
        reach: radius in m of what there is to see.
        zoom: pixels per metre; None fits the whole arena.
    """

    reach: float
    width: float = 1.0
    height: float = 1.0
    x: float = 0.0
    y: float = 0.0
    zoom: float | None = None

    @property
    def scale(self) -> float:
        """Pixels per metre."""
        return self.zoom or self.fitting

    @property
    def fitting(self) -> float:
        """Pixels per metre at which the whole arena is visible."""
        return max(min(self.width, self.height), 1.0) / (2 * self.reach * _MARGIN)

    def resize(self, width: float, height: float) -> None:
        self.width, self.height = max(width, 1.0), max(height, 1.0)

    def fit(self) -> None:
        """Show the whole arena."""
        self.zoom = None
        self.x, self.y = 0.0, 0.0

    def show(self, x: float, y: float, half_width: float, half_height: float) -> None:
        """Show a rectangle around a point, in m, with room for labels, but at most the whole arena."""
        width, height = (max(size - min(_ROOM, size / 4), 1.0) for size in (self.width, self.height))
        self.zoom = max(min(width / (2 * half_width), height / (2 * half_height)), self.fitting)
        self.x, self.y = x, y

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
