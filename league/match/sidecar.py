"""The sidecar of a log: what each program sent, drew, logged and used, a JSON line a tick.

It lies outside every digest, so that it can be dropped; docs/log.md describes its bytes.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Collection, Iterator
from typing import Any

from engine.log import MAX_TICKS
from league.match.notes import clean_notes
from systems.protocol.orders import Action

MAGIC = b"SPACEDBG"
VERSION = 1
MAX_SEAT = 256 * 1024  # compressed bytes of one seat
MAX_SEAT_TEXT = 4 << 20  # its bytes of text
_LEVEL = 4  # of zlib: two thirds of the time of 6, for a tenth more bytes
_PIECE = 32 * 1024  # characters of text that are compressed at a time
_LINE = 40  # characters of a line, about, beside what the program said
_ACTION = ',"action":'
_START = struct.Struct("<8sHH")
_SIZE = struct.Struct("<I")
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class SeatLog:
    """Collects the lines of one seat, up to its cap; then a last line says that it was cut."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(_LEVEL)
        self._done: list[bytes] = []
        self._size = 0
        self._text = 0
        self._lines: list[tuple[int, int | str, str, str]] = []  # tick, fuel, action, and what follows
        self._waiting = 0
        self._cut = False

    def add(self, tick: int, fuel: int | None, action: Action | None, error: str = "") -> None:
        """One tick of the seat's program; `error` is the whole text of its fault."""
        if self._cut:
            return
        told, rest = "" if action is None else action.told, ""
        if action is not None and action.notes:
            rest = "".join([f',"{name}":{_encode(value)}' for name, value in clean_notes(action.notes).items()])
        if error:
            rest = f'{rest},"error":{_encode(error)}'
        self._lines.append((tick, "null" if fuel is None else fuel, told, rest))
        self._waiting += _LINE + len(told) + len(rest)
        if self._waiting >= _PIECE:
            self._compress()

    def _compress(self) -> None:
        """Compress what waits, unless the seat could then be over its cap: zlib adds at most some bytes to a piece."""
        lines = [
            f'{{"tick":{tick},"fuel":{fuel}{_ACTION if told else ""}{told}{rest}}}\n'
            for tick, fuel, told, rest in self._lines
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
        """The compressed lines; nothing can be added after."""
        if self._lines:
            self._compress()
        return b"".join(self._done) + self._stream.flush()


def pack(seats: list[SeatLog]) -> bytes:
    """The bytes of a sidecar."""
    return _packed([seat.getvalue() for seat in seats])


def _packed(seats: list[bytes]) -> bytes:
    parts = [_START.pack(MAGIC, VERSION, len(seats))]
    for lines in seats:
        parts += [_SIZE.pack(len(lines)), lines]
    return b"".join(parts)


def unpack(data: bytes) -> list[list[dict[str, Any]]]:
    """The lines of each seat.

    Raises:
        ValueError: the bytes are no sidecar, damaged, or larger than one may be.
    """
    seats = []
    for compressed in _streams(data):
        stream = zlib.decompressobj()
        try:
            lines = stream.decompress(compressed, MAX_SEAT_TEXT).split(b"\n", MAX_TICKS + 2)
            if len(lines) > MAX_TICKS + 2:  # one a tick, one that says that it was cut, and what follows the last
                raise ValueError
            found = [json.loads(line) for line in lines if line]
            seats.append([line for line in found if isinstance(line, dict)])
        except (zlib.error, ValueError, RecursionError):
            raise ValueError("the sidecar is damaged") from None
    return seats


def _streams(data: bytes) -> Iterator[bytes]:
    """The compressed lines of each seat. Raises ValueError."""
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
    """A sidecar in which nothing is left but what the `kept` seats said: for the owner of one. Raises ValueError."""
    seats = []
    for seat, lines in enumerate(_streams(data)):
        seats.append(lines if seat in kept else SeatLog().getvalue())
    return _packed(seats)
