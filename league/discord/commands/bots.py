"""Commands about bots: submit, list and withdraw them, and show the ladder."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from league.admission.entry import withdraw
from league.cli.errors import LeagueError
from league.discord.cards import bots as cards
from league.discord.cards.help import help_card
from league.discord.commands.pages import NO_LADDER, ladder_page, read_ladder
from league.discord.commands.tree import Interaction, defer, not_banned
from league.discord.posts.clips import VERSIONS, render_versions
from league.discord.services import Services
from league.discord.settings import DiscordSettings
from league.discord.text import named, owner
from league.host.pages import bot_link, game_links
from league.ladder.versions import rated_versions
from league.storage.opening import default_path, reading
from league.storage.queries.bots import active_names, owners
from league.storage.queries.history import find_games
from league.storage.queries.results import head_to_head
from league.storage.sqlite.schema import NoStore

_log = logging.getLogger(__name__)

OFFERED = 25  # names offered by autocompletion: Discord's maximum


class BotCog(commands.Cog):
    """Commands about bots."""

    def __init__(self, bot: Services) -> None:
        self._bot = bot
        self._settings = bot.settings
        self._drawing = asyncio.Lock()

    @app_commands.command(description="Submit a bot: NAME.py, NAME.zip or NAME.wasm. Nobody else sees its source.")
    @app_commands.describe(file="the bot's file; its name without the extension names the bot")
    @app_commands.checks.cooldown(3, 20.0)
    async def submit(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Take in a bot; the answer is its card, or why it was not admitted."""
        await defer(interaction, private=True)
        self._bot.intake.submit(interaction, file)

    @app_commands.command(description="Show the ladder.")
    @app_commands.checks.cooldown(3, 20.0)
    async def ladder(self, interaction: Interaction, page: app_commands.Range[int, 1, 10_000] = 1) -> None:
        await defer(interaction)
        embed, view = await ladder_page(self._settings, page)
        await interaction.followup.send(embed=embed, view=view)

    @app_commands.command(description="Show a bot: its place, rating history, results by opponent and latest games.")
    @app_commands.checks.cooldown(3, 20.0)
    async def bot(self, interaction: Interaction, name: app_commands.Range[str, 1, 40]) -> None:
        await defer(interaction)
        facts = await asyncio.to_thread(_facts, self._settings, name, self._bot.people.labels())
        picture = await self._picture(facts)
        files = [discord.File(io.BytesIO(picture), VERSIONS)] if picture else []
        card = cards.bot(facts, VERSIONS if picture else None)
        await interaction.followup.send(embed=discord.Embed.from_dict(card), files=files)

    async def _picture(self, facts: cards.BotCard) -> bytes | None:
        """Draw the ratings of a bot's versions, one picture at a time; None with fewer than two, or if that fails."""
        if len(facts.rated) < 2:
            return None
        try:
            async with self._drawing:
                return await render_versions(self._settings.folder, facts.current.bot, facts.ladder.scope.mode)
        except LeagueError as error:
            _log.warning("%s", error)
            return None

    @app_commands.command(description="List your bots.")
    @app_commands.checks.cooldown(3, 20.0)
    async def mybots(self, interaction: Interaction) -> None:
        await defer(interaction, private=True)
        own = await asyncio.to_thread(_names, self._settings, str(interaction.user.id))
        found = await asyncio.to_thread(read_ladder, self._settings) if own else None
        card = cards.mine(own, found, self._settings.bots_each)
        await interaction.followup.send(embed=discord.Embed.from_dict(card))

    @app_commands.command(description="Withdraw one of your bots from the league. Its versions and games are kept.")
    @app_commands.checks.cooldown(3, 20.0)
    @not_banned()
    async def withdraw(self, interaction: Interaction, name: app_commands.Range[str, 1, 40]) -> None:
        await defer(interaction, private=True)
        own = await asyncio.to_thread(_names, self._settings, str(interaction.user.id))
        if name.casefold() not in map(str.casefold, own):
            raise LeagueError(f"you have no bot {name!r} in the league: /mybots lists yours")
        await asyncio.to_thread(withdraw, name, str(interaction.user.id), self._settings.folder)
        self._bot.runner.new_version()
        await interaction.followup.send(
            f"**{named(name)}** has left the league. Its name stays yours; submit it again to return it."
        )

    @app_commands.command(description="Choose whether posts about runs mention you when your bots are placed or move.")
    @app_commands.describe(mentions="on, or off as at the beginning")
    @app_commands.checks.cooldown(3, 20.0)
    async def notify(self, interaction: Interaction, mentions: Literal["on", "off"]) -> None:
        self._bot.state.notify(interaction.user.id, mentions == "on")
        told = "You are mentioned when one of your bots is placed, or changes its place."
        text = told if mentions == "on" else "You are not mentioned any more."
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="Show how to submit a bot, and what the commands do.")
    async def help(self, interaction: Interaction) -> None:
        card = help_card(self._settings, interaction.user.id in self._settings.hosts)
        await interaction.response.send_message(embed=discord.Embed.from_dict(card), ephemeral=True)

    @bot.autocomplete("name")
    async def _all(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offer(await asyncio.to_thread(_names, self._settings, None), typed)

    @withdraw.autocomplete("name")
    async def _own(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return offer(await asyncio.to_thread(_names, self._settings, str(interaction.user.id)), typed)


def offer(names: list[str], typed: str) -> list[app_commands.Choice[str]]:
    """Return the names that contain the typed text, with those that start with it first."""
    part = typed.casefold()
    fitting = [name for name in names if part in name.casefold()]
    fitting.sort(key=lambda name: (not name.casefold().startswith(part), name.casefold()))
    return [app_commands.Choice(name=name, value=name) for name in fitting[:OFFERED]]


def all_names(settings: DiscordSettings) -> list[str]:
    """Return the names of all bots in the league."""
    return _names(settings, None)


def own_names(settings: DiscordSettings, owner: str) -> list[str]:
    """Return the names of a person's bots in the league."""
    return _names(settings, owner)


def _names(settings: DiscordSettings, owner: str | None) -> list[str]:
    """Return the names of a person's bots in the league, or of all bots."""
    try:
        with reading(default_path(settings.folder)) as store:
            return active_names(store, owner)
    except NoStore:
        return []


def _facts(settings: DiscordSettings, name: str, people: Mapping[str, str]) -> cards.BotCard:
    """Return what the card of a bot shows. Raises LeagueError."""
    found = read_ladder(settings)
    try:
        with reading(default_path(settings.folder)) as store:
            current = store.current(name)
            if current is None:
                raise LeagueError(f"this league has no bot {name!r}")
            met = head_to_head(store, found.scope.filter(), current.id)
            last = list(
                find_games(store, bot=name, mode=settings.ladder.mode, rules=found.scope.rules, limit=cards.LAST)
            )
            whose = owner(owners(store)[current.bot], people)
            versions = rated_versions(store, found.scope, current.bot) if found.scope.rules else []
    except NoStore:
        raise LeagueError(NO_LADDER) from None
    host = settings.host
    links = bot_link(host, current.bot), game_links(host, last)
    return cards.BotCard(current, whose, found, met, last, versions, *links)
