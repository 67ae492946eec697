"""The built-in opponents, which are the examples, and lookup of a bot by path or name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from league.bots.roster import KINDS, Entry, read_entry, read_folder
from league.cli.errors import LeagueError
from systems.modes import MODES

_ROOT = Path(__file__).resolve().parents[2]
_INSTALLED = _ROOT / "botkit" / "opponents"  # added by the build of the wheel
_CHECKOUT = _ROOT / "examples"

FIGHTERS = "bots"  # folder of the bots written for duels, which can play in every mode with fights


def opponents(*folders: str) -> dict[str, Path]:
    """Return the file of each built-in opponent by name, in these folders (FIGHTERS, or a mode's name) or in all."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    paths = sorted(path for folder in folders or (FIGHTERS, *MODES) for path in root.glob(f"{folder}/*.py"))
    return {path.stem: path for path in sorted(paths, key=lambda path: (path.parent.name != FIGHTERS, path))}


def templates() -> dict[str, Path]:
    """Return the file of each template of `botkit new`, by name."""
    known = opponents()
    return {**{name: known[name] for name in ("first", "hunter", "plain")}, "fleet": known["wolfpack"]}


def unknown(bot: str) -> LeagueError:
    """Return the error for a bot that cannot be found, with the closest name of an opponent or a file there."""
    built_in = opponents()
    known = [*built_in, *_names_beside(Path(bot))]
    close = difflib.get_close_matches(bot, known, 1, 0.7)
    close = close or difflib.get_close_matches(bot.lower().removesuffix(".py"), known, 1, 0.7)
    guess = f": did you mean {close[0]!r}?" if bot and close else ""
    return LeagueError(f"{bot!r} is not a file, a folder or one of: {', '.join(built_in)}{guess}")


def _names_beside(path: Path) -> list[str]:
    """Return the paths of the bots in the folder of a file that does not exist, as they would be given."""
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return []
    return [str(each) for each in beside if each.suffix in KINDS or (each / "main.py").exists()]


def find(bot: str) -> Entry:
    """Find a bot by its path, as a built-in opponent, or as NAME.py; raise LeagueError if there is none."""
    path = Path(bot)
    if not bot or not path.exists():
        path = opponents().get(bot, Path(f"{bot}.py"))
        if not path.exists():
            raise unknown(bot)
    entry = read_entry(path.absolute())
    if entry.problem:
        raise LeagueError(f"{bot}: {entry.problem}")
    return entry


def read_opponents(names: Sequence[str] | None, mode: str) -> tuple[Entry, ...]:
    """Return the bots that an option names, with those in a folder for the folder; by default the mode's examples.

    Raises:
        LeagueError: a bot cannot be found or read, or a folder has none.
    """
    if names is None:
        paths = opponents(FIGHTERS if mode == "duel" else mode)
        return tuple(read_entry(path) for path in paths.values())
    found: list[Entry] = []
    for name in names:
        path = Path(name)
        if not path.is_dir() or (path / "main.py").exists():
            found.append(find(name))
            continue
        entries = read_folder(path)
        for entry in entries:
            if entry.problem:
                raise LeagueError(f"{path / entry.path.name}: {entry.problem}")
        if not entries:
            raise LeagueError(f"no bots in {path}")
        found += entries
    return tuple(found)
