"""Rows of numbers as JSON text, written by numpy for many rows at once.

Every number has a cell of the same width, so no row is longer than another: JSON allows blanks around a number.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_KINDS = list(_LEFTS)  # a kind's code is its place here; `whole` is 0, and so is its first place in _LEFT
_SCALE = np.array([1.0, 1e3, 1e6, 1e3])  # by code; a truth stands on the left
_START = np.array([0, *(len(texts) for texts in _LEFTS.values())][:-1]).cumsum()
_END = np.array([0, 0, 0, _NOTHING])


class RowText:
    """How rows of one kind are written: as JSON texts, each followed by a comma.

    Args:
        fields: name and kind of each number: `whole`, 0 .. 9,999,999; `milli`, three decimals, clamped to +-9,999.999;
            `micro`, six decimals, clamped to +-9.999999; `truth`.
        keys: objects with these names as keys, else arrays.
    """

    def __init__(self, fields: Sequence[tuple[str, str]], keys: bool = False) -> None:
        self.codes = [_KINDS.index(kind) for _, kind in fields]  # of each field's kind
        leads = [("," if n else "{" if keys else "[") + f'"{name}":' * keys for n, (name, _) in enumerate(fields)]
        width = max(map(len, leads))
        cell = [("lead", f"S{width}"), ("left", "S6"), ("right", "S3")]
        self._empty = np.zeros(1, [("cells", cell, (len(fields),)), ("end", "S2")])
        self._empty["cells"]["lead"] = [lead.ljust(width).encode() for lead in leads]
        self._empty["end"] = b"}," if keys else b"],"
        self.size = self._empty.dtype.itemsize  # bytes of a row

    def fill(self, left: NDArray[Any], right: NDArray[Any]) -> bytes:
        """The text of rows, from the parts of their cells: `[fields, rows]`."""
        if not left.size:
            return b""
        text = np.repeat(self._empty, left.shape[1])
        cells = text["cells"]
        cells["left"], cells["right"] = left.T, right.T
        return text.tobytes()


def write_rows(tables: Sequence[tuple[RowText, Sequence[NDArray[Any]]]]) -> list[bytes]:
    """The text of the rows of several kinds: for each its columns, `[rows]` numbers a field, give one text.

    A number is as np.round gives it, since both are rint(v * scale); a zero has no sign.
    """
    columns = [column for _, own in tables for column in own]
    codes = np.array([code for rows, _ in tables for code in rows.codes])
    code = codes.repeat([len(column) for column in columns])
    grains = np.rint(np.concatenate(columns, dtype=np.float64) * _SCALE.take(code))
    number = np.minimum(np.abs(grains), 9_999_999).astype(np.intp)
    left = number // 1000
    right = number - 1000 * left
    right += _BARE * (left + code == 0)  # a whole number with nothing on the left
    right += _END.take(code)
    left += _START.take(code)
    left += _NEGATIVE * (grains < 0)
    lefts, rights = _LEFT.take(left), _RIGHT.take(right)
    texts, start = [], 0
    for rows, own in tables:
        shape = len(own), len(own[0])
        end = start + shape[0] * shape[1]
        texts.append(rows.fill(lefts[start:end].reshape(shape), rights[start:end].reshape(shape)))
        start = end
    return texts
