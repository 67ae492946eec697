"""The sidecar of a log: what each program sent, drew, logged and used, one JSON line per tick.

It is not covered by any digest, so it can be deleted. docs/log.md describes the format.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Collection, Iterator

from botkit.output import WARNING
from engine.log import MAX_TICKS
from league.match.notes import clean_notes
from systems.protocol.orders import Action

MAGIC = b"SPACEDBG"
MAX_WARNINGS = 20
VERSION = 1
MAX_SEAT = 256 * 1024  # maximum compressed bytes of one seat
MAX_SEAT_TEXT = 4 << 20  # maximum bytes of one seat's text
MAX_TEXT = 16 << 20  # maximum bytes of the text that is read of all seats
_LEVEL = 4  # of zlib: takes two thirds of the time of level 6, for a tenth more bytes
_PIECE = 32 * 1024  # characters compressed at a time
_LINE = 40  # approximate characters of a line besides the program's output
_ACTION = ',"action":'
_START = struct.Struct("<8sHH")
_SIZE = struct.Struct("<I")
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class SeatLog:
    """Collects the lines of a seat up to a limit; if it is exceeded, the last line says so."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(_LEVEL)
        self._done: list[bytes] = []
        self._size = 0
        self._text = 0
        self._lines: list[tuple[int, int | str, str, str]] = []  # tick, fuel, action, and the rest
        self._waiting = 0
        self._cut = False

    def add(self, tick: int, fuel: int | None, action: Action | None, error: str = "") -> None:
        """Add a tick of the seat's program; `error` is the full text of its fault."""
        if self._cut:
            return
        text, rest = "" if action is None else action.text, ""
        if action is not None and action.notes:
            rest = "".join([f',"{name}":{_encode(value)}' for name, value in clean_notes(action.notes).items()])
        if error:
            rest = f'{rest},"error":{_encode(error)}'
        self._lines.append((tick, "null" if fuel is None else fuel, text, rest))
        self._waiting += _LINE + len(text) + len(rest)
        if self._waiting >= _PIECE:
            self._compress()

    def _compress(self) -> None:
        """Compress pending lines, unless that could exceed the limit: zlib adds only a few bytes per piece."""
        lines = [
            f'{{"tick":{tick},"fuel":{fuel}{_ACTION if text else ""}{text}{rest}}}\n'
            for tick, fuel, text, rest in self._lines
        ]
        text = "".join(lines).encode()
        self._lines, self._waiting = [], 0
        if self._text + len(text) > MAX_SEAT_TEXT - 100 or self._size + len(text) + 1024 > MAX_SEAT:
            self._cut = True
            text = b'{"cut":true}\n'
        self._text += len(text)
        piece = self._stream.compress(text) + self._stream.flush(zlib.Z_SYNC_FLUSH)
        self._size += len(piece)
        self._done.append(piece)

    def getvalue(self) -> bytes:
        """Return the compressed lines; nothing can be added afterwards."""
        if self._lines:
            self._compress()
        return b"".join(self._done) + self._stream.flush()


def pack(seats: list[SeatLog]) -> bytes:
    """Return the bytes of a sidecar."""
    return packed([seat.getvalue() for seat in seats])


def packed(seats: list[bytes]) -> bytes:
    """Return the bytes of a sidecar, of the compressed lines of each seat."""
    parts = [_START.pack(MAGIC, VERSION, len(seats))]
    for lines in seats:
        parts += [_SIZE.pack(len(lines)), lines]
    return b"".join(parts)


def unpack(data: bytes) -> list[list[dict[str, object]]]:
    """Return the lines of each seat, up to MAX_TEXT bytes of text in all; `{"cut": true}` stands for more.

    Raises:
        ValueError: the bytes are not a sidecar, are damaged, or exceed the limits.
    """
    seats, left = [], MAX_TEXT
    for compressed in streams(data):
        stream = zlib.decompressobj()
        try:
            text = stream.decompress(compressed, min(left, MAX_SEAT_TEXT)) if left else b""
            left -= len(text)
            if not left:
                text = text[: text.rfind(b"\n") + 1]
            lines = text.split(b"\n", MAX_TICKS + 2)
            if len(lines) > MAX_TICKS + 2:  # one per tick, one that marks the cut, and the rest after the last
                raise ValueError
            found = [json.loads(line) for line in lines if line]
            if not left:
                found.append({"cut": True})  # as a writer says it: the rest is not read
            seats.append([line for line in found if isinstance(line, dict)])
        except (zlib.error, ValueError, RecursionError):
            raise ValueError("the sidecar is damaged") from None
    return seats


def warnings_of(data: bytes) -> list[list[str]]:
    """Return the warnings that each seat's bot got in its log, without repetition. Raises ValueError as `unpack`."""
    seats = []
    for lines in unpack(data):
        logs = [line["log"] for line in lines if isinstance(line.get("log"), str)]
        told = [text for log in logs for text in str(log).splitlines() if text.startswith(WARNING)]
        seats.append([text.removeprefix(WARNING) for text in dict.fromkeys(told[:MAX_WARNINGS])])
    return seats


def streams(data: bytes) -> Iterator[bytes]:
    """Yield the compressed lines of each seat. Raises ValueError."""
    if len(data) < _START.size or data[: len(MAGIC)] != MAGIC:
        raise ValueError("not a spacecode sidecar")
    _, version, count = _START.unpack_from(data)
    if version != VERSION or count > 16:
        raise ValueError("a sidecar of another format")
    at = _START.size
    for _ in range(count):
        if at + _SIZE.size > len(data):
            raise ValueError("the sidecar is cut off")
        size = _SIZE.unpack_from(data, at)[0]
        at += _SIZE.size
        if size > MAX_SEAT or at + size > len(data):
            raise ValueError("the sidecar is cut off")
        yield data[at : at + size]
        at += size


def only_seats(data: bytes, kept: Collection[int]) -> bytes:
    """Return a copy of a sidecar with the lines of the `kept` seats only, for their owner. Raises ValueError."""
    seats = []
    for seat, lines in enumerate(streams(data)):
        seats.append(lines if seat in kept else SeatLog().getvalue())
    return packed(seats)
