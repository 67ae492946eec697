"""Reading of regular files only, and atomic writes."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path


def read_start(path: Path, most: int) -> bytes:
    """Return the first `most` bytes of a file. Raises OSError, also for pipes and devices."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as file:
        return file.read(most)


def stage(path: Path, data: bytes) -> Path:
    """Write and sync a temporary file beside `path`, to be renamed to it. Return its path. Raises OSError."""
    temporary = path.with_name(f".{path.name}.tmp")  # a fixed name, so that the next attempt replaces it after a crash
    try:
        temporary.unlink(missing_ok=True)  # it might be a link, whose target would be overwritten
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        error.filename = str(path)  # the one that the caller knows
        raise
    return temporary


def write_whole(path: Path, data: bytes) -> None:
    """Write a file atomically; call `sync_folder` to make the rename durable. Raises OSError."""
    temporary = stage(path, data)
    try:
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        error.filename, error.filename2 = str(path), None
        raise


def sync_folder(path: Path) -> None:
    """Make renames in a folder durable."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
