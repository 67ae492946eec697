"""The data files of a bot, for its `open`."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import IO, Any

_open = io.open  # of this interpreter; `io.open` is replaced in the guest, and while a bot is called in a local run
_READING = {"r", "rt", "tr", "rb", "br"}


class DataFiles:
    """The files of a bot other than its modules.

    Args:
        texts: by path, relative to `main.py`.
        root: the folder on disk that they were read from, if any.
        foreign: called with the path and mode of each file that `open` opens and the bot does not have.
    """

    def __init__(self, texts: Mapping[str, str], root: str | None, foreign: Callable[[str, str], None]) -> None:
        self._texts = texts
        self._root = root
        self._foreign = foreign

    def open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> IO[Any]:
        """Open a file of the bot for reading, or else one of this machine, as the builtin `open` does."""
        if isinstance(file, (str, os.PathLike)):
            path = os.fspath(file)
            text = self._texts.get(self._inside(path)) if mode in _READING else None
            if text is not None:
                content = _Content(text.encode(), str(path), mode)
                if "b" in mode:
                    return content
                return io.TextIOWrapper(content, encoding or "utf-8", errors, newline)
            self._foreign(str(path)[:60], str(mode)[:20])
        return _open(file, mode, buffering, encoding, errors, newline, closefd, opener)

    def _inside(self, path: Any) -> str:
        """Return a path relative to the bot, with `/`."""
        if not isinstance(path, str):
            return ""
        if self._root is not None and path.startswith(self._root + os.sep):
            path = path[len(self._root) :]
        parts: list[str] = []
        for part in PurePosixPath(path.replace(os.sep, "/").lstrip("/")).parts:
            if part == ".." and parts:
                parts.pop()
            else:
                parts.append(part)
        return "/".join(parts)


class _Content(io.BytesIO):
    """A data file that was opened."""

    def __init__(self, data: bytes, name: str, mode: str) -> None:
        super().__init__(data)
        self.name = name
        self.mode = mode  # type: ignore[misc]  # as files have it


def builtins_with(files: DataFiles, importer: Any) -> dict[str, Any]:
    """Return the builtins of a bot, with its own `open` and `__import__`."""
    return dict(vars(builtins), open=files.open, __import__=importer)
