"""The state of a view, without a window: time, camera and selection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from viewer.model.interpolation import InterpolatedFrame, interpolate
from viewer.model.recording import Recording
from viewer.model.seats import Seats
from viewer.views.auto_camera import AutoCamera
from viewer.views.camera import Camera
from viewer.views.player import Player

BAR = 56  # pixels at the bottom for the timeline
GRAPHS = 104  # pixels above it for graphs
SIDES, INSPECTOR = 266, 392  # pixels at the left for the sides, and at the right for the inspector
_LOW = 2  # maximum number of sides whose panel fits into a corner of the map
_EDGE = 16  # pixels left and right of the track
_CLOCK = 250  # pixels right of the track, for the clock
_STILL = 3  # pixels that the mouse may move during a click
_MESSAGE = 4.0  # s that a message is shown
_PICK = 24  # maximum pixels from a ship for a click to select it

Aim = Literal["action", "arena", "ship", "free"]  # target of the camera: all ships, the arena, one ship, a place


@dataclass
class View:
    """A view of a recording in `width` x `height` pixels, origin at the lower left.

    Attributes:
        selected: id of the selected ship, or None.
        aim: target of the camera.
        shown: optional elements shown, of `sight`, `graphs`, `why`, `help`.
        muted: sides whose drawings and plots are hidden.
        effects: 0 draws all effects, 1 omits glow and stars, 2 also trails; for slow machines.
        message: line shown temporarily.
        live: whether the log is still being written, in words; else "".
    """

    recording: Recording
    player: Player
    width: float = 1280.0
    height: float = 720.0
    selected: int | None = None
    aim: Aim = "action"
    shown: set[str] = field(default_factory=set)
    muted: set[int] = field(default_factory=set)
    effects: int = 0
    message: str = ""
    live: str = ""

    def __post_init__(self) -> None:
        self.camera = Camera(self.recording.game.arena.radius)
        self.seats = Seats(self.recording)
        self._auto_camera = AutoCamera(self.recording.history.tracks, self.recording.game.arena.radius)
        self._dragging: str | None = None
        self._moved = 0.0  # pixels since the mouse button was pressed
        self._message_left = 0.0  # s
        self.resize(self.width, self.height)

    def resize(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.camera.resize(width, height - self.floor)

    def advance(self, seconds: float) -> None:
        """Advance by real time."""
        self.player.advance(seconds)
        self._message_left -= seconds
        if self._message_left <= 0:
            self.message = ""

    def say(self, message: str) -> None:
        """Show a message for some seconds."""
        self.message, self._message_left = message, _MESSAGE

    def grow(self) -> None:
        """Adapt to a recording that has grown."""
        self._auto_camera = AutoCamera(self.recording.history.tracks, self.recording.game.arena.radius)
        self.player.grow(self.recording.ticks)

    def moment(self) -> InterpolatedFrame:
        """Return what is shown now, after moving the camera to its target."""
        position = min(self.player.position, self.recording.ticks)  # this match may be shorter than the one beside it
        moment = interpolate(self.recording, position)
        if self.aim in ("action", "arena"):
            self.camera.covered = self.covered
        if self.aim == "action":
            self.camera.show(*self._auto_camera.at(position))
        elif self.aim == "arena":
            self.camera.fit()
        elif self.following and moment.ships.alive[self.selected]:
            self.camera.look_at(float(moment.ships.x[self.selected]), float(moment.ships.y[self.selected]))
        return moment

    @property
    def covered(self) -> tuple[float, float]:
        """Pixels that panels cover on the left and right, if that leaves enough for the map."""
        right = INSPECTOR if self.selected is not None and self.width >= 2 * INSPECTOR else 0
        left = SIDES if self.recording.game.sides > _LOW and self.width - right >= 2 * SIDES else 0
        return left, right

    def place(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the pixel at a place of the arena, or None if it is outside the view."""
        px, py = self.camera.to_map(x, y)
        return (px, py + self.floor) if 0 <= px <= self.camera.width and 0 <= py <= self.camera.height else None

    @property
    def floor(self) -> float:
        """Pixels below the map, taken by the timeline and the graphs."""
        return BAR + (GRAPHS if "graphs" in self.shown else 0)

    @property
    def following(self) -> bool:
        """Whether the camera follows the selected ship."""
        return self.aim == "ship" and self.selected is not None

    @property
    def track(self) -> tuple[float, float]:
        """Left end and width of the timeline's track, in pixels."""
        left = _EDGE + 48
        return left, max(self.width - left - _CLOCK, 1.0)

    def on_track(self, x: float) -> float:
        """Return the replay position at a pixel of the timeline."""
        left, width = self.track
        return min(max((x - left) / width, 0.0), 1.0) * self.player.ticks

    def press(self, x: float, y: float) -> None:
        """Handle a button press: seek on the track, toggle play left of it, or start a drag or click on the map."""
        if y >= self.floor:
            self._dragging = "map"
            self._moved = 0.0
        elif y >= BAR:
            self._dragging = None
        elif x < self.track[0]:
            self.player.toggle()
        else:
            self._dragging = "track"
            self.player.seek(self.on_track(x))

    def drag(self, x: float, dx: float, dy: float) -> None:
        """Handle a drag: seek along the track, or pan the map."""
        if self._dragging == "track":
            self.player.seek(self.on_track(x))
        elif self._dragging == "map":
            self._moved += abs(dx) + abs(dy)
            self.aim = "free"
            self.camera.pan(dx, dy)

    def release(self, x: float, y: float) -> None:
        """Handle a button release: a click on the map selects a ship."""
        if self._dragging == "map" and self._moved <= _STILL:
            self.select(self._ship_at(x, y - self.floor))
        self._dragging = None

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Zoom around the mouse, or around the ship while following it."""
        if self.following:
            x, y = self.width / 2, self.floor + self.camera.height / 2
        else:
            self.aim = "free"
        self.camera.zoom_at(x, y - self.floor, 1.15**steps)

    def select(self, ship: int | None) -> None:
        self.selected = ship
        if self.aim == "ship" and ship is None:
            self.aim = "free"

    def select_next(self) -> None:
        """Select the next living ship by id."""
        alive = self.moment().ships.alive.nonzero()[0].tolist()
        later = [ship for ship in alive if self.selected is None or ship > self.selected]
        self.select(next(iter(later or alive), None))

    def follow(self) -> None:
        """Follow the selected ship, or the first living one, or stop following."""
        if self.selected is None:
            self.select_next()
        if self.selected is not None:
            self.aim = "free" if self.following else "ship"

    def look(self, aim: Aim) -> None:
        """Change the camera's target."""
        self.aim = aim

    def flip(self, name: str) -> None:
        """Toggle an optional element."""
        self.shown ^= {name}
        self.resize(self.width, self.height)  # graphs take space from the map

    def flip_drawings(self) -> None:
        """Toggle the drawings and plots of the selected ship's bot, or of all bots if none is selected."""
        game = self.recording.game
        sides = set(range(game.sides)) if self.selected is None else {int(game.side_of[self.selected])}
        self.muted = self.muted - sides if sides <= self.muted else self.muted | sides

    def next_event(self) -> None:
        """Pause at the next tick with an event."""
        self._pause_at(next((tick for tick in self._told() if tick > self.player.position), None))

    def previous_event(self) -> None:
        """Pause at the previous tick with an event."""
        self._pause_at(next((tick for tick in reversed(self._told()) if tick < self.player.position), None))

    def _told(self) -> list[int]:
        """Return the ticks of all events except shots."""
        return sorted({event["tick"] for event in self.recording.events if event["kind"] != "shot"})

    def _pause_at(self, tick: int | None) -> None:
        if tick is not None:
            self.player.playing = False
            self.player.seek(tick)

    def _ship_at(self, px: float, py: float) -> int | None:
        """Return the ship nearest to a pixel of the map, if it is close enough."""
        ships, scale = self.moment().ships, self.camera.scale
        x, y = self.camera.to_world(px, py)
        reach = max(_PICK / scale, self.recording.game.rules.ship_radius)
        distance = ((ships.x - x) ** 2 + (ships.y - y) ** 2) ** 0.5
        near = [ship for ship in ships.alive.nonzero()[0].tolist() if distance[ship] <= reach]
        return min(near, key=lambda ship: float(distance[ship]), default=None)
