"""Settings of `league discord`: a TOML file, validated as a whole at startup."""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from league.cli.errors import LeagueError
from league.workers.isolation import erase_variable
from sandbox.clean import clean_text
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import Setup

MAX_BYTES = 8192  # of a settings file: the time that tomllib takes grows with the square of a key's parts
TOKEN = "SPACECODE_DISCORD_TOKEN"  # environment variable
_MOST = 2**63 - 1  # largest id: SQLite's largest integer
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?")


def _number(least: int, most: int, usual: int) -> Any:
    return field(default=usual, metadata={"least": least, "most": most})


def _id() -> Any:
    return field(metadata={"least": 1, "most": _MOST})


@dataclass(frozen=True)
class DiscordSettings:
    """Settings that a host chooses; docs/discord.md documents each."""

    guild: int = _id()  # the server
    submissions: int = _id()  # the channel that takes bots
    results: int = _id()  # the channel that run reports are posted to
    folder: Path = Path()  # of bots; relative paths start at the settings file's folder
    hosts: tuple[int, ...] = ()  # users who may /run, /pause, /ban and /status
    token_file: Path | None = None  # read if the environment has no token
    mode: str = "duel"
    arenas: tuple[str, ...] = ("open",)  # played in turn
    ships: int = _number(0, 100, 0)  # per side; 0: the mode's default
    rounds: int = _number(1, 10_000, 4)  # per run
    workers: int = _number(1, 1024, 1)  # processes that play a run
    every: int = _number(1, 10_080, 60)  # minutes from one run's start to the next
    settle: int = _number(0, 3600, 60)  # s from a new version to the next run
    keep_logs: int = _number(0, 10**9, 2000)  # newest logs to keep
    submissions_an_hour: int = _number(1, 1000, 12)  # per person
    bots_each: int = _number(1, 1000, 5)  # per person
    stored_bytes_each: int = _number(1, 10**15, 64_000_000)  # of all versions of a person's bots
    stored_bytes: int = _number(1, 10**15, 4_000_000_000)  # of all versions
    clip_bytes: int = _number(100_000, 100_000_000, 8_000_000)  # largest clip; a server accepts at least 10 MB
    site: Path | None = None  # folder of the league's pages, brought up to date after each run
    site_url: str | None = None  # where a web server serves them


def read_settings(path: Path) -> DiscordSettings:
    """Read the settings from a file.

    Raises:
        LeagueError: the file cannot be read, or a setting is missing, unknown or out of range.
    """
    shown = clean_text(str(path), 200)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise LeagueError(f"{shown}: larger than {MAX_BYTES:,} bytes")
        found = tomllib.loads(data.decode())
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except RecursionError:
        raise LeagueError(f"{shown}: not TOML: nested too deeply") from None
    except ValueError as error:  # of TOML or of UTF-8
        raise LeagueError(f"{shown}: not TOML: {clean_text(str(error), 200)}") from None
    known = {one.name: one for one in fields(DiscordSettings)}
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise LeagueError(f"{shown}: unknown setting {clean_text(name, 40)!r}{meant}")
    for name, one in known.items():
        if one.default is MISSING and name not in found:
            raise LeagueError(f"{shown}: the setting {name} is missing; see docs/discord.md")
    if "folder" not in found:
        raise LeagueError(f"{shown}: the setting folder is missing; see docs/discord.md")
    values = {name: _value(shown, name, value, known[name].metadata) for name, value in found.items()}
    for name in ("folder", "token_file", "site"):
        if name in values:
            values[name] = path.absolute().parent / values[name]
    settings = DiscordSettings(**values)
    _check_game(shown, settings)
    return settings


def _value(shown: str, name: str, value: Any, bounds: Mapping[str, int]) -> Any:
    """Return a setting's value, converted to its type."""
    if bounds:
        if isinstance(value, bool) or not isinstance(value, int):
            raise LeagueError(f"{shown}: {name} must be an integer")
        if not bounds["least"] <= value <= bounds["most"]:
            raise LeagueError(f"{shown}: {name} must be an integer from {bounds['least']} to {bounds['most']}")
        return value
    if name == "hosts":
        if not isinstance(value, list) or not all(type(one) is int and 0 < one <= _MOST for one in value):
            raise LeagueError(f"{shown}: hosts must be a list of user ids, for example hosts = [123456789012345678]")
        return tuple(value)
    if name == "arenas":
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            raise LeagueError(f'{shown}: arenas must be a list of names, for example arenas = ["open"]')
        return tuple(dict.fromkeys(value))
    if not isinstance(value, str) or not value or "\0" in value:
        raise LeagueError(f'{shown}: {name} must be a non-empty string, for example {name} = "…"')
    if name == "site_url" and not _ADDRESS.fullmatch(value):
        raise LeagueError(
            f'{shown}: site_url must be an address, for example site_url = "https://league.example/duels"'
        )
    return value if name in ("mode", "site_url") else Path(value)


def _check_game(shown: str, settings: DiscordSettings) -> None:
    if settings.site_url and settings.site is None:
        raise LeagueError(f"{shown}: site_url is set, but not site, the folder of its pages")
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


def take_token(
    settings: DiscordSettings,
    environment: Mapping[str, str] = os.environ,
    erase: Callable[[str], object] = erase_variable,
) -> str:
    """Return the bot's token, removed from the environment or else read from the file that the settings name.

    The token is never shown, no child process inherits it, and none finds it in /proc.

    Raises:
        LeagueError: there is no token, it is malformed, or users other than the file's owner may read it.
    """
    if TOKEN in environment:
        token = environment[TOKEN]
        erase(TOKEN)
        return _token(token, TOKEN)
    if settings.token_file is None:
        raise LeagueError(f"no token: set {TOKEN}, or token_file in the settings")
    shown = clean_text(str(settings.token_file), 200)
    try:
        with settings.token_file.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise LeagueError(f"{shown}: other users can read it (mode {mode:o}); run chmod 600 {shown}")
            return _token(file.read(1000), shown)
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LeagueError(f"{shown}: not a bot token") from None


def _token(text: str, where: str) -> str:
    found = text.strip()
    if not found or not found.isascii() or not found.isprintable() or " " in found:
        raise LeagueError(f"{where}: not a bot token")
    return found
