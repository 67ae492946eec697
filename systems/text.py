"""Rows of numbers as JSON text, written by numpy for many rows at once.

Every number has a cell of the same width, so no row is longer than another: JSON allows blanks around a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

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
_KINDS = list(_LEFTS)
# By kind, twice each: a number's code is twice the place of its kind; from so many grains on, the second of these is
# asked for: whole numbers with something on the left, signed ones that are not negative.
_SCALE = np.repeat([1.0, 1e3, 1e6, 1e3], 2)  # a truth stands on the left
_TURN = np.repeat([1e3, 0.0, 0.0, 0.0], 2)
_WHOLE, _MILLI, _MICRO, _TRUTH = [0, *accumulate(map(len, _LEFTS.values()))][:-1]
_STARTS = np.array([_WHOLE, _WHOLE, _MILLI + _NEGATIVE, _MILLI, _MICRO + _NEGATIVE, _MICRO, _TRUTH, _TRUTH])
_ENDS = np.array([_BARE, 0, 0, 0, 0, 0, _NOTHING, _NOTHING])
_MOST, _THOUSAND = np.array(9_999_999.0), np.array(1000)
_CELL = np.dtype([("left", "S6"), ("right", "S3")])
_TEXT = f"S{_CELL.itemsize}"


class Fields:
    """The numbers that are written of one kind of thing.

    Args:
        kinds: by name `whole`, 0 .. 9,999,999; `milli`, three decimals, clamped to +-9,999.999; `micro`, six decimals,
            clamped to +-9.999999; or `truth`.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.at = {name: place for place, name in enumerate(kinds)}
        self.motion = slice(self.at["x"], self.at["x"] + 4)  # x, y, vx and vy
        self.codes = np.array([2 * _KINDS.index(kind) for kind in kinds.values()])


class Sheet:
    """Writes the numbers of some kinds of things, all at once.

    Args:
        tables: of each kind its fields and how many there are; of the last kind there may be fewer at times.
    """

    def __init__(self, tables: Sequence[tuple[Fields, int]]) -> None:
        code = np.concatenate([fields.codes[None].repeat(rows, axis=0).reshape(-1) for fields, rows in tables])
        self._code, self._scale, self._turn = code, _SCALE.take(code), _TURN.take(code)

    def cells(self, tables: Sequence[Floats]) -> list[NDArray[Any]]:
        """The texts of numbers, of each kind `[rows, fields]`: a cell for each, of the same shape.

        A number is as np.round gives it, since both are rint(v * scale); a zero has no sign.
        """
        numbers = np.concatenate([table.reshape(-1) for table in tables])
        size = len(numbers)
        grains = np.rint(numbers * self._scale[:size])
        number = np.minimum(np.abs(grains), _MOST).astype(np.intp)
        form = self._code[:size] + (grains >= self._turn[:size])
        left = number // _THOUSAND
        right = number - _THOUSAND * left + _ENDS.take(form)
        left += _STARTS.take(form)
        cells = np.empty(size, _CELL)
        cells["left"], cells["right"] = _LEFT.take(left), _RIGHT.take(right)
        text, found, start = cells.view(_TEXT), [], 0
        for table in tables:
            found.append(text[start : start + table.size].reshape(table.shape))
            start += table.size
        return found


class RowText:
    """How rows are written: as JSON texts, each followed by a comma.

    Args:
        fields: of the things that the rows tell of.
        names: those of them that are told.
        keys: objects with these names as keys, else arrays.
    """

    def __init__(self, fields: Fields, names: Sequence[str], keys: bool = False) -> None:
        self._places = np.array([fields.at[name] for name in names])
        leads = [("," if n else "{" if keys else "[") + f'"{name}":' * keys for n, name in enumerate(names)]
        width = max(map(len, leads))
        self._layout = np.dtype([("cells", [("lead", f"S{width}"), ("text", _TEXT)], (len(names),)), ("end", "S2")])
        empty = np.zeros(1, self._layout)
        empty["cells"]["lead"] = [lead.ljust(width).encode() for lead in leads]
        empty["end"] = b"}," if keys else b"],"
        self.size = self._layout.itemsize  # bytes of a row
        self._empty = empty.view(f"S{self.size}")  # numpy copies plain bytes at a fraction of what a structure takes

    def write(self, cells: NDArray[Any]) -> NDArray[Any]:
        """The texts `[rows]` of things from their cells, `[rows, fields]`."""
        rows = self._empty.repeat(len(cells))
        rows.view(self._layout)["cells"]["text"] = cells.take(self._places, axis=1)
        return rows
