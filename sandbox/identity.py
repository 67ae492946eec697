"""A program's identity: the same files are the same bot, wherever they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Files = tuple[tuple[str, str], ...]  # of a program: (relative path, text), sorted; main.py is where it begins


def identity(files: Sequence[tuple[str, str]]) -> str:
    """SHA-256 (hex) over `files`, (relative path, text) sorted by path, each part with its length in front.

    Lengths are 8 bytes, little endian, of the part's UTF-8 (docs/protocol.md).

    Raises:
        UnicodeEncodeError: a text is not UTF-8 (a lone surrogate).
    """
    digest = hashlib.sha256()
    for path, text in files:
        for part in (path.encode(), text.encode()):
            digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()
