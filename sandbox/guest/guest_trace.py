"""Follows a bot line by line, and writes to standard error where it is, for a call that is about to be interrupted.

The host reads the last line that was written before the guest trapped: a count of the lines that were run, the number
of the line that begins the endless loop, or of the line that was run last if none is repeated, and the file.
"""

from __future__ import annotations

import os
import sys
from types import CodeType, FrameType
from typing import Any

from botkit.location import loop_at, source_of

SELDOM = 128  # lines between two reports
OFTEN = 64  # lines at the beginning, each of which is reported
REPEATED = 3  # times that a line was run which is in a loop


class _Traced:
    """A frame of the bot: when it was entered, and how often and when its lines were run, in lines of the bot."""

    def __init__(self, entered: int) -> None:
        self.entered = entered
        self.runs: dict[int, int] = {}
        self.last: dict[int, int] = {}


class Tracer:
    """A trace function, which reports every line from number `first` on, and before it now and then."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._count = 0
        self._frames: dict[FrameType, _Traced] = {}

    def __call__(self, frame: FrameType, event: str, value: Any) -> Any:
        if source_of(frame) is None:
            return None
        self._frames[frame] = _Traced(self._count)
        return self._step

    def _step(self, frame: FrameType, event: str, value: Any) -> Any:
        if event == "return":
            self._frames.pop(frame, None)
        elif event == "line":
            self._count += 1
            traced, line = self._frames[frame], frame.f_lineno
            traced.runs[line] = traced.runs.get(line, 0) + 1
            traced.last[line] = self._count
            if self._count <= OFTEN or self._count >= self._first or not self._count % SELDOM:
                self._report(frame)
        return self._step

    def _report(self, frame: FrameType) -> None:
        path, line = self._where(frame)
        os.write(2, f"@{self._count} {line} {path}\n".encode())

    def _where(self, innermost: FrameType) -> tuple[str, int]:
        """Return the loop in the innermost frame that exists for half of the time so far, or the present line."""
        frame: FrameType | None = innermost
        while frame is not None:
            traced = self._frames.get(frame)
            if traced is not None and 2 * traced.entered <= self._count:
                again = [
                    line
                    for line, runs in traced.runs.items()
                    if runs >= REPEATED and 2 * traced.last[line] > self._count
                ]
                if frame.f_lineno in again:
                    return _place(frame, frame.f_code, again)
                break
            frame = frame.f_back
        return _place(innermost, None, [innermost.f_lineno])


def _place(frame: FrameType, code: CodeType | None, lines: list[int]) -> tuple[str, int]:
    source = source_of(frame)
    assert source is not None
    return source.path, lines[0] if code is None else loop_at(source.text.splitlines(), code, lines)


def trace(first: int) -> None:
    """Trace the bot from here on."""
    sys.settrace(Tracer(first))
