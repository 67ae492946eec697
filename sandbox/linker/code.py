"""The code of functions: what it refers to, and the same code with other numbers in those places.

Nearly all instructions are copied. A regular expression skips them: byte by byte, Python would need half a minute for
the six million bytes of the interpreter's code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from sandbox.linker.binary import Reader, UnknownLayout, signed, unsigned

_COPIED = rb"""
    [\x00\x01\x05\x0b\x0f\x1a\x1b\x45-\xc4]    # unreachable, nop, else, end, return, drop, select, arithmetic
  | [\x02-\x04] [\x40\x7c-\x7f]                # block, loop, if, each without parameters, with one result or none
  | [\x0c\x0d\x20-\x22\x42] NUMBER             # br, br_if, local.get, local.set, local.tee, i64.const
  | \x41 NUMBER (?! \x23 NUMBER \x6a )         # i32.const, unless a global is added
  | [\x28-\x3e] NUMBER NUMBER                  # loads and stores
  | [\x3f\x40] \x00                            # memory.size, memory.grow
  | \x43 .{4} | \x44 .{8}                      # f32.const, f64.const
  | \xfc (?: [\x00-\x07] | \x0a \x00\x00 | \x0b \x00 )  # saturating conversions, memory.copy, memory.fill
"""
_OTHERS = rb"""
    \x0e (?P<branches> NUMBER )                                    # br_table, whose branches follow
  | \x10 (?P<call> NUMBER )                                        # call
  | \x11 (?P<type> NUMBER ) ZERO                                 # call_indirect
  | \x23 (?P<get> NUMBER ) (?: \x41 (?P<addend> NUMBER ) \x6a )?   # global.get; what is added to it
  | \x41 (?P<offset> NUMBER ) \x23 (?P<base> NUMBER ) \x6a         # i32.const, global.get, i32.add
  | \x24 (?P<set> NUMBER )                                         # global.set
"""
_FORWARD = rb"\x00 (?P<arguments> (?: \x20 NUMBER )*+ ) \x41 (?P<slot> NUMBER ) \x11 NUMBER ZERO \x0b"


def _pattern(source: bytes) -> re.Pattern[bytes]:
    source = source.replace(b"NUMBER", rb"[\x80-\xff]*+[\x00-\x7f]").replace(b"ZERO", rb"\x80*+\x00")  # LEB128
    return re.compile(source, re.DOTALL | re.VERBOSE)


END = b"\x0b"  # of a constant expression

_NUMBER = _pattern(b"NUMBER")
_NEXT = _pattern(b"(?: %b )*+ (?P<other> %b )?" % (_COPIED, _OTHERS))
_FORWARDING = _pattern(_FORWARD)


class Kind(Enum):
    """What a reference is to."""

    CALL = auto()  # a function
    TYPE = auto()  # a function's type, of an indirect call
    GET = auto()  # a global, whose value is used
    SET = auto()  # a global


class Reference(NamedTuple):
    """The instructions from `start` to `end` of a body, which hold the index `to`."""

    start: int
    end: int
    kind: Kind
    to: int
    addend: int | None = None  # a constant that is added to the global's value


def references(body: bytes) -> list[Reference]:
    """Return the references in a function's body, in order.

    Raises:
        UnknownLayout: it has an instruction that componentize-py's modules do not have.
    """
    reader = Reader(body)
    for _ in reader.repeat():  # its locals
        reader.unsigned()
        reader.byte()
    found = list[Reference]()
    at = reader.at
    while at < len(body):
        match = _NEXT.match(body, at)
        assert match is not None
        start, at = match.start("other"), match.end()
        if start < 0:
            if at < len(body):
                raise UnknownLayout(f"the instruction {body[at : at + 2].hex()}")
        elif call := match["call"]:
            found.append(Reference(start, at, Kind.CALL, _unsigned(call)))
        elif index := match["get"] or match["base"]:
            addend = match["addend"] or match["offset"]
            found.append(Reference(start, at, Kind.GET, _unsigned(index), _signed(addend) if addend else None))
        elif branches := match["branches"]:
            for _ in range(_unsigned(branches) + 1):
                label = _NUMBER.match(body, at)
                assert label is not None
                at = label.end()
        elif type := match["type"]:
            found.append(Reference(start, at, Kind.TYPE, _unsigned(type)))
        else:
            found.append(Reference(start, at, Kind.SET, _unsigned(match["set"])))
    return found


def replaced(body: bytes, references: Iterable[Reference], new: Iterable[bytes]) -> bytes:
    """Return the body with other instructions in the places of its references."""
    parts, at = list[bytes](), 0
    for reference, instructions in zip(references, new, strict=True):
        parts += (body[at : reference.start], instructions)
        at = reference.end
    parts.append(body[at:])
    return b"".join(parts)


def call(function: int) -> bytes:
    return b"\x10" + unsigned(function)


def call_indirect(type: int) -> bytes:
    return b"\x11" + unsigned(type) + b"\0"


def access(reference: Reference, number: int) -> bytes:
    """Encode the access to a global by its new number."""
    if reference.kind is Kind.SET:
        return b"\x24" + unsigned(number)
    add = b"" if reference.addend is None else i32_const(reference.addend) + b"\x6a"
    return b"\x23" + unsigned(number) + add


def forwarded_to(body: bytes, parameters: int) -> int:
    """Return the slot of the table that the function calls with its own arguments; -1 if it does anything else."""
    match = _FORWARDING.fullmatch(body)
    if match is None:
        return -1
    reader = Reader(match["arguments"])
    given = []
    while reader.at < len(reader.data):
        reader.byte()
        given.append(reader.unsigned())
    return _signed(match["slot"]) if given == list(range(parameters)) else -1


def i32_const(value: int) -> bytes:
    """Encode `i32.const`, of a value modulo 2^32."""
    value &= 0xFFFFFFFF
    return b"\x41" + signed(value - (1 << 32) if value >> 31 else value)


@cache
def _unsigned(number: bytes) -> int:
    return Reader(number).unsigned()


@cache
def _signed(number: bytes) -> int:
    return Reader(number).signed()
