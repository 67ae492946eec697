"""Commands for the league's hosts."""

from __future__ import annotations

import asyncio
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.discord.cards import status as cards
from league.discord.commands.bots import all_names
from league.discord.commands.tree import Interaction, defer, is_host
from league.discord.services import Services
from league.discord.settings import DiscordSettings
from league.discord.text import named, prose
from league.discord.text import user as shown
from league.host.settings import LadderSettings
from league.host.state import Tournament
from league.storage.opening import default_path, joining
from league.storage.queries.corrections import reinstate_bot, void_named
from sandbox.clean import clean_text
from systems.modes import MODES

# `default_permissions` controls who sees a command; the `is_host` check controls who may use it.


class HostCog(commands.Cog):
    """Commands for hosts."""

    def __init__(self, bot: Services) -> None:
        self._bot = bot

    def _who(self, interaction: Interaction) -> str:
        """Return who corrects results, as members see it; the audit trail has the id."""
        return f"{self._bot.people.labels()[str(interaction.user.id)]} on Discord"

    @app_commands.command(description="Hosts: start a run now.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def run(self, interaction: Interaction) -> None:
        if self._bot.runner.playing:
            await interaction.response.send_message("A run is already in progress.", ephemeral=True)
            return
        self._bot.state.record_command(interaction.user.id, "run")
        self._bot.runner.ask()
        await interaction.response.send_message("A run starts now.", ephemeral=True)

    @app_commands.command(description="Hosts: play a tournament now; its standings are posted when it ends.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        rounds="times through the format (default 1; swiss: enough for one winner)",
        mode="the ladder (default: the first)",
        bot="who plays all others in a gauntlet",
    )
    @is_host()
    async def tournament(
        self,
        interaction: Interaction,
        format: Literal["round-robin", "swiss", "gauntlet"],
        rounds: app_commands.Range[int, 1, 100] | None = None,
        mode: app_commands.Range[str, 1, 40] | None = None,
        bot: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        await defer(interaction, private=True)
        settings = self._bot.settings
        ladder = _ladder(settings, mode)
        names = await asyncio.to_thread(all_names, settings)
        player = _gauntlet_player(format, bot, names)
        if len(names) < 2:
            raise LeagueError("a tournament needs two bots in the league")
        rounds = rounds or (max((len(names) - 1).bit_length(), 1) if format == "swiss" else 1)
        asked = Tournament(format, rounds, player)
        if not self._bot.runner.ask_tournament(ladder, asked):
            raise LeagueError(f"a tournament of {ladder.name} was asked for already: try again once it has ended")
        what = f"tournament format:{format} rounds:{rounds} mode:{ladder.name}" + (f" bot:{player}" if player else "")
        self._bot.state.record_command(interaction.user.id, what)
        when = "after the current run" if self._bot.runner.playing else "now"
        text = f"A {format} of {counted(rounds, 'round')} ({ladder.name}) is played {when}."
        await interaction.followup.send(text, ephemeral=True)

    @app_commands.command(description="Hosts: pause runs, or resume them.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def pause(self, interaction: Interaction, on: bool = True) -> None:
        self._bot.state.record_command(interaction.user.id, f"pause on:{on}")
        self._bot.runner.pause(on)
        text = "Paused: no run starts until `/pause on:False`." if on else "Runs resume."
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="Hosts: ban a user from submitting bots, or lift the ban.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        user="the user", lift="lift the ban", withdraw="also withdraw the user's bots (default True)"
    )
    @is_host()
    async def ban(
        self, interaction: Interaction, user: discord.User, lift: bool = False, withdraw: bool = True
    ) -> None:
        await defer(interaction, private=True)
        what = f"ban user:{user.id} lift:{lift} withdraw:{withdraw}"
        self._bot.state.record_command(interaction.user.id, what)
        self._bot.state.ban(user.id, not lift)
        if lift:
            await interaction.followup.send(f"{shown(user.id)} may submit bots again.")
            return
        out = await self._bot.withdraw_all(user.id) if withdraw else []
        if out:
            self._bot.runner.new_version()
        withdrawn = f" Withdrawn: {', '.join(map(named, out))}." if out else ""
        await interaction.followup.send(f"{shown(user.id)} may no longer submit bots.{withdrawn}")

    @app_commands.command(description="Hosts: declare a game, or all games of a run, void.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(game="the game, such as 12-3a, or the number of a run", why="the reason, which is shown")
    @is_host()
    async def void(
        self, interaction: Interaction, game: app_commands.Range[str, 1, 40], why: app_commands.Range[str, 1, 300]
    ) -> None:
        await defer(interaction, private=True)
        self._bot.state.record_command(interaction.user.id, f"void game:{game} why:{why}")
        games = await asyncio.to_thread(_void, self._bot.settings, game, why, self._who(interaction))
        text = f"{counted(games, 'game')} void; `/replay-voids` plays them again."
        await interaction.followup.send(text, ephemeral=True)

    @app_commands.command(name="replay-voids", description="Hosts: play the void games again now.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def replay_voids(self, interaction: Interaction) -> None:
        self._bot.state.record_command(interaction.user.id, "replay-voids")
        self._bot.runner.ask_replays()
        when = "after the current run" if self._bot.runner.playing else "now"
        text = f"Void games are played again {when}; `/status` shows a problem."
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="Hosts: readmit a bot that was excluded for forfeits.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(bot="the bot's name", why="the reason, which is shown")
    @is_host()
    async def reinstate(
        self, interaction: Interaction, bot: app_commands.Range[str, 1, 40], why: app_commands.Range[str, 1, 300]
    ) -> None:
        await defer(interaction, private=True)
        self._bot.state.record_command(interaction.user.id, f"reinstate bot:{bot} why:{why}")
        message = await asyncio.to_thread(_reinstate, self._bot.settings, bot, why, self._who(interaction))
        await interaction.followup.send(prose(message, 400), ephemeral=True)

    @app_commands.command(description="Hosts: show the latest run, the queues and errors.")
    @app_commands.default_permissions(manage_guild=True)
    @is_host()
    async def status(self, interaction: Interaction) -> None:
        await defer(interaction, private=True)
        card = cards.status(await self._bot.read_status())
        await interaction.followup.send(embed=discord.Embed.from_dict(card))


def _ladder(settings: DiscordSettings, name: str | None) -> LadderSettings:
    """Return the ladder of a name or mode that is played in pairs. Raises LeagueError."""
    ladders = settings.host.ladders
    asked = settings.ladder.name if name is None else name.strip()
    found = next((one for one in ladders if asked.casefold() in (one.name.casefold(), one.mode)), None)
    if found is None:
        raise LeagueError(f"the host plays no ladder {asked!r}: it plays {', '.join(one.name for one in ladders)}")
    if not MODES[found.mode].paired:
        raise LeagueError(f"{found.mode} is played at rotating tables and has no tournaments")
    return found


def _gauntlet_player(format: str, bot: str | None, names: list[str]) -> str | None:
    """Return the bot that plays all others, in its spelling. Raises LeagueError."""
    if format != "gauntlet":
        if bot is not None:
            raise LeagueError(f"bot: is for a gauntlet, not {format}")
        return None
    if bot is None:
        raise LeagueError("a gauntlet needs bot:, who plays all others")
    player = next((name for name in names if name.casefold() == bot.strip().casefold()), None)
    if player is None:
        raise LeagueError(f"this league has no bot {bot!r}")
    return player


def _void(settings: DiscordSettings, game: str, why: str, host: str) -> int:
    """Declare games void in the store; return their number. Raises LeagueError."""
    with joining(default_path(settings.folder)) as store:
        return void_named(store, [game.strip()], _reason(why), host)


def _reinstate(settings: DiscordSettings, bot: str, why: str, host: str) -> str:
    """Reinstate a bot in the store; return what that does. Raises LeagueError."""
    with joining(default_path(settings.folder)) as store:
        return reinstate_bot(store, bot.strip(), _reason(why), host)


def _reason(why: str) -> str:
    return clean_text(why, 300).strip() or "no reason given"
