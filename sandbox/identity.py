"""A program's identity: the same files are the same bot, wherever they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

# Of a program: (relative path, text), sorted; main.py is where it begins. Or main.wasm alone, with its bytes.
Files = tuple[tuple[str, str | bytes], ...]
MODULE = "main.wasm"


def identity(files: Sequence[tuple[str, str | bytes]]) -> str:
    """SHA-256 (hex) over `files`, (relative path, content) sorted by path, each part with its length in front.

    Lengths are 8 bytes, little endian, of the part's bytes, UTF-8 where it is text (docs/protocol.md).

    Raises:
        UnicodeEncodeError: a text is not UTF-8 (a lone surrogate).
    """
    digest = hashlib.sha256()
    for path, content in files:
        for part in (path.encode(), content if isinstance(content, bytes) else content.encode()):
            digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def module_of(files: Sequence[tuple[str, str | bytes]]) -> bytes | None:
    """The WebAssembly module that the program is; None for a program in Python."""
    if len(files) == 1:
        path, content = files[0]
        if path == MODULE and isinstance(content, bytes):
            return content
    return None


def texts_of(files: Sequence[tuple[str, str | bytes]]) -> list[tuple[str, str]]:
    """The files of a program in Python.

    Raises:
        ValueError: a file is not text.
    """
    texts = [(path, content) for path, content in files if isinstance(content, str)]
    if len(texts) < len(files):
        raise ValueError("a program must be Python files, or a single main.wasm")
    return texts
