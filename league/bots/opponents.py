"""The built-in opponents, which are the examples; and finding a bot by path or name."""

from __future__ import annotations

from pathlib import Path

from league.bots.roster import Entry, read_entry
from league.cli.errors import LeagueError

_ROOT = Path(__file__).resolve().parents[2]
_INSTALLED = _ROOT / "botkit" / "opponents"  # put there by the wheel's build
_CHECKOUT = _ROOT / "examples"

FIGHTERS = "bots"  # the folder of those that are written for duels, and can play wherever ships fight


def opponents(*folders: str) -> dict[str, Path]:
    """The file of each built-in opponent, by name: of these folders (FIGHTERS, or a mode's name), or of all."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    paths = sorted(path for folder in folders or ("*",) for path in root.glob(f"{folder}/*.py"))
    return {path.stem: path for path in sorted(paths, key=lambda path: (path.parent.name != FIGHTERS, path))}


def templates() -> dict[str, Path]:
    """Return the file of each template of `botkit new`, by name."""
    known = opponents()
    return {**{name: known[name] for name in ("first", "hunter", "plain")}, "fleet": known["wolfpack"]}


def find(bot: str) -> Entry:
    """Find a bot by its path, the name of a built-in opponent, or as NAME.py. Raises LeagueError."""
    path = Path(bot)
    if not bot or not path.exists():
        built_in = opponents()
        path = built_in.get(bot, Path(f"{bot}.py"))
        if not path.exists():
            raise LeagueError(f"{bot!r} is not a file, a folder or one of: {', '.join(built_in)}")
    entry = read_entry(path.absolute())
    if entry.problem:
        raise LeagueError(f"{bot}: {entry.problem}")
    return entry
