from __future__ import annotations

import json
from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.ladder.ladders import Scope, choose, scopes
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store


@pytest.fixture
def store(store: Store) -> Store:
    store.sync(Entry(name, Path(name), (("main.py", name),), name) for name in ("ann", "bob"))
    return store


def run(store: Store, rules: str, games: int, ticks: int = 1800, guest: str = "g", how: str = "time") -> None:
    """Record a run with `games` games."""
    options = json.dumps({"ticks": ticks})
    row = store.begin_run("..", "round-robin", "duel", options, rules, guest, None, [1, 2], games + 1)
    for number in range(1, games + 1):
        store.add_round(row.id, [Pairing(number, number, "open", 1, (1, 2))])
        store.record([GameRecord(row.id, number, "a", how, 9, "d", None, None, (SeatResult(1, 1), SeatResult(2, 2)))])


def test_there_is_a_ladder_for_each_rules_that_of_the_last_run_first(store: Store) -> None:
    run(store, "aaaa1", 2)
    run(store, "bbbb1", 3, ticks=100)
    run(store, "aaaa1", 4)
    run(store, "bbbb1", 1, ticks=100, how="void")
    assert scopes(store, "duel") == [
        Scope("duel", "bbbb1", 3, 100, guests=("g",)),
        Scope("duel", "aaaa1", 6, 1800, guests=("g",)),
    ]
    assert scopes(store, "melee") == []
    assert str(scopes(store, "duel")[0]) == "3 games, rules bbbb1, at most 100 ticks"


def test_a_ladder_is_chosen_by_how_its_rules_begin(store: Store) -> None:
    run(store, "aaaa1", 2)
    run(store, "aabb1", 3)
    run(store, "cccc1", 0)
    chosen, others = choose(store, "duel")
    assert chosen.rules == "cccc1"
    assert [scope.rules for scope in others] == ["aabb1", "aaaa1"]
    chosen, others = choose(store, "duel", "AAB")
    assert chosen.rules == "aabb1"
    assert [scope.rules for scope in others] == ["aaaa1"]
    with pytest.raises(LeagueError, match="several ladders have rules that start with 'aa': aabb1, aaaa1"):
        choose(store, "duel", "aa")
    with pytest.raises(LeagueError, match="no ladder has rules that start with 'x': cccc1, aabb1, aaaa1"):
        choose(store, "duel", "x")


def test_a_ladder_that_pools_two_guests_says_so(store: Store) -> None:
    run(store, "aaaa1", 2, guest="1111111111")
    run(store, "bbbb1", 1, guest="3333333333")
    run(store, "aaaa1", 0, guest="4444444444")
    assert choose(store, "duel")[0].warning() is None
    run(store, "aaaa1", 1, guest="2222222222")
    warning = choose(store, "duel")[0].warning()
    assert warning
    assert "2 guests" in warning
    assert warning.endswith(": 11111111, 22222222")
    assert choose(store, "duel", "b")[0].warning() is None
