"""Rows of numbers as JSON text, written by numpy for many rows at once.

Every number has a cell of the same width, so no row is longer than another: JSON allows blanks around a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FOUR = range(10_000)  # what the left part of a cell counts


def _encoded(texts: list[str], width: int) -> NDArray[Any]:
    return np.char.encode(np.array([text.rjust(width) for text in texts]))


# A cell has two parts. The left one, by kind: the number's thousands, of the signed kinds also with a minus sign.
_LEFTS = {
    "whole": ["", *(f"{v}" for v in _FOUR[1:])],
    "milli": [f"{sign}{v}." for sign in ("", "-") for v in _FOUR],
    "micro": [f"{sign}{v // 1000}.{v % 1000:03d}" for sign in ("", "-") for v in _FOUR],
    "truth": ["false", "true"],
}
_LEFT = _encoded([text for texts in _LEFTS.values() for text in texts], 6)
_NEGATIVE = len(_FOUR)  # places from a number to the same with a minus sign
# The right one: three digits; the same without zeros in front, for whole numbers with nothing on the left; or nothing.
_RIGHT = _encoded([f"{v:03d}" for v in range(1000)] + [f"{v}" for v in range(1000)] + [""], 3)
_BARE, _NOTHING = 1000, 2000
_SCALES = {"whole": 1.0, "milli": 1e3, "micro": 1e6, "truth": 1e3}  # a truth stands on the left


class RowText:
    """Rows of one kind as JSON text, each followed by a comma.

    Args:
        fields: name and kind of each number: `whole`, 0 .. 9,999,999; `milli`, three decimals, clamped to +-9,999.999;
            `micro`, six decimals, clamped to +-9.999999; `truth`.
        keys: objects with these names as keys, else arrays.
    """

    def __init__(self, fields: Sequence[tuple[str, str]], keys: bool = False) -> None:
        self._names = [name for name, _ in fields]
        kinds = [kind for _, kind in fields]
        starts, start = {}, 0
        for kind, texts in _LEFTS.items():
            starts[kind], start = start, start + len(texts)
        self._scales = np.array([_SCALES[kind] for kind in kinds])
        self._left = np.array([starts[kind] for kind in kinds])
        self._right = np.array([_NOTHING * (kind == "truth") for kind in kinds])
        self._bare = np.array([_BARE * (kind == "whole") for kind in kinds])
        leads = [
            ("," if number else "{" if keys else "[") + f'"{name}":' * keys for number, name in enumerate(self._names)
        ]
        width = max(map(len, leads))
        cell = [("lead", f"S{width}"), ("left", "S6"), ("right", "S3")]
        self._empty = np.zeros(1, [("cells", cell, (len(fields),)), ("end", "S2")])
        self._empty["cells"]["lead"] = [lead.ljust(width).encode() for lead in leads]
        self._empty["end"] = b"}," if keys else b"],"
        self.size = self._empty.dtype.itemsize

    def write(self, columns: Mapping[str, NDArray[Any]], rows: int) -> bytes:
        """The text of `rows` rows, each `self.size` bytes; `columns` holds `[rows]` numbers a field.

        A number is as np.round gives it, since both are rint(v * scale); a zero has no sign.
        """
        numbers = np.empty((rows, len(self._names)))
        for place, name in enumerate(self._names):
            numbers[:, place] = columns[name]
        grains = np.rint(numbers * self._scales)
        left, right = np.divmod(np.minimum(np.abs(grains), 9_999_999).astype(np.int64), 1000)
        right += self._right + self._bare * (left == 0)
        left += self._left + _NEGATIVE * (grains < 0)
        text = np.repeat(self._empty, rows)
        cells = text["cells"]
        cells["left"], cells["right"] = _LEFT.take(left), _RIGHT.take(right)
        return text.tobytes()
