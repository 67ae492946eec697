"""Packing of the loose logs that earlier releases wrote, one file each, into the packs of their runs."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from engine.log import MAX_BYTES, read_log
from league.cli.errors import LeagueError
from league.logs.files import BIN, DEBUG, pack_of_run
from league.logs.layout import MAX_SIDECAR, NotAPack, is_name
from league.logs.writing import PackedLog, PackWriter
from league.match.compact import compact
from league.match.files import read_start
from league.match.sidecar import unpack
from league.storage.locks import sole_writer
from sandbox.clean import clean_text

_TOGETHER = 200  # logs that are appended, synced and verified together

Told = Callable[[int], object]  # of the number of logs done


@dataclass
class Archived:
    """What has been packed.

    Attributes:
        logs: number of logs that are in packs now.
        packs: the packs that they are in.
        loose: bytes of the files that were deleted, each once it was verified.
        left: logs that stay as they are, and why.
    """

    logs: int = 0
    packs: set[Path] = field(default_factory=set)
    loose: int = 0
    left: list[str] = field(default_factory=list)


def loose_logs(logs: Iterable[tuple[int, Path]]) -> dict[Path, list[Path]]:
    """Return those of the logs, each with the number of its run, that are files named as a run names them, by pack."""
    found: defaultdict[Path, list[Path]] = defaultdict(list)
    for run, log in logs:
        with suppress(OSError, ValueError):  # a path that is invalid for any file
            named = log.suffix == BIN and log.name.startswith(f"run-{run:04}-pair-") and is_name(log.stem)
            if named and log.is_file() and not log.is_symlink():
                found[pack_of_run(log.parent, run)].append(log)
    return found


def archive_logs(found: dict[Path, list[Path]], stop: threading.Event, tell: Told) -> Archived:
    """Pack logs until all are packed, or `stop`; a file is deleted once its log and sidecar have been read back equal.

    Raises:
        LeagueError: a pack cannot be written, or a run is using its folder; everything can still be read.
    """
    done, told = Archived(), 0
    for pack, logs in found.items():
        shown = clean_text(str(pack), 200)
        try:
            with sole_writer(pack.parent), PackWriter(pack) as writer:
                for start in range(0, len(logs), _TOGETHER):
                    if stop.is_set():
                        return done
                    part = logs[start : start + _TOGETHER]
                    _pack(writer, part, done)
                    told += len(part)
                    tell(told)
        except OSError as error:
            raise LeagueError(f"{shown}: {error.strerror}; all logs can still be read, as files or packed") from None
        except NotAPack as error:
            raise LeagueError(f"{shown}: {error}") from None
    return done


def _pack(writer: PackWriter, logs: list[Path], done: Archived) -> None:
    waiting: list[tuple[Path, bytes, bytes]] = []
    for path in logs:
        log, sidecar = read_start(path, MAX_BYTES + 1), b""
        with suppress(FileNotFoundError):
            sidecar = read_start(path.with_suffix(DEBUG), MAX_SIDECAR + 1)
        if len(log) > MAX_BYTES or len(sidecar) > MAX_SIDECAR:
            done.left.append(f"{clean_text(str(path), 200)}: larger than a log or its sidecar can be")
        elif path.stem in writer.names and not _is_there(writer, path.stem, log, b""):
            done.left.append(f"{clean_text(str(path), 200)}: another log of this name is in {writer.path.name}")
        else:
            waiting.append((path, log, sidecar))
    there = {path for path, log, sidecar in waiting if _is_there(writer, path.stem, log, sidecar)}
    new = [each for each in waiting if each[0] not in there]
    writer.append([PackedLog(path.stem, log, _compact(sidecar, log)) for path, log, sidecar in new])
    for path, log, sidecar in waiting:
        if not _is_there(writer, path.stem, log, sidecar):
            done.left.append(f"{clean_text(str(path), 200)}: it does not come out of the pack as it was put in")
            continue
        path.with_suffix(DEBUG).unlink(missing_ok=True)
        path.unlink()
        done.logs += 1
        done.loose += len(log) + len(sidecar)
        done.packs.add(writer.path)


def _is_there(writer: PackWriter, name: str, log: bytes, sidecar: bytes) -> bool:
    """Return whether a log comes out of a pack as it is, and the lines of its sidecar do, unless that is b""."""
    try:
        packed, other = writer.read(name)
    except (KeyError, ValueError):
        return False
    if packed != log or not sidecar or other == sidecar:
        return packed == log
    lines = _lines(sidecar)
    return lines is not None and lines == _lines(other)


def _lines(sidecar: bytes | None) -> list[list[dict[str, object]]] | None:
    try:
        return unpack(sidecar or b"")
    except ValueError:
        return None


def _compact(sidecar: bytes, log: bytes) -> bytes:
    """Return a sidecar as a pack keeps it; one of a log that cannot be read stays as it is."""
    try:
        return compact(sidecar, read_log(log)) if sidecar else b""
    except ValueError:
        return sidecar
