"""The submissions channel, under a clock that is wrong."""

from __future__ import annotations

import time

import pytest
from driving import Driven, drive
from fake_discord import FakeDiscord, until
from fake_objects import SUBMISSIONS

from league.discord.settings import DiscordSettings

YEAR = 365 * 24 * 3600.0


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
