"""Versions of bots on Discord: one against another, friendlies of them, and the source of one's own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from driving import driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from fake_rest import Answer
from PIL import Image
from played import entries, play_run

from league.__main__ import main
from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.discord.commands.versions import source_of
from league.discord.friendly import play_friendly
from league.discord.posts.digest import digest
from league.discord.settings import DiscordSettings
from league.host.pages import build_site
from league.storage.opening import default_path, reading, writing

ANN, EVE = 11, 13
URL = "https://league.example"
IDLE = "def tick(ship):\n    pass\n"
TURN = "def tick(ship):\n    ship.turn(1)\n"


@pytest.fixture
def league(tmp_path: Path) -> DiscordSettings:
    """Ann's ace has two versions, both of which played bob; the second has two files."""
    settings = settings_for(tmp_path / "bots", site=tmp_path / "public", site_url=URL, ticks=300)
    with writing(default_path(settings.folder)) as store:
        (bob,) = entries(["bob"])
        for number, files in enumerate(((("main.py", IDLE),), (("a.py", "x = 1\n"), ("main.py", TURN))), 1):
            players = store.sync([Entry("ace", Path("ace"), files, f"{number}" * 64), bob])
            play_run(store, players, pairings=number, rules=settings.ladder.rules)
        for bot, owner in (("ace", ANN), ("bob", EVE)):
            store.connection.execute("UPDATE bots SET owner = ? WHERE name = ?", (str(owner), bot))
    return settings


async def shown(answer: Answer) -> str:
    """Return the text of an answer, or of the error in its place."""
    found = await until(lambda: answer.original or answer.followups)
    return text_of(found if isinstance(found, dict) else found[0])


def test_the_record_of_bots_and_of_versions(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        await build_site(league.host)
        async with driving(league):
            answer = await fake.command(EVE, "versus", a="ACE", b="bob")
            text = await shown(answer)
            assert "ace against bob (duel)" in text
            assert "ace, 6 games: " in text
            pairs = [line.split()[:2] for line in text.splitlines() if line.startswith("v")]
            assert pairs == [["v2", "v1"], ["v1", "v1"]]
            assert f"[`2-1a`]({URL}/games/2-1a.html)" in text
            assert "Elo of ace v2: " in text
            assert answer.original is not None
            assert answer.original["embeds"][0]["url"] == f"{URL}/versus/ace--bob.html"
            text = await shown(await fake.command(EVE, "versus", a="ace@1", b="bob"))
            assert "ace v1, 2 games: " in text
            assert "`1-1a`" in text
            assert "`2-1a`" not in text
            text = await shown(await fake.command(EVE + 1, "versus", a="ace@1", b="ace"))
            assert "ace v1 against ace v2" in text
            assert "no games yet" in text
            for pair, why in ((("ace", "ace"), "name two of them"), (("ace@7", "bob"), "it has 1 to 2")):
                answer = await fake.command(EVE + 2, "versus", a=pair[0], b=pair[1])
                assert why in await shown(answer)
                assert answer.original is None

    with_fake(test)


def test_a_friendly_of_two_versions(league: DiscordSettings) -> None:
    found = digest(play_friendly(league, 1, ("ace@1", "ace@2")))
    assert (found.names, found.versions) == (("ace", "ace"), (1, 2))
    with pytest.raises(LeagueError, match="ace has no version 3: it has 1 to 2"):
        play_friendly(league, 2, ("ace@1", "ace@3"))
    with pytest.raises(LeagueError, match="no bot 'x'"):
        play_friendly(league, 2, ("x@1", "bob"))


def test_only_the_owner_gets_a_source(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        async with driving(league):
            answer = await fake.command(ANN, "source", name="ACE", version=1)
            await shown(answer)
            assert answer.ephemeral
            assert answer.original is not None
            (file,) = answer.original["attachments"]
            assert (file["filename"], fake.files[file["id"]].decode()) == ("ace.py", IDLE)
            answer = await fake.command(ANN, "source", name="ace")
            await shown(answer)
            assert answer.original is not None
            (file,) = answer.original["attachments"]
            assert file["filename"] == "ace.zip"
            with zipfile.ZipFile(io.BytesIO(fake.files[file["id"]])) as archive:
                assert archive.read("main.py").decode() == TURN
                assert archive.namelist() == ["a.py", "main.py"]
            for name in ("ace", "ace@1", "nobody", "bob'; --", "\u202e"):
                answer = await fake.command(EVE + ord(name[-1]), "source", name=name)
                assert "only its owner gets the source of a bot" in await shown(answer)
                assert answer.ephemeral
                assert not (answer.original or answer.followups[0])["attachments"]

    with_fake(test)


def test_a_source_too_large_to_send_is_refused(league: DiscordSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert source_of(league, "ace", None, str(ANN))[0] == "ace.zip"
    monkeypatch.setattr("league.discord.commands.versions.MAX_SOURCE", 20)
    with pytest.raises(LeagueError, match="ace v1 has 25 bytes: too many to send"):
        source_of(league, "ace", 1, str(ANN))
    with reading(default_path(league.folder)) as store:
        assert store.current("ace") is not None


def test_a_bots_rating_history(league: DiscordSettings) -> None:
    async def test(fake: FakeDiscord) -> None:
        await build_site(league.host)
        async with driving(league):
            answer = await fake.command(EVE, "bot", name="ace")
            text = await shown(answer)
            assert answer.original is not None
            rows = [line.split() for line in text.splitlines() if line.startswith("v")]
            assert [(row[0], row[3]) for row in rows] == [("v2", "4"), ("v1", "2")]
            (picture,) = answer.original["attachments"]
            with Image.open(io.BytesIO(fake.files[picture["id"]])) as drawn:
                assert drawn.size[0] == 1200
                assert len(set(drawn.getdata())) > 20
            assert answer.original["embeds"][0]["url"] == f"{URL}/bots/ace.html"
            assert f"[`2-1a`]({URL}/games/2-1a.html)" in text
            answer = await fake.command(EVE, "bot", name="bob")  # one version: no line to draw
            assert "v1 " in await shown(answer)
            assert answer.original is not None
            assert not answer.original["attachments"]
            answer = await fake.command(EVE, "ladder")
            await shown(answer)
            assert answer.original is not None
            assert answer.original["embeds"][0]["url"] == f"{URL}/ladder/duel.html"

    with_fake(test)


def test_a_bot_without_games_has_no_picture(league: DiscordSettings, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "ace.png"
    with writing(default_path(league.folder)) as store:
        store.sync(entries(["cid"]))
    assert main(["show", "cid", str(league.folder), "--png", str(path)]) == 2
    assert "cid has no games on this ladder" in capsys.readouterr().err
    assert main(["show", "ace", str(league.folder), "--png", str(path)]) == 0
    assert path.read_bytes().startswith(b"\x89PNG")
