"""The settings of `league discord`: a TOML file, checked as a whole before anything is done."""

from __future__ import annotations

import difflib
import os
import stat
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from league.cli.errors import LeagueError
from sandbox.clean import clean_text
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import Setup

TOKEN = "SPACECODE_DISCORD_TOKEN"  # the environment's variable
_MOST = 2**63 - 1  # of an id: SQLite's largest


def _number(least: int, most: int, usual: int) -> Any:
    return field(default=usual, metadata={"least": least, "most": most})


def _id() -> Any:
    return field(metadata={"least": 1, "most": _MOST})


@dataclass(frozen=True)
class Settings:
    """What a host decides. docs/discord.md has a table of them."""

    guild: int = _id()  # the server
    submissions: int = _id()  # the channel that bots are sent to
    results: int = _id()  # the channel that runs are told in
    folder: Path = Path()  # of bots; relative paths are seen from the settings' file
    hosts: tuple[int, ...] = ()  # users who may /run, /pause, /ban and /status
    token_file: Path | None = None  # where the environment has no token
    mode: str = "duel"
    arenas: tuple[str, ...] = ("open",)  # played in turn
    ships: int = _number(0, 100, 0)  # a side; 0: the mode's
    rounds: int = _number(1, 10_000, 4)  # of a run
    workers: int = _number(1, 1024, 1)  # processes that play a run
    every: int = _number(1, 10_080, 60)  # minutes from one run's start to the next
    settle: int = _number(0, 3600, 60)  # s after a new version until a run begins
    keep_logs: int = _number(0, 10**9, 2000)  # the newest logs that stay
    submissions_an_hour: int = _number(1, 1000, 12)  # of one person
    bots_each: int = _number(1, 1000, 5)  # bots of one person
    clip_bytes: int = _number(100_000, 100_000_000, 8_000_000)  # of a clip at most; a server takes 10 MB or more


def read_settings(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        LeagueError: it cannot be read, or a setting is missing, unknown or out of its range.
    """
    shown = clean_text(str(path), 200)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except ValueError as error:  # of TOML or of UTF-8
        raise LeagueError(f"{shown}: not TOML: {clean_text(str(error), 200)}") from None
    known = {one.name: one for one in fields(Settings)}
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise LeagueError(f"{shown}: no setting is called {clean_text(name, 40)!r}{meant}")
    for name, one in known.items():
        if one.default is MISSING and name not in found:
            raise LeagueError(f"{shown}: the setting {name} is missing; docs/discord.md says what it is")
    if "folder" not in found:
        raise LeagueError(f"{shown}: the setting folder is missing; docs/discord.md says what it is")
    values = {name: _value(shown, name, value, known[name].metadata) for name, value in found.items()}
    for name in ("folder", "token_file"):
        if name in values:
            values[name] = path.absolute().parent / values[name]
    settings = Settings(**values)
    _check_game(shown, settings)
    return settings


def _value(shown: str, name: str, value: Any, bounds: Mapping[str, int]) -> Any:
    """A setting's value, of its type."""
    if bounds:
        if isinstance(value, bool) or not isinstance(value, int):
            raise LeagueError(f"{shown}: {name} is a whole number")
        if not bounds["least"] <= value <= bounds["most"]:
            raise LeagueError(f"{shown}: {name} is a whole number from {bounds['least']} to {bounds['most']}")
        return value
    if name == "hosts":
        if not isinstance(value, list) or not all(type(one) is int and 0 < one <= _MOST for one in value):
            raise LeagueError(f"{shown}: hosts is a list of users' ids, as in hosts = [123456789012345678]")
        return tuple(value)
    if name == "arenas":
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            raise LeagueError(f'{shown}: arenas is a list of names, as in arenas = ["open"]')
        return tuple(dict.fromkeys(value))
    if not isinstance(value, str) or not value or "\0" in value:
        raise LeagueError(f'{shown}: {name} is a text, as in {name} = "…"')
    return value if name == "mode" else Path(value)


def _check_game(shown: str, settings: Settings) -> None:
    if settings.mode not in MODES:
        raise LeagueError(f"{shown}: mode {clean_text(settings.mode, 40)!r} is not one of: {', '.join(MODES)}")
    mode = MODES[settings.mode]
    for arena in settings.arenas:
        if arena not in ARENAS:
            raise LeagueError(f"{shown}: arena {clean_text(arena, 40)!r} is not one of: {', '.join(ARENAS)}")
        try:
            mode_of(Setup(settings.mode, 0, arena, sides=mode.sides[0], ships=settings.ships or mode.usual_ships))
        except ValueError as error:
            raise LeagueError(f"{shown}: {error}") from None


def take_token(settings: Settings, environment: MutableMapping[str, str] = os.environ) -> str:
    """The bot's token: of the environment, from which it is taken out, or else of the file that the settings name.

    It is never shown, and no process that the bot starts has it.

    Raises:
        LeagueError: there is none, it cannot be one, or others than the file's owner may read it.
    """
    if TOKEN in environment:
        return _token(environment.pop(TOKEN), TOKEN)
    if settings.token_file is None:
        raise LeagueError(f"no token: set {TOKEN}, or token_file in the settings")
    shown = clean_text(str(settings.token_file), 200)
    try:
        with settings.token_file.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise LeagueError(f"{shown}: others may read it (mode {mode:o}): chmod 600 {shown}")
            return _token(file.read(1000), shown)
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LeagueError(f"{shown}: not a bot's token") from None


def _token(text: str, where: str) -> str:
    found = text.strip()
    if not found or not found.isascii() or not found.isprintable() or " " in found:
        raise LeagueError(f"{where}: not a bot's token")
    return found
