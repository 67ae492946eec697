from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.ladder.ladders import RulesChange, Scope
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
    assert list(document) == ["mode", "rules", "season", "games", "rows", "warnings", "unplayed", "changed", "others"]
    columns = [field.name for field in fields(Row)]
    agreed = "rank,bot,version,owner,elo,elo_low,elo_high,games,wins,draws,losses,faults,active"
    assert ",".join(columns) == f"{agreed},los,group,out,ranked,provisional,place,place_of"
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
    assert [(row.bot, row.active) for row in found.rows] == [("bob", True), ("ann", False)]
    assert [row.out for row in found.rows] == [None, "gone"]
    assert [display_name(row) for row in found.rows] == ["bob", "ann (gone)"]


def test_only_bots_that_play_are_ranked(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1", dee="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2), (ids["bob"], ids["cid"], 1, 2), (ids["cid"], ids["dee"], 1, 2)])
    enter(store, bob="1", dee="1", cid="1")
    forfeited = SeatResult(ids["cid"], 2, forfeited=True)
    run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, [1, 2], 3).id
    for number in (1, 2, 3):
        store.add_round(run, [Pairing(number, number, "open", 1, (ids["bob"], ids["cid"]))])
        seats = (SeatResult(ids["bob"], 1), forfeited)
        store.record([GameRecord(run, number, "a", "forfeit", 9, "d", None, None, seats)])
    found = ladder(store, "duel")
    assert [(row.bot, row.shown_rank, row.rank, row.ranked, row.out) for row in found.rows] == [
        ("bob", "1", 1, True, None),
        ("dee", "2", 2, True, None),
        ("ann", "-", 3, False, "gone"),
        ("cid", "-", 4, False, "forfeits"),
    ]
    assert found.rows[2].elo > found.rows[0].elo  # which it left behind
    assert found.ranked == 2
    assert [row.los is None for row in found.rows] == [False, True, True, True]
    assert sum(row.elo for row in found.rows) == pytest.approx(6000)  # of all, as before


def test_a_rating_is_provisional_until_it_is_known_to_120_elo(store: Store) -> None:
    ids = enter(store, **{f"bot-{number}": "1" for number in range(8)}, cid="1")
    known = [version for bot, version in ids.items() if bot != "cid"]
    for a, b in permutations(known, 2):
        played(store, [(a, b, 1, 2)] * 4)
    played(store, [(ids["bot-1"], ids["cid"], 1, 2)])
    found = ladder(store, "duel")
    assert [row.bot for row in found.rows if row.provisional] == ["cid"]
    assert [row.bot for row in found.rows if row.reach > 120] == ["cid"]
    assert found.legend() == "? provisional: few games yet, known to ±120 or worse"
    played(store, [(ids["cid"], ids["bot-1"], 1, 2), (ids["bot-1"], ids["cid"], 1, 2)] * 60)
    assert ladder(store, "duel").legend() is None


def test_after_a_change_of_rules_it_says_so_and_how_to_see_the_ladder_before(store: Store) -> None:
    ids = enter(store, ann="1", bob="1")
    played(store, [(ids["ann"], ids["bob"], 1, 2)] * 3, rules="older")
    assert ladder(store, "duel").change is None
    played(store, [(ids["ann"], ids["bob"], 1, 2)] * 2, rules="old")
    played(store, [(ids["ann"], ids["bob"], 2, 1)], rules="new")
    found = ladder(store, "duel")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert str(found.change) == f"rules changed on {today}; before: 2 games, `league table --rules old`"
    assert [other["rules"] for other in json.loads(as_json(found))["others"]] == ["old", "older"]
    assert json.loads(as_json(found))["changed"] == pytest.approx(datetime.now(UTC).timestamp(), abs=60)
    before = ladder(store, "duel", "older")
    assert str(before.change) == "an earlier ladder; now: 1 game, `league table --rules new`"
    assert json.loads(as_json(before))["changed"] is None
    played(store, [(ids["ann"], ids["bob"], 2, 1)], rules="newest", how="void")
    assert str(ladder(store, "duel").change) == "rules changed; before: 1 game, `league table --rules new`"


def test_a_time_that_no_calendar_has_is_left_out() -> None:
    assert RulesChange(10**18, Scope("melee", "abc", 1), True).when() == "rules changed"


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
    assert [(row.place, row.place_of, row.shown_place()) for row in rows] == [
        (1, 3, "1.0 of 3"),
        (2, 3, "2.0 of 3"),
        (2, 3, "2.0 of 3"),
    ]
    store.add_round(run, [Pairing(2, 2, "open", 1, (1, 2))])
    seats = (SeatResult(ids["ann"], 2), SeatResult(ids["bob"], 1))
    store.record([GameRecord(run, 2, "a", "time", 9, "d", None, None, seats)])
    shown = {row.bot: row.shown_place() for row in ladder(store, "melee").rows}
    assert shown == {"ann": "1.5 of 2.5", "bob": "1.5 of 2.5", "cid": "2.0 of 3"}
    played(store, [(ids["ann"], ids["bob"], 1, 2)])
    assert [row.place for row in ladder(store, "duel").rows] == [None, None]
