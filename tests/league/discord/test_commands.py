"""The slash commands, as users of a league with some games see them."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from driving import GUNNER, IDLE, driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import ELSEWHERE, GUILD, HOST, RESULTS
from fake_rest import Answer

from engine.log import read_log
from league.admission.entry import AdmittedBot, enter, withdraw
from league.admission.submissions import read_bytes
from league.cli.errors import LeagueError
from league.discord.friendly import play_friendly
from league.discord.settings import DiscordSettings
from league.discord.state import host_commands, state_path
from league.match.sidecar import unpack
from league.storage.opening import default_path, reading

from small import ROOT, command  # isort: skip

ANN, BEN, EVE = 11, 12, 13
TALKER = b"def tick(ship):\n    print('my secret plan')\n    ship.turn(1)\n"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A league of two people's bots that has played a run of two games."""
    folder = tmp_path_factory.mktemp("played") / "bots"
    folder.mkdir()
    for owner, name, text in ((ANN, "talker.py", TALKER), (BEN, "gunner.py", GUNNER)):
        assert isinstance(enter(read_bytes(name, text), str(owner), folder), AdmittedBot)
    subprocess.run(
        command("run", folder, "--rounds", 1, "--ticks", 300), check=True, cwd=ROOT, capture_output=True, timeout=300
    )
    return folder


@pytest.fixture
def league(played: Path, tmp_path: Path) -> DiscordSettings:
    """A copy of that league, to be changed by a test."""
    shutil.copytree(played, tmp_path / "bots")
    return settings_for(tmp_path / "bots", ticks=300)


async def answered(answer: Answer) -> str:
    """Return the text of an answer."""
    found: dict[str, Any] = await until(lambda: answer.original or answer.followups)
    return text_of(found if isinstance(found, dict) else found[0])


def _attempts(league: DiscordSettings) -> list[int]:
    """Return the numbers of the attempts at the game 1-1a that count."""
    with reading(default_path(league.folder)) as store:
        rows = store.connection.execute("SELECT attempt FROM valid_games WHERE (run, pairing, seating) = (1, 1, 'a')")
        return [attempt for (attempt,) in rows]


def test_reading_the_league(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league):
            ladder = await fake.command(EVE, "ladder")
            text = await answered(ladder)
            assert "gunner" in text
            assert "talker" in text
            assert not ladder.ephemeral
            page = await answered(await fake.command(EVE, "bot", name="GUNNER"))
            assert "Place: " in page
            assert "`1-1a` " in page
            assert f"<@{BEN}>" in page
            why = await answered(await fake.command(EVE, "why", game="1-1a"))
            assert "shots that hit" in why
            assert "botkit run" in why
            assert "--sandbox" in why
            mine = await fake.command(ANN, "mybots")
            assert "talker" in await answered(mine)
            assert mine.ephemeral
            assert "None yet" in await answered(await fake.command(EVE, "mybots"))
            helped = await answered(await fake.command(EVE, "help"))
            assert "/submit" in helped
            assert "/ban" not in helped
            assert "/ban" in await answered(await fake.command(HOST, "help"))
            names = await fake.complete(EVE, "bot", "name", "T")
            assert (await until(lambda: names.choices)) == ["talker"]

    with_fake(test)


def test_a_replay_has_the_owners_own_words_and_nobody_elses(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league):
            log, sidecar = await files_of(fake, await fake.command(ANN, "replay", game="run-0001-pair-0001-a"))
            names = [seat["bot"] for seat in read_log(log).header["seats"]]
            said = unpack(sidecar)
            assert "secret plan" in str(said[names.index("talker")])
            assert said[names.index("gunner")] == []
            (alone,) = await files_of(fake, await fake.command(EVE, "replay", game="1-1a"))
            assert alone == log
            _, other = await files_of(fake, await fake.command(BEN, "replay", game="1-1a"))
            assert "secret plan" not in str(unpack(other))

    with_fake(test)


async def files_of(fake: FakeDiscord, answer: Answer) -> list[bytes]:
    await answered(answer)
    assert answer.ephemeral
    assert answer.original is not None
    return [fake.files[one["id"]] for one in answer.original["attachments"]]


