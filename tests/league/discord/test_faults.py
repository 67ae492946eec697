"""Under all connection faults, each post exists once, with the expected content."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from driving import GUNNER, IDLE, Driven, answered_once, drive, driving, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import RESULTS, SUBMISSIONS
from wat_bots import MODULE

from league.cli.errors import LeagueError
from league.discord.cards import runs as cards
from league.discord.settings import DiscordSettings
from league.discord.state import open_state
from league.storage.sqlite.database import transaction

ANN, BEN = 11, 12
POST = r"POST /channels/\d+/messages$"


async def settled(driven: Driven) -> None:
    """Wait until nothing is pending."""
    await until(lambda: not driven.bot.outbox.waiting())


def tell(driven: Driven, played: int, run: int = 7) -> None:
    """Queue a post."""
    with transaction(driven.bot.state.connection):
        driven.bot.outbox.put(f"run {run}", RESULTS, [cards.progress(run, played, 10, 2)])
    driven.bot.poster.news.set()


async def told_once(fake: FakeDiscord, driven: Driven, words: str) -> None:
    """Check that a post exists once, also after all pending work."""
    await settled(driven)
    await asyncio.sleep(0.2)
    (post,) = fake.posts(RESULTS)
    assert words in text_of(post)


def test_the_intents_are_the_least(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        (told,) = fake.identified
        assert told["intents"] == 1 << 0 | 1 << 9 | 1 << 15  # servers, messages in them, their content

    drive(league, test)


@pytest.mark.parametrize(
    ("status", "after"),
    [(0, False), (0, True), (503, False), (503, True), (429, False), (500, True)],
    ids=["dropped", "dropped after it was posted", "503", "503 after it was posted", "429", "500 after it was posted"],
)
def test_a_post_that_fails_is_there_once(league: DiscordSettings, status: int, after: bool) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail(POST, status, times=1, after=after)
        tell(driven, 3)
        await told_once(fake, driven, "3 of 10 games")
        assert not fake.faults[0].times

    drive(league, test)


def test_a_post_is_found_again_when_discord_has_forgotten_its_nonce(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail(POST, 0, times=1, after=True)
        fake.fail(r"GET /channels/\d+/messages$", 503, times=2)  # so that the lookup takes a while
        tell(driven, 3)
        await until(lambda: fake.posts(RESULTS))
        fake.forget_nonces()
        await told_once(fake, driven, "3 of 10 games")

    drive(league, test)


def test_a_long_wait_that_discord_asks_for_is_kept(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        driven.bot.http.max_ratelimit_timeout = 0.1
        fake.fail(POST, 429, times=2, retry_after=0.3)
        tell(driven, 3)
        await told_once(fake, driven, "3 of 10 games")

    drive(league, test)


def test_what_discord_refuses_stops_nothing_else(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail(POST, 400, times=1)
        fake.fail(POST, 403, times=1)
        for run in (1, 2, 3):
            tell(driven, 3, run)
        (post,) = await until(lambda: fake.posts(RESULTS))
        assert "Run 3" in text_of(post)
        assert "run 1" in driven.bot.outbox.refused()[0]  # permanently, as shown by /status
        # Until it has the permission; the post that came through is crossed off a moment after it is seen.
        await until(lambda: [waiting.key for waiting in driven.bot.outbox.waiting()] == ["run 2"])

    drive(league, test)


def test_pictures_that_are_too_large_for_a_server_are_left_out(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail(POST, 413)
        with transaction(driven.bot.state.connection):
            driven.bot.outbox.put("run 7", RESULTS, [cards.progress(7, 3, 10, 2)], {"clip.gif": b"GIF"})
        driven.bot.poster.news.set()
        await told_once(fake, driven, "3 of 10 games")
        assert not fake.posts(RESULTS)[0]["attachments"]

    drive(league, test)


def test_a_post_that_came_through_in_the_end_is_no_problem_any_more(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail(POST, 413)
        tell(driven, 3, 7)
        await until(lambda: driven.bot.outbox.refused())  # there are no files that could be left out
        tell(driven, 4, 7)
        await told_once(fake, driven, "4 of 10 games")
        assert not driven.bot.outbox.refused()

    drive(league, test)


def test_an_outage_loses_nothing(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        with fake.unreachable():
            await fake.drop(session=True)
            said = [await fake.say(ANN + n, fake.attachment(f"bot{n}.wasm", MODULE), told=False) for n in range(3)]
            for n in range(3):
                tell(driven, n)
                await asyncio.sleep(0.2)
            assert not fake.posts(RESULTS)
        for n, message in enumerate(said):
            await answered_once(fake, message, f"bot{n} is in")
        (post,) = await until(lambda: fake.posts(RESULTS))
        assert "2 of 10 games" in text_of(post)

    drive(league, test)


def test_what_is_to_be_said_waits_out_an_hour(league: DiscordSettings) -> None:
    """Its waits, which double up to a minute, are a thousand times shorter here."""

    async def test(fake: FakeDiscord, driven: Driven) -> None:
        poster, fast = driven.bot.poster, 1000
        poster._patience, poster._most = 1 / fast, 60 / fast
        with fake.unreachable():
            for n in range(3):
                tell(driven, n)
                await asyncio.sleep(3600 / fast / 3)
            assert poster._failures > 6  # enough for waits of a minute each
            assert not fake.posts(RESULTS)
        (post,) = await until(lambda: fake.posts(RESULTS))
        assert "2 of 10 games" in text_of(post)

    drive(league, test)


def test_a_connection_is_resumed_or_begun_anew(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        await fake.drop()
        first = await fake.say(ANN, fake.attachment("idle.wasm", MODULE))  # meanwhile: the resume delivers it
        await until(lambda: fake.resumed)
        await answered_once(fake, first, "idle is in")
        await fake.drop(session=True)
        second = await fake.say(BEN, fake.attachment("other.wasm", MODULE), told=False)
        await until(lambda: len(fake.identified) == 2)
        await answered_once(fake, second, "other is in")

    drive(league, test)


def test_a_state_file_whose_schema_is_not_text_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "discord.sqlite"
    with open_state(path) as state:
        state.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE facts", b"CREATE \xd3\xd3BLE facts"))
    with pytest.raises(LeagueError, match="damaged"), open_state(path):
        pass


def test_a_name_that_is_no_unicode_does_not_hold_up_the_channel(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league):
            pass
        first = await fake.say(ANN, fake.attachment("a\ud800.py", b"def tick("), told=False)
        second = await fake.say(BEN, fake.attachment("b.py", b"def tick("), told=False)
        async with driving(league):
            for message in (first, second):
                await answered_once(fake, message, "was not admitted")

    with_fake(test)


def test_a_message_seen_twice_is_answered_once(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        message = await fake.say(ANN, fake.attachment("idle.wasm", MODULE))
        await fake.tell(fake.channels[SUBMISSIONS][message])
        driven.bot.intake.behind.set()
        await answered_once(fake, message, "idle is in")
        await fake.tell(fake.channels[SUBMISSIONS][message])
        await answered_once(fake, message, "idle is in")

    drive(league, test)


def test_what_was_sent_while_it_was_down_is_read_and_what_was_before_is_not(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        history = await fake.say(ANN, fake.attachment("old.wasm", MODULE), told=False)
        async with driving(league):
            pass
        missed = [await fake.say(ANN, fake.attachment(f"bot{n}.py", b"def tick("), told=False) for n in range(3)]
        talk = await fake.say(ANN, content="hello", told=False)
        picture = await fake.say(ANN, fake.attachment("me.png", b"PNG", kind="image/png"), told=False)
        async with driving(league):
            for message in missed:
                await answered_once(fake, message, "was not admitted")
        assert not any(fake.replies(message) for message in (history, talk, picture))

    with_fake(test)


def test_a_stop_in_the_middle_of_a_submission(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            message = await fake.say(ANN, fake.attachment("idle.py", IDLE))
            await until(lambda: driven.bot.admission_worker._turn.locked())
            assert not fake.replies(message)
        async with driving(league):
            await answered_once(fake, message, "idle is in")
        assert (league.folder / "idle.py").read_bytes() == IDLE

    with_fake(test)


def test_a_stop_between_the_sending_and_its_confirmation(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            fake.fail(POST, 0, times=1, after=True)
            fake.fail(r"GET /channels/\d+/messages$", 503, times=1000)
            tell(driven, 3)
            await until(lambda: fake.posts(RESULTS))
            assert driven.bot.outbox.waiting()
        fake.faults.clear()
        fake.forget_nonces()
        async with driving(league) as driven:
            await told_once(fake, driven, "3 of 10 games")

    with_fake(test)


def test_a_post_is_edited_in_place_and_one_that_was_removed_stays_so(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        for played in (1, 2, 3):
            tell(driven, played)
            await told_once(fake, driven, f"{played} of 10 games")
        (post,) = fake.posts(RESULTS)
        assert fake.edits[int(post["id"])] == 2
        fake.channels[RESULTS].clear()  # by a moderator
        tell(driven, 4)
        await settled(driven)
        assert not fake.posts(RESULTS)

    drive(league, test)


def test_an_interaction_that_is_over_is_answered_in_the_channel(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        fake.fail("GET /cdn/", 503, times=1000)  # nothing is answered before …
        answer = await fake.command(ANN, "submit", file=fake.attachment("idle.wasm", MODULE))
        await until(lambda: answer.kinds)
        (token,) = fake.answers
        fake.expired.add(token)
        await driven.stop()
        fake.faults.clear()
        async with driving(league):  # … this one does
            (post,) = await until(lambda: fake.posts(SUBMISSIONS))
            assert "idle is in" in text_of(post)

    drive_unstopped(league, test)


def drive_unstopped(league: DiscordSettings, test: Callable[[FakeDiscord, Driven], Awaitable[None]]) -> None:
    """Run a test that stops the bot itself."""

    async def both(fake: FakeDiscord) -> None:
        driven = Driven(league)
        await driven.ready()
        with suppress(asyncio.CancelledError):
            await test(fake, driven)

    with_fake(both)


def test_a_failure_in_one_part_stops_no_other(league: DiscordSettings, caplog: pytest.LogCaptureFixture) -> None:
    async def test(fake: FakeDiscord, driven: Driven) -> None:
        async def fail() -> Any:
            raise ValueError("it broke")

        driven.runner._look_at_folder = fail  # type: ignore[method-assign, assignment]
        driven.bot.runner.pause(True)
        await until(lambda: "it broke" in caplog.text)
        message = await fake.say(ANN, fake.attachment("idle.wasm", MODULE))
        await answered_once(fake, message, "idle is in")
        del driven.runner._look_at_folder
        other = await fake.say(BEN, fake.attachment("gunner.py", GUNNER))
        await answered_once(fake, other, "gunner is in")
        driven.bot.runner.ask()
        await until(lambda: fake.posts(RESULTS))  # the league goes on

    drive(league, test)
