from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import league.storage.sqlite.schema
from benchmarks.fuzz.targets import seeds
from league.cli.errors import LeagueError
from league.storage.locks import sole_writer
from league.storage.opening import reading, writing
from league.storage.sqlite.database import transaction
from league.storage.sqlite.schema import VERSION, connect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "league.sqlite"


def test_a_new_store_can_be_opened_again(path: Path) -> None:
    connect(path, create=True).close()
    connection = connect(path, create=False)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT count(*) FROM games").fetchone() == (0,)


def test_reading_never_makes_a_store(path: Path) -> None:
    with pytest.raises(LeagueError, match="no league has been run here"):
        connect(path, create=False)
    path.touch()
    with pytest.raises(LeagueError, match="no league has been run here"):
        connect(path, create=False)
    assert path.stat().st_size == 0


def test_a_store_whose_making_was_cut_off_is_made(path: Path) -> None:
    path.touch()
    with sole_writer(path):
        pass
    assert connect(path, create=True).execute("SELECT count(*) FROM runs").fetchone() == (0,)


@pytest.mark.parametrize("create", [True, False])
def test_what_is_no_database_is_refused_and_left_alone(path: Path, create: bool) -> None:
    path.write_bytes(b"these are my notes, not a database\n" * 100)
    with pytest.raises(LeagueError, match="not a league's store"):
        connect(path, create)
    assert path.read_bytes().startswith(b"these are my notes")


@pytest.mark.parametrize("kind", ["notes", "few notes", "database", "newer", "folder", "fifo"])
def test_beside_what_is_no_store_nothing_is_made(path: Path, kind: str) -> None:
    if kind == "notes":
        path.write_text("my notes\n" * 100)
    elif kind == "few notes":
        path.write_text("SQLite")
    elif kind == "database":
        sqlite3.connect(path).execute("CREATE TABLE recipes (name)")
    elif kind == "newer":
        connect(path, create=True).execute(f"PRAGMA user_version = {VERSION + 1}")
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(LeagueError), writing(path):
        pass
    assert [found.name for found in path.parent.iterdir() if not found.name.endswith(("-wal", "-shm"))] == [path.name]


def test_a_lock_that_is_a_link_leads_nowhere(path: Path) -> None:
    mine = path.with_name("mine")
    mine.write_text("mine")
    path.with_name("league.sqlite.lock").symlink_to(mine)
    with pytest.raises(LeagueError), sole_writer(path):
        pass
    assert mine.read_text() == "mine"


def test_who_holds_the_lock_is_named(path: Path) -> None:
    with sole_writer(path), pytest.raises(LeagueError, match=rf"\(process {os.getpid()}\)"), sole_writer(path):
        pass


@pytest.mark.parametrize("create", [True, False])
def test_another_program_s_database_is_refused(path: Path, create: bool) -> None:
    sqlite3.connect(path).execute("CREATE TABLE recipes (name)")
    with pytest.raises(LeagueError, match="not a league's store"):
        connect(path, create)


@pytest.mark.parametrize("create", [True, False])
def test_a_store_of_a_newer_version_is_refused(path: Path, create: bool) -> None:
    connection = connect(path, create=True)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(LeagueError, match=rf"a store of version {VERSION + 1}, newer than {VERSION}: update"):
        connect(path, create)


BACK = {  # SQL that turns a store back into one of an older version
    6: """
        ALTER TABLE runs DROP COLUMN season;
        DROP TABLE season_ladders;
        DROP TABLE season_ends;
        DROP TABLE seasons;
    """,
    5: "DROP TABLE volunteer_games; DROP TABLE expulsions;",
    4: """
        PRAGMA foreign_keys = OFF;
        DROP VIEW latest_games;
        DROP TRIGGER games_once;
        DROP VIEW valid_games;
        DROP TABLE refusals;
        DROP TABLE voids;
        DROP TABLE reinstatements;
        CREATE TABLE old_games (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, pairing INTEGER NOT NULL, seating TEXT NOT NULL,
            how TEXT NOT NULL, ticks INTEGER NOT NULL, digest TEXT, log TEXT, note TEXT,
            at INTEGER NOT NULL DEFAULT 0,
            UNIQUE (run, pairing, seating), FOREIGN KEY (run, pairing) REFERENCES pairings
        );
        DROP TABLE games;
        ALTER TABLE old_games RENAME TO games;
        CREATE TRIGGER games_stay BEFORE UPDATE ON games BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
        CREATE TRIGGER games_remain BEFORE DELETE ON games BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
        PRAGMA foreign_keys = ON;
    """,
    3: "ALTER TABLE versions DROP COLUMN follows;",
    2: "DROP TABLE submissions;",
    1: """
        ALTER TABLE runs DROP COLUMN basis;
        ALTER TABLE games DROP COLUMN at;
        ALTER TABLE seats DROP COLUMN forfeited;
    """,
}


