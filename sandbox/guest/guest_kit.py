"""Puts C under the kit's classes and functions; their Python answers for all that is out of the ordinary.

The Python is the specification, to the last bit of a float and the last word of a message, and stays what a class's
instances are: only what computes on them is replaced.
"""

from __future__ import annotations

import functools
import sys
from types import FunctionType, ModuleType
from typing import Any

import _botkit  # type: ignore[import-not-found]  # sandbox/guest/native

from botkit import check, contact, side, vec
from botkit.contact import Ally, Asteroid, Contact, Projectile, SeenShip, ShipContact
from botkit.ship import Ship
from botkit.steering import Steering
from botkit.vec import Vec

PROPERTIES: dict[type, list[str]] = {
    Vec: ["length", "angle", "unit", "left"],
    Contact: ["pos", "velocity", "distance", "bearing"],
    Ship: ["pos", "velocity"],
}
METHODS: dict[type, list[str]] = {
    Vec: ["dot", "cross", "rotated", "distance"],
    Ship: ["_begin", "thrust", "turn", "strafe"],
    Steering: ["turn", "aim", "fly", "move", "change"],
}
OPERATORS = ["__add__", "__sub__", "__mul__", "__rmul__", "__truediv__", "__neg__", "__abs__"]
PUBLIC = {
    *("Vec.dot", "Vec.cross", "Vec.rotated", "Vec.distance", "Vec.polar"),
    *("Ship.thrust", "Ship.turn", "Ship.strafe", "angle_difference", "intercept"),
}  # what bots call
FUNCTIONS: dict[ModuleType, list[str]] = {
    vec: ["angle_difference", "intercept"],
    contact: ["wrap"],
    side: ["orders"],
    check: ["number", "finite", "number_between", "integer"],
}


def install() -> None:
    """Replace them, in every module of botkit that has imported them."""
    _botkit.learn(Vec, ShipContact, SeenShip, Ally, Projectile, Asteroid, Ship, Steering)
    for kind, names in PROPERTIES.items():
        for name in names:
            python = getattr(kind, name).fget
            setattr(kind, name, property(_botkit.fast(f"{kind.__name__}.{name}", python, None)))
    for kind, names in METHODS.items():
        for name in names:
            python = vars(kind)[name]
            setattr(kind, name, _callable(python, _botkit.fast(f"{kind.__name__}.{name}", python, kind)))
    polar = vars(Vec)["polar"].__func__
    Vec.polar = classmethod(_callable(polar, _botkit.fast("Vec.polar", polar, None)))  # type: ignore[assignment]
    for name in OPERATORS:
        _botkit.fast(f"Vec.{name}", vars(Vec)[name], None)
    _botkit.operators()
    for module, names in FUNCTIONS.items():
        for name in names:
            python = getattr(module, name)
            _replace(python, _callable(python, _botkit.fast(name, python, None)))


def _callable(python: FunctionType, fast: Any) -> Any:
    """Return `fast`, or if bots call the function, a Python function of its signature that calls `fast`.

    Messages name what they are given by its type, as in `if ship.pos.distance < 100`, and a function in C has another.
    """
    if python.__qualname__ not in PUBLIC:
        return fast
    code = python.__code__
    parameters = ", ".join(code.co_varnames[: code.co_argcount])
    scope: dict[str, Any] = {}
    exec(f"def call({parameters}): return fast({parameters})", {"fast": fast}, scope)
    called: FunctionType = scope["call"]
    functools.update_wrapper(called, python)
    del called.__dict__["__wrapped__"]
    called.__defaults__ = python.__defaults__
    called.__code__ = called.__code__.replace(
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
        co_name=code.co_name,
        co_qualname=code.co_qualname,
    )
    return called


def _replace(old: object, new: object) -> None:
    for path, module in list(sys.modules.items()):
        if path.partition(".")[0] == "botkit":
            for name, value in list(vars(module).items()):
                if value is old:
                    setattr(module, name, new)
