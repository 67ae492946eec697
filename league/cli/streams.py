"""Robust stdout and stderr for commands; without rich, which not every command needs."""

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
    """Ensure within the context that stdout and stderr exist and encode any text, and that stderr never fails.

    The caller of a command may have closed them, the reader of stderr may stop, as in `2>&1 | head`, and the disk it is
    redirected to may be full. Such output is dropped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # characters that the terminal cannot show are replaced
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        redirect_stdout(sys.stdout or nowhere),
        redirect_stderr(cast(TextIO, _Unfailing(sys.stderr or nowhere))),
    ):
        yield


class _Unfailing:
    """A stream that drops what cannot be written."""

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
    """Drop what is written from now on and what is still buffered, which would be flushed at exit."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
