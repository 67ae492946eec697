"""Where a bot is: its frames, and the loop that they are in."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from types import CodeType, FrameType

from botkit.imports import MemoryLoader

_LOOP = re.compile(r"\s*(?:async\s+)?(?:while|for)\b")
_FOREVER = re.compile(r"\s*while\s*\(?\s*(?:True|1)\b")


def source_of(frame: FrameType) -> MemoryLoader | None:
    """Return the file of a bot that a frame runs, or None if it is not the bot's."""
    loader = frame.f_globals.get("__loader__")
    return loader if isinstance(loader, MemoryLoader) and loader.filename == frame.f_code.co_filename else None


def loop_at(lines: Sequence[str], code: CodeType, seen: Collection[int]) -> int:
    """Return the first line of the loop that runs these lines again and again.

    Args:
        lines: the file.
        code: the function that has the loop.
        seen: numbers of lines that it was seen to run.
    """
    low = min(seen)
    loops = list(_enclosing(lines, low, code.co_firstlineno))
    if low <= len(lines) and _LOOP.match(lines[low - 1]):
        forever = [line for line in loops if _FOREVER.match(lines[line - 1])]
        return low if lines[low - 1].lstrip().startswith("while") else next(iter(forever), low)
    return loops[0] if loops else low


def _enclosing(lines: Sequence[str], line: int, first: int) -> list[int]:
    """Return the lines of the loops around a line, innermost first, back to line `first`."""
    found = []
    width = _indent(lines[line - 1]) if line <= len(lines) else 0
    for number in range(min(line, len(lines) + 1) - 1, first - 1, -1):
        text = lines[number - 1]
        if text.strip() and not text.lstrip().startswith("#") and _indent(text) < width:
            width = _indent(text)
            if _LOOP.match(text):
                found.append(number)
    return found


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
