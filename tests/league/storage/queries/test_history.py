from __future__ import annotations

from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.storage.pairing import Pairing
from league.storage.queries.history import PlayedSeat, describe, find_games, worth_watching
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store


@pytest.fixture
def store(store: Store) -> Store:
    bots = [Entry(name, Path(name), (("main.py", name),), name) for name in ("ann", "bob", "cid")]
    assert [version.id for version in store.sync(bots)] == [1, 2, 3]
    store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, [1, 2, 3], 9)
    return store


def add(store: Store, number: int, players: tuple[int, int], hull: float, ticks: int, how: str = "time") -> None:
    """Record a game that the first of two won with this much hull left, and its log."""
    log = store.path.parent / f"{number}.bin"
    log.touch()
    seats = (SeatResult(players[0], 1, 0.0, hull, 9.0, 0), SeatResult(players[1], 2, 0.0, 0.0, 3.0, 1))
    store.add_round(1, [Pairing(number, number, "open", 40 + number, players)])
    store.record([GameRecord(1, number, "b", how, ticks, "d", log.name, None, seats)])


def watched(store: Store) -> str | None:
    game = worth_watching(store, 1, ["ann", "bob"])
    return game and Path(str(game.log)).stem


def test_a_game_tells_who_played_where_and_how(store: Store) -> None:
    add(store, 1, (2, 1), 30.0, 500)
    (game,) = find_games(store)
    assert (game.run, game.pairing, game.game, game.arena, game.seed, game.ticks) == (1, 1, "b", "open", 41, 500)
    assert [seat.bot for seat in game.seats] == ["bob", "ann"]
    assert game.seats[0] == PlayedSeat("bob", 1, rank=1, points=0.0, hull=30.0, damage=9.0, faults=0)
    line = "run 1 pair 1b: bob v1 against ann v1: bob won, time, 500 ticks  "
    assert describe(game) == line + str(store.path.parent.absolute() / "1.bin")
    (store.path.parent / "1.bin").unlink()
    (game,) = find_games(store)
    assert game.log is None
    assert describe(game) == f"{line}(log not found)"


def test_games_of_one_mode_or_rules_are_found(store: Store) -> None:
    add(store, 1, (1, 2), 1, 1)
    assert len(list(find_games(store, mode="duel", rules="r"))) == 1
    assert list(find_games(store, mode="duel", rules="s")) == list(find_games(store, mode="melee")) == []


def test_forfeits_are_not_what_closest_means(store: Store) -> None:
    add(store, 1, (1, 2), 1, 1, how="forfeit")
    add(store, 2, (1, 2), 90, 2)
    assert [game.how for game in find_games(store, order="closest")] == ["time", "forfeit"]


def test_games_of_one_bot_are_found_whatever_the_case_of_its_name(store: Store) -> None:
    add(store, 1, (1, 2), 1, 1)
    add(store, 2, (3, 2), 1, 1)
    assert [game.pairing for game in find_games(store, bot="CID")] == [2]
    assert [game.pairing for game in find_games(store, bot="bob")] == [1, 2]
    assert list(find_games(store, bot="nobody")) == []


def test_the_closest_game_of_the_top_two_is_worth_watching(store: Store) -> None:
    assert watched(store) is None
    add(store, 1, (1, 3), 1.0, 900)
    assert watched(store) == "1"
    add(store, 2, (1, 2), 0.0, 900, how="forfeit")
    assert watched(store) == "2"
    add(store, 3, (2, 1), 60.0, 900)
    assert watched(store) == "3"
    add(store, 4, (2, 1), 20.0, 300)
    assert watched(store) == "4"
    add(store, 5, (1, 2), 20.0, 700)
    assert watched(store) == "5"
    add(store, 9, (1, 2), 10.0, 700)
    assert watched(store) == "9"
    add(store, 8, (1, 2), 10.0, 700)
    assert watched(store) == "8"  # whichever happened to be recorded first
    for number in (8, 9):
        (store.path.parent / f"{number}.bin").unlink()
    assert worth_watching(store, 1, ["Ann", "BOB"]) == worth_watching(store, 1, ["ann", "bob"])
    (store.path.parent / "5.bin").unlink()
    assert watched(store) == "4"
