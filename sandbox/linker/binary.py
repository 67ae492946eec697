"""The binary format that WebAssembly's modules and components share: numbers, names, sections.

Core Specification, chapter 5; Component Model, Binary.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class UnknownLayout(Exception):
    """The component is not laid out like those that the linker knows; the message is one line."""


class Reader:
    """Reads from `data`, from `at` on."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def unsigned(self) -> int:
        """Read an unsigned LEB128."""
        value = shift = 0
        while (byte := self.byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def signed(self) -> int:
        """Read a signed LEB128."""
        start = self.at
        value = self.unsigned()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def since(self, start: int) -> bytes:
        """Return what was read from `start` on."""
        return self.data[start : self.at]

    def name(self) -> bytes:
        return self.take(self.unsigned())

    def repeat(self) -> range:
        """Read the length of a vector; its items follow."""
        return range(self.unsigned())

    def expect(self, what: str, *bytes: int) -> int:
        """Read a byte that must be one of `bytes`."""
        found = self.byte()
        if found not in bytes:
            raise UnknownLayout(f"{what} {found:#04x} at {self.at - 1:#x}")
        return found


def sections(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the sections of a module or component as (id, content)."""
    reader = Reader(data, 8)
    while reader.at < len(data):
        yield reader.byte(), reader.name()


def unsigned(value: int) -> bytes:
    """Encode as unsigned LEB128."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def signed(value: int) -> bytes:
    """Encode as signed LEB128."""
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


def name(text: bytes) -> bytes:
    return unsigned(len(text)) + text


def vector(items: Iterable[bytes]) -> bytes:
    kept = list(items)
    return unsigned(len(kept)) + b"".join(kept)


def section(id: int, content: bytes) -> bytes:
    return bytes([id]) + unsigned(len(content)) + content
