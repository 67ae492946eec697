"""The window: keys and mouse to the view, the view to the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from viewer.gl import import_arcade, open_window
from viewer.painter import Painter
from viewer.view import View

KEYS = """\
  space                 play, pause; at the end from the start
  left, right           a tick back, on; with shift ten
  home, end             first, last tick
  up, down              faster, slower
  tab                   select the next ship; a click selects too
  f                     follow the selected ship
  a, r                  the camera on the action, on the whole arena
  drag, wheel           move and zoom the map; on the timeline: seek
  q, escape             quit"""


def show(view: View, trace: Path | None = None) -> None:
    """Open a window on a view; returns when it is closed.

    Args:
        trace: a file that gets a JSON line for everything that is done in the window, and one for every 60 frames.

    Raises:
        LeagueError: no window can be opened here.
        OSError: the trace can't be written.
    """
    window = open_window(int(view.width), int(view.height))
    with _Trace(trace) as note:
        _connect(window, view, note)
        import_arcade().run()
    window.close()


def _connect(window: Any, view: View, note: Callable[..., None]) -> None:
    """Let a window show a view, and tell the view what is done in it."""
    painter = Painter(window.ctx, view)
    actions = _actions(view)
    frames = _Frames(note)

    def on_key_press(symbol: int, modifiers: int) -> None:
        key = import_arcade().key
        if symbol in (key.Q, key.ESCAPE):
            note("quit", view)
            import_arcade().exit()
            return
        name, action = actions.get((symbol, bool(modifiers & key.MOD_SHIFT)), (None, None))
        if action is not None:
            action()
            note(name, view)

    def on_mouse_press(x: int, y: int, button: int, modifiers: int) -> None:
        view.press(x, y)
        note("press", view)

    def on_mouse_drag(x: int, y: int, dx: int, dy: int, buttons: int, modifiers: int) -> None:
        view.drag(x, dx, dy)
        note("drag", view)

    def on_mouse_release(x: int, y: int, button: int, modifiers: int) -> None:
        view.release(x, y)
        note("release", view)

    def on_mouse_scroll(x: int, y: int, scroll_x: float, scroll_y: float) -> None:
        view.scroll(x, y, scroll_y)
        note("scroll", view)

    def on_resize(width: int, height: int) -> None:
        view.resize(width, height)
        note("resize", view)

    def on_update(seconds: float) -> None:
        view.advance(seconds)

    def on_draw() -> None:
        painter.draw(window.get_pixel_ratio())
        frames.count(view)

    window.push_handlers(
        on_key_press, on_mouse_press, on_mouse_drag, on_mouse_release, on_mouse_scroll, on_resize, on_update, on_draw
    )
    window.set_caption(" - ".join(["spacecode", " against ".join(view.seats.names)]))
    note("open", view)


def _actions(view: View) -> dict[tuple[int, bool], tuple[str, Callable[[], object]]]:
    """What keys do, with shift and without: by key, a name and a call."""
    key, player = import_arcade().key, view.player

    def aim(at: Any) -> None:
        view.aim = at

    both: dict[int, tuple[str, Callable[[], object]]] = {
        key.SPACE: ("toggle", player.toggle),
        key.HOME: ("home", lambda: player.seek(0)),
        key.END: ("end", lambda: player.seek(player.ticks)),
        key.UP: ("faster", lambda: player.faster(1)),
        key.DOWN: ("slower", lambda: player.faster(-1)),
        key.TAB: ("select", view.select_next),
        key.F: ("follow", view.follow),
        key.A: ("action", lambda: aim("action")),
        key.R: ("arena", lambda: aim("arena")),
    }
    steps: dict[tuple[int, bool], tuple[str, Callable[[], object]]] = {
        (key.LEFT, False): ("step", lambda: player.step(-1)),
        (key.RIGHT, False): ("step", lambda: player.step(1)),
        (key.LEFT, True): ("step", lambda: player.step(-10)),
        (key.RIGHT, True): ("step", lambda: player.step(10)),
    }
    return steps | {(symbol, shift): action for symbol, action in both.items() for shift in (False, True)}


class _Trace:
    """Writes what is done as JSON lines, or does nothing."""

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
        state: dict[str, Any] = {"tick": player.tick, "playing": player.playing, "speed": player.speed}
        state |= {"selected": view.selected, "aim": view.aim}
        state |= {"camera": [round(value, 3) for value in (camera.x, camera.y, camera.scale)]}
        print(json.dumps({"what": what, **state, "size": [view.width, view.height], **more}), file=self._file)


class _Frames:
    """Notes how many frames were drawn, every 60."""

    def __init__(self, note: Callable[..., None]) -> None:
        self._note = note
        self._drawn = 0

    def count(self, view: View) -> None:
        self._drawn += 1
        if self._drawn % 60 == 0:
            self._note("draw", view, frames=self._drawn)
