"""Rows of numbers as JSON text, written by numpy for many rows at once.

Every number has a cell of the same width, so no row is longer than another: JSON allows blanks around a number.
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
    """Texts, each to the right of so many bytes, and where each list of them begins. They stand in whole numbers of so
    many bytes or more, which numpy copies at a third of what texts take."""
    size = np.dtype(kind).itemsize
    every = "".join(text.rjust(width).ljust(size) for own in texts.values() for text in own)
    starts = accumulate(map(len, texts.values()), initial=0)
    return np.frombuffer(every.encode(), kind), dict(zip(texts, starts, strict=False))


# A cell has two parts: the left one tells what stands before the last three or four digits, of signed kinds by sign.
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
# Each kind has two forms, of a left and a right part; the second is that of so many grains and more.
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
_SPLIT = np.repeat([10_000, 1_000, 10_000, 1], 2)  # how many grains one on the left stands for
_MOST = constant(9_999_999)


class Fields:
    """The numbers that are written of one kind of thing.

    Args:
        kinds: by name `whole`, 0 .. 9,999,999; `milli`, three decimals, clamped to +-9,999.999; `micro`, six decimals,
            clamped to +-9.999999; or `truth`.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.at = {name: place for place, name in enumerate(kinds)}
        self.codes = np.array([2 * list(_FORMS).index(kind) for kind in kinds.values()])  # of the first form


class Sheet:
    """Writes the numbers of some kinds of things, all at once.

    Args:
        tables: of each kind its fields and how many there are; of the last kind there may be fewer at times.
    """

    def __init__(self, tables: Sequence[tuple[Fields, int]]) -> None:
        code = np.concatenate([fields.codes[None].repeat(rows, axis=0).reshape(-1) for fields, rows in tables])
        self._code, self._scale, self._turn, self._split = code, *(of.take(code) for of in (_SCALE, _TURN, _SPLIT))

    def cells(self, tables: Sequence[Floats]) -> list[NDArray[Any]]:
        """The texts of numbers, of each kind `[rows, fields]`: a cell for each, of the same shape.

        A number is as np.round gives it, since both are rint(v * scale); a zero has no sign.
        """
        numbers = np.concatenate([table.reshape(-1) for table in tables])
        size = len(numbers)
        grains = np.rint(numbers * self._scale[:size])
        number = np.minimum(np.abs(grains), _MOST).astype(np.intp)
        form, split = self._code[:size] + (grains >= self._turn[:size]), self._split[:size]
        left = number // split
        cells = np.empty(size, _CELL)
        cells["left"] = _LEFT.take(left + _STARTS.take(form))
        # After the left ones, which are longer than their part.
        cells["right"] = _RIGHT.take(number - left * split + _ENDS.take(form))
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
