"""stdout and stderr, whatever they are when a command starts. Without rich, which not every command needs."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, TextIO, cast


@contextmanager
def streams() -> Iterator[None]:
    """Around a command: stdout and stderr are there, can take every sign, and stderr stops no work.

    Whoever starts a command may have closed them; whoever reads stderr may stop, as `2>&1 | head` does, and the disk
    that it goes to may be full. What would be told goes nowhere then.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that can't show a sign is no reason to stop
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(sys.stdout or nowhere),
        redirect_stderr(cast(TextIO, _Unfailing(sys.stderr or nowhere))),
    ):
        yield


class _Unfailing:
    """A stream that drops what can't be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            return self._drop(len(text))

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            self._drop(0)

    def _drop(self, length: int) -> int:
        send_nowhere(self._stream)
        return length


def send_nowhere(stream: TextIO) -> None:
    """Drop what is written from now on, and what the stream still holds: it would be tried again at the end."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
