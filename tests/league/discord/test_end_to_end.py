"""From a message with a bot to the post about a run, through the real client and real processes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from driving import GUNNER, IDLE, driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import RESULTS
from small import ROOT, command

from league.ladder.table import ladder
from league.storage.opening import default_path, reading
from league.storage.queries.runs import list_runs


def test_bots_are_sent_let_in_and_play_by_themselves(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(settings_for(tmp_path / "bots", settle=5)):
            first = await fake.say(11, fake.attachment("idle.py", IDLE))
            second = await fake.say(12, fake.attachment("gunner.py", GUNNER))
            (card,) = await until(lambda: fake.replies(first))
            assert (first, "👀") in fake.reactions
            text = text_of(card)
            for words in (
                "idle is in",
                "Version: 1",
                "Hash: `",
                "of 100.0 M",
                "after 1800 ticks",
                "1 of the new versions",
            ):
                assert words in text
            assert (tmp_path / "bots" / "idle.py").read_bytes() == IDLE
            assert "2 of the new versions" in text_of((await until(lambda: fake.replies(second)))[0])
            (post,) = await until(lambda: [post for post in fake.posts(RESULTS) if post["attachments"]])
            text = text_of(post)
            assert "Run 1: 2 games" in text
            assert "**gunner** v1 (user12): " in text
        assert len(fake.posts(RESULTS)) == 1

    with_fake(test)


def test_a_version_a_name_and_what_one_person_may_send(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        folder = tmp_path / "bots"
        async with driving(settings_for(folder, submissions_an_hour=4, bots_each=1)):

            async def told(author: int, name: str, data: bytes) -> str:
                message = await fake.say(author, fake.attachment(name, data))
                (reply,) = await until(lambda: fake.replies(message))
                return text_of(reply)

            assert "Version: 1" in await told(11, "idle.py", IDLE)
            assert "Version: 2" in await told(11, "idle.py", GUNNER)
            assert (folder / "idle.py").read_bytes() == GUNNER
            with reading(default_path(folder)) as store:
                versions = store.connection.execute("SELECT identity FROM versions ORDER BY id").fetchall()
                assert [store.program(identity) for (identity,) in versions] == [
                    (("main.py", IDLE.decode()),), (("main.py", GUNNER.decode()),)
                ]  # fmt: skip
            assert "alike" in await told(12, "id1e.py", IDLE)
            assert "many" in await told(11, "other.py", IDLE)
            assert "already submitted" in await told(11, "idle.py", IDLE)
            assert "often" in await told(11, "idle.py", IDLE)
            assert sorted(path.name for path in folder.iterdir() if path.suffix) == ["idle.py"]

    with_fake(test)


def test_a_submission_is_followed_by_the_games_of_the_new_version_alone(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        folder = tmp_path / "bots"
        folder.mkdir()
        for name in ("left", "right", "still"):
            (folder / f"{name}.py").write_bytes(IDLE + name.encode().join([b"# ", b"\n"]))
        played = command("run", folder, "--ticks", 120, "--rounds", 12)
        subprocess.run(played, check=True, cwd=ROOT, capture_output=True)
        with reading(default_path(folder)) as store:
            before = sum(one.games for one in list_runs(store))
        async with driving(settings_for(folder, settle=1, ticks=120, placement=250)):
            await fake.say(11, fake.attachment("gunner.py", GUNNER))
            (post,) = await until(lambda: [post for post in fake.posts(RESULTS) if ": placement, " in text_of(post)])
            text = text_of(post)
            assert re.search(r"Run 2: placement, \d+ games", text)
            assert re.search(r"\*\*gunner\*\* v1 \(user11\): place \d of 4, \d+ ±\d+ Elo; \d+ won", text)
        with reading(default_path(folder)) as store:
            *_, last = list_runs(store)
            assert last.row.format == "placement"
            found = ladder(store, "duel", last.row.rules)
            gunner = next(row for row in found.rows if row.bot == "gunner")
            assert last.games == gunner.games  # each of them is one of its own
            assert gunner.reach <= 250
            assert sum(one.games for one in list_runs(store)) == before + gunner.games
        assert len(fake.posts(RESULTS)) == 1

    with_fake(test)
