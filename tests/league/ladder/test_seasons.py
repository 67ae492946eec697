from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.ladder.ladders import scopes
from league.ladder.priors import ENOUGH, prior_ratings
from league.ladder.seasons import close_season, final_ladders
from league.ladder.table import Ladder, ladder
from league.storage.opening import default_path, joining, reading
from league.storage.pairing import Pairing
from league.storage.queries.corrections import valid_games, void_games
from league.storage.queries.results import GameFilter, is_excluded, meetings, tallies
from league.storage.queries.seasons import (
    Season,
    all_seasons,
    begin_season,
    count_season_games,
    find_season,
    games_before,
    running_season,
)
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store
from league.tournament.placement import newcomers, unplaced

ANN, BOB, CID = 1, 2, 3


@pytest.fixture
def store(store: Store) -> Store:
    store.sync(Entry(name, Path(name), (("main.py", name),), name) for name in ("ann", "bob", "cid"))
    return store


def play(
    store: Store, *places: int, games: int = 2, mode: str = "duel", rules: str = "r", forfeit: bool = False
) -> int:
    """Record a run in which these versions come in in this order; return its number."""
    run = store.begin_run("..", "ladder", mode, "{}", rules, "g", None, sorted(places), games).id
    for number in range(1, games + 1):
        store.add_round(run, [Pairing(number, number, "open", 1, places)])
        seats = tuple(
            SeatResult(version, rank, forfeited=forfeit and rank == len(places))
            for rank, version in enumerate(places, 1)
        )
        store.record([GameRecord(run, number, "a", "time", 9, "d", None, None, seats)])
    return run


def end(store: Store) -> Season:
    season = running_season(store)
    assert season is not None
    close_season(store, season)
    return find_season(store, season.name)


def counted(found: Ladder) -> dict[str, int]:
    return {row.bot: row.games for row in found.rows}


def test_a_ladder_counts_the_games_of_the_season_that_is_running(store: Store) -> None:
    play(store, ANN, BOB, games=4)
    begin_season(store, "Spring")
    empty = ladder(store, "duel")
    assert (empty.rows, empty.scope.games, empty.unplayed) == ((), 0, ("ann", "bob", "cid"))
    play(store, BOB, ANN, games=2)
    found = ladder(store, "duel")
    assert counted(found) == {"ann": 2, "bob": 2}
    assert found.rows[0].bot == "bob"
    assert found.as_dict()["season"] == "Spring"
    assert str(found.scope) == "season Spring, 2 games, rules r"
    assert counted(ladder(store, "duel", every=True)) == {"ann": 6, "bob": 6}
    assert ladder(store, "duel", every=True).as_dict()["season"] is None
    end(store)
    assert counted(ladder(store, "duel")) == {"ann": 6, "bob": 6}


@pytest.mark.parametrize("mode", ["duel", "melee"])
def test_the_games_of_all_seasons_add_up(store: Store, mode: str) -> None:
    chance = random.Random(1)
    first, parts = play(store, *chance.sample([ANN, BOB, CID], 3), games=3, mode=mode), []
    for number in range(5):
        season = begin_season(store, f"season {number}")
        for _ in range(chance.randrange(4)):
            play(store, *chance.sample([ANN, BOB, CID], 3), games=chance.randrange(1, 4), mode=mode)
        if valid := valid_games(store, chance.randrange(first, store.next_run())):
            with store.transaction():
                void_games(store, valid[:1], "why", "ann")
        season = end(store)
        parts.append(GameFilter(mode, "r", until=season.last or 0, since=season.basis))
    whole = GameFilter(mode, "r", since=parts[0].since)
    for one in (ANN, BOB, CID):
        total = [tallies(store, part)[one].games for part in parts if one in tallies(store, part)]
        assert sum(total) == tallies(store, whole)[one].games
    games = sum(count_season_games(store, season) for season in all_seasons(store))
    assert games == sum(tally.games for tally in tallies(store, whole).values()) // 3
    summed = meetings(store, parts[0])
    for part in parts[1:]:
        summed += meetings(store, part)
    assert summed.games.sum() == meetings(store, whole).games.sum()


