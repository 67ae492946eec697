"""The mouse in a view: clicks on what panels offer, on the timeline and on ships, drags, and the wheel."""

from __future__ import annotations

from viewer.views.layout import TRACK
from viewer.views.targets import Target
from viewer.views.view import View

_STILL = 3  # pixels that the mouse may move during a click
_PICK = 24  # maximum pixels from a ship for a click to select it


class Mouse:
    """The mouse in a view; places are in its pixels."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._dragging: str | Target | None = None
        self._moved = 0.0  # pixels since the button was pressed

    def move(self, x: float, y: float) -> None:
        """Handle a motion."""
        self._view.pointer = x, y

    def leave(self) -> None:
        """Handle that the mouse is elsewhere."""
        self._view.pointer = None

    def press(self, x: float, y: float) -> None:
        """Handle a button press: on a target, on the timeline, or on the map to start a drag or click."""
        view = self._view
        self._dragging = None
        self.move(x, y)
        target = view.hovered
        if target is not None:
            self._dragging = target if target.drags else None
            target.act(x, y)
        elif TRACK <= y < view.layout.bar.top:
            self._dragging = "track"
            mark = view.moment_at(x)
            view.player.seek(mark.tick if mark else view.on_track(x))
        elif view.layout.map.holds(x, y):
            self._dragging = "map"
            self._moved = 0.0

    def drag(self, x: float, y: float, dx: float, dy: float) -> None:
        """Handle a drag: from a target, along the track, or of the map."""
        view = self._view
        if isinstance(self._dragging, Target):
            self._dragging.act(x, y)
        elif self._dragging == "track":
            view.player.seek(view.on_track(x))
        elif self._dragging == "map":
            self._moved += abs(dx) + abs(dy)
            view.aim = "free"
            view.camera.pan(dx, dy)

    def release(self, x: float, y: float) -> None:
        """Handle a button release: a click on the map selects a ship."""
        if self._dragging == "map" and self._moved <= _STILL:
            self._view.select(self._ship_at(x, y))
        self._dragging = None

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Zoom around the mouse, or around the ship while following it."""
        view, area = self._view, self._view.layout.map
        if view.following:
            x, y = area.left + area.width / 2, area.bottom + area.height / 2
        elif not area.holds(x, y):
            return
        else:
            view.aim = "free"
        view.camera.zoom_at(x - area.left, y - area.bottom, 1.15**steps)

    def _ship_at(self, px: float, py: float) -> int | None:
        """Return the ship nearest to a pixel, if it is close enough."""
        view = self._view
        ships, scale, area = view.moment().ships, view.camera.scale, view.layout.map
        x, y = view.camera.to_world(px - area.left, py - area.bottom)
        reach = max(_PICK / scale, view.recording.game.rules.ship_radius)
        distance = ((ships.x - x) ** 2 + (ships.y - y) ** 2) ** 0.5
        near = [ship for ship in ships.alive.nonzero()[0].tolist() if distance[ship] <= reach]
        return min(near, key=lambda ship: float(distance[ship]), default=None)
