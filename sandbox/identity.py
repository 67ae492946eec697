"""A program's identity: equal files are the same bot, wherever they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

# Files of a program as (relative path, text), sorted, with main.py as entry point; or main.wasm alone, with its bytes.
Files = tuple[tuple[str, str | bytes], ...]
MODULE = "main.wasm"


def identity(files: Sequence[tuple[str, str | bytes]]) -> str:
    """Return the SHA-256 (hex) over (relative path, content) sorted by path, each part prefixed with its length.

    Lengths are 8 bytes, little endian, and count bytes, of UTF-8 for text (docs/protocol.md).

    Raises:
        UnicodeEncodeError: a text cannot be encoded as UTF-8 (a lone surrogate).
    """
    digest = hashlib.sha256()
    for path, content in files:
        for part in (path.encode(), content if isinstance(content, bytes) else content.encode()):
            digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def module_of(files: Sequence[tuple[str, str | bytes]]) -> bytes | None:
    """Return a program's WebAssembly module, or None for a program in Python."""
    if len(files) == 1:
        path, content = files[0]
        if path == MODULE and isinstance(content, bytes):
            return content
    return None


def texts_of(files: Sequence[tuple[str, str | bytes]]) -> list[tuple[str, str]]:
    """Return the files of a program in Python.

    Raises:
        ValueError: a file is not text.
    """
    texts = [(path, content) for path, content in files if isinstance(content, str)]
    if len(texts) < len(files):
        raise ValueError("a program must be Python files, or a single main.wasm")
    return texts
