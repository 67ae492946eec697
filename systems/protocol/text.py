"""Formatting of rows of numbers as JSON text, by numpy for many rows at once.

Every number has a cell of fixed width, padded with blanks, which JSON allows; so all rows have the same length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.constants import constant

Floats = NDArray[np.float64]


def _table(texts: Mapping[str, list[str]], width: int, kind: type[Any]) -> tuple[NDArray[Any], dict[str, int]]:
    """Return texts right-aligned in cells of `width` bytes, and the start of each list of them.

    Cells are stored as integers of at least that many bytes, which numpy copies in a third of the time of bytes.
    """
    size = np.dtype(kind).itemsize
    every = "".join(text.rjust(width).ljust(size) for own in texts.values() for text in own)
    starts = accumulate(map(len, texts.values()), initial=0)
    return np.frombuffer(every.encode(), kind), dict(zip(texts, starts, strict=False))


# A cell has two parts: the left part depends on what precedes the last three or four digits, by sign if signed.
_FOUR = range(10_000)
_LEFT, _LEFT_STARTS = _table(
    {
        "whole": ["", *(f"{v}" for v in range(1, 1000))],
        "milli": [f"{v}" for v in _FOUR],
        "-milli": [f"-{v}" for v in _FOUR],
        "micro": [f"{v // 100}.{v % 100:02d}" for v in range(1000)],
        "-micro": [f"-{v // 100}.{v % 100:02d}" for v in range(1000)],
        "truth": ["fals", "tru"],
    },
    5,
    np.uint64,
)
_RIGHT, _RIGHT_STARTS = _table(
    {
        "bare": [f"{v}" for v in _FOUR],
        "four": [f"{v:04d}" for v in _FOUR],
        "three": [f".{v:03d}" for v in range(1000)],
        "truth": ["e   "],
    },
    4,
    np.uint32,
)
_CELL = np.dtype({"names": ["left", "right"], "formats": [_LEFT.dtype, _RIGHT.dtype], "offsets": [0, 5], "itemsize": 9})
_TEXT = f"S{_CELL.itemsize}"
# Each kind has two forms of left and right parts; the second is for magnitudes from a threshold on.
_FORMS = {
    "whole": [("whole", "bare"), ("whole", "four")],
    "milli": [("-milli", "three"), ("milli", "three")],
    "micro": [("-micro", "four"), ("micro", "four")],
    "truth": [("truth", "truth"), ("truth", "truth")],
}
_STARTS = np.array([_LEFT_STARTS[left] for forms in _FORMS.values() for left, _ in forms])
_ENDS = np.array([_RIGHT_STARTS[right] for forms in _FORMS.values() for _, right in forms])
_TURN = np.repeat([1e4, 0.0, 0.0, 0.0], 2)
_SCALE = np.repeat([1.0, 1e3, 1e6, 1.0], 2)
_SPLIT = np.repeat([10_000, 1_000, 10_000, 1], 2)  # grains per unit of the left part
_MOST = constant(9_999_999)


class Fields:
    """The numbers written for one kind of thing.

    Args:
        kinds: by name, `whole`: 0 .. 9,999,999; `milli`: three decimals, clamped to +-9,999.999; `micro`: six decimals,
            clamped to +-9.999999; or `truth`.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.at = {name: place for place, name in enumerate(kinds)}
        self.codes = np.array([2 * list(_FORMS).index(kind) for kind in kinds.values()])  # of the first form


class NumberFormatter:
    """Formats the numbers of several kinds of things at once.

    Args:
        tables: fields and number of things of each kind; of the last kind there may be fewer.
    """

    def __init__(self, tables: Sequence[tuple[Fields, int]]) -> None:
        code = np.concatenate([fields.codes[None].repeat(rows, axis=0).reshape(-1) for fields, rows in tables])
        self._code, self._scale, self._turn, self._split = code, *(of.take(code) for of in (_SCALE, _TURN, _SPLIT))

    def cells(self, tables: Sequence[Floats]) -> list[NDArray[Any]]:
        """Format numbers, for each kind `[rows, fields]`, as arrays of cells of the same shapes.

        A number is rounded as by np.round, since both compute rint(v * scale); zeros have no sign.
        """
        numbers = np.concatenate([table.reshape(-1) for table in tables])
        size = len(numbers)
        grains = np.rint(numbers * self._scale[:size])
        number = np.minimum(np.abs(grains), _MOST).astype(np.intp)
        form, split = self._code[:size] + (grains >= self._turn[:size]), self._split[:size]
        left = number // split
        cells = np.empty(size, _CELL)
        cells["left"] = _LEFT.take(left + _STARTS.take(form))
        # After the left parts, which overlap the right ones.
        cells["right"] = _RIGHT.take(number - left * split + _ENDS.take(form))
        text, found, start = cells.view(_TEXT), [], 0
        for table in tables:
            found.append(text[start : start + table.size].reshape(table.shape))
            start += table.size
        return found


class RowText:
    """Formats rows as JSON texts, each followed by a comma.

    Args:
        fields: of the things that the rows describe.
        names: the fields to write.
        keys: write objects with these names as keys instead of arrays.
    """

    def __init__(self, fields: Fields, names: Sequence[str], keys: bool = False) -> None:
        self._places = np.array([fields.at[name] for name in names])
        prefixes = [("," if n else "{" if keys else "[") + f'"{name}":' * keys for n, name in enumerate(names)]
        width = max(map(len, prefixes))
        self._layout = np.dtype([("cells", [("prefix", f"S{width}"), ("text", _TEXT)], (len(names),)), ("end", "S2")])
        empty = np.zeros(1, self._layout)
        empty["cells"]["prefix"] = [prefix.ljust(width).encode() for prefix in prefixes]
        empty["end"] = b"}," if keys else b"],"
        self.size = self._layout.itemsize  # bytes of a row
        self._empty = empty.view(f"S{self.size}")  # numpy copies plain bytes much faster than structures

    def write(self, cells: NDArray[Any]) -> NDArray[Any]:
        """Return the texts `[rows]` of things, given their cells, `[rows, fields]`."""
        rows = self._empty.repeat(len(cells))
        rows.view(self._layout)["cells"]["text"] = cells.take(self._places, axis=1)
        return rows
