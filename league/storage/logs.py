"""A league's log files: written atomically, named after their games, the oldest deleted if asked."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from league.cli.errors import LeagueError
from league.match.files import sync_folder, write_whole
from league.storage.locks import sole_writer
from sandbox.clean import clean_text

WRITERS = 8  # files written in parallel
_NAME = re.compile(r"run-[0-9]{4,}-pair-[0-9]{4,}-[ab](-[0-9]+)?\.bin")


class LogFolder:
    """The folder for the logs of recorded games: NAME.bin, with the bots' output beside it in NAME.debug."""

    def __init__(self, path: Path, keep: int | None = None, there: Iterable[Path] = ()) -> None:
        """Create the folder.

        Args:
            keep: number of newest logs to keep; None keeps all.
            there: logs of earlier games, newest first, which count towards `keep`. Other paths that a store names are
                left alone: only files in this folder that are named like a log are deleted.

        Raises:
            LeagueError: the folder cannot be created.
        """
        self.path = path
        self.keep = keep
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LeagueError(f"{clean_text(str(path), 200)}: {error.strerror}") from None
        self._there = deque(_logs_in(path, there)) if keep is not None else deque[Path]()

    def refuse_strangers(self, run: int) -> None:
        """Raise LeagueError if a run that is about to start would overwrite another league's logs."""
        if any(self.path.glob(f"run-{run:04}-pair-*.bin")):
            shown = clean_text(str(self.path), 200)
            raise LeagueError(f"{shown} holds logs of another league's run {run}: move them, or pass another --logs")

    def file(self, run: int, pairing: int, seating: str, attempt: int = 1) -> Path:
        """Return the path of a game's log."""
        again = f"-{attempt}" if attempt > 1 else ""
        return self.path / f"run-{run:04}-pair-{pairing:04}-{seating}{again}.bin"

    def write(self, contents: Iterable[tuple[Path, bytes, bytes]]) -> None:
        """Write each (path of the log, log, sidecar); once this returns, all of them survive a power loss.

        A file under its final name is always complete.

        Raises:
            LeagueError: a file cannot be written.
        """
        with ThreadPoolExecutor(WRITERS) as pool:  # many concurrent syncs take a disk about as long as one
            wrote = list(pool.map(_write, contents))
        if wrote:
            sync_folder(self.path)

    def recorded(self, paths: Iterable[Path]) -> None:
        """Note the logs whose games have been recorded, and delete the oldest beyond the number to keep."""
        if self.keep is None:
            return
        self._there.extend(paths)
        while len(self._there) > self.keep:
            oldest = self._there.popleft()
            oldest.unlink(missing_ok=True)
            oldest.with_suffix(".debug").unlink(missing_ok=True)


@contextmanager
def writing_logs(path: Path, keep: int | None, there: Iterable[Path]) -> Iterator[LogFolder]:
    """Lock and yield a run's log folder, because runs of two leagues would use the same file names; see LogFolder."""
    logs = LogFolder(path, keep, there)
    with sole_writer(path):
        yield logs


def _write(content: tuple[Path, bytes, bytes]) -> None:
    """Write a log and its sidecar; raise LeagueError if that fails."""
    path, log, debug = content
    try:
        write_whole(path.with_suffix(".debug"), debug)
        write_whole(path, log)
    except OSError as error:
        shown, why = clean_text(str(path), 200), "recorded games are safe; the same command resumes the run"
        raise LeagueError(f"{shown}: {error.strerror}; {why}") from None


def _logs_in(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """Return the paths that are logs in the folder, without duplicates, oldest first; `paths` come newest first."""
    resolved = cache(Path.resolve)
    own = resolved(folder)
    missing = {path.name for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()}
    found = []
    for path in paths:
        if not missing:
            break
        with suppress(OSError, RuntimeError, ValueError):  # a path that is invalid for any file
            if path.name in missing and resolved(path.parent) == own:
                missing.remove(path.name)
                found.append(own / path.name)
    return found[::-1]
