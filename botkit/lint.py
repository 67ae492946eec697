"""Warnings about code that runs, but hardly does what was meant, found when a bot is loaded.

They cost next to nothing: regular expressions over the text, and over the opcodes of the compiled code.
"""

from __future__ import annotations

import dis
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from types import CodeType

MOST = 100  # findings of each kind in a file that are looked at, since the line of each is searched for
IDLE_TICKS = 150  # without an order, after which a bot is warned

_DEGREES = re.compile(r"\.(turn_to|rotated|turn)\(\s*(-?(?:[7-9]|\d{2,})(?:\.\d*)?|(?:math\.)?degrees\(.*\))\s*\)")
_POLAR = re.compile(r"\bVec\.polar\(\s*(-?(?:[7-9]|\d{2,})(?:\.\d*)?)\s*[,)]")
_SLEEP = re.compile(r"^[^#\n]*\bsleep\(", re.MULTILINE)
_TIME = re.compile(r"^\s*(?:from|import)\b.*\btime\b", re.MULTILINE)
_LISTING = re.compile(r"\b(os\.(?:listdir|scandir|walk|path\.(?:exists|isfile|isdir))|glob\.i?glob)\(")
_ASSIGNED = re.compile(
    r"\.(\w+)[ \t]*=(?!=)|^[ \t]+(\w+)[ \t]*(?::|=(?!=))|^[ \t]*@(?:\w+\.)?(?:cached_)?property\s+def (\w+)",
    re.MULTILINE,
)
_RETURN = re.compile(r"\s*return\s+[^\s#]")
_CODES = {name: code for name, code in dis.opmap.items() if code < 256}  # others are the compiler's own
_LOADS = {_CODES[name] for name in ("LOAD_ATTR", "LOAD_METHOD") if name in _CODES}
_SHIFT = "LOAD_METHOD" not in _CODES  # since 3.12 the lowest bit says whether it loads a method to call
_DROPS = {code for name, code in _CODES.items() if name in ("POP_TOP", "TO_BOOL") or re.match(r"POP_JUMP\w*_IF_", name)}
_UNCALLED = re.compile(
    b"[%b]\0*[%b]" % tuple(b"".join(re.escape(bytes([code])) for code in sorted(each)) for each in (_LOADS, _DROPS)),
    re.DOTALL,
)


def lint(text: str, code: CodeType, methods: Collection[str], texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, warning) for what a file of a bot hardly means.

    Args:
        text: the file.
        code: the file, compiled.
        methods: the names of the ship's orders.
        texts: all files of the bot.
    """
    dubious = list(islice(_dubious(text), MOST))
    if dubious:
        run = _lines(code)  # others are in docstrings
        lines = ((text.count("\n", 0, at) + 1, words) for at, words in dubious)
        yield from ((line, words) for line, words in lines if line in run)
    uncalled = list(islice(_uncalled(code, methods), MOST))
    if uncalled:
        own = _own_attributes(texts)
        for line, name in uncalled:
            if name not in own:
                yield line, f".{name} does nothing without parentheses: .{name}(…)"


def _dubious(text: str) -> Iterator[tuple[int, str]]:
    """Yield (place, warning) for dubious calls."""
    for found in _DEGREES.finditer(text):
        if "#" not in text[text.rfind("\n", 0, found.start()) + 1 : found.start()]:
            yield found.start(), _degrees(found[1], found[2])
    for found in _POLAR.finditer(text):
        words = f"polar({found[1]}, …): angles are in radians, not degrees; write math.radians({found[1]})"
        yield found.start(), words
    for found in _LISTING.finditer(text):
        yield found.start(), f"{found[1]} finds nothing in the sandbox: open the bot's data files by their names"
    if _TIME.search(text) and "def sleep(" not in text:
        for found in _SLEEP.finditer(text):
            words = "sleep does not wait in a match: count ticks, as in `if ship.tick % 30 == 0:` for once a second"
            yield found.end(), words


def _own_attributes(texts: Iterable[str]) -> set[str]:
    """Return the names of attributes that a bot gives to objects of its own."""
    return {name for text in texts for names in _ASSIGNED.findall(text) for name in names if name}


def _lines(code: CodeType) -> set[int]:
    """Return the lines that are run by compiled code."""
    lines = {line for _, _, line in code.co_lines() if line}
    return lines.union(*(_lines(constant) for constant in code.co_consts if isinstance(constant, CodeType)))


def returned(text: str, code: CodeType) -> int:
    """Return the line of the first `return` with a value in a function, or that of its `def`."""
    lines, first = text.splitlines(), code.co_firstlineno
    last = max((line for _, _, line in code.co_lines() if line), default=first)
    return next((n for n in range(first, last + 1) if n <= len(lines) and _RETURN.match(lines[n - 1])), first)


def _degrees(method: str, value: str) -> str:
    if method == "turn":
        return f"turn({value}) turns as turn({'-' * value.startswith('-')}1) does: to face a direction, turn_to(angle)"
    inside = value.partition("degrees(")[2][:-1] if "degrees(" in value else f"math.radians({value})"
    return f"{method}({value}): angles are in radians, not degrees; write {method}({inside})"


def _uncalled(code: CodeType, methods: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of methods that are named and not called, as in `ship.fire` or `if ship.aim_at:`."""
    raw = code.co_code
    for found in _UNCALLED.finditer(raw[::2]):
        at = 2 * found.start()
        name = code.co_names[_argument(raw, at) >> _SHIFT]
        if name in methods:
            lines = (line for start, end, line in code.co_lines() if start <= at < end)
            yield next(lines, None) or code.co_firstlineno, name
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _uncalled(constant, methods)


def _argument(raw: bytes, at: int) -> int:
    """Return the argument of an instruction, with the extensions before it."""
    value, shift = raw[at + 1], 8
    while at >= 2 and raw[at - 2] == dis.EXTENDED_ARG:
        at -= 2
        value |= raw[at + 1] << shift
        shift += 8
    return value