def test_a_friendly_has_a_clip_and_can_be_looked_into(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            answer = await fake.command(EVE, "match", a="gunner", b="talker")
            text = await answered(answer)
            assert "Seed: " in text
            assert answer.original is not None
            (clip,) = answer.original["attachments"]
            assert fake.files[clip["id"]].startswith(b"GIF89a")
            assert clip["size"] <= driven.settings.clip_bytes
            assert "shots that hit" in await answered(await fake.command(EVE, "why", game="f1"))
            # Only the user sees errors, even if a public answer was started.
            wrong = await fake.command(EVE, "match", a="gunner", b="nobody")
            (error,) = await until(lambda: wrong.followups)
            assert "has no bot" in error["content"]
            assert error["flags"] & 64
            assert wrong.original is None
            slow = await fake.command(EVE, "match", a="gunner", b="talker")
            assert "Too many requests" in await answered(slow)
            assert slow.ephemeral

    with_fake(test)


def test_friendlies_hold_up_nobody_else(league: DiscordSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("league.discord.commands.matches.QUEUE", 2)

    async def test(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            forever = asyncio.Event()  # held here: a task that only waits for its own event is garbage

            async def never(*_: object) -> None:
                await forever.wait()

            bot = driven.bot
            assert len({bot.chat_worker, driven.runner._reporter._worker, bot.admission_worker}) == 3
            bot.chat_worker = SimpleNamespace(do=never, close=lambda: None)  # type: ignore[assignment]
            asking = driven.bot.get_cog("MatchCog")._asking  # type: ignore[union-attr]
            for asker in (21, 22):  # cooldowns outlast a test
                await fake.command(asker, "match", a="gunner", b="talker")
                await until(lambda asker=asker: asker in asking)
            for asker, why in ((21, "your last request"), (23, "requests of others")):
                answer = await fake.command(asker, "match", a="gunner", b="talker")
                (error,) = await until(lambda answer=answer: answer.followups)
                assert why in error["content"]
            driven.host_state.set_ladder("duel", reported=0)
            driven.runner._changed.set()
            (post,) = await until(lambda: fake.posts(RESULTS))
            assert "Run 1: 2 games" in text_of(post)

    with_fake(test)


def test_a_withdrawn_bot_plays_no_friendly(league: DiscordSettings) -> None:
    withdraw("talker", str(ANN), league.folder)
    with pytest.raises(LeagueError, match="talker was withdrawn"):
        play_friendly(league, 1, ("gunner", "Talker"))


def test_withdrawing_is_for_the_owner(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league):
            refused = await fake.command(EVE, "withdraw", name="talker")
            assert "you have no bot 'talker' in the league" in (await answered(refused))
            assert (league.folder / "talker.py").exists()
            assert "has left the league" in await answered(await fake.command(ANN, "withdraw", name="talker"))
            assert not (league.folder / "talker.py").exists()
            message = await fake.say(EVE, fake.attachment("talker.py", IDLE))
            (reply,) = await until(lambda: fake.replies(message))
            assert "belongs to someone else" in text_of(reply)

    with_fake(test)


def test_hosts_run_pause_ban_and_look(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            for name, options in (
                ("run", {}),
                ("pause", {}),
                ("status", {}),
                ("ban", {"user": ANN}),
                ("void", {"game": "1", "why": "x"}),
                ("replay-voids", {}),
                ("reinstate", {"bot": "gunner", "why": "x"}),
            ):
                answer = await fake.command(EVE, name, **options)
                assert "Only hosts" in await answered(answer)
                assert answer.ephemeral
            assert "Paused" in await answered(await fake.command(HOST, "pause"))
            assert driven.bot.runner.due() is None
            assert "paused" in await answered(await fake.command(HOST, "status"))
            assert "talker" in await answered(await fake.command(HOST, "ban", user=ANN))
            assert not (league.folder / "talker.py").exists()
            message = await fake.say(ANN, fake.attachment("other.py", IDLE))
            (reply,) = await until(lambda: fake.replies(message))
            assert "banned" in text_of(reply)
            assert "may not" in await answered(await fake.command(ANN, "match", a="gunner", b="gunner"))
            await answered(await fake.command(HOST, "ban", user=ANN, lift=True))
            again = await fake.say(ANN, fake.attachment("talker.py", TALKER))
            await until(lambda: fake.replies(again))
            assert "resume" in await answered(await fake.command(HOST, "pause", on=False))
            answer = await fake.command(HOST, "void", game="1-1a", why="the machine was frozen")
            assert "1 game void" in await answered(answer)
            assert answer.ephemeral
            assert "already" in await answered(await fake.command(HOST, "void", game="1-1a", why="again"))
            page = await answered(await fake.command(ANN, "bot", name="gunner"))
            assert f"declared void by user{HOST} on Discord" in page
            assert "played again now" in await answered(await fake.command(HOST, "replay-voids"))
            await until(lambda: _attempts(league) == [2] and not driven.bot.runner.playing)
            answer = await fake.command(HOST, "reinstate", bot="gunner", why="the machine was frozen")
            assert "gunner v1 is not excluded" in await answered(answer)
            # A run that a host asks for: one post, with the ladder's changes since the last.
            await answered(await fake.command(HOST, "run"))
            (post,) = await until(lambda: [p for p in fake.posts(RESULTS) if p["attachments"]])
            assert "Run 2: 2 games" in text_of(post)
            trail = host_commands(state_path(league.folder), HOST, 100)
            assert {one.command.split()[0] for one in trail} == {
                "pause", "ban", "void", "replay-voids", "reinstate", "run"
            }  # fmt: skip
            assert fake.files[post["attachments"][0]["id"]].startswith(b"\x89PNG")

    with_fake(test)


def test_a_bug_is_told_as_a_number_that_the_log_has(league: DiscordSettings, caplog: pytest.LogCaptureFixture) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league) as driven:
            driven.bot.chat_worker = SimpleNamespace(do=None, close=lambda: None)  # type: ignore[assignment]
            answer = await fake.command(EVE, "why", game="1-1a")
            (error,) = await until(lambda: answer.followups)
            assert "ref " in error["content"]
            assert "NoneType" not in error["content"]
            reference = error["content"].split("ref ")[1].rstrip(".")
            assert reference in caplog.text
            assert reference in await answered(await fake.command(HOST, "status"))

    with_fake(test)


def test_pages_turn_also_after_a_restart(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        from league.discord.commands import pages

        shown, pages.SHOWN = pages.SHOWN, 1
        try:
            async with driving(league):
                first = await fake.command(EVE, "ladder")
                text = await answered(first)
                assert "page 1 of 2" in text
            async with driving(league):
                assert first.original is not None
                forward = first.original["components"][0]["components"][1]
                turned = await fake.press(EVE, forward["custom_id"], first.original)
                await until(lambda: "page 2 of 2" in text_of(turned.original or {"content": "", "embeds": []}))
        finally:
            pages.SHOWN = shown

    with_fake(test)


def test_commands_are_told_once_and_serve_one_server(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        for _ in range(2):
            async with driving(league) as driven:
                await until(lambda: driven.bot.state.get("commands"))
                stranger = await fake.command(EVE, "ladder", guild=GUILD + 1)
                assert "another server" in await answered(stranger)
                assert stranger.ephemeral
        told = [asked for asked in fake.asked if asked.method == "PUT" and asked.path.endswith("/commands")]
        assert len(told) == 1
        names = {one["name"] for one in told[0].body}
        assert names == {
            "submit", "ladder", "bot", "versus", "source", "match", "replay", "why", "mybots", "withdraw", "notify",
            "help", "run", "tournament", "pause", "ban", "void", "replay-voids", "reinstate", "status",
        }  # fmt: skip
        assert {one["name"] for one in told[0].body if one["default_member_permissions"]} == {
            "run", "tournament", "pause", "ban", "void", "replay-voids", "reinstate", "status"
        }  # fmt: skip

    with_fake(test)


def test_submit_answers_its_sender_alone(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league):
            good = await fake.command(EVE, "submit", file=fake.attachment("secret.py", IDLE))
            assert "secret is in" in await answered(good)
            bad = await fake.command(EVE, "submit", file=fake.attachment("bad.py", b"def tick(ship)\n    pass\n"))
            text = await answered(bad)
            assert "start, line 1" in text
            assert "→" in text
            assert good.ephemeral
            assert bad.ephemeral
            assert (league.folder / "secret.py").exists()
            assert not (league.folder / "bad.py").exists()
            assert fake.posts(ELSEWHERE) is not None

    with_fake(test)


def test_an_empty_league_says_so(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(settings_for(tmp_path / "bots")):
            for name, options in (("ladder", {}), ("bot", {"name": "ace"}), ("why", {"game": "1-1a"})):
                answer = await fake.command(EVE, name, **options)
                (error,) = await until(lambda answer=answer: answer.followups)
                assert error["flags"] & 64
                assert "ref" not in error["content"]

    with_fake(test)
