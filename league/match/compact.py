"""Compact sidecars: the same lines as columns, which take a fifth of the bytes; packs keep sidecars so.

Most of a line follows from the match's inputs: what the program ordered is in the log, in hundredths. Orders whose text
is what their inputs give are left out, and whoever reads the lines back needs the same log. docs/log.md describes the
bytes.
"""

from __future__ import annotations

import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.log import MAX_TICKS, MatchLog
from league.match.forms import LineForm, LineForms, form_of
from league.match.sidecar import MAX_SEAT_TEXT, MAX_TEXT, packed, streams
from systems.protocol.orders import ORDERS

MAGIC = b"SPACEDBC"
MAX_BYTES = 16 << 20  # of a compact sidecar
MAX_LINES = MAX_TICKS + 2  # one per tick, one that says that the rest was cut
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 18, "lc": 0, "lp": 0, "pb": 0}]
_START = struct.Struct("<8sHI")  # magic number, number of seats, bytes of the content
_SEAT = struct.Struct("<III")  # lines, forms, bytes of the forms
_MAX_CONTENT = MAX_TEXT + 16 * (_SEAT.size + 10 * MAX_LINES)
_LINE = re.compile(rb'\{"tick":(0|[1-9][0-9]{0,6}),"fuel":(0|[1-9][0-9]{0,8}|null)(.*)\}')
_LEAST = len('{"tick":0,"fuel":0}\n')  # bytes of a line besides its form
_NULL = -1  # fuel that is not counted
_LEVEL = 4  # of zlib, as in sidecars
_MAX_FORMS = 0xFFFE
_SHIP = re.compile(r'"([0-9]{1,4})":\{')
_GUESSING = 3  # ships whose orders a guess depends on
_RECENT = 8  # forms that are tried before a line is parsed


class _Guesses:
    """Guesses the form of each line: the last one in whose tick the same orders were zero.

    Args:
        forms: of all lines; the ships in them are those of the seat.
    """

    def __init__(self, inputs: NDArray[np.int8], forms: Sequence[str], ships: int) -> None:
        own = sorted({int(ship[1]) for form in forms for ship in _SHIP.finditer(form)})[:_GUESSING]
        columns = [kind * ships + ship for ship in own if ship < ships for kind in range(ORDERS)]
        given = np.packbits(inputs[:, columns] != 0, axis=1)
        self._keys = [row.tobytes() for row in given]
        self._last: dict[bytes, int] = {}
        self._previous = 0

    def code(self, tick: int, number: int) -> int:
        """Return what stands for a form: 0 if it is as guessed, else its number + 1."""
        guess = self._guess(tick)
        self._learn(tick, number)
        return 0 if number == guess else number + 1

    def number(self, tick: int, code: int) -> int:
        """Return the number of a form; the inverse of `code`."""
        number = code - 1 if code else self._guess(tick)
        self._learn(tick, number)
        return number

    def _key(self, tick: int) -> bytes:
        return self._keys[tick] if 0 <= tick < len(self._keys) else b""

    def _guess(self, tick: int) -> int:
        return self._last.get(self._key(tick), self._previous)

    def _learn(self, tick: int, number: int) -> None:
        self._last[self._key(tick)] = self._previous = number


def compact(sidecar: bytes, log: MatchLog) -> bytes:
    """Return a compact sidecar, or the sidecar as it is if it is damaged or has lines that no match writes."""
    try:
        texts = [_inflated(seat) for seat in streams(sidecar)]
        ships, rows = _ships(log), log.inputs.tolist()
        content = b"".join(_columns(text, log.inputs, rows, ships) for text in texts)
    except (ValueError, zlib.error):
        return sidecar
    found = _START.pack(MAGIC, len(texts), len(content)) + lzma.compress(content, lzma.FORMAT_RAW, filters=_FILTERS)
    try:
        same = _texts_in(found, log) == texts
    except ValueError:
        same = False
    return found if same and len(found) < len(sidecar) else sidecar


def expand(data: bytes, log: Callable[[], MatchLog]) -> bytes:
    """Return the sidecar that a compact one stands for; the inverse of `compact`, but for the bytes of zlib.

    Args:
        log: returns the log; called only for a compact sidecar.

    Raises:
        ValueError: it is damaged, or of another log.
    """
    if data[: len(MAGIC)] != MAGIC:
        return data
    return packed([zlib.compress(text, _LEVEL) for text in _texts_in(data, log())])


def _texts_in(data: bytes, log: MatchLog) -> list[bytes]:
    """Return the lines of each seat. Raises ValueError."""
    if not _START.size <= len(data) <= MAX_BYTES:
        raise ValueError("the sidecar is damaged")
    _, seats, size = _START.unpack_from(data)
    if seats > 16 or size > _MAX_CONTENT:
        raise ValueError("the sidecar is damaged")
    try:
        content = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_FILTERS).decompress(data[_START.size :], size)
    except (lzma.LZMAError, EOFError):
        raise ValueError("the sidecar is damaged") from None
    texts, at, left = [], 0, MAX_TEXT
    ships, rows = _ships(log), log.inputs.tolist()
    for _ in range(seats):
        text, at = _text(content, at, log.inputs, rows, ships, min(left, MAX_SEAT_TEXT))
        texts.append(text)
        left -= len(text)
    if at != len(content):
        raise ValueError("the sidecar is damaged")
    return texts


