"""The league's site is brought up to date after each run, and posts link to its pages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from driving import driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import RESULTS
from played import entries, play_run

from league.cli.errors import LeagueError
from league.discord.cards import runs as cards
from league.discord.settings import DiscordSettings
from league.host.pages import build_site, game_link, site_link
from league.host.report import Upset
from league.host.state import open_host_state
from league.storage.opening import default_path, reading, writing
from league.storage.queries.history import find_games

URL = "https://league.example/duels"


@pytest.fixture
def settings(tmp_path: Path) -> DiscordSettings:
    """Settings of a league with a finished run that was not told of."""
    found = settings_for(tmp_path / "bots", site=tmp_path / "public", site_url=URL + "/")
    with writing(default_path(found.folder)) as store:
        play_run(store, store.sync(entries(("ann", "bob"))), pairings=1, rules=found.ladder.rules)
    with open_host_state(found.folder) as state:
        state.set_ladder("duel", reported=0)
    return found


def test_the_post_of_a_run_links_to_the_site(settings: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(settings):
            (post,) = await until(lambda: fake.posts(RESULTS))
        assert post["embeds"][0]["url"] == f"{URL}/runs/1.html"
        assert "Run 1: 2 games" in text_of(post)

    with_fake(test)
    site = settings.host.site
    assert site is not None
    assert (site / "games" / "1-1a.html").is_file()


def test_only_pages_that_exist_are_linked_to(settings: DiscordSettings) -> None:
    with reading(default_path(settings.folder)) as store:
        game, _ = find_games(store)
    assert game_link(settings.host, game) is None
    asyncio.run(build_site(settings.host))
    assert game_link(settings.host, game) == f"{URL}/games/1-1a.html"
    assert game_link(settings.host, replace(game, run=7)) is None
    assert site_link(replace(settings.host, site_url=None)) is None
    card = cards.upset(Upset(game, "ann", "bob", 99.0), None, None, game_link(settings.host, game))
    assert {"name": "Watch all of it", "value": f"{URL}/games/1-1a.html"} in card["fields"]


def test_a_site_that_can_not_be_built_delays_no_report(settings: DiscordSettings) -> None:
    site = settings.host.site
    assert site is not None
    site.mkdir()
    (site / "thesis.txt").write_text("years")
    with pytest.raises(LeagueError, match="not empty, and not a site"):
        asyncio.run(build_site(settings.host))

    async def test(fake: FakeDiscord) -> None:
        async with driving(settings):
            (post,) = await until(lambda: fake.posts(RESULTS))
        assert "url" not in post["embeds"][0]

    with_fake(test)
    assert [path.name for path in site.iterdir()] == ["thesis.txt"]
