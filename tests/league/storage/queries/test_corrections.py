"""Voids, further attempts and reinstatements: what counts, and what the store refuses."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.ladder.standings import standings
from league.ladder.table import ladder
from league.storage.names import GameName, parse_game
from league.storage.opening import reading
from league.storage.pairing import Pairing
from league.storage.queries.corrections import (
    VoidGame,
    last_corrections,
    reinstate,
    reinstatements,
    unreplayed,
    valid_games,
    void_games,
    void_reasons,
)
from league.storage.queries.history import describe, find_game, find_games
from league.storage.queries.results import (
    GameFilter,
    count_ends,
    counts,
    head_to_head,
    is_excluded,
    is_out_everywhere,
    ladders_excluding,
    meetings,
    tallies,
)
from league.storage.queries.runs import count_games, list_runs, runs_of
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store

GAMES = GameFilter("duel", "r")


def begin(store: Store, pairings: int = 4) -> list[Pairing]:
    """Begin run 1 of ann (version 1) and bob (version 2), and return its pairings."""
    store.sync([Entry(name, Path(name), (("main.py", name),), name) for name in ("ann", "bob")])
    run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, [1, 2], pairings).id
    found = [Pairing(number, number, "open", 5 * number, (1, 2)) for number in range(1, pairings + 1)]
    store.add_round(run, found)
    return found


def game(pairing: int, seating: str = "a", how: str = "forfeit", attempt: int = 1) -> GameRecord:
    """Return a game that ann wins, by bob's forfeit if not told otherwise."""
    seats = (SeatResult(1, 1, 1.0, 9.0, 1.0), SeatResult(2, 2, 0.0, 0.0, 0.0, 1, how == "forfeit"))
    void = (SeatResult(1), SeatResult(2))
    note = "out of memory" if how == "void" else None
    return GameRecord(1, pairing, seating, how, 60, "d", None, note, void if how == "void" else seats, attempt)


def void(store: Store, *games: int) -> None:
    with store.transaction():
        void_games(store, games, "the machine was frozen", "ann")


def test_what_is_void_counts_nowhere_and_its_next_attempt_does(store: Store) -> None:
    begin(store, 1)
    store.record([game(1, "a"), game(1, "b")])
    before = standings(store, 1), tallies(store, GAMES), ladder(store, "duel").rows
    void(store, 1)
    assert valid_games(store, 1) == [2]
    assert counts(store, GAMES) == {1: 1, 2: 1}
    assert tallies(store, GAMES)[1].wins == 1
    assert meetings(store, GAMES).won.tolist() == [1]
    assert [row.wins for row in head_to_head(store, GAMES, 1)] == [1]
    assert [row.games for row in standings(store, 1).rows] == [1, 1]
    assert [row.games for row in ladder(store, "duel").rows] == [1, 1]
    assert [run.games for run in runs_of(store, "duel")] == [1]
    assert count_ends(store, "duel", "r") == {"forfeit": 1, "void": 1}
    assert [(run.games, run.void) for run in list_runs(store)] == [(2, 1)]
    assert [(g.seating, g.how) for g in store.games(1)] == [("a", "void"), ("b", "forfeit")]
    store.record([game(1, "a", "forfeit", attempt=2)])
    assert (standings(store, 1), tallies(store, GAMES), ladder(store, "duel").rows) == before
    assert [(run.games, run.void) for run in list_runs(store)] == [(2, 0)]
    assert count_games(store, 1) == 2
    assert count_ends(store, "duel", "r") == {"forfeit": 2}
    assert [(g.seating, g.attempt) for g in store.games(1)] == [("a", 2), ("b", 1)]


def test_only_a_void_game_is_played_again(store: Store) -> None:
    begin(store, 2)
    store.record([game(1), game(2, how="void")])
    for attempt in (1, 2):
        with pytest.raises(sqlite3.IntegrityError):
            store.record([game(1, attempt=attempt)])
    store.record([game(2, attempt=2)])
    with pytest.raises(sqlite3.IntegrityError, match="only a void game is played again"):
        store.record([game(2, attempt=3)])
    void(store, 1)
    with pytest.raises(sqlite3.IntegrityError):  # a game without a new attempt's number is one that is recorded twice
        store.record([game(1)])
    store.record([game(1, attempt=2)])


def test_the_void_games_that_were_not_played_again_are_found(store: Store) -> None:
    pairings = begin(store, 3)
    store.record([game(1), game(2, how="void"), game(3, "b")])
    void(store, 1)
    waiting = [VoidGame(1, pairings[0], "a", 1), VoidGame(1, pairings[1], "a", 1)]
    assert list(unreplayed(store)) == waiting
    assert void_reasons(store, 1) == [("out of memory", 1), ("the machine was frozen", 1)]
    assert list(unreplayed(store, 2)) == []
    store.record([game(1, attempt=2), game(2, how="void", attempt=2)])
    assert list(unreplayed(store, 1)) == [replace(waiting[1], attempt=2)]


