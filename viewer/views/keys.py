"""The key bindings, used by the window and by the help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.model.moments import TOUCHES

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
        also: further keys with this action.
        typed: a character with this action, however the keyboard makes it.
    """

    name: str
    shown: str
    does: str
    what: str
    act: Callable[[View], object] | None = None
    shift: Callable[[View], object] | None = None
    also: tuple[str, ...] = ()
    typed: str = ""


KEYS = (
    Key("SPACE", "space", "play or pause", "toggle", lambda view: view.player.toggle()),
    Key(
        "LEFT", "left", "a tick back; with shift 10", "step",
        lambda view: view.player.step(-1), lambda view: view.player.step(-10),
    ),
    Key(
        "RIGHT", "right", "a tick on; with shift 10", "step",
        lambda view: view.player.step(1), lambda view: view.player.step(10),
    ),
    Key("HOME", "home", "to the first state", "home", lambda view: view.player.seek(0)),
    Key("END", "end", "to the last state", "end", lambda view: view.player.seek(view.player.ticks)),
    Key("N", "n", "next kill, fault or beacon", "event", lambda view: view.next_moment()),
    Key("P", "p", "previous one", "event", lambda view: view.previous_moment()),
    Key("K", "k", "next hit or contact", "event", lambda view: view.next_moment(TOUCHES)),
    Key("J", "j", "previous hit or contact", "event", lambda view: view.previous_moment(TOUCHES)),
    Key("X", "x", "where two matches differ", "difference", lambda view: view.to_difference()),
    Key("UP", "up", "faster", "faster", lambda view: view.player.faster(1)),
    Key("DOWN", "down", "slower", "slower", lambda view: view.player.faster(-1)),
    Key("BRACKETLEFT", "[", "start a loop here", "loop", lambda view: view.player.begin_loop()),
    Key("BRACKETRIGHT", "]", "end the loop, or leave it", "loop", lambda view: view.player.end_loop()),
    Key("TAB", "tab", "select the next ship", "select", lambda view: view.select_next()),
    Key("F", "f", "follow the selected ship", "follow", lambda view: view.follow()),
    Key("A", "a", "camera on the action", "action", lambda view: view.look("action")),
    Key("R", "r", "camera on the whole arena", "arena", lambda view: view.look("arena")),
    Key("V", "v", "what all ships see", "sight", lambda view: view.flip("sight")),
    Key("G", "g", "graphs", "graphs", lambda view: view.flip("graphs")),
    Key("W", "w", "why it ended", "why", lambda view: view.flip("why")),
    Key("D", "d", "drawings of bots", "drawings", lambda view: view.flip_drawings()),
    Key("T", "t", "texts that bots draw", "texts", lambda view: view.flip_texts()),
    Key("C", "c", "copy the match's command", "copy"),
    Key("B", "b", "copy a command to debug", "copy"),
    Key("S", "s", "save a picture", "screenshot"),
    Key("EQUAL", "+", "larger text and panels", "scale", also=("NUM_ADD",), typed="+"),
    Key("MINUS", "-", "smaller text and panels", "scale", also=("NUM_SUBTRACT",)),
    Key("F11", "F11", "full screen", "fullscreen"),
    Key("PAGEDOWN", "page down", "next match of a list", "match"),
    Key("PAGEUP", "page up", "previous match of a list", "match"),
    Key("H", "h, F1, ?", "this help", "help", lambda view: view.flip("help"), also=("F1",), typed="?"),
    Key("Q", "q, escape", "quit", "quit", also=("ESCAPE",)),
)  # fmt: skip
MOUSE = (
    ("drag, wheel", "move and zoom the map"),
    ("click", "sides, reasons, graphs"),
)
BY_NAME = {key.name: key for key in KEYS}


def help_lines() -> list[str]:
    """Return one line per key."""
    rows = [*((key.shown, key.does) for key in KEYS), *MOUSE]
    return [f"{shown:<11} {does}" for shown, does in rows]
