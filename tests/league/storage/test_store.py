from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.storage.opening import reading
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, RunRecord, SeatResult, Version
from league.storage.store import Store
from sandbox.identity import identity


def entry(name: str, text: str, problem: str | None = None) -> Entry:
    files = (("main.py", text), ("part.py", "shared"))
    return Entry(name, Path(f"{name}.py"), files, identity(files), problem)


def begin(store: Store, seed: int | None = 7) -> RunRecord:
    players = [version.id for version in store.sync([entry("ann", "1"), entry("bob", "2")])]
    row = store.begin_run("..", "round-robin", "duel", "{}", "rules", "guest", seed, players, 3)
    store.add_round(row.id, [Pairing(1, 1, "open", 2**63 - 1, (players[0], players[1]))])
    return row


def game(run: int, pairing: int = 1, seating: str = "a") -> GameRecord:
    seats = (SeatResult(1, 1, 2.5, 100.0, 8.0, 0), SeatResult(2, 2, 0.0, 0.0, 4.0, 3, True))
    return GameRecord(run, pairing, seating, "time", 1800, "d1", f"logs/{pairing}{seating}.bin", None, seats)


def test_changed_content_is_a_new_version_and_old_content_the_old_one(store: Store) -> None:
    (first,) = store.sync([entry("ann", "1")])
    (second,) = store.sync([entry("ann", "2")])
    assert (first.number, second.number) == (1, 2)
    assert store.sync([entry("ann", "2")]) == [second]
    assert store.sync([entry("ann", "1")]) == [first]
    assert store.current("Ann") == first


def test_every_version_s_files_are_kept_once(store: Store) -> None:
    one, two = entry("ann", "x = 'ä\0'\r\n"), entry("ann", "2")
    store.sync([one])
    store.sync([two])
    assert store.program(one.identity) == one.files
    assert store.program(two.identity) == two.files
    assert store.program("unknown") is None
    assert store.connection.execute("SELECT count(*) FROM files").fetchone() == (3,)


def test_names_that_differ_in_case_are_one_bot(store: Store) -> None:
    store.sync([entry("Ann", "1")])
    (version,) = store.sync([entry("ANN", "2")])
    assert version.number == 2
    store.sync([entry("aNN", "1")])
    assert store.current("Ann") == Version(1, "aNN", 1, entry("Ann", "1").identity)
    assert [store.version(number).bot for number in (1, 2)] == ["aNN", "aNN"]


def test_broken_entries_are_not_taken_in_and_who_is_gone_is_not_active(store: Store) -> None:
    store.sync([entry("ann", "1"), entry("bob", "2")])
    assert [v.bot for v in store.sync([entry("ann", "9", problem="broken"), entry("bob", "2")])] == ["bob"]
    bots = dict(store.connection.execute("SELECT name, active FROM bots"))
    assert bots == {"ann": 0, "bob": 1}


def test_a_run_is_found_again_by_what_was_asked(store: Store) -> None:
    row = begin(store)
    assert store.last_run("..", "round-robin", "duel", "{}") == row
    assert store.last_run(mode="melee") is None
    assert store.last_run("elsewhere", "round-robin", "duel", "{}") is None
    store.finish_run(row.id)
    found = store.last_run()
    assert found
    assert found.finished


def test_the_same_seed_again_is_counted(store: Store) -> None:
    rows = [begin(store, seed) for seed in (7, 8, 7, None, None, 7)]
    assert [row.repeat for row in rows] == [0, 0, 1, 0, 0, 2]
    assert rows[3].secret != rows[4].secret
    assert store.next_run() == 7


def test_a_run_starts_where_those_before_it_ended(store: Store) -> None:
    players = [version.id for version in store.sync([entry(name, name) for name in ("ann", "bob", "cid", "dee")])]

    def start(pairings: int, whole: int = 1, folder: str = "..") -> int:
        row = store.begin_run(folder, "round-robin", "duel", "{}", "r", "g", 7, players, pairings, whole)
        store.add_round(row.id, [Pairing(n, 1, "open", n, (1, 2)) for n in range(1, pairings + 1)])
        return row.start

    assert [start(n, 6 if n == 6 else 1) for n in (1, 1, 6, 2, 4)] == [0, 1, 0, 8, 10]
    assert start(1, folder="elsewhere") == 0
    found = store.last_run("..")
    assert found
    assert found.start == 10


def test_a_run_keeps_the_guests_that_it_was_played_in(store: Store) -> None:
    begin(store)
    for guest in ("guest", "other", "other", "guest"):
        row = store.last_run()
        assert row
        store.record_guest(row, guest)
    found = store.last_run()
    assert found
    assert found.guests == ("guest", "other", "guest")


def test_pairings_and_games_come_back(store: Store) -> None:
    row = begin(store)
    assert [[pairing.seed for pairing in pairings] for pairings in store.rounds(row.id)] == [[2**63 - 1]]
    store.record([game(row.id), game(row.id, seating="b")])
    assert list(store.games(row.id)) == [game(row.id), game(row.id, seating="b")]
    assert [path.name for path in store.logs()] == ["1b.bin", "1a.bin"]


def test_no_game_is_recorded_twice_and_its_batch_not_at_all(store: Store) -> None:
    row = begin(store)
    store.record([game(row.id)])
    with pytest.raises(sqlite3.IntegrityError):
        store.record([game(row.id, seating="b"), game(row.id)])
    assert list(store.games(row.id)) == [game(row.id)]


def test_a_game_needs_its_pairing(store: Store) -> None:
    row = begin(store)
    with pytest.raises(sqlite3.IntegrityError):
        store.record([game(row.id, pairing=2)])


@pytest.mark.parametrize(
    "edit", ["UPDATE games SET ticks = 1", "DELETE FROM games", "UPDATE seats SET rank = 1", "DELETE FROM seats"]
)
def test_results_are_never_edited(store: Store, edit: str) -> None:
    store.record([game(begin(store).id)])
    with pytest.raises(sqlite3.IntegrityError, match="never edited"):
        store.connection.execute(edit)


def test_a_store_is_read_while_it_is_written(store: Store) -> None:
    row = begin(store)
    store.record([game(row.id)])
    with reading(store.path) as reader:
        store.record([game(row.id, seating="b")])
        assert [g.seating for g in reader.games(row.id)] == ["a", "b"]


def test_logs_are_named_relative_to_the_store_so_that_a_league_can_be_moved(store: Store, tmp_path: Path) -> None:
    inside = store.path.parent / "logs" / "x.bin"
    assert store.relative(inside) == "logs/x.bin"
    assert store.absolute("logs/x.bin") == inside
    outside = tmp_path / "elsewhere" / "x.bin"
    assert store.absolute(store.relative(outside)) == outside
