"""From a message with a bot to the post about a run, through the real client and real processes."""

from __future__ import annotations

from pathlib import Path

from driving import GUNNER, IDLE, driving, settings_for, text_of, with_fake
from fake_discord import HOST, RESULTS, FakeDiscord, until


def test_a_bot_is_sent_let_in_and_plays(tmp_path: Path) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(settings_for(tmp_path / "bots")):
            first = await fake.say(11, fake.attachment("idle.py", IDLE))
            second = await fake.say(12, fake.attachment("gunner.py", GUNNER))
            await until(lambda: fake.replies(first) and fake.replies(second))
            assert (first, "👀") in fake.reactions
            text = text_of(fake.replies(first)[0])
            print(text)
            assert "idle is in" in text
            assert (tmp_path / "bots" / "idle.py").read_bytes() == IDLE
            await fake.command(HOST, "run")
            post = (await until(lambda: [p for p in fake.posts(RESULTS) if p.get("attachments")]))[0]
            print(text_of(post))

    with_fake(test)
