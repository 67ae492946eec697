"""`league audit`, and who can read the files that it reads."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from league.__main__ import main
from league.admission.entry import enter
from league.admission.owners import SubmissionLimits
from league.admission.submissions import read_bytes
from league.cli.errors import LeagueError
from league.discord.intake.inbox import Inbox
from league.discord.state import host_commands, open_state, state_path
from league.storage.opening import default_path

IDLE = b"def tick(ship):\n    pass\n"
HOST = 700


def test_refusals_and_the_commands_of_hosts_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert enter(read_bytes("ace.py", IDLE), "ann", tmp_path).ok
    for _ in range(2):
        enter(read_bytes("bad.py", b"\xff"), "ben", tmp_path, SubmissionLimits(an_hour=1))
    assert main(["audit", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = found["refusals"]
    assert (row["owner"], row["name"], row["code"]) == ("ben", "bad", "encoding")
    assert row["sha256"] == read_bytes("bad.py", b"\xff").sent_sha256
    assert found["commands"] == []
    with open_state(state_path(tmp_path)) as state:  # the trail is readable while the bot runs
        state.record_command(HOST, "ban user:5 lift:False withdraw:True")
        assert main(["audit", str(tmp_path)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line[25:] for line in shown] == [
        f"refused encoding: bad of ben, {row['sha256'][:16]}",
        f"host {HOST}: /ban user:5 lift:False withdraw:True",
    ]
    assert main(["audit", str(tmp_path), "--owner", "ann"]) == 0
    assert capsys.readouterr().out == ""
    with closing(sqlite3.connect(default_path(tmp_path))) as store, pytest.raises(sqlite3.IntegrityError):
        store.execute("DELETE FROM refusals")


def test_only_the_owner_can_read_the_stores(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert enter(read_bytes("ace.py", IDLE), "ann", tmp_path).ok
        with open_state(state_path(tmp_path)):
            found = {
                path: stat.S_IMODE(path.stat().st_mode) for path in default_path(tmp_path).parent.glob("*.sqlite*")
            }
    finally:
        os.umask(before)
    assert {path.name: mode for path, mode in found.items() if not path.name.endswith((".lock", "-cache"))} == {
        path.name: 0o600 for path in found if not path.name.endswith((".lock", "-cache"))
    }
    assert len(found) >= 4


def test_a_state_of_the_first_version_is_migrated(tmp_path: Path) -> None:
    path = state_path(tmp_path)
    with open_state(path) as state:
        state.connection.executescript(
            "DROP TABLE former; DROP TABLE people; DROP TABLE notified; ALTER TABLE outbox DROP COLUMN mentions;"
            "DROP TABLE commands; DROP TABLE warned; DROP INDEX inbox_answered;"
            "ALTER TABLE inbox DROP COLUMN answered; CREATE INDEX inbox_by_author ON inbox (author, at);"
            "PRAGMA user_version = 1;"
        )
    assert host_commands(path, None, 5) == []
    with open_state(path) as state:
        state.record_command(HOST, "run")
        assert Inbox(state).answered_times(5, 0, 9, 1) == []
    assert [command.command for command in host_commands(path, HOST, 5)] == ["run"]
    path.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(LeagueError):
        host_commands(path, None, 5)
