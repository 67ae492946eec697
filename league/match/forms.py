"""The forms of lines in compact sidecars: their text, with marks in the place of the orders that are in the log."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ORDER = re.compile(r'"([0-9]{1,4})":\{|"(thrust|turn|fire|shield|strafe)":(-?[0-9.]+|true|false|[\x01\x02])')
_NAMES = ("thrust", "turn", "fire", "shield", "strafe")  # in the order of their inputs
_DECIMAL, _WHOLE = "\x01", "\x02"  # stand for an order, as 1.0 or as 1; in JSON, both characters are escaped
_HUNDREDTHS = {value: repr(value / 100) for value in range(-100, 101)}
_ONES = {-100: "-1", 0: "0", 100: "1"}
_NUMBERS = {value: str(value) for value in range(4)}
_SWITCH = {0: "false", 1: "true"}
MAX_ORDERS = 4096  # of a form
_DIVIDED = 1 << 16  # parts of forms in memory at a time


class LineForm:
    """What lines have in common: their text, with marks in the place of orders. Raises ValueError if these are none."""

    def __init__(self, text: str, ships: int) -> None:
        self.text = text
        self._orders: list[tuple[str, int, dict[int, str]]] = []  # text before, index of the input, texts of its values
        at, ship = 0, -1
        for found in _ORDER.finditer(text):
            if found[1]:
                ship = int(found[1])
            elif found[3] in (_DECIMAL, _WHOLE):
                if not 0 <= ship < ships:
                    raise ValueError("an order of no ship")
                kind = _NAMES.index(found[2])
                self._orders.append((text[at : found.start(3)], kind * ships + ship, _texts(kind, found[3])))
                at = found.end()
                if len(self._orders) > MAX_ORDERS:
                    raise ValueError("more orders than a line can have")
        self._end = text[at:]

    @property
    def size(self) -> int:
        """Number of its parts."""
        return len(self._orders) + 1

    def line(self, inputs: Sequence[int]) -> str | None:
        """Return the text with the orders of a tick, or None if no text stands for one of them."""
        try:
            return "".join([before + texts[inputs[at]] for before, at, texts in self._orders]) + self._end
        except LookupError:
            return None


class LineForms:
    """The forms of a seat. Each is divided when a line has it: forms cost no more than the lines that they give."""

    def __init__(self, texts: Sequence[str], ships: int) -> None:
        self._texts = texts
        self._ships = ships
        self._divided: dict[int, LineForm] = {}
        self._left = _DIVIDED

    def __getitem__(self, number: int) -> LineForm:
        """Return a form. Raises ValueError if it is none."""
        found = self._divided.get(number)
        if found is None:
            found = LineForm(self._texts[number], self._ships)
            if found.size > self._left:
                self._divided.clear()
                self._left = _DIVIDED
            self._divided[number] = found
            self._left -= found.size
        return found


def _texts(kind: int, mark: str) -> dict[int, str]:
    """Return the texts of an order's values."""
    if _NAMES[kind] == "fire":
        return _NUMBERS
    if _NAMES[kind] == "shield":
        return _SWITCH
    return _HUNDREDTHS if mark == _DECIMAL else _ONES


def form_of(text: str, inputs: Sequence[int], ships: int) -> str:
    """Return the form of a line: marks stand for all orders whose text is what their inputs give."""
    ship = -1

    def marked(found: re.Match[str]) -> str:
        nonlocal ship
        if found[1]:
            ship = int(found[1])
        elif 0 <= ship < ships:
            kind = _NAMES.index(found[2])
            for mark in (_DECIMAL, _WHOLE):
                if (
                    kind * ships + ship < len(inputs)
                    and _texts(kind, mark).get(inputs[kind * ships + ship]) == found[3]
                ):
                    return f'"{found[2]}":{mark}'
        return found[0]

    return _ORDER.sub(marked, text)