def test_a_pairing_that_a_season_s_beginning_cuts_is_complete_in_neither(store: Store) -> None:
    run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", None, [ANN, BOB], 1).id
    store.add_round(run, [Pairing(1, 1, "open", 1, (ANN, BOB))])
    store.record([GameRecord(run, 1, "a", "time", 9, "d", None, None, (SeatResult(ANN, 1), SeatResult(BOB, 2)))])
    season = begin_season(store, "Spring")
    store.record([GameRecord(run, 1, "b", "time", 9, "d", None, None, (SeatResult(BOB, 2), SeatResult(ANN, 1)))])
    assert meetings(store, GameFilter("duel", "r")).pairings.sum() == 1
    within = meetings(store, GameFilter("duel", "r", since=season.basis))
    assert (within.games.sum(), within.pairings.sum()) == (1, 0)


def test_an_ended_season_is_kept_as_the_table_showed_it_last(store: Store) -> None:
    begin_season(store, "Spring")
    play(store, ANN, BOB, games=3)
    play(store, BOB, CID, games=2)
    play(store, ANN, CID, BOB, games=2, mode="melee")
    play(store, BOB, ANN, rules="s")
    shown = [ladder(store, "duel", "r"), ladder(store, "duel", "s"), ladder(store, "melee")]
    season = end(store)
    found = [one.ladder for one in final_ladders(store, season)]
    assert [replace(one.scope, season=None) for one in found] == [replace(one.scope, season=None) for one in shown]
    assert [one.rows for one in found] == [one.rows for one in shown]
    assert [one.unplayed for one in found] == [one.unplayed for one in shown]
    before = [asdict(one) for one in final_ladders(store, season)]
    # Nothing that comes later changes it: games, voids, new versions, bots that go, another season.
    with store.transaction():
        void_games(store, valid_games(store, 1), "why", "ann")
    store.sync([Entry("ann", Path("ann"), (("main.py", "new"),), "new")])
    begin_season(store, "Summer")
    play(store, CID, ANN, games=9)
    assert [asdict(one) for one in final_ladders(store, season)] == before
    assert final_ladders(store, season)[0].ends == {"time": 5}
    assert final_ladders(store, season)[0].arenas == ("open",)


def test_a_season_s_end_is_never_edited(store: Store) -> None:
    begin_season(store, "Spring")
    play(store, ANN, BOB)
    end(store)
    for table in ("seasons", "season_ends", "season_ladders"):
        with pytest.raises(sqlite3.IntegrityError, match="never edited"):
            store.connection.execute(f"DELETE FROM {table}")
    for change in ("seasons SET name = 'x'", "season_ends SET last = 9", "season_ladders SET ladder = '{}'"):
        with pytest.raises(sqlite3.IntegrityError, match="never edited"):
            store.connection.execute(f"UPDATE {change}")
    begin_season(store, "Summer")
    with pytest.raises(sqlite3.IntegrityError, match="one season at a time"):
        store.connection.execute("INSERT INTO seasons (name, began, basis) VALUES ('x', 0, 0)")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "1 to 40 characters"),
        (" \t ", "1 to 40 characters"),
        ("\u2800", "a letter or a digit"),
        ("../..", "a letter or a digit"),
        ("x" * 41, "1 to 40 characters"),
        ("x" * 10**6, "1 to 40 characters"),
        ("ALL", "`league table --season all` shows all games"),
        ("SPRING", "has had a season SPRING"),
        (" spring ", "has had a season spring"),
        ("ＳＰＲＩＮＧ", "has had a season"),  # noqa: RUF001
    ],
)
def test_a_name_is_printable_and_given_once(store: Store, name: str, message: str) -> None:
    begin_season(store, "Spring")
    end(store)
    with pytest.raises(LeagueError, match=message):
        begin_season(store, name)
    assert begin_season(store, "a\x1b[31m\u202e\ud800  b").name == "a?[31m?? b"
    with pytest.raises(LeagueError, match=r"the season a\?\[31m\?\? b is running: `league season end` ends it first"):
        begin_season(store, "next")