def _ships(log: MatchLog) -> int:
    """Return the number of ships in a log, as far as its orders are known."""
    seats = log.header.get("seats")
    width: int = log.inputs.shape[1]
    return max((width - len(seats if isinstance(seats, list) else ())) // ORDERS, 0)


def _inflated(seat: bytes) -> bytes:
    text = zlib.decompressobj().decompress(seat, MAX_SEAT_TEXT + 1)
    if len(text) > MAX_SEAT_TEXT:
        raise ValueError("more text than a seat can have")
    return text


def _columns(text: bytes, inputs_of: NDArray[np.int8], rows: Sequence[Sequence[int]], ships: int) -> bytes:
    """Return the columns of a seat's lines. Raises ValueError for lines that no match writes."""
    ticks, fuels, numbers = [], [], []
    forms: dict[str, int] = {}
    recent: list[LineForm] = []
    cut = text.endswith(b'{"cut":true}\n')
    lines = text.removesuffix(b'{"cut":true}\n').split(b"\n")
    if lines.pop() or len(lines) > MAX_LINES or b"\x01" in text or b"\x02" in text:
        raise ValueError("not the lines of a seat")
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ValueError("not a line of a seat")
        tick, rest = int(parts[1]), parts[3].decode()
        inputs = rows[tick] if tick < len(rows) else ()
        form = next((form for form in recent if form.line(inputs) == rest), None)
        if form is None:
            form = LineForm(form_of(rest, inputs, ships), ships)
            recent = [form, *recent[: _RECENT - 1]]
        ticks.append(tick)
        fuels.append(_NULL if parts[2] == b"null" else int(parts[2]))
        numbers.append(forms.setdefault(form.text, len(forms)))
    if len(forms) > _MAX_FORMS:
        raise ValueError("too many forms")
    guesses = _Guesses(inputs_of, list(forms), ships)
    codes = [guesses.code(tick, number) for tick, number in zip(ticks, numbers, strict=True)]
    ticks = [tick - place for place, tick in enumerate(ticks)]
    told = "\n".join(forms).encode()
    start = _SEAT.pack(len(lines), len(forms) | cut << 31, len(told))
    return b"".join([start, _differences(ticks), _differences(fuels), _planes(np.array(codes, "<u2")), told])


def _text(
    content: bytes, at: int, inputs: NDArray[np.int8], rows: Sequence[Sequence[int]], ships: int, most: int
) -> tuple[bytes, int]:
    """Return the lines of the seat whose columns begin at a place, and where they end. Raises ValueError."""
    if at + _SEAT.size > len(content):
        raise ValueError("the sidecar is damaged")
    count, known, size = _SEAT.unpack_from(content, at)
    at += _SEAT.size
    known, cut = known & 0x7FFFFFFF, known >> 31
    end = at + 10 * count + size
    if count > MAX_LINES or known > count or end > len(content):
        raise ValueError("the sidecar is damaged")
    if size > most:  # each form is that of a line, which is no shorter
        raise ValueError("more text than a seat can have")
    ticks = _sums(content[at : at + 4 * count])
    fuels = _sums(content[at + 4 * count : at + 8 * count])
    codes = _joined(content[at + 8 * count : at + 10 * count], 2).tolist()
    try:
        texts = content[at + 10 * count : end].decode().split("\n") if known else []
    except UnicodeDecodeError:
        raise ValueError("the sidecar is damaged") from None
    if len(texts) != known or max(codes, default=0) > known or (count and not known):
        raise ValueError("the sidecar is damaged")
    ticks = [tick + place for place, tick in enumerate(ticks)]
    guesses = _Guesses(inputs, texts, ships)
    numbers = [guesses.number(tick, code) for tick, code in zip(ticks, codes, strict=True)]
    if sum(len(texts[number]) + _LEAST for number in numbers) > most:
        raise ValueError("more text than a seat can have")
    forms = LineForms(texts, ships)
    return b"".join(_lines(ticks, fuels, (forms[number] for number in numbers), rows, bool(cut), most)), end


def _lines(
    ticks: Sequence[int],
    fuels: Sequence[int],
    forms: Iterable[LineForm],
    rows: Sequence[Sequence[int]],
    cut: bool,
    most: int,
) -> Iterator[bytes]:
    """Yield the lines of a seat, of at most `most` bytes. Raises ValueError."""
    for tick, fuel, form in zip(ticks, fuels, forms, strict=True):
        rest = form.line(rows[tick] if 0 <= tick < len(rows) else ())
        if rest is None:
            raise ValueError("the sidecar is damaged, or of another log")
        line = f'{{"tick":{tick},"fuel":{"null" if fuel == _NULL else fuel}{rest}}}\n'.encode()
        most -= len(line)
        if most < 0:
            raise ValueError("more text than a seat can have")
        yield line
    if cut:
        yield b'{"cut":true}\n'


def _differences(numbers: Sequence[int]) -> bytes:
    """Return the differences of consecutive numbers, the sign in the lowest bit, byte by byte of significance."""
    values = np.array([0, *numbers], np.int64)
    steps: NDArray[np.int64] = values[1:] - values[:-1]
    return _planes(((steps << 1) ^ (steps >> 63)).astype("<u4"))


def _sums(data: bytes) -> list[int]:
    folded = _joined(data, 4).astype(np.int64)
    found: list[int] = np.cumsum((folded >> 1) ^ -(folded & 1)).tolist()
    return found


def _planes(numbers: NDArray[np.unsignedinteger]) -> bytes:
    return numbers.view(np.uint8).reshape(-1, numbers.itemsize).T.tobytes()


def _joined(data: bytes, size: int) -> NDArray[np.unsignedinteger]:
    rows = np.frombuffer(data, np.uint8).reshape(size, -1).T
    return np.ascontiguousarray(rows).view(f"<u{size}").ravel()
