"""The lifetime of the bot: log in, stay connected, and shut down on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import suppress

import aiohttp
import discord

from league.cli.errors import LeagueError
from league.discord.client import Bot
from league.discord.settings import DiscordSettings
from league.discord.state import open_state, state_path

_log = logging.getLogger(__name__)

MOST = 60.0  # s between login attempts, at most


def serve(settings: DiscordSettings, token: str) -> None:
    """Run the bot until SIGTERM or Ctrl-C.

    Raises:
        LeagueError: its state file is in use, Discord rejects the token, or an intent is not enabled.
    """
    discord.utils.setup_logging(
        handler=logging.StreamHandler(sys.stderr),
        formatter=logging.Formatter("{asctime} {levelname} {name}: {message}", style="{"),
    )
    with open_state(state_path(settings.folder)) as state:

        async def main() -> None:
            bot = Bot(settings, state)
            task = asyncio.current_task()
            assert task is not None
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
            with suppress(asyncio.CancelledError):
                await live(bot, token)

        asyncio.run(main())


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
