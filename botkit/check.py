"""What bots hand in, checked: an error names the call, quotes what was given, says what was meant and where to read."""

from __future__ import annotations

from typing import Any, NoReturn

PAGE = "docs/botkit.md"


def shown(value: object) -> str:
    """`value` as a message quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def see(message: str, place: str) -> str:
    """`message`, and where the docs explain what it is about."""
    return f"{message}{' See' if message.endswith('?') else '; see'} {PAGE}#{place}"


def wrong(kind: type[Exception], call: str, wanted: str, value: object, meant: str = "") -> NoReturn:
    """Raises `kind`: the call, what it takes, what it was given, and where it is described.

    Args:
        call: as `ship.fire(power)`.
        meant: what probably was.
    """
    name = call.partition("(")[0].split(".")[call.startswith("ship.")]
    raise kind(see(f"{call}: {wanted} expected, not {shown(value)}{meant and f' ({meant})'}", name))


def number(value: Any, call: str) -> float:
    """`value`, a number other than NaN.

    Raises:
        TypeError, ValueError: it is none; `call` is named.
    """
    if value.__class__ is not float and not isinstance(value, (int, float)):
        wrong(TypeError, call, "a number", value, _instead_of_number(value))
    if value != value:
        wrong(ValueError, call, "a number", value)
    return value


def _instead_of_number(value: object) -> str:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return ""
        return "a number has no quotes"
    if callable(value):
        return "call it: (…) behind it is missing"
    return "of a vector take the .length, .angle, .x or .y" if hasattr(value, "angle") else ""


def within(value: Any, low: float, high: float, call: str) -> float:
    """`value` clamped to `low`..`high`. Raises as `number` does."""
    value = number(value, call)
    return low if value < low else high if value > high else value


def whole(value: Any, low: int, high: int, call: str) -> int:
    """`value`, a whole number, clamped to `low`..`high`. Raises as `number` does."""
    value = within(value, low, high, call)
    if value != int(value):
        wrong(ValueError, call, "a whole number", value)
    return int(value)


def finite(value: Any, call: str) -> float:
    """`value`, a number that is neither NaN nor infinite. Raises as `number` does."""
    known = number(value, call)
    if known - known != 0:
        wrong(ValueError, call, "a finite number", known)
    return known


def text(value: Any, call: str) -> str:
    """`value`, a text.

    Raises:
        TypeError: it is none; `call` is named.
    """
    if not isinstance(value, str):
        wrong(TypeError, call, "a text", value)
    return value


def switch(value: Any, call: str) -> bool:
    """`value`, True or False (or 1 or 0).

    Raises:
        TypeError: it is neither; `call` is named.
    """
    if not isinstance(value, (bool, int)):
        wrong(TypeError, call, "True or False", value)
    return bool(value)


def one_of_list(value: object) -> str:
    """What somebody probably meant who gave a list where one thing was wanted."""
    if isinstance(value, list):
        return "a list: take one of it, as in ship.enemies[0]" if value else "an empty list: nothing is sensed now"
    return ""
