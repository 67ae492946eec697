"""The key bindings, used by the window and by the help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.views.view import View


@dataclass(frozen=True)
class Key:
    """A key binding.

    Attributes:
        name: the key's name in pyglet.
        shown: the key's name for people.
        does: description in the help.
        what: name of the action in a trace.
        act: the action on a view; None if the window handles it.
        shift: the action with shift, if it differs.
    """

    name: str
    shown: str
    does: str
    what: str
    act: Callable[[View], object] | None = None
    shift: Callable[[View], object] | None = None


KEYS = (
    Key("SPACE", "space", "play or pause; restart at the end", "toggle", lambda view: view.player.toggle()),
    Key(
        "LEFT", "left", "step back 1 tick; with shift 10", "step",
        lambda view: view.player.step(-1), lambda view: view.player.step(-10),
    ),
    Key(
        "RIGHT", "right", "step forward 1 tick; with shift 10", "step",
        lambda view: view.player.step(1), lambda view: view.player.step(10),
    ),
    Key("HOME", "home", "go to the first state", "home", lambda view: view.player.seek(0)),
    Key("END", "end", "go to the last state", "end", lambda view: view.player.seek(view.player.ticks)),
    Key("N", "n", "go to the next event", "event", lambda view: view.next_event()),
    Key("P", "p", "go to the previous event", "event", lambda view: view.previous_event()),
    Key("UP", "up", "faster", "faster", lambda view: view.player.faster(1)),
    Key("DOWN", "down", "slower", "slower", lambda view: view.player.faster(-1)),
    Key("BRACKETLEFT", "[", "start a loop here", "loop", lambda view: view.player.begin_loop()),
    Key("BRACKETRIGHT", "]", "end the loop here; again to leave it", "loop", lambda view: view.player.end_loop()),
    Key("TAB", "tab", "select the next ship; a click selects too", "select", lambda view: view.select_next()),
    Key("F", "f", "follow the selected ship", "follow", lambda view: view.follow()),
    Key("A", "a", "point the camera at the action", "action", lambda view: view.look("action")),
    Key("R", "r", "show the whole arena", "arena", lambda view: view.look("arena")),
    Key("V", "v", "show what all ships see, or only the selected one", "sight", lambda view: view.flip("sight")),
    Key("G", "g", "show graphs of hull, energy, points, fuel and plots", "graphs", lambda view: view.flip("graphs")),
    Key("W", "w", "show why the match ended", "why", lambda view: view.flip("why")),
    Key(
        "D", "d", "toggle drawings and plots of the selected bot, or of all", "drawings",
        lambda view: view.flip_drawings(),
    ),
    Key("C", "c", "copy the command that plays the match again", "copy"),
    Key("B", "b", "copy the botkit debug command for this tick and ship", "copy"),
    Key("H", "h", "show this help", "help", lambda view: view.flip("help")),
    Key("Q", "q, escape", "quit", "quit"),
)  # fmt: skip
MOUSE = (
    ("drag, wheel", "move and zoom the map"),
    ("timeline", "click and drag to seek"),
)


def help_lines() -> list[str]:
    """Return one line per key."""
    rows = [*((key.shown, key.does) for key in KEYS), *MOUSE]
    return [f"{shown:<12} {does}" for shown, does in rows]
