from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from rich.console import Console

from league.errors import LeagueError
from league.ladders import Scope
from league.pairing import Pairing
from league.roster import Entry
from league.store import Game, SeatResult, Store, default_path, writing
from league.table import Ladder, Row, as_csv, as_html, as_json, as_rich, ladder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with writing(default_path(tmp_path)) as store:
        yield store


def enter(store: Store, **texts: str) -> dict[str, int]:
    """The bots with these texts stand in the folder; their versions' ids."""
    entries = [Entry(name, Path(name), (("main.py", text),), f"{name} {text}") for name, text in texts.items()]
    return {version.bot: version.id for version in store.sync(entries)}


def played(
    store: Store,
    pairs: list[tuple[int, int, int, int]],
    rules: str = "r",
    faults: int = 0,
    how: str = "time",
) -> None:
    """Record games of (version, version, rank, rank) as a run."""
    run = store.begin_run("..", "round-robin", "duel", "{}", rules, "g", None, [1, 2], len(pairs)).id
    for number, (a, b, rank_a, rank_b) in enumerate(pairs, 1):
        store.add_round(run, [Pairing(number, number, "open", 1, (a, b))])
        seats = (SeatResult(a, rank_a, 0.0, 1.0, 0.0, faults), SeatResult(b, rank_b, 0.0, 1.0, 0.0, 0))
        store.record([Game(run, number, "a", how, 9, "d", None, None, seats)])


def test_a_ladder_counts_games_and_ranks_by_elo(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1")
    ann, bob, cid = ids["ann"], ids["bob"], ids["cid"]
    played(store, [(ann, bob, 1, 2), (bob, ann, 2, 1), (ann, cid, 1, 1), (bob, cid, 1, 2), (cid, ann, 2, 1)], faults=2)
    found = ladder(store, "duel")
    assert found.scope == Scope("duel", "r", 5, guests=("g",))
    assert found.others == ()
    counts = [(r.rank, r.bot, r.games, r.wins, r.draws, r.losses, r.faults) for r in found.rows]
    assert counts == [(1, "ann", 4, 3, 1, 0, 4), (2, "bob", 3, 1, 0, 2, 4), (3, "cid", 3, 0, 1, 2, 2)]
    for row in found.rows:
        assert row.elo_low < row.elo < row.elo_high
    assert sum(row.elo for row in found.rows) == pytest.approx(4500)


def test_the_json_has_the_agreed_shape(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    document = json.loads(as_json(ladder(store, "duel")))
    assert list(document) == ["mode", "rules", "games", "rows"]
    columns = [field.name for field in fields(Row)]
    assert ",".join(columns) == "rank,bot,version,owner,elo,elo_low,elo_high,games,wins,draws,losses,faults,active"
    assert [list(row) for row in document["rows"]] == [columns, columns]
    assert document["rows"][0]["owner"] is None
    assert document["rows"][0]["active"] is True


def test_a_ladder_belongs_to_its_rules_and_the_last_run_s_is_shown(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)] * 3, rules="old")
    played(store, [(ids["ann"], ids["bob"], 2, 1)], rules="new")
    assert [row.bot for row in ladder(store, "duel").rows] == ["bob", "ann"]
    assert ladder(store, "duel").scope.games == 1
    assert ladder(store, "duel", "old").scope.games == 3
    assert [row.bot for row in ladder(store, "duel", "old").rows] == ["ann", "bob"]
    assert [str(other) for other in ladder(store, "duel").others] == ["3 games, rules old"]
    with pytest.raises(LeagueError, match="no run of mode 'melee'"):
        ladder(store, "melee")


def test_a_bot_stands_there_by_its_current_version(store: Store) -> None:
    old = enter(store, ann="1", bob="1")
    played(store, [(old["ann"], old["bob"], 2, 1)] * 10)
    new = enter(store, ann="2", bob="1")
    played(store, [(new["ann"], new["bob"], 1, 2)] * 4)
    found = ladder(store, "duel")
    assert [(r.bot, r.version, r.games, r.losses) for r in found.rows] == [("ann", 2, 4, 0), ("bob", 1, 14, 4)]
    assert found.scope.games == 14


def test_who_left_the_folder_stays_but_is_not_active(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    enter(store, bob="1")
    found = ladder(store, "duel")
    assert [(row.bot, row.active) for row in found.rows] == [("ann", False), ("bob", True)]
    assert "<td>ann (gone)</td>" in as_html(found)
    assert "<td>bob</td>" in as_html(found)
    assert "ann (gone)" in printed(found)
    assert "bob (gone)" not in printed(found)


def test_void_games_count_for_nobody(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    played(store, [(ids["ann"], ids["bob"], 1, 2)], how="void")
    assert ladder(store, "duel").scope.games == 1


def test_the_title_says_where_matches_are_shorter() -> None:
    assert "duel, 3 games, rules 01234567\n" in printed(Ladder(Scope("duel", "0123456789", 3), ()))
    short = Ladder(Scope("duel", "0123456789", 3, ticks=100), ())
    assert "duel, 3 games, rules 01234567, at most 100 ticks" in printed(short)
    assert "at most 100 ticks</h1>" in as_html(short)


def printed(found: Ladder) -> str:
    """As it goes into a pipe."""
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(as_rich(found))
    return "".join(f"{line.rstrip()}\n" for line in console.export_text().splitlines())


HOSTILE = Ladder(
    Scope("duel", "0123456789", 1),
    (Row(1, "=cmd|' /C calc'", 1, "<b>[red]\N{BLACK HEART SUIT}", 1, -2, 3, 1, 1, 0, 0, 0, True),),
)


def test_a_spreadsheet_takes_no_text_for_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(HOSTILE)))
    assert row["bot"].startswith("'=")
    assert row["elo_low"] == "-2"


def test_names_are_shown_as_they_are() -> None:
    row = Row(1, "<i>[red]x[/]", 1, None, 1, 0, 3, 1, 1, 0, 0, 0, True)
    shown = Ladder(Scope("duel", "0123456789", 1), (row,))
    assert "&lt;i&gt;" in as_html(shown)
    assert "<i>" not in as_html(shown)
    assert "<i>[red]x[/]" in printed(shown)
