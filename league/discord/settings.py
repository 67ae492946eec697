"""Settings of the bot on Discord: the table [discord] of a host's settings, or a file that has both without tables."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from league.cli.errors import LeagueError
from league.host.settings import HostSettings, LadderSettings, check_host, host_settings, one_ladder
from league.host.tables import (
    identifier,
    identifiers,
    integer,
    location,
    read_table,
    read_toml,
    refuse_unknown,
    settings_of,
    values_of,
)
from league.workers.isolation import erase_variable
from sandbox.clean import clean_text

PAGE = "docs/discord.md"
TABLE = "discord"  # in a host's settings
TOKEN = "SPACECODE_DISCORD_TOKEN"  # environment variable


@dataclass(frozen=True)
class DiscordSettings:
    """Settings of the bot; docs/discord.md documents each."""

    guild: int = identifier()  # the server
    submissions: int = identifier()  # the channel that takes bots
    results: int = identifier()  # the channel that run reports are posted to
    hosts: tuple[int, ...] = identifiers()  # users who may /run, /pause, /ban and /status
    token_file: Path | None = location(None)  # read if the environment has no token
    submissions_an_hour: int = integer(1, 1000, 12)  # per person
    bots_each: int = integer(1, 1000, 5)  # per person
    stored_bytes_each: int = integer(1, 10**15, 64_000_000)  # of all versions of a person's bots
    stored_bytes: int = integer(1, 10**15, 4_000_000_000)  # of all versions
    clip_bytes: int = integer(100_000, 100_000_000, 8_000_000)  # largest clip; a server accepts at least 10 MB
    host: HostSettings = field(default_factory=HostSettings)  # of the league that it is for

    @property
    def folder(self) -> Path:
        """The league's folder."""
        return self.host.folder

    @property
    def ladder(self) -> LadderSettings:
        """The ladder that commands are about: the first."""
        return self.host.ladders[0]


def read_host(path: Path) -> tuple[HostSettings, DiscordSettings | None]:
    """Read the settings of `league host`, and of its bot if the file has a table [discord].

    Raises:
        LeagueError: the file cannot be read, or a setting is missing, unknown or out of range.
    """
    file = read_toml(path, "docs/host.md")
    host = host_settings(file, (TABLE,))
    if TABLE not in file.values:
        return host, None
    bot = read_table(replace(file, page=PAGE), TABLE, file.values[TABLE], DiscordSettings)
    return host, replace(bot, host=host)


def read_settings(path: Path) -> DiscordSettings:
    """Read the settings of `league discord`: those of a host with one ladder and those of the bot, without tables.

    Raises:
        LeagueError: the file cannot be read, or a setting is missing, unknown or out of range.
    """
    file = read_toml(path, PAGE)
    if TABLE in file.values:
        raise LeagueError(f"{file.shown}: it has a table [{TABLE}]: start it with `league host --config FILE`")
    names = [*settings_of(HostSettings), *(set(settings_of(LadderSettings)) - {"name"}), *settings_of(DiscordSettings)]
    refuse_unknown(file, "", file.values, names)
    own = values_of(file, "", file.values, DiscordSettings)
    host = HostSettings(**values_of(file, "", file.values, HostSettings))
    host = replace(host, ladders=(one_ladder(file, "", values_of(file, "", file.values, LadderSettings)),))
    check_host(file, host)
    return DiscordSettings(**own, host=host)


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
