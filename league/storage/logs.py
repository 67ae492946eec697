"""A league's logs: a pack for each run, appended to before the store records the games, the oldest deleted if asked."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from league.cli.errors import LeagueError
from league.logs import reading
from league.logs.files import BIN, DEBUG, is_packed, pack_of_run
from league.logs.layout import SUFFIX, NotAPack
from league.logs.writing import PackedLog, PackWriter
from league.storage.locks import sole_writer
from sandbox.clean import clean_text

_OPEN = 8  # packs that are open at a time: replays of void games write to those of many runs
_NAME = re.compile(r"run-[0-9]{4,}-pair-[0-9]{4,}-[ab](-[0-9]+)?\.bin")
_PACK = re.compile(rf"run-[0-9]{{4,}}\{SUFFIX}")


class LogFolder:
    """The folder for the logs of recorded games: RUN.pack for each run, and loose files of earlier releases."""

    def __init__(self, path: Path, keep: int | None = None, there: Iterable[Path] = (), debug: bool = True) -> None:
        """Create the folder.

        Args:
            keep: number of newest logs to keep; None keeps all.
            there: logs of earlier games, newest first, which count towards `keep`. Other paths that a store names are
                left alone: only what is in this folder and named like a log is deleted.
            debug: whether to keep sidecars.

        Raises:
            LeagueError: the folder cannot be created.
        """
        self.path = path
        self.keep = keep
        self.debug = debug
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LeagueError(f"{clean_text(str(path), 200)}: {error.strerror}") from None
        self._there = deque(_logs_in(path, there)) if keep is not None else deque[Path]()
        self._old: defaultdict[Path, set[str]] = defaultdict(set)  # names in packs, of logs to be deleted
        self._writers: OrderedDict[Path, PackWriter] = OrderedDict()

    def refuse_strangers(self, run: int) -> None:
        """Raise LeagueError if a run that is about to start would overwrite another league's logs."""
        if any(self.path.glob(f"run-{run:04}-pair-*{BIN}")) or pack_of_run(self.path, run).exists():
            shown = clean_text(str(self.path), 200)
            raise LeagueError(f"{shown} holds logs of another league's run {run}: move them, or pass another --logs")

    def file(self, run: int, pairing: int, seating: str, attempt: int = 1) -> Path:
        """Return the path of a game's log, in the pack of its run."""
        again = f"-{attempt}" if attempt > 1 else ""
        return pack_of_run(self.path, run) / f"run-{run:04}-pair-{pairing:04}-{seating}{again}{BIN}"

    def write(self, contents: Iterable[tuple[Path, bytes, bytes]]) -> None:
        """Append each (path of the log, log, sidecar); once this returns, all of them survive a power loss.

        None is written if none is kept.

        Raises:
            LeagueError: a pack cannot be written.
        """
        if self.keep == 0:
            return
        packs: defaultdict[Path, list[PackedLog]] = defaultdict(list)
        for path, log, debug in contents:
            packs[path.parent].append(PackedLog(path.stem, log, debug if self.debug else b""))
        for pack, logs in packs.items():
            with _explained(pack):
                self._writer(pack).append(logs)

    def recorded(self, paths: Iterable[Path]) -> None:
        """Note the logs whose games have been recorded, and delete the oldest beyond the number to keep.

        Those in a pack are deleted together, when they are most of it; `trim` deletes the rest.
        """
        if self.keep is None:
            return
        if self.keep == 0:  # `write` has written none, but a run that was interrupted may have
            paths = [path for path in paths if reading.has(path.parent, path.stem)]
        self._there.extend(paths)
        while len(self._there) > self.keep:
            oldest = self._there.popleft()
            if is_packed(oldest):
                self._old[oldest.parent].add(oldest.stem)
            else:
                oldest.unlink(missing_ok=True)
                oldest.with_suffix(DEBUG).unlink(missing_ok=True)
        for pack in list(self._old):
            with _explained(pack):
                writer = self._writer(pack)
                if 2 * len(self._old[pack]) > len(writer.names):
                    self._delete(pack)

    def trim(self) -> None:
        """Delete all logs beyond the number to keep, and close the packs."""
        try:
            for pack in list(self._old):
                with _explained(pack):
                    self._delete(pack)
        finally:
            while self._writers:
                self._writers.popitem()[1].close()

    def _delete(self, pack: Path) -> None:
        """Delete the old logs of a pack: the pack, or, atomically, those in it."""
        writer = self._writer(pack)
        left = set(writer.names) - self._old.pop(pack)
        if left:
            writer.keep_only(left)
        else:
            self._writers.pop(pack).close()
            pack.unlink()

    def _writer(self, pack: Path) -> PackWriter:
        found = self._writers.pop(pack, None) or PackWriter(pack)
        self._writers[pack] = found
        while len(self._writers) > _OPEN:
            self._writers.popitem(last=False)[1].close()
        return found


@contextmanager
def writing_logs(path: Path, keep: int | None, there: Iterable[Path], debug: bool = True) -> Iterator[LogFolder]:
    """Lock and yield a run's log folder, because runs of two leagues would use the same file names; see LogFolder."""
    logs = LogFolder(path, keep, there, debug)
    with sole_writer(path):
        try:
            yield logs
        finally:
            logs.trim()


@contextmanager
def _explained(pack: Path) -> Iterator[None]:
    """Turn errors about a pack into LeagueErrors."""
    shown, why = clean_text(str(pack), 200), "recorded games are safe; the same command resumes the run"
    try:
        yield
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}; {why}") from None
    except NotAPack as error:
        raise LeagueError(f"{shown}: {error}; {why}") from None


def _logs_in(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """Return the paths that are logs in the folder, without duplicates, oldest first; `paths` come newest first."""
    resolved = cache(Path.resolve)
    own = resolved(folder)
    missing = {path.name: path for path in own.iterdir() if _NAME.fullmatch(path.name) and path.is_file()}
    for pack in own.iterdir():
        if _PACK.fullmatch(pack.name):
            with suppress(OSError, NotAPack):
                missing = {f"{name}{BIN}": pack / f"{name}{BIN}" for name in reading.names_in(pack)} | missing
    found = []
    for path in paths:
        if not missing:
            break
        with suppress(OSError, RuntimeError, ValueError):  # a path that is invalid for any file
            packed = path.parent.suffix == SUFFIX
            there = missing.get(path.name)
            if there is None or (packed and there.parent.name != path.parent.name):
                continue
            if resolved(path.parent.parent if packed else path.parent) == own:
                found.append(missing.pop(path.name))
    return found[::-1]
