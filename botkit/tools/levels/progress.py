"""The player's progress: the best medal of each level, in a file beside the bots."""

from __future__ import annotations

import json
from pathlib import Path

from botkit.tools.levels.medals import MEDALS, Medal, better
from league.cli.errors import LeagueError
from league.match.files import read_start, write_whole

NAME = "progress.json"
_MAX_BYTES = 1 << 16


class CourseProgress:
    """The best medal of each level.

    Args:
        folder: where the file is, or will be.

    Raises:
        LeagueError: the file cannot be read, or is not one of this kind; it is left alone.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._medals = self._read()

    def best(self, level: str) -> Medal:
        return self._medals.get(level)

    def record(self, level: str, medal: Medal) -> None:
        """Keep a medal if it is better than the one before. Raises LeagueError if the file cannot be written."""
        self._medals = self._read()  # another process may have written it
        best = better(self.best(level), medal)
        if best is None or best == self.best(level):
            return
        self._medals[level] = best
        text = json.dumps({"version": 1, "medals": self._medals}, indent=2)
        try:
            write_whole(self._path, f"{text}\n".encode())
        except OSError as error:
            raise LeagueError(f"{self._path}: {error.strerror}: the medal is not kept") from None

    def _read(self) -> dict[str, str]:
        try:
            data = read_start(self._path, _MAX_BYTES + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise LeagueError(f"{self._path}: {error.strerror}") from None
        medals = _medals_in(data)
        if medals is None:
            raise LeagueError(f"{self._path} is damaged: mend it, or move it away to start without medals")
        return medals


def _medals_in(data: bytes) -> dict[str, str] | None:
    """Return the medals in a file, also of levels that are unknown here; None if it is of another kind."""
    try:
        found = json.loads(data) if len(data) <= _MAX_BYTES else None
    except (ValueError, RecursionError):
        return None
    medals = found.get("medals") if isinstance(found, dict) and found.get("version") == 1 else None
    if not isinstance(medals, dict) or not all(medal in MEDALS for medal in medals.values()):
        return None
    return medals
