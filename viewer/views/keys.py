"""What the keys do, in one place: the window obeys it, the help shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.views.view import View


@dataclass(frozen=True)
class Key:
    """A key of the window.

    Attributes:
        name: as pyglet names it.
        shown: as people name it.
        does: in the help.
        what: in a trace.
        act: what it does to a view; None: the window's own.
        shift: what it does with shift, where that is something else.
    """

    name: str
    shown: str
    does: str
    what: str
    act: Callable[[View], object] | None = None
    shift: Callable[[View], object] | None = None


KEYS = (
    Key("SPACE", "space", "play, pause; at the end from the start", "toggle", lambda view: view.player.toggle()),
    Key(
        "LEFT", "left", "a tick back; with shift ten", "step",
        lambda view: view.player.step(-1), lambda view: view.player.step(-10),
    ),
    Key(
        "RIGHT", "right", "a tick on; with shift ten", "step",
        lambda view: view.player.step(1), lambda view: view.player.step(10),
    ),
    Key("HOME", "home", "the first state", "home", lambda view: view.player.seek(0)),
    Key("END", "end", "the last state", "end", lambda view: view.player.seek(view.player.ticks)),
    Key("N", "n", "the next event", "event", lambda view: view.next_event()),
    Key("P", "p", "the event before", "event", lambda view: view.previous_event()),
    Key("UP", "up", "faster", "faster", lambda view: view.player.faster(1)),
    Key("DOWN", "down", "slower", "slower", lambda view: view.player.faster(-1)),
    Key("BRACKETLEFT", "[", "a loop begins here", "loop", lambda view: view.player.begin_loop()),
    Key("BRACKETRIGHT", "]", "the loop ends here; again: no loop", "loop", lambda view: view.player.end_loop()),
    Key("TAB", "tab", "select the next ship; a click selects too", "select", lambda view: view.select_next()),
    Key("F", "f", "follow the selected ship", "follow", lambda view: view.follow()),
    Key("A", "a", "the camera on the action", "action", lambda view: view.look("action")),
    Key("R", "r", "the camera on the whole arena", "arena", lambda view: view.look("arena")),
    Key("V", "v", "what all ships see, or the selected one alone", "sight", lambda view: view.flip("sight")),
    Key("G", "g", "graphs of hull, energy, points, fuel and plots", "graphs", lambda view: view.flip("graphs")),
    Key("W", "w", "why it ended so", "why", lambda view: view.flip("why")),
    Key(
        "D", "d", "drawings and plots of the selected bot, or of all, on and off", "drawings",
        lambda view: view.flip_drawings(),
    ),
    Key("C", "c", "copy the command that plays the match again", "copy"),
    Key("B", "b", "copy the botkit debug command for this tick and ship", "copy"),
    Key("H", "h", "this help", "help", lambda view: view.flip("help")),
    Key("Q", "q, escape", "quit", "quit"),
)  # fmt: skip
MOUSE = (
    ("drag, wheel", "move and zoom the map"),
    ("timeline", "click and drag to seek"),
)


def help_lines() -> list[str]:
    """A line a key."""
    rows = [*((key.shown, key.does) for key in KEYS), *MOUSE]
    return [f"{shown:<12} {does}" for shown, does in rows]
