"""Close matches of misspelt names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from botkit.check import see_docs

# Names that other games and libraries use; the first of several that exists is meant.
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
    "rotate": "turn rotated",
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
    "x": "pos",
    "y": "pos",
    "centre": "pos",
    "center": "pos",
    "size": "radius",
    "width": "radius",
    "magnitude": "length",
    "mag": "length",
    "norm": "length",
    "len": "length",
    "normalize": "unit",
    "normalized": "unit",
    "dist": "distance",
    "distance_to": "distance",
    "angle_to": "bearing",
    "perpendicular": "left",
    "stars": "bodies",
    "write": "text",
    "label": "text",
    "segment": "line",
    "disc": "circle",
    "dot": "circle",
    "point": "circle",
}


def close(name: str, known: Iterable[str]) -> str | None:
    """Return the name in `known` that is closest to `name`, or None."""
    import difflib  # imported only after an error

    names = [each for each in known if not each.startswith("_")]
    for other in _OTHER_WORDS.get(name.lower(), "").split():
        if other.partition(".")[0] in names:
            return other
    lowered = {each.lower(): each for each in reversed(names)}
    found = difflib.get_close_matches(name.lower(), lowered, 1, 0.6)
    return lowered[found[0]] if found else None


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


def missing(what: str, name: str, kind: object, place: str) -> str:
    """Return the message for a missing attribute of a class or object, called `what` and documented at `place`."""
    return see_docs(f"{what} has no {name!r}{meant(name, dir(kind))}", place)


def explain(error: BaseException) -> None:
    """Replace Python's message for a missing attribute of an `Explained` object by the object's own."""
    if type(error) is not AttributeError or not issubclass(type(error.obj), Explained):
        return
    owner: Any = error.obj
    if error.args == (f"{type(owner).__name__!r} object has no attribute {error.name!r}",):  # read, not set
        error.args = (owner._missing(error.name),)
