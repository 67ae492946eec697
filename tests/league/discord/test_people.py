"""Cards and pages name people as Discord does, cleaned and told apart, never by their ids."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from brief import examine
from driving import IDLE, driving, settings_for, text_of, with_fake
from fake_discord import FakeDiscord, until
from played import entries, play_run

from league.__main__ import main
from league.cli.errors import LeagueError
from league.discord.intake import submissions
from league.discord.people import People, person_name, read_labels
from league.discord.settings import DiscordSettings
from league.discord.state import open_state, state_path
from league.storage.opening import default_path, writing

ANN, TWIN, EVE = 123_456_789_012_340_011, 123_456_789_012_340_012, 123_456_789_012_340_013


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Ann \n  of   Kent ", "Ann of Kent"),
        ("A\u200bn\u2060n\ufeff", "Ann"),
        ("\u202eevil\u202c", "evil"),
        ("W" * 1000, "W" * 24),
        ("a" + "\u0301\u0302\u0303\u0304" * 50, "á\u0302\u0303"),
        ("x\x1b[31m\x00y", "x[31my"),
        ("\u200b\u3164", ""),
        ("\u2800\u2800", ""),
        ("\ud800", ""),
        ("", ""),
        ("**@everyone** <@1>", "**@everyone** <@1>"),  # text: those who show it escape it
    ],
)
def test_a_name_is_visible_text_of_one_short_line(text: str, shown: str) -> None:
    assert person_name(text) == shown


def test_two_people_of_one_name_are_told_apart(tmp_path: Path) -> None:
    with open_state(tmp_path / "discord.sqlite") as state:
        people = People(state)
        people.saw(ANN, "Ann", "ann_k")
        assert people.labels() == {str(ANN): "Ann"}
        people.saw(TWIN, "A\u0578n", "x")
        people.saw(TWIN, "\uff21nn", "x")  # looks like it
        people.saw(EVE, "\u200b", "eve.1")
        assert people.labels() == {str(ANN): "Ann #0011", str(TWIN): "\uff21nn #0012", str(EVE): "eve.1"}
        people.saw(EVE, "Ann #0011", "eve.1")
        people.saw(TWIN + 10_000, "ANN", "x")
        found = people.labels()
        assert len(set(found.values())) == 4
        assert found[str(EVE)] == "Ann #0011 #0013"
        assert found[str(TWIN)] == f"\uff21nn #{TWIN}"
        people.saw(TWIN, "Tom", "x")
        people.saw(TWIN + 10_000, "Tim", "x")
        assert people.labels()[str(ANN)] == "Ann"


def test_a_state_of_version_3_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "discord.sqlite"
    with open_state(path) as state:
        state.set("seen", 5)
        for statement in ("DROP TABLE people", "DROP TABLE notified", "ALTER TABLE outbox DROP COLUMN mentions"):
            state.connection.execute(statement)
        state.connection.execute("PRAGMA user_version = 3")
    assert read_labels(path) == {}
    with open_state(path) as state:
        People(state).saw(ANN, "Ann", "ann")
        assert state.get("seen") == 5
        assert read_labels(path) == {str(ANN): "Ann"}  # also while it is open


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    path = tmp_path / "discord.sqlite"
    assert read_labels(path) == {}
    path.write_bytes(b"x" * 5000)
    with pytest.raises(LeagueError, match=r"discord\.sqlite: the store is damaged"):
        read_labels(path)
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as connection:
        connection.execute("CREATE TABLE people (user, name)")
        connection.commit()
    assert read_labels(tmp_path / "other.sqlite") == {}


def test_pages_name_owners(tmp_path: Path) -> None:
    folder, out = tmp_path / "bots", tmp_path / "public"
    folder.mkdir()
    with writing(default_path(folder)) as store:
        play_run(store, store.sync(entries(("ace", "bob", "cid"))), pairings=3)
        for bot, owner in (("ace", str(ANN)), ("bob", str(EVE)), ("cid", "a.person")):
            store.connection.execute("UPDATE bots SET owner = ? WHERE name = ?", (owner, bot))
    with open_state(state_path(folder)) as state:
        People(state).saw(ANN, "<b>Ann\u202e", "ann")
    page = tmp_path / "page.html"
    assert main(["site", str(folder), "--out", str(out)]) == 0
    assert main(["table", str(folder), "--html", str(page)]) == 0
    for text in (page.read_text(), (out / "index.html").read_text()):
        for shown in ("&lt;b&gt;Ann<", "member #0013", "a.person"):
            assert f"<bdi>{shown}" in text
        assert str(ANN) not in text
        assert str(EVE) not in text
    assert "by <bdi>&lt;b&gt;Ann</bdi>" in (out / "bots" / "ace.html").read_text()


def test_cards_have_the_latest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "_examine", examine)
    settings: DiscordSettings = settings_for(tmp_path / "bots")

    async def test(fake: FakeDiscord) -> None:
        fake.named[ANN] = "Ann\u200b _of_ @everyone"
        async with driving(settings) as driven:
            message = await fake.say(ANN, fake.attachment("ace.py", IDLE))
            (reply,) = await until(lambda: fake.replies(message))
            assert "Owner: `Ann _of_ @everyone`" in text_of(reply)
            fake.named[ANN] = "Ann"
            answer = await fake.command(ANN, "mybots")
            await until(lambda: answer.original or answer.followups)
            assert driven.bot.people.labels() == {str(ANN): "Ann"}

    with_fake(test)
