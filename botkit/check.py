"""Checks of the arguments that bots pass: an error names the call, quotes the value, and links to the documentation."""

from __future__ import annotations

from typing import Any, NoReturn

PAGE = "docs/botkit.md"


def shown(value: object) -> str:
    """Return the repr of `value`, shortened for a message."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def see_docs(message: str, place: str) -> str:
    """Return `message` with a link to a section of the documentation."""
    return f"{message}{' See' if message.endswith('?') else '; see'} {PAGE}#{place}"


def fail(kind: type[Exception], call: str, wanted: str, value: object, meant: str = "") -> NoReturn:
    """Raise `kind` with a message that names the call, what it takes, what it got, and where it is documented.

    Args:
        call: for example `ship.fire(power)`.
        meant: a guess at what was meant, shown in parentheses.
    """
    name = call.partition("(")[0].split(".")[call.startswith("ship.")]
    raise kind(see_docs(f"{call}: expected {wanted}, not {shown(value)}{meant and f' ({meant})'}", name))


def number(value: Any, call: str) -> float:
    """Return `value`, a number other than NaN.

    Raises:
        TypeError, ValueError: it is not one; the message names `call`.
    """
    if value.__class__ is not float and not isinstance(value, (int, float)):
        fail(TypeError, call, "a number", value, _instead_of_number(value))
    if value != value:
        fail(ValueError, call, "a number", value)
    return value


def _instead_of_number(value: object) -> str:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return ""
        return "a number has no quotes"
    if callable(value):
        return "call it: the parentheses are missing"
    return "of a vector, take .length, .angle, .x or .y" if hasattr(value, "angle") else ""


def number_between(value: Any, low: float, high: float, call: str) -> float:
    """Return `value` clamped to `low`..`high`. Raises as `number` does."""
    value = number(value, call)
    return low if value < low else high if value > high else value


def integer(value: Any, low: int, high: int, call: str) -> int:
    """Return `value`, an integer, clamped to `low`..`high`. Raises as `number` does."""
    value = number_between(value, low, high, call)
    if value != int(value):
        fail(ValueError, call, "an integer", value)
    return int(value)


def finite(value: Any, call: str) -> float:
    """Return `value`, a finite number. Raises as `number` does."""
    known = number(value, call)
    if known - known != 0:
        fail(ValueError, call, "a finite number", known)
    return known


def text(value: Any, call: str) -> str:
    """Return `value`, a string.

    Raises:
        TypeError: it is not one; the message names `call`.
    """
    if not isinstance(value, str):
        fail(TypeError, call, "a string", value)
    return value


def boolean(value: Any, call: str) -> bool:
    """Return `value` as a bool; integers are accepted.

    Raises:
        TypeError: it is neither; the message names `call`.
    """
    if not isinstance(value, (bool, int)):
        fail(TypeError, call, "True or False", value)
    return bool(value)


def one_of_list(value: object) -> str:
    """Return a hint for a list, or another thing without a place, that was passed where one item was expected."""
    if value is None:
        return "it was not set yet, or nothing was found"
    if isinstance(value, str):
        return f"without quotes: ship.{value}" if value in ("beacon", "rally", "pos") else "a name is not a place"
    if isinstance(value, list):
        return "a list: take one item, as in ship.enemies[0]" if value else "an empty list: nothing is sensed now"
    return ""
