"""Posts mention only those who chose it, in news of their own bots, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from driving import driving, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import RESULTS
from test_results import league_of_two_runs

from league.discord.cards.notices import BotNews, notices
from league.discord.state import open_state, state_path
from league.host.report import report_run
from league.host.state import open_host_state
from league.storage.opening import default_path, writing

OWNER, OTHER = 77, 78  # of weak, and of strong


def test_news_are_of_ones_own_bots_that_moved_or_are_new(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")
    with writing(default_path(settings.folder)) as store:
        store.connection.execute("UPDATE bots SET owner = '78' WHERE name IN ('strong', 'new')")
    before = {"strong": (1, 1700.0), "middle": (2, 1500.0), "weak": (3, 1300.0)}
    found = report_run(settings.folder, 2, before)
    ranks = {row.bot: row.rank for row in found.rows}
    assert notices(found, []) == []
    assert notices(found, [OTHER, 1]) == [BotNews(OTHER, "new", 1, None, ranks["new"])]
    moved = notices(found, [OWNER, OTHER])
    assert BotNews(OWNER, "weak", 1, before["weak"][0], ranks["weak"]) in moved
    assert not any(one.bot == "strong" for one in moved)  # it kept its place


def test_only_those_who_chose_it_are_mentioned(tmp_path: Path) -> None:
    settings = league_of_two_runs(tmp_path / "bots")
    before = {"strong": (1, 1700.0), "middle": (2, 1500.0), "weak": (3, 1300.0)}
    with open_host_state(settings.folder) as state:
        state.set_ladder("duel", reported=1, places=before)

    async def quiet(fake: FakeDiscord) -> None:
        async with driving(settings) as driven:
            for user, choice in ((OWNER, "on"), (OWNER, "off"), (OTHER, "on")):
                answer = await fake.command(user, "notify", mentions=choice)
                await until(lambda answer=answer: answer.original, 60)
                assert answer.ephemeral
            assert driven.bot.state.notified() == {OTHER}
            await until(lambda: [one for one in fake.posts(RESULTS) if "4 games" in text_of(one)], 60)
            await asyncio.sleep(0.3)
            assert fake.pinged == []  # that user has no bot
            assert len(fake.posts(RESULTS)) == 1

    async def told(fake: FakeDiscord) -> None:
        async with driving(settings) as driven:
            post, news = await until(lambda: len(fake.posts(RESULTS)) == 2 and fake.posts(RESULTS), 60)
            assert "Run 2: 4 games" in text_of(post)
            assert "News of run 2" in text_of(news)
            assert f"<@{OWNER}> **weak** v1: place" in text_of(news)
            assert fake.pinged == [(RESULTS, [OWNER])]
            await until(lambda: driven.host_state.ladder("duel").reported == 2)
            driven.host_state.set_ladder("duel", reported=1, places=before)  # it is reported again
            driven.runner._changed.set()
            await until(lambda: fake.edits.get(int(news["id"])), 60)
            assert fake.pinged == [(RESULTS, [OWNER])]

    with_fake(quiet)
    with open_host_state(settings.folder) as state:
        state.set_ladder("duel", reported=1, places=before)
    with open_state(state_path(settings.folder)) as mine:
        mine.notify(OWNER, chosen=True)
        mine.connection.execute("DELETE FROM outbox")
    with_fake(told)


def test_a_state_of_version_4_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "discord.sqlite"
    with open_state(path) as state:
        state.connection.execute("DROP TABLE notified")
        state.connection.execute("ALTER TABLE outbox DROP COLUMN mentions")
        state.connection.execute("PRAGMA user_version = 4")
    with open_state(path) as state:
        state.notify(OWNER, chosen=True)
        state.notify(OWNER, chosen=True)
        assert state.notified() == {OWNER}
        assert state.connection.execute("SELECT count(mentions) FROM outbox").fetchone() == (0,)
