"""The logs that an argument stands for."""

from __future__ import annotations

from pathlib import Path

from league.cli.errors import LeagueError
from sandbox.clean import clean_text


def logs_at(path: Path) -> list[Path]:
    """Return the logs that a path stands for: itself, or those of a league's folder, in the order of their names.

    Raises:
        LeagueError: there are none in the folder.
    """
    if not path.is_dir():
        return [path]
    kept = path / ".league" / "logs"
    found = sorted((kept if kept.is_dir() else path).rglob("*.bin"))
    if not found:
        raise LeagueError(f"{clean_text(str(path), 200)}: no logs in this folder")
    return found
