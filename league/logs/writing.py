"""Appending to packs, so that a power loss or a kill loses at most what was being appended."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from engine.log import MAX_BYTES, texts_of
from league.logs.layout import (
    DEFLATED,
    DICTIONARY,
    MAX_DICTIONARY,
    MAX_SIDECAR,
    PLAIN,
    START,
    DamagedPack,
    PackRecord,
    check_start,
    content,
    deflated,
    encode,
    is_name,
    records,
)
from league.logs.reading import PackIndex

_DICTIONARY_NAME = "dictionary"
_ENOUGH = 24 << 10  # bytes of texts for which a short dictionary is replaced


class PackedLog(NamedTuple):
    """A log to append: its name without `.bin`, its bytes, and its sidecar, which may be compact or empty."""

    name: str
    log: bytes
    sidecar: bytes


class PackWriter:
    """Appends logs to a pack. One process at a time may write to a pack; any number may read it meanwhile.

    Attributes:
        path: of the pack.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the pack, and cut off what an interrupted append has left at its end.

        Raises:
            OSError: it cannot be written.
            NotAPack: the file is something else, or a newer pack.
        """
        self.path = path
        fresh = not path.exists()
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._file: BinaryIO = os.fdopen(os.open(path, flags, 0o666), "r+b")
        try:
            if not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
                raise OSError(22, "not a regular file", str(path))
            self._index = self._recovered()
            if fresh:
                sync_parent(path)
        except BaseException:
            self._file.close()
            raise
        self._dictionary = self._last_dictionary()
        self._texts = b""  # headers and footers appended last: what logs to come have in common

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def names(self) -> Collection[str]:
        """Names of the logs that it has."""
        return self._index.logs.keys()

    def append(self, logs: Iterable[PackedLog]) -> None:
        """Append logs; once this returns, all of them survive a power loss. The last of several of one name counts.

        Raises:
            OSError: they cannot be written; then none of them is appended.
            ValueError: a name, a log or a sidecar is none that a pack can have.
        """
        waiting = list(logs)
        for each in waiting:
            if not is_name(each.name) or len(each.log) > MAX_BYTES or len(each.sidecar) > MAX_SIDECAR:
                raise ValueError(f"{each.name[:100]!r} is no log that a pack can have")
        dictionary, parts = self._dictionary, []
        self._texts = (self._texts + b"".join(texts_of(each.log) for each in waiting))[-MAX_DICTIONARY:]
        if len(self._texts) > (len(dictionary) and max(_ENOUGH, 2 * len(dictionary))):
            dictionary = self._texts
            parts.append(encode(DICTIONARY, _DICTIONARY_NAME, len(dictionary), deflated(dictionary)))
        for name, log, sidecar in waiting:
            packed = deflated(log, dictionary)
            kind, packed = (DEFLATED, packed) if len(packed) < len(log) else (PLAIN, log)
            parts.append(encode(kind, name, len(log), packed, sidecar))
        if parts:
            self._write(b"".join(parts))
            self._dictionary = dictionary

    def read(self, name: str) -> tuple[bytes, bytes | None]:
        """Return a log and its sidecar as a reader gets them. Raises KeyError, OSError, and ValueError for damage."""
        return self._index.log(self._file, name), self._index.sidecar(self._file, name)

    def keep_only(self, names: Collection[str]) -> None:
        """Write the pack anew with only these of its logs, atomically. Raises OSError; then nothing has changed."""
        temporary = self.path.with_name(f".{self.path.name}.tmp")
        temporary.unlink(missing_ok=True)
        try:
            with temporary.open("xb") as target:
                target.write(START)
                wanted = {id(record) for name, (record, _) in self._index.logs.items() if name in names}
                kept = [*self._index.dictionaries, *(record for record, _ in self._index.logs.values())]
                for record in sorted(kept, key=lambda record: record.at):
                    if record.kind == DICTIONARY or id(record) in wanted:
                        self._copy(record, target)
                target.flush()
                os.fsync(target.fileno())
            temporary.replace(self.path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_parent(self.path)
        self._file.close()
        self._file = self.path.open("r+b")
        self._index = PackIndex()
        self._index.extend(self._file)

    def _copy(self, record: PackRecord, target: BinaryIO) -> None:
        try:
            packed, sidecar = content(self._file, record)
        except DamagedPack:
            return
        target.write(encode(record.kind, record.name, record.size, packed, sidecar))

    def _write(self, data: bytes) -> None:
        end = self._index.end
        try:
            self._file.seek(end)
            self._file.write(data)
            self._file.flush()
            os.fsync(self._file.fileno())
        except BaseException as error:
            with suppress(OSError):  # otherwise, the next opening cuts it off
                self._file.truncate(end)
            if isinstance(error, OSError):
                error.filename = str(self.path)
            raise
        self._index.extend(self._file)

    def _recovered(self) -> PackIndex:
        """Cut off an incomplete end, and return the index of the rest."""
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        if size < len(START) and START.startswith(self._file.read(size)):  # interrupted when it was created
            self._file.truncate(0)
            self._file.seek(0)
            self._file.write(START)
            self._file.flush()
            os.fsync(self._file.fileno())
        check_start(self._file)
        index = PackIndex()
        waiting: list[PackRecord] = []
        for record in records(self._file):
            waiting.append(record)
            with suppress(DamagedPack):  # a record that was being written is not whole; one amid others stays
                content(self._file, record)
                for each in waiting:
                    index.add(each)
                waiting.clear()
        if index.end < self._file.seek(0, os.SEEK_END):
            self._file.truncate(index.end)
            os.fsync(self._file.fileno())
        return index

    def _last_dictionary(self) -> bytes:
        try:
            return self._index.dictionary(self._file, len(self._index.dictionaries) - 1)
        except DamagedPack:
            return b""


def sync_parent(path: Path) -> None:
    """Make the creation or renaming of a file durable."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
