"""The commands for the league's hosts."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from league.discord.cards import status as cards
from league.discord.commands.tree import Interaction, defer, is_host
from league.discord.services import Services
from league.discord.text import plain
from league.discord.text import user as shown
from league.storage.schema import transaction

# `default_permissions` says who sees a command; who may use it is checked in code.


class Hosts(commands.Cog):
    """Commands for hosts."""

    def __init__(self, bot: Services) -> None:
        self._bot = bot

    @app_commands.command(description="Hosts: play a run now.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def run(self, interaction: Interaction) -> None:
        if self._bot.runner.playing:
            await interaction.response.send_message("A run is being played.", ephemeral=True)
            return
        self._bot.runner.ask()
        await interaction.response.send_message("A run begins now.", ephemeral=True)

    @app_commands.command(description="Hosts: begin no more runs, or go on with them.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def pause(self, interaction: Interaction, on: bool = True) -> None:
        self._bot.runner.pause(on)
        text = "Paused: no run begins until `/pause on:False`." if on else "The league goes on."
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="Hosts: take no more bots from somebody, or take them again.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(user="whom", lift="take bots again", withdraw="take those out that play")
    @is_host()
    async def ban(
        self, interaction: Interaction, user: discord.User, lift: bool = False, withdraw: bool = True
    ) -> None:
        await defer(interaction, private=True)
        self._bot.state.ban(user.id, not lift)
        if lift:
            await interaction.followup.send(f"{shown(user.id)} may send bots again.")
            return
        out = await self._bot.withdraw_all(user.id) if withdraw else []
        if out:
            with transaction(self._bot.state.connection):
                self._bot.runner.new_version()
        told = f" Out of the league: {', '.join(map(plain, out))}." if out else ""
        await interaction.followup.send(f"{shown(user.id)} may send no more bots.{told}")

    @app_commands.command(description="Hosts: the last run, what waits, what went wrong.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def status(self, interaction: Interaction) -> None:
        await defer(interaction, private=True)
        card = cards.status(await self._bot.read_status())
        await interaction.followup.send(embed=discord.Embed.from_dict(card))
