"""The window: passes keys and mouse to the views, and draws the views."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from league.cli.errors import LeagueError
from sandbox.clean import clean_name
from viewer.drawing.gl import import_arcade, open_window
from viewer.drawing.painter import Painter
from viewer.drawing.quality import AdaptiveQuality
from viewer.drawing.screenshot import free_path, picture
from viewer.model.command_lines import debug_command, replay_command
from viewer.views.keys import BY_NAME, KEYS, Key
from viewer.views.layout import SMALLEST
from viewer.views.mouse import Mouse
from viewer.views.playlist import Playlist
from viewer.views.settings import SCALES, ViewerSettings, usual_scale
from viewer.views.trace import ActionLog
from viewer.views.view import View


def show(shown: Playlist | tuple[View, View], settings: ViewerSettings, trace: Path | None = None) -> None:
    """Open a window with a list of matches, or two matches side by side; return when it is closed.

    Args:
        settings: the user's.
        trace: file to which a JSON line is written per action in the window, and per 60 frames.

    Raises:
        LeagueError: no window can be opened.
        OSError: the trace cannot be written.
    """
    with ActionLog(trace) as note:
        views = [shown.view] if isinstance(shown, Playlist) else list(shown)
        window = open_window(int(sum(view.width for view in views)), int(views[0].height))
        handlers = _Window(window, views, note, shown if isinstance(shown, Playlist) else None, settings)
        import_arcade().run()
        del handlers  # pyglet holds handlers only weakly: this reference kept it alive
    window.close()


class _Window:
    """The event handlers of a window that shows views."""

    def __init__(
        self,
        window: Any,
        views: list[View],
        note: Callable[..., None],
        playlist: Playlist | None,
        settings: ViewerSettings,
    ) -> None:
        self._window, self._views, self._note, self._playlist = window, views, note, playlist
        self._scale = settings.scale
        self._painters = [Painter(window.ctx, view) for view in views]
        self._mice = [Mouse(view) for view in views]
        self._under = views[0]  # the view under the mouse
        self._seen: object = None  # what was drawn last
        self._drawn = 0
        self._quality = AdaptiveQuality()
        self._shift = import_arcade().key.MOD_SHIFT
        self._keys = _symbols(settings)
        window.set_minimum_size(*SMALLEST)
        self._name()
        self._fit()
        self._present = window.draw  # calls on_draw and shows the result; here only if there is something new
        window.draw = self._draw
        window.push_handlers(
            self.on_key_press,
            self.on_text,
            self.on_mouse_motion,
            self.on_mouse_leave,
            self.on_mouse_press,
            self.on_mouse_drag,
            self.on_mouse_release,
            self.on_mouse_scroll,
            self.on_resize,
            self.on_expose,
            self.on_update,
            self.on_draw,
        )
        self._tell("open")

    def _name(self) -> None:
        names = " | ".join(" against ".join(view.seats.names) for view in self._views)
        self._window.set_caption(f"spacecode - {names}")

    def _tell(self, what: str, **more: Any) -> None:
        self._note(what, self._under, **more)

    def _left(self, view: View) -> float:
        """Return the left edge of a view, in its pixels."""
        return sum(other.width for other in self._views[: self._views.index(view)])

    @property
    def _mouse(self) -> Mouse:
        """The mouse in the view under it."""
        return self._mice[self._views.index(self._under)]

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of the view under the mouse, at a pixel of the window."""
        return x / self._ui - self._left(self._under), y / self._ui

    def on_key_press(self, symbol: int, modifiers: int) -> None:
        key, shifted = self._keys.get(symbol), bool(modifiers & self._shift)
        if key is not None and not (key.typed and shifted):
            self._do(key, shifted)

    def on_text(self, text: str) -> None:
        key = next((key for key in KEYS if key.typed and key.typed == text), None)
        if key is not None:
            self._do(key)

    def _do(self, key: Key, shifted: bool = False) -> None:
        if key.act is not None:
            act = key.shift if key.shift and shifted else key.act
            act(self._under)
        elif key.what == "quit":
            self._tell(key.what)
            import_arcade().exit()
            return
        elif key.what == "scale":
            self._rescale(-1 if key.name == "MINUS" else 1)
        elif key.what == "fullscreen":
            self._window.set_fullscreen(not self._window.fullscreen)
            self._fit()
        elif key.what == "screenshot":
            self._save()
        elif key.what == "match":
            self._move(1 if key.name == "PAGEDOWN" else -1)
        else:
            self._copy(key)
        self._link()
        self._tell(key.what)

    def _link(self) -> None:
        """Make all views show the same as the one under the mouse, and do what their buttons asked for."""
        for view in self._views:
            if view is not self._under:
                view.mirror(self._under)
        while self._under.requests:
            self._do(BY_NAME[self._under.requests.pop()])

    def _rescale(self, steps: int) -> None:
        """Change the scale of text and panels."""
        nearest = min(range(len(SCALES)), key=lambda k: abs(SCALES[k] - self._ui))
        self._scale = SCALES[min(max(nearest + steps, 0), len(SCALES) - 1)]
        self._fit()
        self._under.say(f"scale {self._ui:g}")

    def _move(self, steps: int) -> None:
        """Show another match of the list."""
        if self._playlist is None or len(self._playlist) < 2:
            return
        said = self._playlist.move(steps)
        self._views[0] = self._under = self._playlist.view
        self._mice[0] = Mouse(self._under)
        self._painters[0].show(self._under)
        self._under.say(said)
        self._name()
        self._fit()

    def _save(self) -> None:
        """Save the window's picture in the current folder."""
        view = self._under
        path = free_path(Path(f"{clean_name(view.recording.path.stem) or 'match'}-{view.player.tick}.png"))
        self._paint()  # what was drawn last may be gone once it is on the screen
        try:
            picture(self._window.ctx).save(path, "PNG")
        except OSError as error:
            view.say(f"{path}: {error.strerror}")
        else:
            print(path, flush=True)
            view.say(f"saved {path}")

    def _copy(self, key: Key) -> None:
        """Copy a command to the clipboard, and print it, as there may be no clipboard."""
        view = self._under
        game, ship = view.recording.game, view.selected
        side = 0 if ship is None else int(game.side_of[ship])
        asked = min(view.player.tick, max(view.recording.ticks - 1, 0))  # bots are not asked in the last state
        command = replay_command(view.recording) if key.name == "C" else debug_command(view.recording, asked, side)
        self._window.set_clipboard_text(command)
        print(command, flush=True)
        view.say(f"copied: {command}")

    def on_mouse_motion(self, x: int, y: int, dx: int, dy: int) -> None:
        at = x / self._ui
        self._under = next((view for view in self._views if at < self._left(view) + view.width), self._views[-1])
        for view, mouse in zip(self._views, self._mice, strict=True):
            if view is self._under:
                mouse.move(*self._at(x, y))
            else:
                mouse.leave()

    def on_mouse_leave(self, x: int, y: int) -> None:
        for mouse in self._mice:
            mouse.leave()

    def on_mouse_press(self, x: int, y: int, button: int, modifiers: int) -> None:
        self.on_mouse_motion(x, y, 0, 0)
        self._mouse.press(*self._at(x, y))
        self._link()
        self._tell("press")

    def on_mouse_drag(self, x: int, y: int, dx: int, dy: int, buttons: int, modifiers: int) -> None:
        self._mouse.drag(*self._at(x, y), dx / self._ui, dy / self._ui)
        self._link()
        self._tell("drag")

    def on_mouse_release(self, x: int, y: int, button: int, modifiers: int) -> None:
        self._mouse.release(*self._at(x, y))
        self._link()
        self._tell("release")

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:
        self.on_mouse_motion(x, y, 0, 0)
        self._mouse.scroll(*self._at(x, y), scroll_y)
        self._link()
        self._tell("scroll")

    def on_resize(self, width: int, height: int) -> None:
        self._fit()
        self._tell("resize")

    def on_expose(self) -> None:
        self._seen = None

    def _fit(self) -> None:
        """Give each view its part of the window, in physical pixels of its screen, at the scale of text and panels."""
        width, height = self._window.get_size()
        each = width / len(self._views)
        most = max(min(each / SMALLEST[0], height / SMALLEST[1]), 1.0)  # with more, panels would have no room
        self._ui = min(self._scale or usual_scale(width, height), most)
        for view, painter in zip(self._views, self._painters, strict=True):
            view.resize(each / self._ui, height / self._ui)
            painter.rescale(self._window.get_pixel_ratio() * self._ui)
        self._seen = None

    def on_update(self, seconds: float) -> None:
        if self._playlist is not None and self._playlist.waited(seconds):
            self._move(1)
            self._tell("match")
        first, *others = self._views
        follower = self._playlist.follower if self._playlist is not None else None
        if follower is not None:
            if follower.more():
                first.grow()
                self._seen = None
                self._tell("grow", ticks=first.recording.ticks)
            first.live = follower.status
        first.advance(seconds)
        for view in others:
            view.player = first.player  # they share their time

    def _draw(self, seconds: float) -> None:
        """Draw if anything has changed."""
        seen = [view.appearance for view in self._views]
        if seen != self._seen:
            self._seen = seen
            self._present(seconds)

    def _paint(self) -> None:
        self._window.clear()
        for view, painter in zip(self._views, self._painters, strict=True):
            painter.draw(left=self._left(view))
        self._window.ctx.finish()

    def on_draw(self) -> None:
        start = perf_counter()
        self._paint()
        self._drawn += 1
        decided = self._quality.add(perf_counter() - start)
        if decided:
            for view in self._views:
                view.effects = self._quality.effects
        if decided or not self._under.player.playing:
            self._tell("draw", frames=self._drawn, milliseconds=round(self._quality.seconds * 1000, 2))


def _symbols(settings: ViewerSettings) -> dict[int, Key]:
    """Return what the keys do, by pyglet's symbols. Raises LeagueError for a name in the settings that is not a key."""
    codes, found = import_arcade().key, dict[int, Key]()
    for key in KEYS:
        for name in settings.keys.get(key.name, (key.name, *key.also)):
            symbol = getattr(codes, name, None)
            if not isinstance(symbol, int):
                raise LeagueError(f"settings: there is no key named {name.lower()!r}")
            found[symbol] = key
    return found
