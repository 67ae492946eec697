"""Reading of packs: which logs a pack has, and the bytes of each."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from engine.log import read_log
from league.logs.layout import (
    DICTIONARY,
    MAX_MEMBERS,
    START,
    NotAPack,
    PackRecord,
    check_start,
    content,
    record_at,
    records,
    unpacked,
)
from league.match.compact import expand

_KNOWN = 64  # packs whose records are remembered


@dataclass
class PackIndex:
    """The records of a pack up to a place.

    Attributes:
        logs: the last record of each name, with the number of its dictionary, -1 for none; in the order of the file.
        end: where the last complete record ends.
    """

    logs: dict[str, tuple[PackRecord, int]] = field(default_factory=dict)
    dictionaries: list[PackRecord] = field(default_factory=list)
    end: int = len(START)

    def extend(self, file: BinaryIO) -> None:
        """Add the records from the end on. Raises NotAPack if there are too many, or too many damaged ones."""
        for record in records(file, self.end):
            self.add(record)

    def add(self, record: PackRecord) -> None:
        """Add the record that follows. Raises NotAPack if there are more than a pack can have."""
        if record.kind == DICTIONARY:
            self.dictionaries.append(record)
        else:
            self.logs[record.name] = record, len(self.dictionaries) - 1
        self.end = record.end
        if max(len(self.logs), len(self.dictionaries)) > MAX_MEMBERS:
            raise NotAPack(f"more than {MAX_MEMBERS:,} logs")

    def is_of(self, file: BinaryIO) -> bool:
        """Return whether the last log is still where it was: a pack may have been written anew."""
        last = next(reversed(self.logs.values()), None)
        return last is not None and record_at(file, last[0].start) == last[0]

    def log(self, file: BinaryIO, name: str) -> bytes:
        """Return the bytes of a log. Raises KeyError, and DamagedPack."""
        return self._unpacked(file, name)[0]

    def sidecar(self, file: BinaryIO, name: str) -> bytes | None:
        """Return the sidecar of a log, None if there is none. Raises KeyError, and ValueError if it is damaged."""
        log, sidecar = self._unpacked(file, name)
        return expand(sidecar, lambda: read_log(log)) if sidecar else None

    def _unpacked(self, file: BinaryIO, name: str) -> tuple[bytes, bytes]:
        record, number = self.logs[name]
        packed, sidecar = content(file, record)
        return unpacked(record, packed, self.dictionary(file, number)), sidecar

    def dictionary(self, file: BinaryIO, number: int) -> bytes:
        """Return a dictionary, b"" for number -1. Raises DamagedPack."""
        if number < 0:
            return b""
        record = self.dictionaries[number]
        return unpacked(record, content(file, record)[0], b"")


@dataclass
class _Known:
    identity: tuple[int, int]  # device and inode
    state: tuple[int, int]  # size and time of the last change
    index: PackIndex


class _Indices:
    """The indices of the packs read last; what has been appended to a pack since then is added."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, path: Path, file: BinaryIO) -> PackIndex:
        state = os.fstat(file.fileno())
        identity = state.st_dev, state.st_ino
        with self._lock:
            known = self._known.pop(str(path), None)
            now = state.st_size, state.st_ctime_ns
            if known is None or known.identity != identity or (known.state != now and not known.index.is_of(file)):
                check_start(file)
                known = _Known(identity, (0, 0), PackIndex())
            if known.state != now:
                known.index.extend(file)
                known.state = now
            self._known[str(path)] = known
            while len(self._known) > _KNOWN:
                self._known.popitem(last=False)
            return known.index


_indices = _Indices()


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading. Raises OSError, also for pipes and devices."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL, "not a regular file", str(path))
    return path.open("rb")


def names_in(pack: Path) -> list[str]:
    """Return the names of the logs in a pack, without `.bin`, in the order of their recording.

    Raises:
        OSError: it cannot be read.
        NotAPack: it is no pack, or a newer one.
    """
    with open_regular(pack) as file:
        return list(_indices.of(pack, file).logs)


def has(pack: Path, name: str) -> bool:
    """Return whether a pack can be read and has a log of a name."""
    try:
        with open_regular(pack) as file:
            return name in _indices.of(pack, file).logs
    except (OSError, NotAPack):
        return False


def log_in(pack: Path, name: str) -> bytes:
    """Return the bytes of a log in a pack.

    Raises:
        OSError: the pack cannot be read, or has no such log.
        NotAPack, DamagedPack: what is wrong with it.
    """
    with open_regular(pack) as file:
        index = _indices.of(pack, file)
        if name not in index.logs:
            raise FileNotFoundError(errno.ENOENT, f"no log {name} in this pack", str(pack))
        return index.log(file, name)


def sidecar_in(pack: Path, name: str) -> bytes | None:
    """Return the sidecar of a log in a pack, None if there is none. Raises OSError, and ValueError if it is damaged."""
    with open_regular(pack) as file:
        index = _indices.of(pack, file)
        return index.sidecar(file, name) if name in index.logs else None
