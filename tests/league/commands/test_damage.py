"""Full disks, and locked or damaged stores: clear errors, and no loss of recorded games."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from small import ROOT, record_a_game

from league.__main__ import main
from league.cli.errors import damaged
from league.storage.opening import default_path, reading, writing
from league.storage.pairing import Pairing
from league.storage.queries.history import find_games
from league.storage.records import GameRecord, SeatResult

ACTED = """
import sys
from functools import partial
from concurrent.futures import ThreadPoolExecutor
sys.path.insert(0, "tests/league/helpers")
import acting, league.admission.loading, league.commands.playing.run, league.workers.executor
from league.__main__ import main
from league.workers.pool import Pool
league.commands.playing.run.play_batch = acting.play
league.admission.loading._Loader.load = acting.load
league.workers.executor.Pool = partial(Pool, executor=lambda: ThreadPoolExecutor(1))
sys.exit(main(sys.argv[1:]))
"""
ASKED = ("--rounds", "250", "--seed", "7", "--workers", "1")


def run(folder: Path, *more: str, most: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run with a limit on the size of files, which simulates a full disk."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    command = [sys.executable, "-c", ACTED, "run", str(folder), *ASKED, *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, preexec_fn=limit)


def games(folder: Path) -> list[tuple[object, ...]]:
    with reading(default_path(folder)) as store:
        return sorted((g.run, g.pairing, g.game, g.digest) for g in find_games(store))


def test_a_store_that_cannot_grow_ends_the_run_and_the_same_command_goes_on(bots: Path) -> None:
    full = run(bots, most=220_000)
    assert full.returncode == 2, full.stderr
    (error,) = [line for line in full.stderr.splitlines() if line.startswith("error: ")]
    assert "recorded games are safe; the same command resumes the run" in error
    assert "Traceback" not in full.stderr
    before = games(bots)
    assert before
    rest = run(bots)
    assert rest.returncode == 0, rest.stderr
    assert f"resuming run 1: {len(before)} of 1000 games recorded" in rest.stderr
    assert set(before) <= set(games(bots))
    assert len(games(bots)) == 1000


def test_logs_that_cannot_be_written_are_named(bots: Path) -> None:
    (bots / ".league").mkdir()
    logs = bots / ".league" / "logs"
    logs.symlink_to("/dev/full/none")
    refused = run(bots)
    assert refused.returncode == 2
    assert "logs: " in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_store_that_is_held_is_said_to_be(
    bots: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bots, "--rounds", "1").returncode == 0
    monkeypatch.setattr("league.storage.sqlite.schema.BUSY", 0.1)
    holder = sqlite3.connect(default_path(bots), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert main(["run", str(bots), *ASKED]) == 2
        error = capsys.readouterr().err
        assert "is locked by another program" in error
        assert "Traceback" not in error
    finally:
        holder.close()


@pytest.mark.parametrize("where", [0.0, 0.3, 0.6, 0.9])
def test_a_damaged_store_is_said_to_be(bots: Path, where: float, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bots, "--rounds", "40").returncode == 0
    path = default_path(bots)
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    data = bytearray(path.read_bytes())
    begin = int(len(data) * where) // 4096 * 4096
    data[begin : begin + 8192] = b"\xa5" * 8192
    path.write_bytes(data)
    assert main(["run", str(bots), *ASKED]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "damaged" in error or "not a league's store" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", [["table"], ["table", "--json"], ["show", "ann"], ["games"], ["games", "--json"]])
@pytest.mark.parametrize(
    "tampered",
    [
        "UPDATE runs SET options = '{bad json'",
        "UPDATE runs SET options = '[]'",
        "UPDATE runs SET options = x'00'",
        "UPDATE runs SET guests = '7'",
        "UPDATE runs SET rules = 'a/../b'",
    ],
)
def test_a_store_that_holds_what_no_league_writes_is_said_to_be_damaged(
    folder: Path, command: list[str], tampered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(default_path(folder)) as store:
        store.connection.executescript(f"{tampered}; PRAGMA wal_checkpoint(TRUNCATE)")
    assert main([*command, str(folder)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {default_path(folder)}: damaged (")
    assert "restore a backup" in error
    assert error.count("\n") == 1


def test_a_damaged_run_is_named_before_anything_is_played(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with writing(default_path(folder)) as store:
        store.connection.execute("UPDATE runs SET options = '{' WHERE id = 2")
    for name in ("ann", "bob"):
        (folder / f"{name}.py").write_text("def tick(ship):\n    pass\n")
    assert main(["run", str(folder)]) == 2
    assert "damaged (run 2 is not readable)" in capsys.readouterr().err


def test_json_of_games_is_a_document_or_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = default_path(folder)
    with writing(path) as store:
        players = tuple(player for (player,) in store.connection.execute("SELECT id FROM versions LIMIT 2"))
        seats = tuple(SeatResult(player, rank, 1.0, 2.0, 3.0) for rank, player in enumerate(players, 1))
        numbers = range(2, 3000)
        store.add_round(1, [Pairing(number, 1, "open", number, players) for number in numbers])
        store.record([GameRecord(1, number, "a", "time", 60, "d", None, None, seats) for number in numbers])
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 100_000] = b"\xff" * 100_000
    path.write_bytes(data)
    assert main(["games", "--json", str(folder)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "damaged (" in shown.err


COMMANDS = (
    *(["table", "--json"], ["table", "--html", "page.html"], ["table", "--run", "1"], ["show", "ann", "--json"]),
    *(["show", "ann"], ["games"], ["games", "--json"], ["games", "--bot", "ann"], ["runs", "--secret"]),
    ["runs", "--json"],
)


VALUES = ("x'00ff'", "'odd'", "NULL", "-5", "9e99", "'[99]'")
SHARE = 3  # each command reads each column with a third of the values, which column by column are others


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_a_store_ends_in_a_traceback(
    tmp_path: Path, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = default_path(tmp_path)
    with writing(path) as store:
        record_a_game(store)
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")]
    refused = 0
    for number, (table, column) in enumerate(columns, VALUES.index(value)):
        for beside in path.parent.glob("*"):
            beside.unlink()
        path.write_bytes(sound)
        with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.IntegrityError):
            for name in ("games_stay", "seats_stay"):
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(f"UPDATE OR IGNORE {table} SET {column} = {value}")
            connection.commit()
        for command in COMMANDS[number % SHARE :: SHARE]:
            code = main([*command, str(tmp_path)])
            error = capsys.readouterr().err
            assert code in (0, 2), (table, column, command)
            if code == 2:
                refused += 1
                assert error.splitlines()[-1].startswith("error: "), (table, column, command)
    assert refused > 10


@pytest.mark.parametrize(
    ("column", "value", "command"),
    [("digest", "x'00'", ["games", "--json"]), ("at", "'noon'", ["runs"]), ("log", "x'00'", ["show", "ann"])],
)
def test_a_value_that_no_league_writes_is_named(
    folder: Path, column: str, value: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(default_path(folder)) as store:
        store.connection.execute("DROP TRIGGER games_stay")
        store.connection.execute(f"UPDATE games SET {column} = {value}")
    assert main([*command, str(folder)]) == 2
    kind = "blob" if value[0] == "x" else "text"
    error = f"error: {default_path(folder)}: {damaged(f'games.{column} has a value of the type {kind}')}\n"
    assert capsys.readouterr().err == error


def test_a_bug_is_not_taken_for_damage(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), reading(default_path(folder)):
        raise ZeroDivisionError


def test_a_schema_that_is_not_text_is_said_to_be_damaged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = default_path(folder)
    with writing(path) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE files", b"CREATE \xd3\xd3BLE files"))
    for command in ("table", "games", "runs", "run"):
        assert main([command, str(folder)]) == 2
        error = capsys.readouterr().err
        assert error == f"error: {path}: {damaged('its schema is not text')}\n"
