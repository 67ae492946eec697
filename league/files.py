"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def stage(path: Path, data: bytes) -> Path:
    """Write what `path` is to hold to a file beside it, safe on the disk: that file, to be renamed. Raises OSError."""
    temporary = path.with_name(f".{path.name}.tmp")  # a fixed name: what a crash leaves, the next try replaces
    temporary.unlink(missing_ok=True)  # were it a link, what it leads to would be written over
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; `sync_folder` makes its name last, too. Raises OSError."""
    temporary = stage(path, data)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(path: Path) -> None:
    """Make renames in a folder last."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
