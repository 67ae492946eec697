"""The state of a view, without a window: time, camera and selection."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from viewer.model.interpolation import InterpolatedFrame, interpolate
from viewer.model.moments import MATTERS, Moment, moments
from viewer.model.recording import Recording
from viewer.model.seats import Seats
from viewer.views.auto_camera import AutoCamera
from viewer.views.camera import Camera
from viewer.views.layout import TRACK, ViewLayout, arrange
from viewer.views.player import Player
from viewer.views.targets import Target

FEW = 6  # maximum number of sides with a tall row each
_ROW, _FLEET_ROW, _LOW_ROW, _HEAD = 44, 56, 22, 34  # pixels of a side in the panel of sides, and of its head
_EDGE = 12  # pixels left and right of the track
_NEAR = 4  # pixels from a mark on the timeline for a click to seek to it
_MESSAGE = 4.0  # s that a message is shown

Aim = Literal["action", "arena", "ship", "free"]  # target of the camera: all ships, the arena, one ship, a place


@dataclass
class View:
    """A view of a recording in `width` x `height` pixels, origin at the lower left.

    Attributes:
        selected: id of the selected ship, or None.
        aim: target of the camera.
        shown: optional elements shown, of `sight`, `graphs`, `why`, `help`.
        texts: whether the texts that bots draw are shown.
        flashes: whether hits and deaths flash.
        spoilers: whether what comes later in the match may be seen.
        buttons: whether there are buttons, as in a window.
        muted: sides whose drawings and plots are hidden.
        effects: 0 draws all effects, 1 omits glow and stars, 2 also trails; for slow machines.
        message: line shown temporarily.
        live: whether the log is still being written, in words; else "".
        differs: the first tick that differs from the match beside this one, or None.
        beside: the view of that match, or None.
        pointer: pixel of the mouse, or None.
        targets: what can be clicked besides the map, the latest on top.
        requests: names of keys whose actions the window has to do.
    """

    recording: Recording
    player: Player
    width: float = 1280.0
    height: float = 720.0
    selected: int | None = None
    aim: Aim = "action"
    shown: set[str] = field(default_factory=set)
    texts: bool = True
    flashes: bool = True
    spoilers: bool = True
    buttons: bool = True
    muted: set[int] = field(default_factory=set)
    effects: int = 0
    message: str = ""
    live: str = ""
    differs: int | None = None
    beside: View | None = None
    pointer: tuple[float, float] | None = None
    targets: list[Target] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.camera = Camera(self.recording.game.arena.radius)
        self.seats = Seats(self.recording)
        self._auto_camera = AutoCamera(self.recording.history.tracks, self.recording.game.arena.radius)
        self._arranged: tuple[object, ViewLayout] | None = None
        self._told: tuple[object, list[Moment]] | None = None
        self._message_left = 0.0  # s
        self.resize(self.width, self.height)

    def resize(self, width: float, height: float) -> None:
        """Change the size."""
        self.width, self.height = width, height
        self.camera.resize(self.layout.map.width, self.layout.map.height)

    @property
    def layout(self) -> ViewLayout:
        """Where things are."""
        shown = self.shown & {"graphs", "why"}
        shown |= {"inspector"} if self.selected is not None else set()
        shown |= {"notice"} if self.notice else set()
        shown |= {"end"} if self.ended else set()
        game = self.recording.game
        row = _LOW_ROW if game.sides > FEW else _ROW if game.per_side == 1 else _FLEET_ROW
        key = self.width, self.height, frozenset(shown)
        if self._arranged is None or self._arranged[0] != key:
            self._arranged = key, arrange(*key[:2], game.sides, key[2], _HEAD + row * game.sides)
        return self._arranged[1]

    @property
    def notice(self) -> str:
        """The line above the map: whether the log is being written, what is wrong with it, or where matches differ."""
        about = self.live or self.recording.problem or ""
        if self.beside is None:
            return about
        same = "from the start" if self.differs == 0 else f"from tick {self.differs} on, the same before"
        compared = "all states are the same" if self.differs is None else f"the states differ {same}"
        return f"{compared}; {about}" if about else compared

    @property
    def ended(self) -> bool:
        """Whether the end of the match is shown."""
        return self.recording.result is not None and self.player.position >= self.recording.ticks

    @property
    def moments(self) -> list[Moment]:
        """All moments of the match."""
        key = len(self.recording.events), self.recording.sidecar
        if self._told is None or self._told[0] != key:
            self._told = key, moments(self.recording, self.recording.sidecar, self.seats.names)
        return self._told[1]

    def advance(self, seconds: float) -> None:
        """Advance by real time."""
        self.player.advance(seconds)
        self._message_left -= seconds
        if self._message_left <= 0:
            self.message = ""

    @property
    def appearance(self) -> object:
        """What is drawn depends on this alone, besides the recording and the size."""
        player, camera = self.player, self.camera
        hovered = self.hovered and (self.hovered.place, self.hovered.tip)  # its action is another object each time
        pointed = self.pointer and (hovered, TRACK <= self.pointer[1] < self.layout.bar.top and self.pointer)
        time = player.position, player.playing, player.speed, player.ticks, player.loop
        looked_at = self.aim, camera.x, camera.y, camera.zoom, self.selected, frozenset(self.shown)
        options = frozenset(self.muted), self.texts, self.flashes, self.effects, self.message, self.notice, pointed
        return time, looked_at, options

    @property
    def hovered(self) -> Target | None:
        """The target under the mouse."""
        at = self.pointer
        return next((target for target in reversed(self.targets) if at and target.place.holds(*at)), None)

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
        area = self.layout.map
        self.camera.resize(area.width, area.height)
        if self.aim == "action":
            self.camera.show(*self._action(position))
        elif self.aim == "arena":
            self.camera.fit()
        elif self.following and moment.ships.alive[self.selected]:
            self.camera.look_at(float(moment.ships.x[self.selected]), float(moment.ships.y[self.selected]))
        return moment

    def _action(self, position: float) -> tuple[float, float, float, float]:
        """Return centre and half sizes of where the ships are, also those of the match beside this one."""
        x, y, half_width, half_height = self._auto_camera.at(position)
        if self.beside is None:
            return x, y, half_width, half_height
        other = self.beside._auto_camera.at(min(position, self.beside.recording.ticks))
        west, east = min(x - half_width, other[0] - other[2]), max(x + half_width, other[0] + other[2])
        south, north = min(y - half_height, other[1] - other[3]), max(y + half_height, other[1] + other[3])
        return (west + east) / 2, (south + north) / 2, (east - west) / 2, (north - south) / 2

    def mirror(self, other: View) -> None:
        """Look at the same as the view beside this one, and show the same."""
        self.aim, self.shown, self.muted, self.texts = other.aim, set(other.shown), set(other.muted), other.texts
        self.selected = other.selected if other.selected is None or other.selected < self.recording.game.ships else None
        self.camera.x, self.camera.y, self.camera.zoom = other.camera.x, other.camera.y, other.camera.zoom
        self.resize(self.width, self.height)

    def place(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the pixel at a place of the arena, or None if it is outside the view."""
        (px, py), area = self.camera.to_map(x, y), self.layout.map
        px, py = px + area.left, py + area.bottom
        return (px, py) if area.left <= px <= area.right and area.bottom <= py <= area.top else None

    @property
    def following(self) -> bool:
        """Whether the camera follows the selected ship."""
        return self.aim == "ship" and self.selected is not None

    @property
    def track(self) -> tuple[float, float]:
        """Left end and width of the timeline's track, in pixels."""
        return _EDGE, max(self.width - 2 * _EDGE, 1.0)

    @property
    def span(self) -> int:
        """Ticks of the timeline: those of the match, or the most it could have, to hide how long it is."""
        return self.player.ticks if self.spoilers else max(self.recording.game.max_ticks, self.player.ticks)

    def on_track(self, x: float) -> float:
        """Return the replay position at a pixel of the timeline."""
        left, width = self.track
        return min(min(max((x - left) / width, 0.0), 1.0) * self.span, self.player.ticks)

    def moment_at(self, x: float) -> Moment | None:
        """Return the moment that matters whose mark is at a pixel of the timeline."""
        left, width = self.track
        marks = [(abs(left + moment.tick * width / max(self.span, 1) - x), moment) for moment in self._visible()]
        near = [(away, moment) for away, moment in marks if away <= _NEAR]
        return min(near, key=lambda mark: mark[0])[1] if near else None

    def _visible(self) -> list[Moment]:
        """Return the moments that matter, of those that may be seen."""
        until = self.player.ticks if self.spoilers else self.player.tick
        return [moment for moment in self.moments if moment.kind in MATTERS and moment.tick <= until]

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
        self.resize(self.width, self.height)  # panels take space from the map

    def flip_texts(self) -> None:
        """Toggle the texts that bots draw."""
        self.texts = not self.texts

    def flip_drawings(self) -> None:
        """Toggle the drawings and plots of the selected ship's bot, or of all bots if none is selected."""
        game = self.recording.game
        sides = set(range(game.sides)) if self.selected is None else {int(game.side_of[self.selected])}
        self.muted = self.muted - sides if sides <= self.muted else self.muted | sides

    def select_side(self, side: int) -> None:
        """Select the first living ship of a side, or the next one if one is selected; none after the last."""
        alive = self.moment().ships.alive
        own = [ship for ship in self.recording.game.ships_of[side] if alive[ship]]
        later = [ship for ship in own if self.selected is not None and ship > self.selected]
        self.select(next(iter(later if self.selected in own else own), None))

    def next_moment(self, kinds: Collection[str] = MATTERS) -> None:
        """Pause at the next moment of these kinds."""
        ticks = (moment.tick for moment in self.moments if moment.kind in kinds)
        self.pause_at(next((tick for tick in ticks if tick > self.player.position), None))

    def previous_moment(self, kinds: Collection[str] = MATTERS) -> None:
        """Pause at the previous moment of these kinds."""
        ticks = (moment.tick for moment in reversed(self.moments) if moment.kind in kinds)
        self.pause_at(next((tick for tick in ticks if tick < self.player.position), None))

    def to_difference(self) -> None:
        """Pause at the first state that differs from the match beside this one."""
        self.pause_at(self.differs)

    def pause_at(self, tick: int | None) -> None:
        """Pause at a tick, unless it is None."""
        if tick is not None:
            self.player.playing = False
            self.player.seek(tick)
