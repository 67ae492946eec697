"""Try the bot without Discord: the real bot with a fake server, on the terminal.

    python tests/league/discord/playground.py bots

Type `send ace.py` to send a bot to the submissions channel, or a command: `/ladder`, `/match a:ace b:hunter`, `/run`.
Posts are printed; pictures are written to a folder, which is printed first. Ctrl-D ends it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from driving import Driven, settings_for, text_of, with_fake
from fake_discord import FakeDiscord
from fake_objects import HOST, RESULTS, SUBMISSIONS
from fake_rest import Answer


def shown(fake: FakeDiscord, message: dict[str, Any], pictures: Path) -> str:
    """Return a message as text, after writing its files."""
    files = []
    for one in message["attachments"]:
        path = pictures / f"{one['id']}-{one['filename']}"
        path.write_bytes(fake.files[one["id"]])
        files.append(f"[{path}]")
    return "\n".join(["-" * 60, text_of(message), *files])


async def watch(fake: FakeDiscord, answers: list[Answer], pictures: Path) -> None:
    """Print what the bot posts, edits and answers."""
    before: dict[int, str] = {}
    while True:
        messages = [*fake.posts(SUBMISSIONS), *fake.posts(RESULTS)]
        for answer in answers:
            messages += [one for one in (answer.original, *answer.followups) if one]
        for message in messages:
            number, text = int(message["id"]), text_of(message)
            if before.get(number) != text:
                before[number] = text
                print(shown(fake, message, pictures), flush=True)
        await asyncio.sleep(0.2)


async def obey(fake: FakeDiscord, answers: list[Answer], line: str) -> None:
    """Carry out an input line, as a host on Discord."""
    word, *rest = line.split() or [""]
    try:
        if word == "send":
            await fake.say(HOST, *(fake.attachment(Path(one).name, Path(one).read_bytes()) for one in rest))
        elif word == "/submit":
            file = fake.attachment(Path(rest[0]).name, Path(rest[0]).read_bytes())
            answers.append(await fake.command(HOST, "submit", file=file))
        elif word.startswith("/"):
            if not all(":" in one for one in rest):
                raise ValueError("write its options with their names, as in: /match a:ace b:hunter")
            options: dict[str, Any] = dict(one.split(":", 1) for one in rest)
            answers.append(await fake.command(HOST, word[1:], **options))
        elif word:
            print("send FILE …, or a command as in: /bot name:ace")
    except (OSError, ValueError, IndexError) as error:
        print(error)


async def play(fake: FakeDiscord) -> None:
    pictures = Path(tempfile.mkdtemp(prefix="playground-"))
    print(f"pictures go to {pictures}")
    driven = Driven(settings_for(Path(sys.argv[1]), rounds=2, every=60, settle=5))
    await driven.ready()
    answers: list[Answer] = []
    watching = asyncio.create_task(watch(fake, answers, pictures))
    while line := await asyncio.to_thread(sys.stdin.readline):
        await obey(fake, answers, line)
    watching.cancel()
    await driven.stop()


if __name__ == "__main__":
    with_fake(play)
