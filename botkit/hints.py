"""Hints for common mistakes: close matches of names, and what an error usually comes from."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from botkit.check import see_docs

# Names that other games and libraries use.
_OTHER_WORDS = {
    "position": "pos",
    "location": "pos",
    "vel": "velocity",
    "speed": "velocity.length",
    "angle": "heading",
    "rotation": "heading",
    "direction": "heading",
    "health": "hull",
    "hp": "hull",
    "cooldown": "cooling",
    "shoot": "fire",
    "aim": "aim_at",
    "move": "thrust",
    "goto": "fly_to",
    "go_to": "fly_to",
    "accelerate": "thrust",
    "rotate": "turn",
    "rotate_to": "turn_to",
    "stop": "brake",
    "slide": "strafe",
    "dodge": "sidestep",
    "evade": "sidestep",
    "avoid": "sidestep",
    "incoming": "threats",
    "dangers": "threats",
    "keep_distance": "keep_range",
    "extrapolate": "predict",
    "future": "predict",
    "history": "track",
    "acceleration": "track.acceleration",
    "spin": "track.turn_rate",
    "enemy": "enemies",
    "ships": "enemies",
    "targets": "enemies",
    "friends": "allies",
    "shots": "projectiles",
    "bullets": "projectiles",
    "team": "side",
    "score": "points",
    "print": "log",
}
_LISTS = "enemies|allies|projectiles|asteroids|seen|threats"


def close(name: str, known: Iterable[str]) -> str | None:
    """Return the name in `known` that is closest to `name`, or None."""
    import difflib  # imported only after an error

    names = [each for each in known if not each.startswith("_")]
    other = _OTHER_WORDS.get(name.lower())
    if other is not None and other.partition(".")[0] in names:
        return other
    found = difflib.get_close_matches(name.lower(), names, 1, 0.6)
    return found[0] if found else None


def meant(name: str, known: Iterable[str]) -> str:
    """Return `: did you mean …?`, or "" without a close match."""
    found = close(name, known)
    return f": did you mean {found!r}?" if found else ""


class Explained:
    """A base of classes whose missing attributes are explained, where the error is told.

    They have no `__getattr__`: the interpreter's fast paths for attributes exclude classes that have one.
    """

    __slots__ = ()

    def _missing(self, name: str) -> str:
        """Return the message for a missing attribute."""
        raise NotImplementedError


def missing(what: str, name: str, kind: type, place: str) -> str:
    """Return the message for a missing attribute of `kind`, called `what` there and documented at `place`."""
    return see_docs(f"{what} has no {name!r}{meant(name, dir(kind))}", place)


def explain(error: BaseException) -> None:
    """Replace Python's message for a missing attribute of an `Explained` object by the object's own."""
    if type(error) is not AttributeError or not issubclass(type(error.obj), Explained):
        return
    owner: Any = error.obj
    if error.args == (f"{type(owner).__name__!r} object has no attribute {error.name!r}",):  # read, not set
        error.args = (owner._missing(error.name),)


def hint(error: BaseException, line: str, names: Mapping[str, Any]) -> str:
    """Return the probable cause of `error` in a few words, or "".

    Args:
        line: the bot's line that raised it.
        names: the globals there.
    """
    kind, text = type(error), str(error)
    if kind is AttributeError:
        if re.search(r"\bship\.\w+\s*[-+*/]?=[^=]", line):
            return "give orders by calling methods; keep state in a global variable"
        return _of_list(error)
    if kind is NameError:
        return _of_name(error, names)
    if kind is ModuleNotFoundError:
        if str(getattr(error, "name", "")).partition(".")[0] in sys.stdlib_module_names:
            return "not in the sandbox, which has no files, network, threads or processes"
        return "a bot can import the standard library and the modules in its own folder"
    if kind is IndexError:
        found = re.search(rf"\bship\.({_LISTS})\[", line)
        return f"test `if ship.{found[1]}:` first, the list may be empty" if found else ""
    if kind is TypeError and text.endswith("object is not callable"):
        found = re.search(r"\.(\w+)\(", line)
        return f"it is a property, without parentheses: .{found[1]}" if found and "'str'" not in text else ""
    if (
        kind is TypeError
        and "unsupported operand" in text
        and re.search(r"'(Ship|\w*Contact|Ally|SeenShip|Pro|Ast)", text)
    ):
        return "calculate with its .pos"
    return ""


def _of_list(error: BaseException) -> str:
    owner, name = getattr(error, "obj", None), getattr(error, "name", None)
    if type(owner) is list and isinstance(name, str) and not hasattr(list, name):
        return "this is a list: take one item, as in ship.enemies[0]"
    return ""


def _of_name(error: BaseException, names: Mapping[str, Any]) -> str:
    name = getattr(error, "name", None)
    if not isinstance(name, str):
        return ""
    if name in sys.stdlib_module_names:
        return f"write `import {name}` at the top"
    if name in ("Vec", "TAU", "intercept", "angle_difference", "stopping_distance"):
        return "write `from botkit import *` at the top"
    return meant(name, [*names, *dir(builtins)]).removeprefix(": ")
