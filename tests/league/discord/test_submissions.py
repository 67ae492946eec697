"""Attachments in the submissions channel: of any size and name, each answered once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from driving import IDLE, Driven, answered_once, drive, settings_for, text_of
from fake_discord import FakeDiscord, until
from fake_objects import BOT, SUBMISSIONS
from wat_bots import MODULE

from league.discord.settings import DiscordSettings

ANN, BEN = 11, 12


def test_attachments_that_can_not_be_fetched(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail("GET /cdn/", 503, times=1)
        fake.fail("GET /cdn/", 0, times=1)
        first = await fake.say(ANN, fake.attachment("idle.wasm", MODULE))
        await answered_once(fake, first, "idle is in")
        # A link that has expired: the message has a fresh one.
        expired = fake.attachment("other.wasm", MODULE)
        fresh = dict(expired, url=expired["url"].replace(expired["id"], "fresh"))
        fake.files["fresh"] = fake.files.pop(expired["id"])
        second = await fake.say(BEN, expired, told=False)
        told = dict(fake.channels[SUBMISSIONS][second])
        fake.channels[SUBMISSIONS][second]["attachments"] = [fresh]
        await fake.tell(told)
        await answered_once(fake, second, "other is in")
        # A deleted message gets no answer.
        gone = fake.attachment("gone.wasm", MODULE)
        del fake.files[gone["id"]]
        third = await fake.say(BEN, gone, told=False)
        message = fake.channels[SUBMISSIONS].pop(third)
        await fake.tell(message)
        await until(
            lambda: driven.bot.state.connection.execute("SELECT min(done), count(*) FROM inbox").fetchone() == (1, 3)
        )
        assert not fake.replies(third)

    drive(league, test)


def test_what_can_never_be_fetched_is_answered_all_the_same(
    league: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("league.discord.intake.submissions.FETCHES", 3)

    async def test(fake: FakeDiscord, driven: Driven) -> None:
        gone = fake.attachment("gone.wasm", MODULE)
        del fake.files[gone["id"]]
        answer = await fake.command(ANN, "submit", file=gone)
        assert "no longer exists" in text_of(await until(lambda: answer.original))
        fake.fail("GET /cdn/", 503, times=3)
        message = await fake.say(ANN, fake.attachment("idle.wasm", MODULE))
        await answered_once(fake, message, "cannot be fetched from Discord")

    drive(league, test)


def test_the_size_that_an_attachment_claims_is_not_believed(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        message = await fake.say(ANN, fake.attachment("huge.py", b"#" * (64 << 20), size=10))
        await answered_once(fake, message, "more than 256 KB")
        assert fake.fetched < 32 << 20  # buffered by sockets beyond the limit

    drive(league, test)


def test_many_attachments_and_hostile_texts(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        shout = b"raise ValueError('@everyone <@700000000000000001> ```** [x](https://evil.example) **' + 'x' * 500)\n"
        message = await fake.say(
            ANN,
            fake.attachment("one.wasm", MODULE),
            fake.attachment("shout.py", shout + b"def tick(ship):\n    pass\n"),
            fake.attachment("../@everyone.py", IDLE),
            fake.attachment("notes.txt", b"hello"),
        )
        replies = await until(lambda: fake.replies(message) if len(fake.replies(message)) == 4 else None)
        texts = "\n".join(map(text_of, replies))
        assert "one is in" in texts
        outside = re.sub("`[^`]*`", "", texts)  # everything outside inline code
        assert not any(hot in outside for hot in ("`", "**", "](", "://", "@everyone", "<@7"))
        assert all(not reply["content"] for reply in replies)
        assert sorted(path.name for path in league.folder.iterdir() if path.suffix) == ["one.wasm"]

    drive(league, test)


def test_many_attachments_of_one_account(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        many = [await fake.say(ANN, *(fake.attachment(f"a{n}.wasm", b"x") for n in range(10))) for _ in range(30)]
        other = await fake.say(BEN, fake.attachment("idle.wasm", MODULE))
        await answered_once(fake, other, "idle is in")
        await until(lambda: not driven.bot.intake._inbox.waiting())
        await until(lambda: not driven.bot.outbox.waiting())
        replies = [text_of(reply) for message in many for reply in fake.replies(message)]
        assert len(replies) == 4  # three answers, and one refusal for the rest
        assert sum("3 submissions an hour" in text for text in replies) == 1
        assert fake.fetched == 3 + len(MODULE)
        order = [m["message_reference"]["message_id"] for m in fake.posts(SUBMISSIONS)]
        assert order.index(str(other)) <= 2  # it waited for one of the other account's
        private = await fake.command(ANN, "submit", file=fake.attachment("idle.wasm", MODULE))
        assert "3 submissions an hour" in text_of(await until(lambda: private.original))

    drive(settings_for(tmp_path / "bots", submissions_an_hour=3), test)


def test_a_message_of_a_bot_is_no_submission(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        own = await fake.say(BOT, fake.attachment("idle.wasm", MODULE))
        fake.channels[SUBMISSIONS][own]["author"]["bot"] = True
        message = await fake.say(ANN, fake.attachment("other.wasm", MODULE))
        await answered_once(fake, message, "other is in")
        count = driven.bot.state.connection.execute("SELECT count(*) FROM inbox").fetchone()
        assert count == (1,)

    drive(league, test)
