"""Commands about matches: play a friendly, get a log, show what decided a match."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands

from engine.log import read_log
from league.cli.errors import LeagueError
from league.discord.cards import matches as cards
from league.discord.commands.bots import all_names, offer
from league.discord.commands.tree import Interaction, defer, not_banned
from league.discord.friendly import path_of, play_friendly
from league.discord.posts.clips import CLIP, render_clip
from league.discord.posts.digest import digest
from league.discord.services import Services
from league.discord.settings import DiscordSettings
from league.host.pages import game_link
from league.logs.files import DEBUG, read_log_bytes, read_sidecar_bytes
from league.match.sidecar import only_seats
from league.storage.names import parse_game
from league.storage.opening import default_path, reading
from league.storage.queries.bots import names_of
from league.storage.queries.history import PlayedGame, find_game
from league.storage.sqlite.database import transaction
from league.storage.sqlite.schema import NoStore
from systems.results import Ending

_log = logging.getLogger(__name__)

_FRIENDLY = re.compile(r"f(?:riendly-)?0*([0-9]{1,9})(?:\.bin)?")
QUEUE = 8  # requests at a time, of all accounts: Discord waits 15 min for an answer
Name = app_commands.Range[str, 1, 40]


class MatchCog(commands.Cog):
    """Commands about matches."""

    def __init__(self, bot: Services) -> None:
        self._bot = bot
        self._settings = bot.settings
        self._asking: set[int] = set()  # accounts whose request is not answered yet
        self._turn = asyncio.Lock()  # held by the friendly that is played and rendered

    @contextmanager
    def _one_each(self, account: int) -> Iterator[None]:
        """Admit one request per account at a time. Raises LeagueError."""
        if account in self._asking:
            raise LeagueError("your last request is not answered yet: try again once it is")
        if len(self._asking) >= QUEUE:
            raise LeagueError(f"{QUEUE} requests of others are waiting: try again later")
        self._asking.add(account)
        try:
            yield
        finally:
            self._asking.remove(account)

    @app_commands.command(description="Play an unrated friendly between two bots, or versions, with a clip.")
    @app_commands.describe(a="the first bot, or a version such as ace@2", b="the second; may be the same")
    @app_commands.checks.cooldown(2, 60.0)
    @not_banned()
    async def match(self, interaction: Interaction, a: Name, b: Name) -> None:
        await defer(interaction)
        with self._one_each(interaction.user.id):
            async with self._turn:
                embed, files = await self._play(a, b)
        await interaction.followup.send(embed=embed, files=files)

    async def _play(self, a: str, b: str) -> tuple[discord.Embed, list[discord.File]]:
        """Play a friendly; return its card and its clip."""
        with transaction(self._bot.state.connection):
            number = (self._bot.state.get("friendlies") or 0) + 1
            self._bot.state.set("friendlies", number)
        path = await self._bot.chat_worker.do(play_friendly, self._settings, number, (a, b))
        found = await self._bot.chat_worker.do(digest, path)
        try:
            clip = await render_clip(path, found.clip, self._settings)
        except LeagueError as error:
            _log.warning("the clip of friendly %s: %s", number, error)
            clip = None
        embed = discord.Embed.from_dict(cards.friendly(f"f{number}", found, CLIP if clip else None))
        return embed, [discord.File(io.BytesIO(clip), CLIP)] if clip else []

    @app_commands.command(description="Get the log of a match; for your own bots also what they printed and drew.")
    @app_commands.describe(game="the game, such as 12-3a, or f7 for a friendly")
    @app_commands.checks.cooldown(4, 30.0)
    async def replay(self, interaction: Interaction, game: Name) -> None:
        await defer(interaction, private=True)
        log, own = await asyncio.to_thread(_files, self._settings, game, str(interaction.user.id))
        files = [discord.File(io.BytesIO(data), name) for name, data in [log, *own]]
        card = cards.replay(log[0], own[0][0] if own else None)
        await interaction.followup.send(embed=discord.Embed.from_dict(card), files=files)

    @app_commands.command(description="Show what decided a match, with faults and the most expensive ticks.")
    @app_commands.describe(game="the game, such as 12-3a, or f7 for a friendly")
    @app_commands.checks.cooldown(4, 30.0)
    async def why(self, interaction: Interaction, game: Name) -> None:
        await defer(interaction)
        with self._one_each(interaction.user.id):
            path = await asyncio.to_thread(log_of, self._settings, game)
            found = await self._bot.chat_worker.do(digest, path)
        trail, link = await asyncio.to_thread(about, self._settings, game)
        await interaction.followup.send(embed=discord.Embed.from_dict(cards.why(game, found, trail, link)))

    @match.autocomplete("a")
    @match.autocomplete("b")
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offer(await asyncio.to_thread(all_names, self._settings), typed)


def log_of(settings: DiscordSettings, game: str) -> Path:
    """Return the path of the log of a game or friendly. Raises LeagueError."""
    if friendly := _FRIENDLY.fullmatch(game.strip()):
        path = path_of(settings, int(friendly[1]))
        if not path.is_file():
            raise LeagueError(f"there is no friendly {game!r}, or its log was deleted")
        return path
    found = _game(settings, game)
    if found.log is None:
        raise LeagueError(f"the log of {game} was deleted" if found.how != Ending.VOID else f"{game} was not played")
    return Path(found.log)


def about(settings: DiscordSettings, game: str) -> tuple[str, str | None]:
    """Return why a game is void, "" if it is not, and the address of its page, if any. Raises LeagueError."""
    if _FRIENDLY.fullmatch(game.strip()):
        return "", None
    found = _game(settings, game)
    return found.trail, game_link(settings.host, found)


def _game(settings: DiscordSettings, game: str) -> PlayedGame:
    asked = parse_game(game)
    if asked is None:
        raise LeagueError(f"{game!r} does not name a game: use a name such as 12-3a, or f7 for a friendly")
    with suppress(NoStore), reading(default_path(settings.folder)) as store:
        if found := find_game(store, asked):
            return found
    raise LeagueError(f"this league has no game {game!r}")


def _files(settings: DiscordSettings, game: str, owner: str) -> tuple[tuple[str, bytes], list[tuple[str, bytes]]]:
    """Return (name, bytes) of a game's log, and of its sidecar with the owner's seats, if any. Raises LeagueError."""
    log = log_of(settings, game)
    with reading(default_path(settings.folder)) as store:
        own = {name.casefold() for name in names_of(store, owner)}
    try:
        data = read_log_bytes(log)
        seats = read_log(data).header.get("seats", [])
        kept = [n for n, seat in enumerate(seats) if str(seat["bot"]).casefold() in own]
        sidecar = read_sidecar_bytes(log) if kept else None
        if not sidecar:
            return (log.name, data), []
        return (log.name, data), [(log.with_suffix(DEBUG).name, only_seats(sidecar, kept))]
    except (OSError, ValueError) as error:
        raise LeagueError(f"{game}: {error.strerror if isinstance(error, OSError) else error}") from None
