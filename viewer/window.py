"""The window: passes keys and mouse to the views, and draws the views."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

from viewer.drawing.gl import import_arcade, open_window
from viewer.drawing.painter import Painter
from viewer.drawing.quality import AdaptiveQuality
from viewer.model.command_lines import debug_command, replay_command
from viewer.model.follower import Follower
from viewer.views.keys import KEYS, Key
from viewer.views.view import View


def show(views: Sequence[View], trace: Path | None = None, follower: Follower | None = None) -> None:
    """Open a window with one view, or two side by side that share their time; return when it is closed.

    Args:
        trace: file to which a JSON line is written per action in the window, and per 60 frames.
        follower: follows the log of the first view while it is still being written.

    Raises:
        LeagueError: no window can be opened.
        OSError: the trace cannot be written.
    """
    with _Trace(trace) as note:
        window = open_window(int(sum(view.width for view in views)), int(views[0].height))
        shown = _Window(window, views, note, follower)
        import_arcade().run()
        del shown  # pyglet holds handlers only weakly: this reference kept it alive
    window.close()


class _Window:
    """The event handlers of a window that shows views."""

    def __init__(
        self, window: Any, views: Sequence[View], note: Callable[..., None], follower: Follower | None
    ) -> None:
        self._window, self._views, self._note, self._follower = window, views, note, follower
        self._painters = [Painter(window.ctx, view) for view in views]
        self._fit()
        codes, self._shift = import_arcade().key, import_arcade().key.MOD_SHIFT
        self._keys: dict[int, Key] = {getattr(codes, key.name): key for key in KEYS}
        self._keys[codes.ESCAPE] = self._keys[codes.Q]
        self._under = views[0]  # the view under the mouse
        self._drawn = 0
        self._quality = AdaptiveQuality()
        names = " | ".join(" against ".join(view.seats.names) for view in views)
        window.set_caption(f"spacecode - {names}")
        window.push_handlers(
            self.on_key_press,
            self.on_mouse_motion,
            self.on_mouse_press,
            self.on_mouse_drag,
            self.on_mouse_release,
            self.on_mouse_scroll,
            self.on_resize,
            self.on_update,
            self.on_draw,
        )
        self._tell("open")

    def _tell(self, what: str, **more: Any) -> None:
        self._note(what, self._under, **more)

    def _left(self, view: View) -> float:
        """Return the left edge of a view, in pixels."""
        return sum(other.width for other in self._views[: self._views.index(view)])

    def on_key_press(self, symbol: int, modifiers: int) -> None:
        key = self._keys.get(symbol)
        if key is None:
            return
        if key.name == "Q":
            self._tell(key.what)
            import_arcade().exit()
            return
        act = key.shift if key.shift and modifiers & self._shift else key.act
        if act is not None:
            act(self._under)
        else:
            self._copy(key)
        self._tell(key.what)

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
        self._under = next((view for view in self._views if x < self._left(view) + view.width), self._views[-1])

    def on_mouse_press(self, x: int, y: int, button: int, modifiers: int) -> None:
        self.on_mouse_motion(x, y, 0, 0)
        self._under.press(x - self._left(self._under), y)
        self._tell("press")

    def on_mouse_drag(self, x: int, y: int, dx: int, dy: int, buttons: int, modifiers: int) -> None:
        self._under.drag(x - self._left(self._under), dx, dy)
        self._tell("drag")

    def on_mouse_release(self, x: int, y: int, button: int, modifiers: int) -> None:
        self._under.release(x - self._left(self._under), y)
        self._tell("release")

    def on_mouse_scroll(self, x: int, y: int, scroll_x: float, scroll_y: float) -> None:
        self.on_mouse_motion(x, y, 0, 0)
        self._under.scroll(x - self._left(self._under), y, scroll_y)
        self._tell("scroll")

    def on_resize(self, width: int, height: int) -> None:
        self._fit()
        self._tell("resize")

    def _fit(self) -> None:
        """Give each view its part of the window, in physical pixels of its screen."""
        width, height = self._window.get_size()
        for view, painter in zip(self._views, self._painters, strict=True):
            view.resize(width / len(self._views), height)
            painter.rescale(self._window.get_pixel_ratio())

    def on_update(self, seconds: float) -> None:
        first, *others = self._views
        if self._follower is not None:
            if self._follower.more():
                first.grow()
                self._tell("grow", ticks=first.recording.ticks)
            first.live = self._follower.status
        first.advance(seconds)
        for view in others:
            view.player = first.player  # they share their time

    def on_draw(self) -> None:
        start = perf_counter()
        self._window.clear()
        for view, painter in zip(self._views, self._painters, strict=True):
            painter.draw(left=self._left(view))
        self._window.ctx.finish()
        self._drawn += 1
        if self._quality.add(perf_counter() - start):
            for view in self._views:
                view.effects = self._quality.effects
            self._tell("draw", frames=self._drawn, milliseconds=round(self._quality.seconds * 1000, 2))


class _Trace:
    """Writes actions as JSON lines, or does nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = path.open("w", buffering=1, encoding="utf-8") if path else None

    def __enter__(self) -> Callable[..., None]:
        return self._write

    def __exit__(self, *error: object) -> None:
        if self._file:
            self._file.close()

    def _write(self, what: str, view: View, **more: Any) -> None:
        if self._file is None:
            return
        player, camera = view.player, view.camera
        state: dict[str, object] = {"tick": player.tick, "playing": player.playing, "speed": player.speed}
        state |= {"loop": player.loop, "selected": view.selected, "aim": view.aim, "shown": sorted(view.shown)}
        state |= {"muted": sorted(view.muted), "message": view.message, "effects": view.effects}
        state |= {"camera": [round(value, 3) for value in (camera.x, camera.y, camera.scale)]}
        print(json.dumps({"what": what, **state, "size": [view.width, view.height], **more}), file=self._file)
