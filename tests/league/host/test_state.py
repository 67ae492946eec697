"""The state of a host is private, for one process, and takes over what a bot of an earlier release remembered."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filled import fill

from league.cli.errors import LeagueError
from league.discord.adoption import adopt_runs
from league.discord.state import host_commands, open_state, state_path
from league.host.settings import LadderSettings
from league.host.state import LadderFacts, host_state_path, open_host_state
from league.storage.opening import default_path, writing

FORMER = Path(__file__).with_name("discord-2.sql")  # a state file as `league discord` of version 2 wrote it
LADDERS = (LadderSettings("sumo", "sumo"), LadderSettings("duel"))


def test_what_is_set_is_there_after_a_restart(tmp_path: Path) -> None:
    with open_host_state(tmp_path) as state:
        state.set_host(paused=True, newest=3.5, folder="a")
        state.set_ladder("duel", began=1.5, playing=True, places={"ace": (1, 1600.5)})
        state.set_ladder("duel", problem="it broke")
        with pytest.raises(LeagueError, match="in use by another `league host`"), open_host_state(tmp_path):
            pass
    with open_host_state(tmp_path) as state:
        assert (state.host().paused, state.host().newest, state.host().folder) == (True, 3.5, "a")
        expected = LadderFacts(began=1.5, playing=True, places={"ace": (1, 1600.5)}, problem="it broke")
        assert state.ladder("duel") == expected
        assert state.ladder("sumo") == LadderFacts()
    assert host_state_path(tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("CREATE TABLE x (y)", "not a state file of `league host`"),
        ("PRAGMA user_version = 99", "not a state file"),
        (
            "PRAGMA application_id = 0x53434853; PRAGMA user_version = 99",
            "version 99, but this release reads",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, sql: str, words: str) -> None:
    path = host_state_path(tmp_path)
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    with pytest.raises(LeagueError, match=words), open_host_state(tmp_path):
        pass


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    """A league whose bot on Discord was of an earlier release: it was playing, and paused."""
    folder = tmp_path / "bots"
    folder.mkdir()
    with writing(default_path(folder)) as store:
        fill(store)
    with closing(sqlite3.connect(state_path(folder))) as connection:
        connection.executescript(FORMER.read_text())
    return folder


def test_the_state_of_an_earlier_bot_is_handed_over_once(upgraded: Path) -> None:
    for _ in range(2):
        with open_state(state_path(upgraded)) as state, open_host_state(upgraded) as host:
            adopt_runs(state, host, upgraded, LADDERS)
            assert host.host().paused
            found = host.ladder("duel")
            assert (found.playing, found.reported, found.began) == (True, 1, 1_790_000_000.5)
            assert found.places == {"ann": (1, 1571.1), "bob": (2, 1428.9)}
            assert (found.problem, found.problem_at) == ("the store is locked", 1_790_000_100.0)
            assert host.ladder("sumo") == LadderFacts()
            # What is Discord's stays.
            assert state.get("seen") == 1234
            assert state.get("friendlies") == 7
            assert state.get("began") is None
            assert state.is_banned(99)
            (post,) = state.connection.execute("SELECT key, embeds FROM outbox").fetchall()
            assert (post[0], json.loads(post[1])) == ("run 1", [{"title": "Run 1"}])
            host.set_host(paused=True)
    assert [one.command for one in host_commands(state_path(upgraded), None, 10)] == ["pause on:True"]


def test_what_was_handed_over_does_not_come_back(upgraded: Path) -> None:
    with open_state(state_path(upgraded)) as state, open_host_state(upgraded) as host:
        adopt_runs(state, host, upgraded, LADDERS)
        host.set_host(paused=False)
        host.set_ladder("duel", playing=False, reported=5)
    with open_state(state_path(upgraded)) as state, open_host_state(upgraded) as host:
        adopt_runs(state, host, upgraded, LADDERS)
        assert not host.host().paused
        assert host.ladder("duel").reported == 5


def test_a_state_of_the_first_version_is_migrated(tmp_path: Path) -> None:
    with open_host_state(tmp_path) as state:
        state.set_ladder("duel", began=1.5, playing=True)
        state.connection.execute("ALTER TABLE ladders DROP COLUMN placing")
        state.connection.execute("ALTER TABLE ladders DROP COLUMN tournament")
        state.connection.execute("PRAGMA user_version = 1")
    with open_host_state(tmp_path) as state:
        assert state.ladder("duel") == LadderFacts(began=1.5, playing=True)
