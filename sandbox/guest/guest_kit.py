"""Puts C under the kit's classes and functions; their Python answers for all that is out of the ordinary.

The Python is the specification, to the last bit of a float and the last word of a message, and stays what a class's
instances are: only what computes on them is replaced.
"""

from __future__ import annotations

import sys
from types import ModuleType

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
    Ship: ["_begin", "thrust", "turn"],
    Steering: ["turn", "aim", "fly", "change"],
}
OPERATORS = ["__add__", "__sub__", "__mul__", "__rmul__", "__truediv__", "__neg__", "__abs__"]
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
            setattr(kind, name, property(_botkit.fast(f"{kind.__name__}.{name}", vars(kind)[name].fget, None)))
    for kind, names in METHODS.items():
        for name in names:
            setattr(kind, name, _botkit.fast(f"{kind.__name__}.{name}", vars(kind)[name], kind))
    Vec.polar = classmethod(_botkit.fast("Vec.polar", vars(Vec)["polar"].__func__, None))  # type: ignore[assignment]
    for name in OPERATORS:
        _botkit.fast(f"Vec.{name}", vars(Vec)[name], None)
    _botkit.operators()
    for module, names in FUNCTIONS.items():
        for name in names:
            _replace(getattr(module, name), _botkit.fast(name, getattr(module, name), None))


def _replace(old: object, new: object) -> None:
    for path, module in list(sys.modules.items()):
        if path.partition(".")[0] == "botkit":
            for name, value in list(vars(module).items()):
                if value is old:
                    setattr(module, name, new)
