"""The bytes of a pack: many logs with their sidecars, appended one after another. docs/log.md describes each byte.

A pack is untrusted: every size is checked before anything is read or allocated.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from engine.log import MAX_BYTES
from league.match import compact

MAGIC = b"SPACEPAK"
VERSION = 1
SUFFIX = ".pack"
MAX_MEMBERS = 1_000_000
MAX_DAMAGED = 10_000  # places that look like a record and are none
MAX_DICTIONARY = 1 << 15  # bytes: zlib uses no more
MAX_SIDECAR = compact.MAX_BYTES
_START = struct.Struct("<8sH")
_MARK = b"\xf0LOG"
_HEAD = struct.Struct("<4sBBIIIII")  # mark, kind, bytes of the name, of the log, its packed bytes, of the sidecar, CRCs
_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LONGEST = _HEAD.size + 100  # bytes of a head with its name
_BLOCK = 1 << 20  # bytes searched at a time for the next record behind damage
START = _START.pack(MAGIC, VERSION)

PLAIN, DEFLATED, DICTIONARY = range(3)  # kinds: a log as it is, a log deflated with the last dictionary, a dictionary


class NotAPack(ValueError):
    """The bytes are not a pack, or not one that this version can read."""


class DamagedPack(ValueError):
    """A log in a pack is damaged."""


@dataclass(frozen=True, slots=True)
class PackRecord:
    """A record of a pack, without its content.

    Attributes:
        name: of the log, without `.bin`.
        at: where its content begins.
        size: bytes of the log.
        packed: bytes of the log in the pack.
        sidecar: bytes of the sidecar in the pack; 0 for none.
        crc: CRC-32 of the content.
    """

    kind: int
    name: str
    at: int
    size: int
    packed: int
    sidecar: int
    crc: int

    @property
    def start(self) -> int:
        """Where its head begins."""
        return self.at - len(self.name) - _HEAD.size

    @property
    def end(self) -> int:
        """Where the next record begins."""
        return self.at + self.packed + self.sidecar


def encode(kind: int, name: str, size: int, packed: bytes, sidecar: bytes = b"") -> bytes:
    """Return the bytes of a record."""
    told = name.encode()
    crc = zlib.crc32(sidecar, zlib.crc32(packed))
    head = _HEAD.pack(_MARK, kind, len(told), size, len(packed), len(sidecar), crc, 0)[:-4] + told
    return head[: _HEAD.size - 4] + zlib.crc32(head).to_bytes(4, "little") + told + packed + sidecar


def is_name(name: str) -> bool:
    """Return whether a log in a pack can have this name."""
    return _NAME.fullmatch(name.encode(errors="replace")) is not None


def check_start(file: BinaryIO) -> None:
    """Raise NotAPack unless a file begins as a pack of this format."""
    file.seek(0)
    data = file.read(_START.size)
    if data[: len(MAGIC)] != MAGIC:
        raise NotAPack("not a pack of logs")
    if len(data) < _START.size or (version := _START.unpack(data)[1]) != VERSION:
        shown = version if len(data) == _START.size else "?"
        raise NotAPack(f"a pack of format {shown}; this is format {VERSION}: read it with the spacecode that wrote it")


def records(file: BinaryIO, at: int = len(START)) -> Iterator[PackRecord]:
    """Yield the complete records from a place on, in order; damaged heads are skipped.

    Raises:
        NotAPack: there are more damaged heads than damage can leave: somebody made them.
    """
    size = file.seek(0, 2)
    window, damaged = _Window(file, size), 0
    while at < size:
        found = _record(window.head(at), at, size)
        if found is not None:
            yield found
            at = found.end
            continue
        damaged += 1
        if damaged > MAX_DAMAGED:
            raise NotAPack(f"more than {MAX_DAMAGED:,} damaged records")
        at = window.next_mark(at + 1)


def record_at(file: BinaryIO, at: int) -> PackRecord | None:
    """Return the complete record that begins at a place, or None."""
    size = file.seek(0, 2)
    return _record(_Window(file, size).head(at), at, size)


def _record(data: bytes, at: int, end: int) -> PackRecord | None:
    """Return the record whose head, at a place of a file that ends at `end`, begins these bytes, or None."""
    if len(data) < _HEAD.size or data[: len(_MARK)] != _MARK:
        return None
    _, kind, length, size, packed, sidecar, crc, own = _HEAD.unpack_from(data)
    largest = MAX_DICTIONARY if kind == DICTIONARY else MAX_BYTES
    if kind > DICTIONARY or size > largest or packed > largest or sidecar > MAX_SIDECAR:
        return None
    if at + _HEAD.size + length + packed + sidecar > end:
        return None
    name = data[_HEAD.size : _HEAD.size + length]
    if zlib.crc32(name, zlib.crc32(data[: _HEAD.size - 4])) != own or not _NAME.fullmatch(name):
        return None
    return PackRecord(kind, name.decode(), at + _HEAD.size + length, size, packed, sidecar, crc)


class _Window:
    """A file's heads: each of its own while records follow one another, all those of a block behind damage.

    So nothing is read more than twice, however many marks there are.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._at = 0
        self._data = b""

    def head(self, at: int) -> bytes:
        """Return the bytes at a place, as many as a head can have."""
        start = at - self._at
        if 0 <= start <= len(self._data) - _LONGEST:
            return self._data[start : start + _LONGEST]
        self._file.seek(at)
        return self._file.read(_LONGEST)

    def next_mark(self, at: int) -> int:
        """Return the next place that may be the head of a record, or the end of the file."""
        while at < self._size:
            if not self._at <= at <= self._at + len(self._data) - _LONGEST:
                self._file.seek(at)
                self._at, self._data = at, self._file.read(_BLOCK)
            found = self._data.find(_MARK, at - self._at)
            if found >= 0:
                return self._at + found
            if len(self._data) < _BLOCK:
                break
            at = self._at + len(self._data) - len(_MARK) + 1
        return self._size


def content(file: BinaryIO, record: PackRecord) -> tuple[bytes, bytes]:
    """Return the packed log and sidecar of a record. Raises DamagedPack."""
    file.seek(record.at)
    data = file.read(record.packed + record.sidecar)
    if len(data) < record.packed + record.sidecar or zlib.crc32(data) != record.crc:
        raise DamagedPack(f"damaged at byte {record.at}")
    return data[: record.packed], data[record.packed :]


def unpacked(record: PackRecord, packed: bytes, dictionary: bytes) -> bytes:
    """Return the log of a record, or its dictionary. Raises DamagedPack."""
    if record.kind == PLAIN:
        if len(packed) != record.size:
            raise DamagedPack(f"damaged at byte {record.at}")
        return packed
    stream = zlib.decompressobj(zdict=dictionary if record.kind == DEFLATED else b"")
    try:
        found = stream.decompress(packed, record.size + 1)
    except zlib.error:
        found = b""
    if len(found) != record.size or not stream.eof or stream.unused_data:
        raise DamagedPack(f"damaged at byte {record.at}")
    return found


def deflated(data: bytes, dictionary: bytes = b"") -> bytes:
    """Return data compressed, by default without a dictionary."""
    stream = zlib.compressobj(9, zdict=dictionary) if dictionary else zlib.compressobj(9)
    return stream.compress(data) + stream.flush()
