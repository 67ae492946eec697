"""Rows of numbers as JSON text, written by numpy for many rows at once.

Every number has a slot of fixed width: JSON allows blanks before a number, so no row is longer than another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FOUR = range(10_000)  # what four digits hold


def _signed(form: str, width: int) -> NDArray[Any]:
    """The texts of four digits, then of the same with a minus sign, right-justified."""
    return np.array([(sign + form.format(v, v // 1000, v % 1000)).rjust(width) for sign in ("", "-") for v in _FOUR])


_WHOLE_LOW = np.char.encode(np.array([f"{v:4d}" for v in _FOUR] + [f"{v:04d}" for v in _FOUR]))
_WHOLE_HIGH = np.char.encode(np.array(["    "] + [f"{v:4d}" for v in _FOUR[1:]]))
_MILLI = np.char.encode(_signed("{0}.", 6))
_MICRO = np.char.encode(_signed("{1}.{2:03d}", 6))
_DIGITS = np.char.encode(np.array([f"{v:03d}" for v in range(1000)]))
_TRUTH = np.array([b"false", b" true"])


def _whole(values: NDArray[Any]) -> list[NDArray[Any]]:
    """0 .. 99,999,999: "      12"."""
    high, low = np.divmod(np.minimum(values, 99_999_999).astype(np.int64), 10_000)
    return [_WHOLE_HIGH[high], _WHOLE_LOW[low + 10_000 * (high > 0)]]


def _milli(values: NDArray[Any]) -> list[NDArray[Any]]:
    """Three decimals, clamped to +-9,999.999: "   -12.500"."""
    return _decimals(values, 1e3, _MILLI)


def _micro(values: NDArray[Any]) -> list[NDArray[Any]]:
    """Six decimals, clamped to +-9.999999: "-3.141593"."""
    return _decimals(values, 1e6, _MICRO)


def _decimals(values: NDArray[Any], scale: float, table: NDArray[Any]) -> list[NDArray[Any]]:
    """The number that np.round gives, since both are rint(v * scale); a zero has no sign."""
    grains = np.rint(values * scale).astype(np.int64)
    high, low = np.divmod(np.minimum(np.abs(grains), 9_999_999), 1000)
    return [table[high + 10_000 * (grains < 0)], _DIGITS[low]]


def _truth(values: NDArray[Any]) -> list[NDArray[Any]]:
    return [_TRUTH[values.astype(np.intp)]]


_SLOTS = {"whole": (_whole, (4, 4)), "milli": (_milli, (6, 3)), "micro": (_micro, (6, 3)), "truth": (_truth, (5,))}


class RowText:
    """Rows of one kind as JSON text, each followed by a comma.

    Args:
        fields: name and slot (`whole`, `milli`, `micro`, `truth`) of each number.
        keys: objects with these names as keys, else arrays.
    """

    def __init__(self, fields: Sequence[tuple[str, str]], keys: bool = False) -> None:
        parts: list[tuple[str, int, bytes]] = []  # of a row: name, width, what always stands there
        self._slots: dict[str, list[str]] = {}  # the names of the numbers of each kind, written together
        for number, (name, slot) in enumerate(fields):
            lead = (",", "{" if keys else "[")[number == 0] + (f'"{name}":' if keys else "")
            parts.append((f"{name} lead", len(lead), lead.encode()))
            parts += [(f"{name} {part}", width, b"") for part, width in enumerate(_SLOTS[slot][1])]
            self._slots.setdefault(slot, []).append(name)
        parts.append(("end", 2, b"}," if keys else b"],"))
        self._empty = np.zeros(1, [(name, f"S{width}") for name, width, _ in parts])
        for name, _, constant in parts:
            self._empty[name] = constant
        self.size = self._empty.dtype.itemsize

    def write(self, columns: Mapping[str, NDArray[Any]], rows: int) -> bytes:
        """The text of `rows` rows, each `self.size` bytes; `columns` holds `[rows]` numbers a field."""
        text = np.repeat(self._empty, rows)
        for slot, names in self._slots.items():
            numbers = np.array([columns[name] for name in names])
            for part, texts in enumerate(_SLOTS[slot][0](numbers)):
                for name, cells in zip(names, texts, strict=True):
                    text[f"{name} {part}"] = cells
        return text.tobytes()
