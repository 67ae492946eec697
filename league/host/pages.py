"""The league's site: built by a command in a child process, and links to its pages."""

from __future__ import annotations

from league.host.processes.command import run_command
from league.host.settings import HostSettings
from league.site.paths import INDEX, game_page
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


def _link(settings: HostSettings, page: str) -> str | None:
    if settings.site is None or not settings.site_url or not (settings.site / page).is_file():
        return None
    return f"{settings.site_url.rstrip('/')}/{page}"
