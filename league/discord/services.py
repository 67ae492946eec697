"""The services that slash commands need of the bot.

Imported by the commands; implemented by the client, which imports the commands.
"""

from __future__ import annotations

from typing import Protocol

from league.discord.cards.status import Status
from league.discord.intake.submissions import Intake
from league.discord.people import People
from league.discord.settings import DiscordSettings
from league.discord.state import DiscordState
from league.host.processes.worker import Worker
from league.host.runner import Runner


class Services(Protocol):
    """The services that a command may use."""

    settings: DiscordSettings
    state: DiscordState
    people: People
    intake: Intake
    runner: Runner
    chat_worker: Worker  # for what members ask for

    def note(self, error: str) -> None:
        """Keep an error for /status."""

    async def withdraw_all(self, user: int) -> list[str]:
        """Withdraw all bots of a user and return their names."""

    async def read_status(self) -> Status:
        """Return what /status shows. Raises LeagueError."""
