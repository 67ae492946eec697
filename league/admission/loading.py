"""Checks of a league's folder before a run: files that do not load are left out, and named before the first game.

Each is loaded in a confined worker process, like a submission. What was found is kept beside the store, by content and
guest, so that unchanged bots are not loaded again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from league.admission.submissions import SMOKE_LIMITS, Problem, Submission, load_problem
from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.storage import cache
from league.workers.pool import START
from league.workers.process import RemoteError, WorkerProcess, begin_worker
from league.workers.replies import BadReply
from sandbox.fault import HostTrouble
from systems.release import release

PATIENCE = 1.0  # s after which progress is shown
CALL = START + SMOKE_LIMITS.match_wall  # s for one bot, with room for the first compilation of the guest
TRIES = 2  # workers that may break on a bot until it is left unchecked

Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]


class LoadChecks:
    """The checks of a folder's bots, and what they found.

    Trouble of this machine (no memory, a worker that breaks, CPU time) says nothing about a bot: it plays, and its
    games tell. Such checks are not kept.

    Args:
        store_at: path of the league's store, beside which results are kept once its folder exists.
        guest: SHA-256 (hex) of the guest.
        progress: called with the number of bots to load if that takes long; yields a function to call with the number
            of those done.
    """

    def __init__(self, store_at: Path, guest: str, progress: Progress) -> None:
        self._path = store_at.with_name(f"{store_at.name}.loads.json")
        self._progress = progress
        about = [_FORM, guest, release(), SMOKE_LIMITS.as_dict()]  # what a result depends on besides the bot
        self._key = hashlib.sha256(json.dumps(about).encode()).hexdigest()
        self._unsure: set[str] = set()  # bots that this machine could not check
        self._kept = _read(cache.read(self._path), self._key)
        self._written = dict(self._kept)

    def check(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return the entries, those that do not load with that as their problem, in the words of `botkit check`.

        Raises:
            LeagueError: there is no guest to load them in.
        """
        names = {_name(entry): entry for entry in entries if entry.problem is None}
        new = [entry for name, entry in names.items() if name not in self._kept and name not in self._unsure]
        if new:
            self._load(new)
        self._kept = {name: problem for name, problem in self._kept.items() if name in names}
        if self._kept != self._written and self._path.parent.is_dir():
            cache.write(self._path, {"key": self._key, "bots": {n: p and vars(p) for n, p in self._kept.items()}})
            self._written = dict(self._kept)
        return [_with_problem(entry, self._kept.get(_name(entry)) if not entry.problem else None) for entry in entries]

    def _load(self, entries: Sequence[Entry]) -> None:
        began, tell = time.monotonic(), None
        with _Loader() as loader, ExitStack() as shown:
            for done, entry in enumerate(entries):
                if tell is None and time.monotonic() - began > PATIENCE:
                    tell = shown.enter_context(self._progress(len(entries)))
                if tell is not None:
                    tell(done)
                try:
                    self._kept[_name(entry)] = loader.load(entry)
                except (HostTrouble, MemoryError, EOFError, OSError, BadReply, RemoteError):
                    self._unsure.add(_name(entry))
            if tell is not None:
                tell(len(entries))


class _Loader:
    """A worker process that loads bots, replaced when one breaks it."""

    def __init__(self) -> None:
        self._worker: WorkerProcess | None = None

    def __enter__(self) -> _Loader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def load(self, entry: Entry) -> Problem | None:
        """Return why a bot does not load, or None. Raises what the last try did."""
        bot = Submission(entry.path.name, entry.name, entry.files, entry.identity)
        for attempt in range(1, TRIES + 1):
            if self._worker is None:
                self._worker = WorkerProcess(begin_worker)
            try:
                found: Problem | None = self._worker.call(2 * CALL, load_problem, (bot,), {}, CALL)
                return found
            except LeagueError:  # no guest
                raise
            except Exception:
                self.__exit__()
                if attempt == TRIES:
                    raise
        raise AssertionError("no attempt")


_FORM = 1  # version of the file and of the check: raise it when the same bot gets another answer


def _name(entry: Entry) -> str:
    """Return what a result depends on: the content, and the name, which stands in the message."""
    return f"{entry.identity} {entry.path.name}"


def _with_problem(entry: Entry, problem: Problem | None) -> Entry:
    if problem is None:
        return entry
    return replace(entry, problem=problem.message, code=problem.code, fix=problem.fix)


def _read(document: dict[str, Any], key: str) -> dict[str, Problem | None]:
    """Return the results in a file, or none if it was made under other conditions or is damaged."""
    try:
        if document["key"] != key:
            return {}
        return {str(name): problem and Problem(**problem) for name, problem in document["bots"].items()}
    except (KeyError, TypeError, AttributeError):
        return {}
