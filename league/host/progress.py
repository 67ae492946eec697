"""What the store has of the runs of a host."""

from __future__ import annotations

import asyncio
from pathlib import Path

from league.host.events import Progress
from league.host.settings import LadderSettings
from league.host.vitals import Vitals
from league.storage.opening import default_path, reading
from league.storage.queries.runs import count_games, count_recorded
from league.storage.sqlite.schema import NoStore


def read_progress(folder: Path, ladder: LadderSettings) -> Progress | None:
    """Return the progress of the latest run of a ladder, or None before its first run. Raises LeagueError."""
    try:
        with reading(default_path(folder)) as store:
            row = store.last_run(mode=ladder.mode, rules=ladder.rules)
            return Progress(ladder, row, count_games(store, row.id)) if row is not None else None
    except NoStore:
        return None


class GameCounter:
    """Counts the recorded games of a league for its vitals, each once."""

    def __init__(self, folder: Path, vitals: Vitals) -> None:
        self._folder = folder
        self._vitals = vitals
        self._last = 0  # game that was counted

    async def count(self) -> None:
        """Count the games that were recorded meanwhile. Raises LeagueError."""
        try:
            self._last, found = await asyncio.to_thread(_recorded, self._folder, self._last)
        except NoStore:
            return
        games = self._vitals.games
        self._vitals.games = {key: games.get(key, 0) + found.get(key, 0) for key in {*games, *found}}


def _recorded(folder: Path, after: int) -> tuple[int, dict[tuple[str, str], int]]:
    with reading(default_path(folder)) as store:
        return count_recorded(store, after)