def shape(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return the columns of every table, sorted, and the other objects in the store."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: sorted(row[1:] for row in connection.execute(f"PRAGMA table_info({name})")) for name in names}
    return {**found, "": sorted(connection.execute("SELECT type, name, tbl_name FROM sqlite_master"))}


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_older_store_is_brought_up_to_date_by_who_writes_to_it(path: Path, version: int) -> None:
    new = connect(path, create=True)
    now = shape(new)
    for older in range(VERSION - 1, version - 1, -1):
        new.executescript(BACK[older])
    new.execute(f"PRAGMA user_version = {version}")
    new.execute("INSERT INTO versions (id, bot, number, identity) VALUES (1, 'ann', 1, 'i'), (2, 'ann', 2, 'j')")
    if version >= 4:
        new.execute("UPDATE versions SET follows = 1 WHERE id = 2")
    new.execute(
        "INSERT INTO runs (id, folder, format, mode, options, rules, guests, secret, repeat, start, players,"
        " pairings) VALUES (1, '..', 'f', 'duel', '{}', 'r', '[]', x'00', 0, 0, '[1]', 1)"
    )
    new.execute("INSERT INTO pairings VALUES (1, 1, 1, 'open', 5, '[1]')")
    new.execute("INSERT INTO games (id, run, pairing, seating, how, ticks) VALUES (1, 1, 1, 'a', 'time', 60)")
    new.execute("INSERT INTO seats (game, seat, version, rank, faults) VALUES (1, 0, 1, 1, 0)")
    new.close()
    with pytest.raises(LeagueError, match=rf"a store of version {version}: the next `league run` migrates it to"):
        connect(path, create=False)
    before = path.read_bytes()
    with reading(path) as store:  # of a copy, which is migrated
        assert store.version(2).number == 2
    assert path.read_bytes() == before
    with writing(path) as store:
        assert store.version(2).number == 2
    found = connect(path, create=False)
    assert shape(found) == now
    assert found.execute("SELECT id, basis FROM runs").fetchall() == [(1, 0)]
    assert found.execute("SELECT id, follows FROM versions").fetchall() == [(1, None), (2, 1)]
    assert found.execute("SELECT id, how, at FROM games").fetchall() == [(1, "time", 0)]
    assert found.execute("SELECT version, rank, forfeited FROM seats").fetchall() == [(1, 1, 0)]
    assert found.execute("SELECT id, attempt, how FROM latest_games").fetchall() == [(1, 1, "time")]
    assert found.execute("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(sqlite3.IntegrityError, match="never edited"):
        found.execute("UPDATE games SET at = 1")
    with pytest.raises(sqlite3.IntegrityError, match="never edited"):
        found.execute("DELETE FROM games")


def test_foreign_keys_are_enforced_after_a_migration(path: Path) -> None:
    old = connect(path, create=True)
    old.executescript(BACK[6] + BACK[5] + BACK[4] + "PRAGMA user_version = 4;")
    old.close()
    with closing(connect(path, create=True)) as new, pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        new.execute("INSERT INTO voids (game, why, who, at) VALUES (7, 'x', 'ann', 0)")


def test_an_update_that_is_cut_off_has_not_begun(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = connect(path, create=True)
    old.executescript(BACK[6] + BACK[5] + BACK[4] + BACK[3] + BACK[2] + BACK[1] + "PRAGMA user_version = 1;")
    before = shape(old)
    with monkeypatch.context() as broken, pytest.raises(LeagueError):
        broken.setitem(league.storage.sqlite.schema.MIGRATIONS, 2, "CREATE TABLE games (id);\n")
        connect(path, create=True)
    assert shape(old) == before
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    connect(path, create=True)
    assert old.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_damaged_store_is_found_out_before_it_is_written_to(path: Path) -> None:
    connection = connect(path, create=True)
    with transaction(connection):
        connection.executemany("INSERT INTO files VALUES (?, ?)", [(f"{i:064}", bytes(500)) for i in range(200)])
    connection.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    path.write_bytes(data)
    with pytest.raises(LeagueError, match="damaged"):
        connect(path, create=True)


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for attempt in (connect, lambda path, create: sole_writer(path).__enter__()):
        with pytest.raises(LeagueError):
            attempt(tmp_path / "file" / "league.sqlite", True)


def test_one_run_at_a_time(path: Path) -> None:
    with sole_writer(path), pytest.raises(LeagueError, match="another league run is using it"), sole_writer(path):
        pass
    with sole_writer(path):
        pass


def test_a_transaction_is_whole_or_nothing(path: Path) -> None:
    connection = connect(path, create=True)
    with pytest.raises(KeyboardInterrupt), transaction(connection):
        connection.execute("INSERT INTO files VALUES ('a', '')")
        raise KeyboardInterrupt
    assert connection.execute("SELECT count(*) FROM files").fetchone() == (0,)


ENDLESS = (
    "WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c)"
    " SELECT id, '' rules, '' options, '' guests FROM c"
)
HOSTILE = {
    "view runs": f"DROP TABLE runs; CREATE VIEW runs AS {ENDLESS};",
    "table runs": "DROP TABLE runs; CREATE VIRTUAL TABLE runs USING fts5 (rules, options, guests);",
    "trigger more": f"CREATE TRIGGER more AFTER INSERT ON bots BEGIN INSERT INTO bots {ENDLESS}; END;",
}


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("strange", HOSTILE)
def test_a_schema_that_runs_sql_of_its_own_is_refused(path: Path, strange: str, create: bool) -> None:
    connection = connect(path, create=True)
    connection.executescript(HOSTILE[strange])
    connection.close()
    with pytest.raises(LeagueError, match=f"its {strange} is not part of a store"):
        connect(path, create)


@pytest.mark.parametrize("create", [True, False])
def test_a_schema_whose_rows_claim_to_be_longer_than_memory_is_damaged(path: Path, create: bool) -> None:
    data = bytearray(seeds("store")[0])
    row = data.index(b"indexsqlite_autoindex_bots")
    data[row - 8 : row] = b"\xff" * 8  # its number, and the types of its columns
    path.write_bytes(data)
    with pytest.raises(LeagueError, match="too little memory to read its schema, or damaged"):
        connect(path, create)
    with pytest.raises(LeagueError, match="damaged"), reading(path):
        pass
