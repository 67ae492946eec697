"""The command tree: permission checks, error replies, and registration with Discord."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
from collections.abc import Callable
from typing import Any, TypeVar

import aiohttp
import discord
from discord import app_commands

from league.cli.errors import LeagueError
from league.discord.services import Services
from league.discord.text import prose

_log = logging.getLogger(__name__)

_HOST_COMMAND = re.compile(r"`(?:league|sqlite3) ")

Interaction = discord.Interaction[Any]
T = TypeVar("T")


class NotPermitted(app_commands.CheckFailure):
    """The user may not use the command; the text says why."""


class LeagueCommandTree(app_commands.CommandTree[Any]):
    """The command tree of the league's bot."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        bot: Services = interaction.client
        if interaction.guild_id != bot.settings.guild:
            raise NotPermitted("this bot serves another server")
        bot.people.saw(interaction.user.id, interaction.user.display_name, interaction.user.name)
        return True

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell only the user; give an unexpected error a reference that is also logged."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        name = interaction.command.qualified_name if interaction.command else "?"
        if isinstance(cause, app_commands.CommandOnCooldown):
            text = f"Too many requests: try again in {cause.retry_after:.0f} s."
        elif isinstance(cause, app_commands.CheckFailure | LeagueError) and not self._for_hosts(interaction, cause):
            text = prose(str(cause), 300)
        elif isinstance(cause, UnicodeEncodeError):
            text = "The command contains a character that is not Unicode text."
        else:
            reference = f"{interaction.id:x}"[-8:]
            _log.error("/%s failed, ref %s", name, reference, exc_info=cause)
            interaction.client.note(f"/{name}: {type(cause).__name__} (ref {reference})")
            text = f"The command failed. Report it to a host: ref {reference}."
        try:
            await reply_privately(interaction, text)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as lost:
            _log.warning("/%s: could not reply to the user: %s", name, type(lost).__name__)

    def _for_hosts(self, interaction: Interaction, error: Exception) -> bool:
        """Return whether an error tells a member of paths, or of commands that only a host can run."""
        settings = interaction.client.settings
        text = str(error)
        private = str(settings.folder) in text or _HOST_COMMAND.search(text) is not None
        return private and interaction.user.id not in settings.hosts

    async def sync_changed(self) -> None:
        """Register the commands with Discord if they changed since the last time."""
        bot: Services = self.client
        guild = discord.Object(bot.settings.guild)
        self.copy_global_to(guild=guild)
        payload = [command.to_dict(self) for command in self.get_commands(guild=guild)]
        text = json.dumps([self.client.application_id, guild.id, payload], sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if bot.state.get("commands") != digest:
            await self.sync(guild=guild)
            bot.state.set("commands", digest)
        await asyncio.Event().wait()  # never returns: there is nothing more to do


async def defer(interaction: Interaction, private: bool = False) -> None:
    """Defer the answer: Discord then waits 15 min for it instead of 3 s."""
    interaction.extras["public"] = not private
    await interaction.response.defer(ephemeral=private, thinking=True)


async def reply_privately(interaction: Interaction, text: str) -> None:
    """Reply so that only the user sees it."""
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
        return
    if interaction.extras.get("public"):  # a public reply can't become private: delete it
        await interaction.delete_original_response()
    await interaction.followup.send(text, ephemeral=True)


def is_host() -> Callable[[T], T]:
    """Check that the user is one of the hosts in the settings."""

    def check(interaction: Interaction) -> bool:
        if interaction.user.id not in interaction.client.settings.hosts:
            raise NotPermitted("Only hosts may use this command.")
        return True

    return app_commands.check(check)


def not_banned() -> Callable[[T], T]:
    """Check that the user is not banned."""

    def check(interaction: Interaction) -> bool:
        if interaction.client.state.is_banned(interaction.user.id):
            raise NotPermitted("You are banned and may not use this command; ask a host.")
        return True

    return app_commands.check(check)
