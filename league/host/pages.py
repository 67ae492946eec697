"""The league's site: built by a command in a child process, and links to its pages."""

from __future__ import annotations

from collections.abc import Iterable

from league.host.processes.command import run_command
from league.host.settings import HostSettings
from league.site.paths import INDEX, bot_page, game_page, ladder_page, meeting_page, run_page
from league.storage.queries.history import PlayedGame

TIMEOUT = 3600.0  # s: the first build makes the pages of all games that have logs


async def build_site(settings: HostSettings) -> None:
    """Bring the site up to date, if the settings name one. Raises LeagueError."""
    if settings.site is not None:
        await run_command("the site", "league", "site", settings.folder, "--out", settings.site, timeout=TIMEOUT)


def site_link(settings: HostSettings) -> str | None:
    """Return the address of the site's first page, if it has one."""
    return _link(settings, INDEX)


def game_link(settings: HostSettings, game: PlayedGame) -> str | None:
    """Return the address of a game's page, if it has one."""
    return _link(settings, game_page(game))


def game_links(settings: HostSettings, games: Iterable[PlayedGame]) -> dict[str, str]:
    """Return the addresses of those games that have pages, by the names of the games."""
    return {game.name: link for game in games if (link := game_link(settings, game))}


def bot_link(settings: HostSettings, bot: str) -> str | None:
    """Return the address of a bot's page, if it has one."""
    return _link(settings, bot_page(bot))


def meeting_link(settings: HostSettings, one: str, other: str) -> str | None:
    """Return the address of the page about two bots, if it has one."""
    return _link(settings, meeting_page(one, other))


def ladder_link(settings: HostSettings, mode: str) -> str | None:
    """Return the address of the page of a mode's ladder, if it has one."""
    return _link(settings, ladder_page(mode))


def run_link(settings: HostSettings, run: int) -> str | None:
    """Return the address of a run's page, if it has one."""
    return _link(settings, run_page(run))


def _link(settings: HostSettings, page: str) -> str | None:
    if settings.site is None or not settings.site_url or not (settings.site / page).is_file():
        return None
    return f"{settings.site_url.rstrip('/')}/{page}"
