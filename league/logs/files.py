"""The bytes of logs and sidecars, whether they are files or in a pack.

The path of a log in a pack is that of the pack followed by the name of the log:
`run-0001.pack/run-0001-pair-0001-a.bin`. A log that is missing in its folder is looked for in the pack of its run
beside it, to which `league archive` moves logs.
"""

from __future__ import annotations

import re
from pathlib import Path

from engine.log import MAX_BYTES, DamagedLog, MatchLog, NotALog, read_log
from league.logs import reading
from league.logs.layout import SUFFIX, DamagedPack, NotAPack
from league.match.files import read_start
from league.match.sidecar import MAX_SEAT

BIN, DEBUG = ".bin", ".debug"
_MAX_SIDECAR = 16 * (MAX_SEAT + 4) + 12  # bytes
_RUN = re.compile(r"(run-[0-9]{4,})-pair-[0-9]{4,}-[a-z](?:-[0-9]+)?")
_NAMED = 3  # logs that an error names


def pack_of_run(folder: Path, run: int) -> Path:
    """Return the pack of a run in a folder of logs."""
    return folder / f"run-{run:04}{SUFFIX}"


def is_log_of_run(path: Path) -> bool:
    """Return whether a path ends in the name of a game's log, such as run-0001-pair-0001-a.bin."""
    return path.suffix == BIN and _RUN.fullmatch(path.stem) is not None


def is_packed(path: Path) -> bool:
    """Return whether a path names a log in a pack."""
    return path.parent.suffix == SUFFIX and not path.parent.is_dir()


def pack_with(path: Path) -> Path | None:
    """Return the pack that has the log of a path, None if it is a file of its own or there is no such log."""
    if is_packed(path):
        return path.parent if path.suffix == BIN and reading.has(path.parent, path.stem) else None
    named = _RUN.fullmatch(path.stem)
    if named is None or path.suffix != BIN or path.exists():
        return None
    pack = path.with_name(named[1] + SUFFIX)
    return pack if reading.has(pack, path.stem) else None


class LogFinder:
    """Tells which logs exist, of many: it reads each pack and its folder once."""

    def __init__(self) -> None:
        self._names: dict[Path, frozenset[str]] = {}

    def exists(self, path: Path) -> bool:
        """Return whether there is a log at a path."""
        if path.parent.suffix == SUFFIX:
            return path.suffix == BIN and path.stem in self._in(path.parent)
        if path.is_file():
            return True
        named = _RUN.fullmatch(path.stem)
        return named is not None and path.suffix == BIN and path.stem in self._in(path.with_name(named[1] + SUFFIX))

    def _in(self, pack: Path) -> frozenset[str]:
        if pack not in self._names:
            try:
                self._names[pack] = frozenset(reading.names_in(pack))
            except (OSError, NotAPack):
                self._names[pack] = frozenset()
        return self._names[pack]


def read_log_bytes(path: Path) -> bytes:
    """Return the bytes of a log, of a file at most one more than a log can have.

    Raises:
        OSError: it cannot be read.
        NotALog: the path is that of a pack, or its pack is none or a newer one.
        DamagedLog: it is damaged in its pack.
    """
    try:
        if is_packed(path):
            if path.suffix != BIN:
                raise NotALog("the name of a log in a pack ends in .bin")
            return reading.log_in(path.parent, path.stem)
        if pack := pack_with(path):
            return reading.log_in(pack, path.stem)
        if path.suffix == SUFFIX and path.is_file():
            raise NotALog(_which(path))
    except NotAPack as error:
        raise NotALog(str(error)) from None
    except DamagedPack as error:
        raise DamagedLog(str(error)) from None
    return read_start(path, MAX_BYTES + 1)


def _which(pack: Path) -> str:
    names = reading.names_in(pack)
    if not names:
        return "a pack without logs"
    logs = f"{len(names):,} logs" if len(names) > 1 else "one log"
    shown = ", ".join(f"{pack.name}/{name}{BIN}" for name in names[:_NAMED])
    return f"a pack of {logs}: name one of them, such as {shown}"


def read_log_file(path: Path) -> MatchLog:
    """Read the log at `path`. Raises OSError, and NotALog and DamagedLog, which are ValueErrors."""
    return read_log(read_log_bytes(path))


def read_sidecar_bytes(path: Path) -> bytes | None:
    """Return the sidecar of the log at `path`, None if there is none.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged in its pack.
    """
    pack = path.parent if is_packed(path) else pack_with(path)
    if pack is not None:
        return reading.sidecar_in(pack, path.stem)
    try:
        return read_start(path.with_suffix(DEBUG), _MAX_SIDECAR)
    except FileNotFoundError:
        return None
