"""Games of one arena: their counts, their ladder and its cache, apart from those of the others."""

from __future__ import annotations

from league.bots.roster import Entry
from league.ladder.table import ladder
from league.reports.facts import report
from league.storage.pairing import Pairing
from league.storage.queries.history import find_games
from league.storage.queries.results import GameFilter, count_arenas, count_ends, game_ids, tallies
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store


def fill(store: Store) -> None:
    """Ann wins all eight games in the open, and loses both in the belt."""
    players = [v.id for v in store.sync([Entry(n, None, (("main.py", n),), n) for n in ("ann", "bob")])]  # type: ignore[arg-type]
    run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", None, players, 10).id
    for number in range(1, 11):
        arena, rank = ("belt", 2) if number > 8 else ("open", 1)
        store.add_round(run, [Pairing(number, number, arena, number, (players[0], players[1]))])
        seats = (SeatResult(players[0], rank, 1.0, 1.0, 1.0), SeatResult(players[1], 3 - rank, 1.0, 1.0, 1.0))
        how = "time" if arena == "belt" else "elimination"
        store.record([GameRecord(run, number, "a", how, 60, "d", None, None, seats)])


def test_games_are_selected_by_arena(store: Store) -> None:
    fill(store)
    assert count_arenas(store, "duel", "r") == {"belt": 2, "open": 8}
    assert count_ends(store, "duel", "r", "belt") == {"time": 2}
    assert count_ends(store, "duel", "r") == {"elimination": 8, "time": 2}
    assert [game.pairing for game in find_games(store, arena="belt")] == [9, 10]
    assert len(game_ids(store, GameFilter("duel", "r"))) == 10
    assert tallies(store, GameFilter("duel", "r", arena="belt"))[1].losses == 2
    assert tallies(store, GameFilter("duel", "r", arena="well")) == {}


def test_each_arena_has_a_ladder(store: Store) -> None:
    fill(store)
    for _ in range(2):  # computed, then from the cache
        assert [row.bot for row in ladder(store, "duel").rows] == ["ann", "bob"]
        belt = ladder(store, "duel", arena="belt")
        assert [(row.bot, row.wins) for row in belt.rows] == [("bob", 2), ("ann", 0)]
        assert belt.scope.games == 2
    found = report(store, "duel", arena="belt")
    assert found.games_at[-1] == 2
    assert found.scores["ann", "bob"] == (0, 2)
    assert (found.arenas, report(store, "duel").arenas) == (("belt",), ("belt", "open"))
