from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.ladder.ladders import Scope
from league.ladder.table import Ladder, Row, as_json, display_name, ladder
from league.storage.pairing import Pairing
from league.storage.queries.results import version_links
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store


def enter(store: Store, **texts: str) -> dict[str, int]:
    """Record the bots with these sources as the folder's; return the ids of their versions."""
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
        store.record([GameRecord(run, number, "a", how, 9, "d", None, None, seats)])


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
    assert list(document) == ["mode", "rules", "games", "rows", "warnings", "unplayed"]
    columns = [field.name for field in fields(Row)]
    agreed = "rank,bot,version,owner,elo,elo_low,elo_high,games,wins,draws,losses,faults,active"
    assert ",".join(columns) == f"{agreed},los,group,out"
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


def test_a_version_starts_from_the_one_that_was_current_when_it_came(store: Store) -> None:
    first = enter(store, ann="1", bob="1")
    second = enter(store, ann="2", bob="1")
    assert enter(store, ann="1", bob="1") == first
    third = enter(store, ann="3", bob="1")
    assert version_links(store) == [(first["ann"], second["ann"]), (first["ann"], third["ann"])]
    played(store, [(second["ann"], first["bob"], 1, 2)] * 4)  # rated by a version beside it
    assert {row.bot for row in ladder(store, "duel").rows} == {"ann", "bob"}


def test_who_left_the_folder_stays_but_is_not_active(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    enter(store, bob="1")
    found = ladder(store, "duel")
    assert [(row.bot, row.active) for row in found.rows] == [("ann", False), ("bob", True)]
    assert [row.out for row in found.rows] == ["gone", None]
    assert [display_name(row) for row in found.rows] == ["ann (gone)", "bob"]


def test_who_has_no_games_yet_is_named_and_has_no_row(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1", Ace="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    found = ladder(store, "duel")
    assert [row.bot for row in found.rows] == ["ann", "bob"]
    assert found.unplayed == ("Ace", "cid")
    assert json.loads(as_json(found))["unplayed"] == ["Ace", "cid"]
    assert found.waiting() == "no games yet: Ace, cid"
    enter(store, ann="1", bob="2", Ace="1")  # cid has left, and bob's new version stands there by its old one's rating
    found = ladder(store, "duel")
    assert ({row.bot for row in found.rows}, found.unplayed) == ({"ann", "bob"}, ("Ace",))


def test_of_many_without_games_a_few_are_named() -> None:
    many = Ladder(Scope("duel", "0123456789", 3), (), unplayed=tuple(f"bot-{number}" for number in range(12)))
    assert many.waiting() == f"no games yet: {', '.join(many.unplayed[:10])}, … and 2 others"


def test_void_games_count_for_nobody(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    played(store, [(ids["ann"], ids["bob"], 1, 2)], how="void")
    assert ladder(store, "duel").scope.games == 1


def test_groups_that_never_met_are_named(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1", dee="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2), (ids["cid"], ids["dee"], 1, 2)])
    found = ladder(store, "duel")
    assert {frozenset(r.bot for r in found.rows if r.group == n) for n in (1, 2)} == {
        frozenset(("ann", "bob")),
        frozenset(("cid", "dee")),
    }
    (warning,) = found.warnings()
    assert "ratings of these 2 groups are not comparable" in warning


def test_an_anchor_stands_at_1500(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    rows = {row.bot: row for row in ladder(store, "duel", anchor="BOB").rows}
    assert rows["bob"].elo == pytest.approx(1500)
    assert rows["ann"].elo > 1500
    for anchor, message in (("zed", "no bot 'zed'"), ("cid", "no games on this ladder")):
        if anchor == "cid":
            enter(store, ann="1", bob="1", cid="1")
        with pytest.raises(LeagueError, match=message):
            ladder(store, "duel", anchor=anchor)


def test_a_new_version_without_games_starts_from_the_old_one_s_rating(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)] * 5)
    old = {row.bot: row for row in ladder(store, "duel").rows}
    enter(store, ann="2", bob="1")
    new = {row.bot: row for row in ladder(store, "duel").rows}
    assert new["ann"].version == 2
    assert new["ann"].games == 0
    assert new["ann"].elo == pytest.approx(old["ann"].elo)
    assert new["ann"].elo_high - new["ann"].elo_low > old["ann"].elo_high - old["ann"].elo_low


def test_a_ladder_is_kept_until_something_it_is_made_from_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    first = ladder(store, "duel")
    (kept,) = store.path.parent.glob("*.json")
    with monkeypatch.context() as patched:
        patched.setattr("league.ladder.table._rows", lambda *_: pytest.fail("computed again"))
        assert ladder(store, "duel") == first
    played(store, [(ids["ann"], ids["bob"], 2, 1)])
    assert ladder(store, "duel").rows[0].games == 2
    kept.write_text('{"key": 1')
    assert ladder(store, "duel").rows[0].games == 2
    enter(store, bob="1")
    assert [row.active for row in ladder(store, "duel").rows].count(False) == 1


def test_tables_of_several_are_rated_as_such(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1")
    run = store.begin_run("..", "ladder", "melee", "{}", "r", "g", None, [1, 2, 3], 1).id
    store.add_round(run, [Pairing(1, 1, "open", 1, (1, 2, 3))])
    seats = tuple(SeatResult(ids[name], rank) for name, rank in (("ann", 1), ("bob", 2), ("cid", 2)))
    store.record([GameRecord(run, 1, "a", "time", 9, "d", None, None, seats)])
    rows = ladder(store, "melee").rows
    assert [(row.bot, row.wins, row.losses) for row in rows] == [("ann", 1, 0), ("bob", 0, 1), ("cid", 0, 1)]
    assert rows[1].elo == pytest.approx(rows[2].elo)
