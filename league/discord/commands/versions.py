"""Commands about versions of bots: one against another, and the source of one's own."""

from __future__ import annotations

import asyncio
import io
from itertools import islice

import discord
from discord import app_commands
from discord.ext import commands

from league.bots.archives import write_zip
from league.cli.errors import LeagueError
from league.discord.cards import versions as cards
from league.discord.commands.bots import all_names, offer, own_names
from league.discord.commands.pages import NO_LADDER, read_ladder
from league.discord.commands.tree import Interaction, defer
from league.discord.lookup import FoundVersion, find_version
from league.discord.services import Services
from league.discord.settings import DiscordSettings
from league.host.pages import game_links, meeting_link
from league.ladder.ladders import Scope
from league.ladder.versions import RatedVersion, rated_versions
from league.storage.opening import default_path, reading
from league.storage.queries.bots import names_of
from league.storage.queries.history import PlayedGame, find_games
from league.storage.queries.results import scores_between
from league.storage.sqlite.schema import NoStore
from league.storage.store import Store
from sandbox.identity import module_of

LAST = 8  # games listed …
SEARCHED = 2000  # … of this many, if versions are named
MAX_SOURCE = 8_000_000  # bytes of a file; a server accepts at least 10 MB
Name = app_commands.Range[str, 1, 40]


class VersionCog(commands.Cog):
    """Commands about versions."""

    def __init__(self, bot: Services) -> None:
        self._bot = bot
        self._settings = bot.settings

    @app_commands.command(description="Show the record of two bots, or of two versions such as ace@2 and ace@3.")
    @app_commands.describe(a="a bot, or a version such as ace@2", b="another")
    @app_commands.checks.cooldown(3, 20.0)
    async def versus(self, interaction: Interaction, a: Name, b: Name) -> None:
        await defer(interaction)
        found = await asyncio.to_thread(_versus, self._settings, a, b)
        await interaction.followup.send(embed=discord.Embed.from_dict(cards.versus(found)))

    @app_commands.command(description="Get the source of one of your own bots; nobody else sees it.")
    @app_commands.describe(name="one of your bots", version="its version (default: the current one)")
    @app_commands.checks.cooldown(3, 20.0)
    async def source(
        self, interaction: Interaction, name: Name, version: app_commands.Range[int, 1, 1_000_000_000] | None = None
    ) -> None:
        await defer(interaction, private=True)
        filename, data, what = await asyncio.to_thread(
            source_of, self._settings, name, version, str(interaction.user.id)
        )
        file = discord.File(io.BytesIO(data), filename)
        await interaction.followup.send(f"Version {what} of `{filename.rpartition('.')[0]}`.", file=file)

    @versus.autocomplete("a")
    @versus.autocomplete("b")
    async def _all(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offer(await asyncio.to_thread(all_names, self._settings), typed)

    @source.autocomplete("name")
    async def _own(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offer(await asyncio.to_thread(own_names, self._settings, str(interaction.user.id)), typed)


def source_of(settings: DiscordSettings, name: str, number: int | None, owner: str) -> tuple[str, bytes, int]:
    """Return the name and the bytes of the file of a version of an owner's bot, and its number.

    Raises:
        LeagueError: the owner has no such bot, or version of it, or its file is too large to send.
    """
    refusal = LeagueError(f"you have no bot {name!r}: only its owner gets the source of a bot")
    try:
        with reading(default_path(settings.folder)) as store:
            own = next((bot for bot in names_of(store, owner) if bot.casefold() == name.strip().casefold()), None)
            if own is None:
                raise refusal
            version = find_version(store, own if number is None else f"{own}@{number}").version
            files = store.program(version.identity)
    except NoStore:
        raise refusal from None
    if files is None:
        raise LeagueError(f"the source of {version.bot} v{version.number} is not in the store")
    module = module_of(files)
    if module is not None:
        suffix, data = ".wasm", module
    elif len(files) == 1:
        suffix, data = ".py", str(files[0][1]).encode()
    else:
        suffix, data = ".zip", write_zip(files)
    if len(data) > MAX_SOURCE:
        raise LeagueError(f"{version.bot} v{version.number} has {len(data):,} bytes: too many to send")
    return version.bot + suffix, data, version.number


def _versus(settings: DiscordSettings, a: str, b: str) -> cards.Versus:
    """Return the record of two bots or versions on the ladder. Raises LeagueError."""
    scope = read_ladder(settings).scope
    try:
        with reading(default_path(settings.folder)) as store:
            one, other = find_version(store, a), find_version(store, b)
            if one.version.bot == other.version.bot and (one.asked or 0) == (other.asked or 0):
                name = one.version.bot
                raise LeagueError(f"to compare versions of {name}, name two of them, such as {name}@1 and {name}@2")
            if one.version.bot == other.version.bot:  # the current version has a number, too
                one, other = (FoundVersion(found.version, found.version.number) for found in (one, other))
            scores = [
                score
                for score in scores_between(store, scope.filter(), one.version.bot, other.version.bot)
                if one.asked in (None, score.version) and other.asked in (None, score.other)
            ]
            last = _last_games(store, scope, one, other)
            ratings = _rating(store, scope, one), _rating(store, scope, other)
    except NoStore:
        raise LeagueError(NO_LADDER) from None
    url = meeting_link(settings.host, one.version.bot, other.version.bot)
    return cards.Versus(scope.mode, one, other, scores, ratings, last, game_links(settings.host, last), url)


def _rating(store: Store, scope: Scope, found: FoundVersion) -> RatedVersion | None:
    if not scope.rules:
        return None
    rated = rated_versions(store, scope, found.version.bot)
    return next((one for one in rated if one.version == found.version.number), None)


def _last_games(store: Store, scope: Scope, one: FoundVersion, other: FoundVersion) -> list[PlayedGame]:
    """Return the latest games in which both played, oldest first."""
    bots = one.version.bot, other.version.bot
    limit = LAST if one.asked is None and other.asked is None else SEARCHED
    games = list(find_games(store, None, None, *bots, scope.mode, scope.rules, limit=limit))[::-1]
    return list(islice((game for game in games if _has(game, one) and _has(game, other)), LAST))[::-1]


def _has(game: PlayedGame, found: FoundVersion) -> bool:
    return any(seat.bot == found.version.bot and found.asked in (None, seat.version) for seat in game.seats)
