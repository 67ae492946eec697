"""The folder of a player's levels: a bot per level, and beside it the log of the try that went worst."""

from __future__ import annotations

import shlex
from pathlib import Path

from botkit.tools.levels.judge import Try
from botkit.tools.levels.level import Level
from league.bots.opponents import find
from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.match.files import write_whole

DEFAULT = Path("learn")


class LevelFolder:
    """The folder of a player's levels, which is made on the first write.

    Raises:
        LeagueError: its place is taken by a file.
    """

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_dir():
            raise LeagueError(f"{path} is not a folder: choose another with --folder")
        self.path = path

    def bot(self, level: Level) -> Path:
        """Return the path of the player's bot."""
        return self.path / f"{level.name}.py"

    def log(self, level: Level) -> Path:
        """Return the path of the log of the worst try."""
        return self.path / f"{level.name}.bin"

    def started(self, level: Level) -> bool:
        """Return whether the player's bot is there. Raises LeagueError if its place is taken by something else."""
        path = self.bot(level)
        if path.is_dir():
            raise LeagueError(f"{path} is a folder: a level is one file; move the folder away")
        return path.exists()

    def read(self, level: Level) -> Entry:
        """Read the player's bot. Raises LeagueError."""
        return find(str(self.bot(level)))

    def start(self, level: Level) -> None:
        """Write the starter. Raises LeagueError if that fails."""
        self._write(self.bot(level), level.starter.encode())

    def reset(self, level: Level) -> Path | None:
        """Write the starter in place of the player's bot; return where that is kept, None if it was the starter.

        Raises:
            LeagueError: it cannot be written.
        """
        path = self.bot(level)
        kept = path.with_suffix(".py.old")
        try:
            if path.read_bytes() == level.starter.encode():
                return None
            path.replace(kept)
        except OSError as error:
            raise LeagueError(f"{path}: {error.strerror}") from None
        self.start(level)
        return kept

    def keep(self, level: Level, worst: Try) -> None:
        """Write the log and the sidecar of a try. Raises LeagueError if that fails."""
        self._write(self.log(level), worst.outcome.log)
        self._write(self.log(level).with_suffix(".debug"), worst.outcome.debug)

    def option(self) -> str:
        """Return what a command needs to find this folder again."""
        return "" if self.path == DEFAULT else f" --folder {shlex.quote(str(self.path))}"

    def _write(self, path: Path, data: bytes) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError as error:
            raise LeagueError(f"{path}: {error.strerror}") from None
