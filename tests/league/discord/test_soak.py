"""Two hundred submissions from fifty people, a third of them bad, under random faults and two restarts."""

from __future__ import annotations

import asyncio
import io
import os
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import brief
import pytest
from driving import IDLE, Driven, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_objects import SUBMISSIONS
from wat_bots import FORWARD, MODULE

PEOPLE, EACH = 50, 4
AT_ONCE = 8
GROWTH = 24 << 20  # maximum growth of the process in bytes over the last two thirds


@dataclass
class Submission:
    """A submission, and the expected answer."""

    author: int
    filename: str
    data: bytes
    good: bool
    words: str
    message: int = 0


def bomb() -> bytes:
    """Return an archive that is much larger than it looks."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("main.py", b" " * (4 << 20))
    return data.getvalue()


def bad(name: str) -> list[tuple[str, bytes, str]]:
    """Return (file name, bytes, words of the answer) for every kind of bad submission."""
    return [
        (f"{name}.py", b"\xff\xfe", "encoding"),
        (f"{name}.wasm", b"no module", "module"),
        (f"{name}.zip", bomb(), "size"),
        (f"{name}.exe", MODULE, "kind"),
        (f"1{name}.wasm", MODULE, "name"),
        ("oboe.wasm", MODULE, "taken"),
        ("ob0e.wasm", MODULE, "alike"),
        (f"{name}.py", b"x" * 300_000, "size"),
    ]


def submissions(chance: random.Random) -> list[Submission]:
    found = []
    for person in range(PEOPLE):
        who = f"{chr(97 + person // 10)}{chr(97 + person % 10)}"
        for n in range(EACH):
            name = f"ship-{who}-{'wxyz'[n]}"
            if chance.random() < 1 / 3:
                filename, data, words = chance.choice(bad(name))
                found.append(Submission(1000 + person, filename, data, False, words))
            else:
                found.append(Submission(1000 + person, f"{name}.wasm", chance.choice((MODULE, FORWARD)), True, "is in"))
    chance.shuffle(found)
    return found


def storm(fake: FakeDiscord, chance: random.Random) -> Callable[[], None]:
    """Inject faults at random until the returned function is called."""
    for _ in range(60):
        skip = chance.randrange(20)
        match chance.randrange(5):
            case 0:
                fake.fail("GET /cdn/", chance.choice((0, 503)), skip=skip)
            case 1:
                fake.fail("GET /channels/", chance.choice((0, 503, 429)), skip=skip)
            case 2:
                fake.fail("PUT .*/reactions/", chance.choice((0, 503, 403)), skip=skip)
            case _:
                fake.fail("POST /channels/", chance.choice((0, 503, 429)), after=chance.random() < 0.5, skip=skip)
    return fake.faults.clear


def few(driven: Driven) -> bool:
    """Return whether little is pending."""
    return len(driven.bot.intake._inbox.waiting()) < 2 * AT_ONCE


def memory() -> int:
    """Return the memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_soak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("league.discord.intake.submissions._examine", brief.examine)
    chance = random.Random(20_260_101)
    league = settings_for(tmp_path / "bots", bots_each=EACH)
    (league.folder / "oboe.py").write_bytes(IDLE)  # the host's
    all_of_them = submissions(chance)
    sizes: list[int] = []

    async def send(fake: FakeDiscord, one: Submission) -> None:
        told = chance.random() < 0.9  # else it is missed by the gateway
        one.message = await fake.say(one.author, fake.attachment(one.filename, one.data), told=told)
        if told and chance.random() < 0.1:
            await fake.tell(fake.channels[SUBMISSIONS][one.message])

    async def test(fake: FakeDiscord) -> None:
        calm = storm(fake, chance)
        drivers = [Driven(league)]
        try:
            await soaked(fake, drivers, calm)
        finally:
            await drivers[-1].stop()
        for one in all_of_them:
            (reply,) = fake.replies(one.message)
            assert one.words in text_of(reply), (one.filename, text_of(reply))
        assert len(fake.posts(SUBMISSIONS)) == len(all_of_them)

    async def soaked(fake: FakeDiscord, drivers: list[Driven], calm: Callable[[], None]) -> None:
        await drivers[-1].ready()
        for start in range(0, len(all_of_them), AT_ONCE):
            some = all_of_them[start : start + AT_ONCE]
            await asyncio.gather(*(send(fake, one) for one in some))
            await until(partial(few, drivers[-1]))
            if start // AT_ONCE in (8, 16):
                sizes.append(memory())
                await drivers[-1].stop()
                drivers.append(Driven(league))
                await drivers[-1].ready()
            elif chance.random() < 0.2:
                await fake.drop(session=chance.random() < 0.5)
        calm()
        last = drivers[-1].bot
        await until(last.is_ready)
        last.intake.behind.set()
        await until(lambda: all(fake.replies(one.message) for one in all_of_them))
        await until(lambda: not last.outbox.waiting())
        await asyncio.sleep(0.3)
        sizes.append(memory())

    with_fake(test)
    good = {one.filename: one.data for one in all_of_them if one.good}
    there = {path.name: path.read_bytes() for path in league.folder.iterdir() if path.is_file()}
    assert there.pop("oboe.py") == IDLE
    assert there == good
    assert 110 < len(good) < 150
    assert sizes[-1] - sizes[0] < GROWTH, [size >> 20 for size in sizes]
