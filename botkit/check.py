"""What bots hand in, checked: an error names the call and quotes what was given."""

from __future__ import annotations

from typing import Any

from botkit.vec import Vec


def shown(value: object) -> str:
    """`value` as a message quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def number(value: Any, call: str) -> float:
    """`value`, a number other than NaN.

    Raises:
        TypeError, ValueError: it is none; `call` is named.
    """
    if value.__class__ is not float and not isinstance(value, (int, float)):
        raise TypeError(f"{call}: a number expected, not {shown(value)}")
    if value != value:
        raise ValueError(f"{call}: a number expected, not nan")
    return value


def within(value: Any, low: float, high: float, call: str) -> float:
    """`value` clamped to `low`..`high`. Raises as `number` does."""
    value = number(value, call)
    return low if value < low else high if value > high else value


def whole(value: Any, low: int, high: int, call: str) -> int:
    """`value`, a whole number, clamped to `low`..`high`. Raises as `number` does."""
    value = within(value, low, high, call)
    if value != int(value):
        raise ValueError(f"{call}: a whole number expected, not {value!r}")
    return int(value)


def finite(value: Any, call: str) -> float:
    """`value`, a number that is neither NaN nor infinite. Raises as `number` does."""
    known = number(value, call)
    if known - known != 0:
        raise ValueError(f"{call}: a finite number expected, not {known!r}")
    return known


def text(value: Any, call: str) -> str:
    """`value`, a text.

    Raises:
        TypeError: it is none; `call` is named.
    """
    if not isinstance(value, str):
        raise TypeError(f"{call}: a text expected, not {shown(value)}")
    return value


def switch(value: Any, call: str) -> bool:
    """`value`, True or False (or 1 or 0).

    Raises:
        TypeError: it is neither; `call` is named.
    """
    if not isinstance(value, (bool, int)):
        raise TypeError(f"{call}: True or False expected, not {shown(value)}")
    return bool(value)


def point(value: Any, call: str) -> Vec:
    """Where `value` is: a `Vec`, a pair of numbers, or anything with a `pos`.

    Raises:
        TypeError, ValueError: it is none; `call` is named.
    """
    if value.__class__ is not Vec:
        value = getattr(value, "pos", value)
        if isinstance(value, (tuple, list)) and len(value) == 2:
            value = Vec(*value)
        if value.__class__ is not Vec:
            raise TypeError(f"{call}: a point or a contact expected, not {shown(value)}")
    finite(value.x, call)
    finite(value.y, call)
    return value
