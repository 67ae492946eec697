"""Files: read if they are none that one waits for, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from engine.log import MAX_BYTES, Log, read_log


def read_start(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file. Raises OSError, also for a pipe or a device: its reader could wait for ever."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as file:
        return file.read(most)


def read_log_file(path: Path) -> Log:
    """The log at `path`. Raises OSError, NotALog and DamagedLog."""
    return read_log(read_start(path, MAX_BYTES + 1))


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