def test_who_ends_a_season_second_is_told(store: Store, tmp_path: Path) -> None:
    season = begin_season(store, "Spring")
    with joining(default_path(tmp_path)) as other:
        close_season(other, season)
    with pytest.raises(LeagueError, match="the season Spring has just been ended by another process"):
        close_season(store, season)


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", "x", '{"games": 1}', "rows", "nan", "text", "deep"],
)
def test_a_ladder_that_no_league_wrote_is_damage(store: Store, text: str) -> None:
    season = begin_season(store, "Spring")
    play(store, ANN, BOB)
    season = end(store)
    (kept,) = store.connection.execute("SELECT ladder FROM season_ladders").fetchone()
    if text == "rows":
        text = json.dumps(json.loads(kept) | {"rows": [[1, 2]]})
    elif text in ("nan", "text"):
        document = json.loads(kept)
        document["rows"][0]["elo"] = float("nan") if text == "nan" else "1500"
        text = json.dumps(document)
    elif text == "deep":
        text = "[" * 100_000
    store.connection.execute("DROP TRIGGER season_ladders_stay")
    store.connection.execute("UPDATE season_ladders SET ladder = ?", (text,))
    with pytest.raises(LeagueError, match=r"damaged \(a ladder of the season Spring is not readable\): restore"):
        final_ladders(store, season)


# Pairing


def test_a_new_season_pairs_by_the_one_before(store: Store) -> None:
    play(store, CID, BOB, games=60)  # before any season
    begin_season(store, "Spring")
    play(store, ANN, BOB, games=30)
    play(store, BOB, CID, games=30)
    play(store, CID, ANN, games=99, rules="s")
    last = {row.bot: row.elo for row in ladder(store, "duel", "r").rows}
    end(store)
    season = begin_season(store, "Summer")
    now = GameFilter("duel", "r", since=season.basis)
    found = prior_ratings(store, now)
    assert [found[version] for version in (ANN, BOB, CID)] == pytest.approx([last["ann"], last["bob"], last["cid"]])
    play(store, CID, ANN, games=ENOUGH)
    assert prior_ratings(store, now).keys() == {BOB}
    # A run that is resumed finds what it found at its start.
    assert prior_ratings(store, replace(now, until=season.basis)) == found
    # By new rules in the same season: the ladder of this season by the old ones.
    assert prior_ratings(store, replace(now, rules="new"))[CID] > prior_ratings(store, replace(now, rules="new"))[ANN]


def test_the_first_season_pairs_by_the_games_before_it(store: Store) -> None:
    play(store, ANN, BOB, games=30)
    season = begin_season(store, "Spring")
    found = prior_ratings(store, GameFilter("duel", "r", since=season.basis))
    assert found[ANN] > found[BOB] + 200


def test_a_season_begins_anew_but_for_those_that_are_out(store: Store) -> None:
    play(store, ANN, BOB, games=3, forfeit=True)
    play(store, ANN, CID, games=200)
    begin_season(store, "Spring")
    assert is_excluded(store, GameFilter("duel", "r"), BOB)
    assert unplaced(store, "duel", "r") == [ANN, CID]
    row = store.begin_run("..", "placement", "duel", "{}", "r", "g", None, [ANN, CID], 0)
    assert newcomers(store, row) == [ANN, CID]


def test_a_run_goes_on_as_it_began_in_whatever_season_it_is_resumed(store: Store) -> None:
    options = json.dumps({"arenas": ["open"], "games": 12, "rounds": None, "ticks": 9, "ships": 1})
    play(store, ANN, BOB, games=30)
    begin_season(store, "Spring")
    play(store, CID, ANN, games=30)
    row = store.begin_run("..", "ladder", "duel", options, "r", "g", "seed", [ANN, BOB, CID], 6)
    assert row.season == 1
    before = games_before(store, row)
    assert (before.since, before.until) == (30, 60)
    end(store)
    begin_season(store, "Summer")
    again = store.run(row.id)
    assert again == row
    assert games_before(store, row) == before
    assert scopes(store, "duel", running_season(store))[0].games == 0


def test_a_store_of_the_version_before_has_no_seasons(tmp_path: Path) -> None:
    path = default_path(tmp_path)
    with joining(path) as store:
        store.connection.executescript(
            "ALTER TABLE runs DROP COLUMN season; DROP TABLE season_ladders; DROP TABLE season_ends;"
            " DROP TABLE seasons; PRAGMA user_version = 6"
        )
    with reading(path) as store:
        assert all_seasons(store) == []
    with joining(path) as store:
        assert begin_season(store, "Spring") == running_season(store)
