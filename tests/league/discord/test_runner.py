"""The schedule of runs, under a clock that is wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from driving import Driven, drive, settings_for
from fake_discord import FakeDiscord, until
from fake_objects import SUBMISSIONS

from league.discord.client import Bot
from league.discord.settings import DiscordSettings
from league.discord.state import open_state, state_path

EVERY = 60  # minutes
YEAR = 365 * 24 * 3600.0


def test_times_to_come_do_not_delay_a_run(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "bots", every=EVERY, settle=30)
    with open_state(state_path(settings.folder)) as state:
        state.set("began", time.time() + YEAR)
        state.set("newest", time.time() + YEAR + 60)
        runner = Bot(settings, state).runner
        due = runner.due()
        assert due is not None
        assert due <= time.time() + 60 * EVERY
        runner.new_version()
        due = runner.due()
        assert due is not None
        assert due <= time.time() + 30


def test_a_clock_that_is_set_does_not_move_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_for(tmp_path / "bots", every=EVERY)
    with open_state(state_path(settings.folder)) as state:
        state.set("began", time.time())
        runner = Bot(settings, state).runner
        now = time.time
        for jump in (YEAR, -YEAR):
            monkeypatch.setattr(time, "time", lambda jump=jump: now() + jump)
            due = runner.due()
            assert due is not None
            assert 0 < due - time.time() <= 60 * EVERY


def test_the_channel_is_read_from_its_newest_message_by_discords_clock(
    league: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + YEAR)

    async def test(fake: FakeDiscord, driven: Driven) -> None:
        first = driven.bot.state.get("seen")
        assert first == SUBMISSIONS
        message = await fake.say(11, told=False)
        driven.bot.intake.behind.set()
        await until(lambda: driven.bot.state.get("seen") == message)

    drive(league, test)
