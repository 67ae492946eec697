"""The data files of a bot, for its `open`."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import IO, Any

_open = io.open  # of this interpreter; in the guest, `io.open` is replaced


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

    def open(self, file: Any, mode: str = "r", *args: Any, **options: Any) -> IO[Any]:
        """Open a file of the bot for reading, or else one of this machine, as the builtin `open` does."""
        if isinstance(file, (str, os.PathLike)) and not set(mode) & set("wax+"):
            text = self._texts.get(self._inside(os.fspath(file)))
            if text is not None:
                return _opened(text, mode, *args, **options)
        if isinstance(file, (str, os.PathLike)):
            self._foreign(str(os.fspath(file))[:60], mode)
        return _open(file, mode, *args, **options)

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


def _opened(
    text: str,
    mode: str,
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: Any = None,
) -> IO[Any]:
    content = io.BytesIO(text.encode())
    return content if "b" in mode else io.TextIOWrapper(content, encoding or "utf-8", errors, newline)


def builtins_with(files: DataFiles, importer: Any) -> dict[str, Any]:
    """Return the builtins of a bot, with its own `open` and `__import__`."""
    return dict(vars(builtins), open=files.open, __import__=importer)
