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
MAX_DICTIONARY = 1 << 15  # bytes: zlib uses no more
MAX_SIDECAR = compact.MAX_BYTES
_START = struct.Struct("<8sH")
_MARK = b"\xf0LOG"
_HEAD = struct.Struct("<4sBBIIIII")  # mark, kind, bytes of the name, of the log, its packed bytes, of the sidecar, CRCs
_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SEEK = 1 << 20  # bytes searched at a time for the next record behind damage
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
    """Yield the complete records from a place on, in order; damaged heads are skipped."""
    file.seek(0, 2)
    size = file.tell()
    while at < size:
        found = _record(file, at)
        if found is None or found.end > size:
            at = _next_mark(file, at + 1, size)
            continue
        yield found
        at = found.end


def _record(file: BinaryIO, at: int) -> PackRecord | None:
    """Return the record whose head is at a place, or None."""
    file.seek(at)
    data = file.read(_HEAD.size + 100)
    if len(data) < _HEAD.size or data[: len(_MARK)] != _MARK:
        return None
    _, kind, length, size, packed, sidecar, crc, own = _HEAD.unpack_from(data)
    name = data[_HEAD.size : _HEAD.size + length]
    if zlib.crc32(name, zlib.crc32(data[: _HEAD.size - 4])) != own or not _NAME.fullmatch(name):
        return None
    largest = MAX_DICTIONARY if kind == DICTIONARY else MAX_BYTES
    if kind > DICTIONARY or size > largest or packed > largest or sidecar > MAX_SIDECAR:
        return None
    return PackRecord(kind, name.decode(), at + _HEAD.size + length, size, packed, sidecar, crc)


def _next_mark(file: BinaryIO, at: int, size: int) -> int:
    """Return the next place that may be the head of a record, or the end of the file."""
    while at < size:
        file.seek(at)
        data = file.read(_SEEK + len(_MARK) - 1)
        found = data.find(_MARK)
        if found >= 0:
            return at + found
        at += _SEEK
    return size


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
