from __future__ import annotations

from pathlib import Path

import pytest

from league.bots.roster import Entry
from league.ladder.priors import ENOUGH, prior_ratings
from league.ladder.table import ladder
from league.storage.pairing import Pairing
from league.storage.queries.results import GameFilter
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store


def enter(store: Store, **texts: str) -> dict[str, int]:
    """Record the bots with these sources as the folder's; return the ids of their versions."""
    entries = [Entry(name, Path(name), (("main.py", text),), f"{name} {text}") for name, text in texts.items()]
    return {version.bot: version.id for version in store.sync(entries)}


def play(store: Store, rules: str, *places: int, games: int = 2, mode: str = "duel") -> None:
    """Record games in which these versions come in in this order."""
    run = store.begin_run("..", "ladder", mode, "{}", rules, "g", None, sorted(places), games).id
    for number in range(1, games + 1):
        store.add_round(run, [Pairing(number, number, "open", 1, places)])
        seats = tuple(SeatResult(version, rank) for rank, version in enumerate(places, 1))
        store.record([GameRecord(run, number, "a", "time", 9, "d", None, None, seats)])


def test_after_a_change_of_rules_the_ladder_before_tells_who_is_strong(store: Store) -> None:
    old = enter(store, ann="1", bob="1", cid="1")
    play(store, "ancient", old["cid"], old["ann"], games=30)
    play(store, "old", old["ann"], old["bob"], games=30)
    play(store, "old", old["bob"], old["cid"], games=30)
    before = {row.bot: row.elo for row in ladder(store, "duel", "old").rows}
    found = prior_ratings(store, GameFilter("duel", "new"))
    assert {version: round(elo, 6) for version, elo in found.items()} == {
        old[bot]: round(elo, 6) for bot, elo in before.items()
    }
    assert prior_ratings(store, GameFilter("melee", "new")) == {}
    assert prior_ratings(store, GameFilter("duel", "old")) == {}  # whose own games tell enough


def test_a_new_version_has_the_rating_of_the_one_that_it_follows_and_a_new_bot_has_none(store: Store) -> None:
    old = enter(store, ann="1", bob="1")
    play(store, "old", old["ann"], old["bob"], games=30)
    enter(store, ann="2", bob="1")
    new = enter(store, ann="3", bob="1", eve="1")
    found = prior_ratings(store, GameFilter("duel", "new"))
    assert found.keys() == {new["ann"], new["bob"]}
    assert found[new["ann"]] > found[new["bob"]] + 200
    assert sum(found.values()) / 2 == pytest.approx(1500)
    assert prior_ratings(store, GameFilter("duel", "new"), players=[old["ann"], new["eve"]]).keys() == {old["ann"]}


def test_games_on_the_new_ladder_replace_it(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1")
    play(store, "old", ids["ann"], ids["bob"], games=30)
    play(store, "old", ids["bob"], ids["cid"], games=30)
    play(store, "new", ids["bob"], ids["ann"], games=ENOUGH - 1)
    started = store.connection.execute("SELECT max(id) FROM games").fetchone()[0]
    assert prior_ratings(store, GameFilter("duel", "new")).keys() == set(ids.values())
    play(store, "new", ids["bob"], ids["ann"], games=1)
    assert prior_ratings(store, GameFilter("duel", "new")).keys() == {ids["cid"]}
    # A run that is resumed finds what it found at its start, whatever was played meanwhile.
    play(store, "other", ids["cid"], ids["ann"], games=30)
    assert prior_ratings(store, GameFilter("duel", "new", until=started)).keys() == set(ids.values())
    assert prior_ratings(store, GameFilter("duel", "new", until=started))[ids["ann"]] > 1600


def test_tables_of_several_are_a_prior_too(store: Store) -> None:
    ids = enter(store, ann="1", bob="1", cid="1")
    play(store, "old", ids["ann"], ids["bob"], ids["cid"], mode="melee", games=8)
    found = prior_ratings(store, GameFilter("melee", "new"))
    assert sorted(found, key=lambda version: -found[version]) == [ids["ann"], ids["bob"], ids["cid"]]
