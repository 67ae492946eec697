"""The life of the bot: from its token to SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
import discord

from league.cli.errors import LeagueError
from league.discord.client import Bot
from league.discord.settings import Settings
from league.discord.state import open_state
from league.storage.store import default_path

_log = logging.getLogger(__name__)

MOST = 60.0  # s between tries to log in


def state_path(settings: Settings) -> Path:
    """Return the path of the bot's state file, beside the league's store."""
    return default_path(settings.folder).with_name("discord.sqlite")


def serve(settings: Settings, token: str) -> None:
    """Run the bot until SIGTERM or Ctrl-C.

    Raises:
        LeagueError: its state file is in use, Discord does not take the token, or it lacks an intent.
    """
    discord.utils.setup_logging(
        handler=logging.StreamHandler(sys.stderr),
        formatter=logging.Formatter("{asctime} {levelname} {name}: {message}", style="{"),
    )
    with open_state(state_path(settings)) as state:

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
    """Connect, and stay connected, until it is cancelled; then end in order.

    Raises:
        LeagueError: Discord does not take the token, or the bot lacks an intent.
    """
    connection: asyncio.Task[None] | None = None
    try:
        bot.work()
        await _log_in(bot, token)
        connection = asyncio.create_task(bot.connect())
        await asyncio.shield(connection)
    except discord.PrivilegedIntentsRequired:
        raise LeagueError(
            "Discord refuses the intent: switch on Message Content Intent on the developer portal's page Bot"
        ) from None
    except discord.ConnectionClosed as closed:
        raise LeagueError(f"Discord has ended the connection for good: code {closed.code}") from None
    finally:
        await bot.close()  # while the connection lives, so that it is ended in order
        if connection is not None:
            connection.cancel()
            await asyncio.gather(connection, return_exceptions=True)


async def _log_in(bot: Bot, token: str) -> None:
    """Log in, however long Discord can't be reached."""
    wait = 1.0
    while True:
        try:
            await bot.login(token)
            return
        except discord.LoginFailure:
            raise LeagueError("Discord does not take the token: reset it on the developer portal's page Bot") from None
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("Discord can't be reached (%s); again in %.0f s", type(error).__name__, wait)
            await bot.http.close()
            bot.http.connector = discord.utils.MISSING  # which it closed: the next try needs one of its own
        await asyncio.sleep(wait)
        wait = min(2 * wait, MOST)
