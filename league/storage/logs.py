"""A league's log files: written whole or not at all, named after their game, the oldest dropped where asked."""

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

WRITERS = 8  # files that are written at a time
_NAME = re.compile(r"run-[0-9]{4,}-pair-[0-9]{4,}-[ab]\.bin")


class LogFolder:
    """Where the logs of recorded games go: NAME.bin, and what the bots said beside it as NAME.debug."""

    def __init__(self, path: Path, keep: int | None = None, there: Iterable[Path] = ()) -> None:
        """Make the folder.

        Args:
            keep: how many of the newest logs stay; None: all.
            there: logs of earlier games, newest first, which count among those to keep. Whatever else a store names
                is left alone: only a file in this folder that is named as a log is one.

        Raises:
            LeagueError: the folder cannot be made.
        """
        self.path = path
        self.keep = keep
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LeagueError(f"{clean_text(str(path), 200)}: {error.strerror}") from None
        self._there = deque(_logs_in(path, there)) if keep is not None else deque[Path]()

    def refuse_strangers(self, run: int) -> None:
        """Raise LeagueError if a run that is about to begin would overwrite another league's logs."""
        if any(self.path.glob(f"run-{run:04}-pair-*.bin")):
            shown = clean_text(str(self.path), 200)
            raise LeagueError(f"{shown} holds logs of another league's run {run}: move them, or give another --logs")

    def file(self, run: int, pairing: int, seating: str) -> Path:
        """The log of a game."""
        return self.path / f"run-{run:04}-pair-{pairing:04}-{seating}.bin"

    def write(self, contents: Iterable[tuple[Path, bytes, bytes]]) -> None:
        """Write (log's path, log, sidecar) each; on return all of them would survive a loss of power.

        A log under its final name is always whole.

        Raises:
            LeagueError: a file cannot be written.
        """
        with ThreadPoolExecutor(WRITERS) as pool:  # a disk makes many files safe at once in about the time of one
            wrote = list(pool.map(_write, contents))
        if wrote:
            sync_folder(self.path)

    def recorded(self, paths: Iterable[Path]) -> None:
        """Tell which logs' games are in the store now; drops the oldest beyond those to keep."""
        if self.keep is None:
            return
        self._there.extend(paths)
        while len(self._there) > self.keep:
            oldest = self._there.popleft()
            oldest.unlink(missing_ok=True)
            oldest.with_suffix(".debug").unlink(missing_ok=True)


@contextmanager
def writing_logs(path: Path, keep: int | None, there: Iterable[Path]) -> Iterator[LogFolder]:
    """The folder for a run's logs, its alone: two leagues' runs would name their files alike. See LogFolder."""
    logs = LogFolder(path, keep, there)
    with sole_writer(path):
        yield logs


def _write(content: tuple[Path, bytes, bytes]) -> None:
    """Write a log and its sidecar. Raises LeagueError."""
    path, log, debug = content
    try:
        write_whole(path.with_suffix(".debug"), debug)
        write_whole(path, log)
    except OSError as error:
        shown, why = clean_text(str(path), 200), "what was recorded is safe, the same command goes on"
        raise LeagueError(f"{shown}: {error.strerror}; {why}") from None


def _logs_in(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """Those of the paths, newest first, that are logs in the folder: oldest first, each once."""
    resolved = cache(Path.resolve)
    own = resolved(folder)
    missing = {path.name for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file()}
    found = []
    for path in paths:
        if not missing:
            break
        with suppress(OSError, RuntimeError, ValueError):  # a path that no file can have
            if path.name in missing and resolved(path.parent) == own:
                missing.remove(path.name)
                found.append(own / path.name)
    return found[::-1]
