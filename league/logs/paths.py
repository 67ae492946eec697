"""The logs that an argument stands for."""

from __future__ import annotations

from pathlib import Path

from league.cli.errors import LeagueError
from league.logs import reading
from league.logs.files import BIN
from league.logs.layout import SUFFIX, NotAPack
from sandbox.clean import clean_text


def logs_at(path: Path) -> list[Path]:
    """Return the logs that a path stands for: itself, or those of a pack, of a league's folder or another one, by name.

    Raises:
        LeagueError: there are none in the folder or pack, or a pack cannot be read.
    """
    if path.suffix == SUFFIX and path.is_file():
        packed = logs_in(path)
        if not packed:
            raise LeagueError(f"{clean_text(str(path), 200)}: no logs in this pack")
        return packed
    if not path.is_dir():
        return [path]
    kept = path / ".league" / "logs"
    folder = kept if kept.is_dir() else path
    packs = [pack for pack in folder.rglob(f"*{SUFFIX}") if pack.is_file()]
    found = {(pack.parent, log.name): log for pack in packs for log in logs_in(pack)}
    found |= {(log.parent, log.name): log for log in folder.rglob(f"*{BIN}")}  # those are being archived
    if not found:
        raise LeagueError(f"{clean_text(str(path), 200)}: no logs in this folder")
    return [found[place] for place in sorted(found)]


def logs_in(pack: Path) -> list[Path]:
    """Return the paths of the logs in a pack, by name. Raises LeagueError if it cannot be read."""
    try:
        return [pack / f"{name}{BIN}" for name in sorted(reading.names_in(pack))]
    except OSError as error:
        raise LeagueError(f"{clean_text(str(pack), 200)}: {error.strerror}") from None
    except NotAPack as error:
        raise LeagueError(f"{clean_text(str(pack), 200)}: {error}") from None