def test_a_void_is_appended_once_and_never_edited(store: Store) -> None:
    begin(store, 1)
    store.record([game(1)])
    void(store, 1)
    with pytest.raises(sqlite3.IntegrityError):
        void(store, 1)
    with pytest.raises(sqlite3.IntegrityError):
        void(store, 99)
    reinstate(store, 2, "why", "ann")
    for change in ("UPDATE {} SET why = 'x'", "DELETE FROM {}"):
        for table in ("voids", "reinstatements"):
            with pytest.raises(sqlite3.IntegrityError, match=f"{table} are never edited"):
                store.connection.execute(change.format(table))


def test_void_forfeits_put_nobody_out(store: Store) -> None:
    begin(store)
    store.record([game(1), game(2), game(3)])
    assert is_excluded(store, GAMES, 2)
    assert ladders_excluding(store, 2) == [("duel", "r")]
    assert ladder(store, "duel").rows[1].out == "forfeits"
    void(store, 2)
    assert not is_excluded(store, GAMES, 2)
    assert ladder(store, "duel").rows[1].out is None
    assert ladders_excluding(store, 2) == []


def test_a_reinstated_version_plays_until_it_forfeits_three_more(store: Store) -> None:
    begin(store, 6)
    store.record([game(1), game(2), game(3)])
    assert is_out_everywhere(store, 2)
    seen = last_corrections(store)
    reinstate(store, 2, "the machine was frozen", "ann")
    assert last_corrections(store) != seen
    assert not is_excluded(store, GAMES, 2)
    assert not is_out_everywhere(store, 2)
    assert ladder(store, "duel").rows[1].out is None
    assert ladder(store, "duel").rows[1].losses == 3  # its results stay
    assert [seat.forfeited for g in store.games(1) for seat in g.seats] == [False] * 6
    assert [(number, told.who) for number, told in reinstatements(store, "bob")] == [(1, "ann")]
    store.record([game(4), game(5)])
    assert not is_excluded(store, GAMES, 2)
    store.record([game(6)])
    assert is_excluded(store, GAMES, 2)


def test_a_void_game_shows_its_trail(store: Store) -> None:
    begin(store, 2)
    store.record([game(1), game(2, how="void")])
    void(store, 1)
    store.record([game(1, how="time", attempt=2), game(2, how="void", attempt=2)])
    first, second, again, still = find_games(store)
    assert [g.is_void for g in (first, second, again, still)] == [True, True, False, True]
    assert json.loads(json.dumps(asdict(first)))["voided"].keys() == {"why", "who", "at"}
    assert (first.how, first.replayed, again.attempt, again.name) == ("forfeit", 2, 2, "1-1a-2")
    day = first.trail.split(" on ")[1][:10]
    assert describe(first) == (
        "run 1 pair 1a: ann v1 against bob v1: ann won, forfeit, 60 ticks;"
        f" declared void by ann on {day}: the machine was frozen; played again as attempt 2  (log not found)"
    )
    assert describe(second).endswith(": void, out of memory; played again as attempt 2")
    assert describe(again).startswith("run 1 pair 1a attempt 2: ann v1 against bob v1: ann won, time, 60 ticks")
    assert describe(still) == "run 1 pair 2a attempt 2: ann v1 against bob v1: void, out of memory"
    assert [g.name for g in find_games(store, how="void")] == ["1-1a", "1-2a", "1-2a-2"]
    assert [g.name for g in find_games(store, order="closest")] == ["1-1a-2", "1-1a", "1-2a", "1-2a-2"]
    found = [find_game(store, GameName(1, 1, "a", attempt)) for attempt in (None, 1, 2, 3)]
    assert [g and g.attempt for g in found] == [2, 1, 2, None]


def test_a_void_in_no_year_is_damage(store: Store) -> None:
    begin(store, 1)
    store.record([game(1)])
    store.connection.execute("INSERT INTO voids (game, why, who, at) VALUES (1, 'why', 'ann', ?)", (10**12,))
    with pytest.raises(LeagueError, match="a game was declared void in no year"), reading(store.path) as found:
        describe(*find_games(found))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("12-3a", GameName(12, 3, "a")),
        (" 12-3b-2 ", GameName(12, 3, "b", 2)),
        ("run 12 pair 3a", GameName(12, 3, "a")),
        ("run 12 pair 3a attempt 2", GameName(12, 3, "a", 2)),
        ("run-0012-pair-0003-a.bin", GameName(12, 3, "a")),
        ("run-0012-pair-0003-a-2.bin", GameName(12, 3, "a", 2)),
        ("12-3", None),
        ("12-3c", None),
        ("bots", None),
    ],
)
def test_a_game_is_named_as_it_is_printed(text: str, name: GameName | None) -> None:
    assert parse_game(text) == name
    assert name is None or parse_game(str(name)) == name
