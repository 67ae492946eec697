"""The bot as a part of a host: log in, stay connected, and shut down with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from league.cli.errors import LeagueError
from league.discord.adoption import adopt_runs
from league.discord.client import Bot
from league.discord.settings import DiscordSettings
from league.discord.state import open_state, state_path
from league.host.serve import LeagueHost, Part

_log = logging.getLogger(__name__)

MOST = 60.0  # s between login attempts, at most


@contextmanager
def discord_part(settings: DiscordSettings, token: str, host: LeagueHost) -> Iterator[Part]:
    """Open the bot's state, for this process alone, and yield what runs the bot beside a host's schedule.

    Raises:
        LeagueError: the state file is in use; later, Discord rejects the token, or an intent is not enabled.
    """
    with open_state(state_path(settings.folder)) as state:
        adopt_runs(state, host.state, settings.folder, settings.host.ladders)

        async def run(host: LeagueHost) -> None:
            await live(Bot(settings, state, host.runner, host.worker), token)

        yield run


async def live(bot: Bot, token: str) -> None:
    """Connect and stay connected until cancelled; then shut down cleanly.

    Raises:
        LeagueError: Discord rejects the token, or an intent is not enabled.
    """
    connection: asyncio.Task[None] | None = None
    try:
        bot.work()
        await _log_in(bot, token)
        connection = asyncio.create_task(bot.connect())
        await asyncio.shield(connection)
    except discord.PrivilegedIntentsRequired:
        raise LeagueError(
            "Discord refuses the intent: enable Message Content Intent on the Bot page of the developer portal"
        ) from None
    except discord.ConnectionClosed as closed:
        raise LeagueError(f"Discord closed the connection permanently: code {closed.code}") from None
    finally:
        await bot.close()  # while the connection is open, so that it is closed cleanly
        if connection is not None:
            connection.cancel()
            await asyncio.gather(connection, return_exceptions=True)


async def _log_in(bot: Bot, token: str) -> None:
    """Log in, retrying for as long as Discord is unreachable."""
    wait = 1.0
    while True:
        try:
            await bot.login(token)
            return
        except discord.LoginFailure:
            raise LeagueError("Discord rejects the token: reset it on the Bot page of the developer portal") from None
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("Discord is unreachable (%s); retrying in %.0f s", type(error).__name__, wait)
            await bot.http.close()
            bot.http.connector = discord.utils.MISSING  # closed above: the next attempt needs a new one
        await asyncio.sleep(wait)
        wait = min(2 * wait, MOST)
