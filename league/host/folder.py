"""The fingerprint of a league's folder, by which the host notices new versions, also of files that were put there."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from league.bots.bounds import skipped
from league.bots.roster import paths_in

MAX_SEEN = 2000  # files that are looked at of one bot; larger bots are refused by their size


@dataclass(frozen=True)
class FolderState:
    """What the bots of a folder look like from outside: no file of theirs is read.

    Attributes:
        bots: number of bots, valid or not.
        fingerprint: SHA-256 (hex) over the names, sizes and modification times of their files.
    """

    bots: int
    fingerprint: str


def look_at(folder: Path) -> FolderState:
    """Return the present state of a league's folder. Raises LeagueError if it cannot be listed."""
    paths = paths_in(folder)
    digest = hashlib.sha256()
    for path in paths:
        for name, state in _files(path):
            digest.update(f"{name!r} {state.st_size} {state.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return FolderState(len(paths), digest.hexdigest())


def _files(bot: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the paths and states of a bot's files, in order; one that vanishes meanwhile is left out."""
    waiting = [bot]
    seen = 0
    while waiting and seen < MAX_SEEN:
        path = waiting.pop()
        seen += 1
        try:
            state = path.lstat()
            if stat.S_ISDIR(state.st_mode):
                waiting += sorted((each for each in path.iterdir() if not skipped(each.name)), reverse=True)
                continue
        except OSError:
            continue
        yield str(path.relative_to(bot.parent)), state
