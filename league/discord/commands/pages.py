"""Paginated lists with stateless buttons, which keep working after a restart."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import discord

from league.cli.errors import LeagueError
from league.discord.cards import bots as cards
from league.discord.commands.tree import Interaction
from league.discord.posts.outbox import Embed
from league.discord.settings import DiscordSettings
from league.host.pages import ladder_link
from league.ladder.ladders import Scope
from league.ladder.table import Ladder, ladder
from league.storage.opening import default_path, reading
from league.storage.sqlite.schema import NoStore

SHOWN = 20  # bots per page
NO_LADDER = "No games have been played yet: runs start once there are two bots."


class Page(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"page:(?P<number>[0-9]{1,6})"):
    """A button that shows a page of the ladder."""

    def __init__(self, number: int, label: str, disabled: bool = False) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"page:{number}", disabled=disabled))
        self.number = number

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Page:
        return cls(int(match["number"]), item.label or "")

    async def callback(self, interaction: Interaction, /) -> None:
        await interaction.response.defer()
        embed, view = await ladder_page(interaction.client.settings, self.number)
        await interaction.edit_original_response(embed=embed, view=view)


async def ladder_page(settings: DiscordSettings, number: int) -> tuple[discord.Embed, discord.ui.View]:
    """Return a page of the ladder, counted from 1 and clamped to the last, with its buttons. Raises LeagueError."""
    found = await asyncio.to_thread(read_ladder, settings)
    pages = max(-(-len(found.rows) // SHOWN), 1)
    number = min(max(number, 1), pages)
    link = ladder_link(settings.host, settings.ladder.mode)
    embed: Embed = cards.ladder(found, SHOWN * (number - 1), SHOWN, number, pages, link)
    view = discord.ui.View(timeout=None)
    if pages > 1:
        view.add_item(Page(number - 1, "◀", disabled=number == 1))
        view.add_item(Page(number + 1, "▶", disabled=number == pages))
    return discord.Embed.from_dict(embed), view


def read_ladder(settings: DiscordSettings) -> Ladder:
    """Return the league's ladder, empty before the first run. Raises LeagueError."""
    try:
        with reading(default_path(settings.folder)) as store:
            if store.last_run(mode=settings.ladder.mode) is None:
                return Ladder(Scope(settings.ladder.mode, "", 0), ())
            return ladder(store, settings.ladder.mode)
    except NoStore:
        raise LeagueError(NO_LADDER) from None
