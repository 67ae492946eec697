from __future__ import annotations

import json
import random
from dataclasses import fields
from pathlib import Path

import pytest

import league.ladder.aggregates
from league.bots.roster import Entry
from league.ladder.aggregates import Aggregates, aggregate
from league.ratings.meetings import Meetings
from league.storage.pairing import Pairing
from league.storage.queries.corrections import valid_games, void_games
from league.storage.queries.results import GameFilter, meetings, meetings_of, tallies
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store


@pytest.fixture
def store(store: Store) -> Store:
    store.sync([Entry(f"bot-{n}", Path("x"), (("main.py", str(n)),), str(n)) for n in range(1, 6)])
    return store


def play(store: Store, count: int, seed: int, rules: str = "r", mode: str = "duel") -> None:
    """Record games between random bots with random results, some void."""
    chance = random.Random(seed)
    run = store.begin_run("..", "ladder", mode, "{}", rules, "g", None, [1, 2, 3, 4, 5], count).id
    for number in range(1, count + 1):
        players = tuple(chance.sample(range(1, 6), 2 if mode == "duel" else 4))
        store.add_round(run, [Pairing(number, number, "open", 1, players)])
        how = chance.choice(("time", "beacon", "void"))
        ranks = [chance.choice((1, 1, 2)) for _ in players]
        seats = [
            SeatResult(p, rank, 1.0, 1.0, 1.0, chance.randrange(3)) for p, rank in zip(players, ranks, strict=True)
        ]
        void = tuple(SeatResult(p) for p in players)
        store.record([GameRecord(run, number, "a", how, 9, "d", None, None, void if how == "void" else tuple(seats))])


def same(found: Aggregates, store: Store, rules: str = "r", mode: str = "duel") -> bool:
    games = GameFilter(mode, rules)
    whole = meetings(store, games) if mode == "duel" else meetings(store, GameFilter(mode, "none"))
    return found.as_dict() | {"tallies": found.tallies} == Aggregates(whole, {}).as_dict() | {
        "tallies": tallies(store, games)
    }


def files(store: Store) -> list[Path]:
    return list(store.path.parent.glob("*.sums.json"))


@pytest.mark.parametrize("mode", ["duel", "melee"])
def test_what_was_kept_and_what_is_new_add_up(store: Store, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setattr(league.ladder.aggregates, "WORTH", 5)
    for seed in range(6):
        play(store, 1 + 2 * seed, seed, mode=mode)
        play(store, 3, seed, rules="other", mode=mode)
        assert same(aggregate(store, mode, "r"), store, mode=mode)
        assert same(aggregate(store, mode, "r"), store, mode=mode)
    (kept,) = files(store)
    assert len(json.loads(kept.read_text())["tallies"]) == 5


def test_only_new_games_are_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(league.ladder.aggregates, "WORTH", 5)
    play(store, 20, 1)
    aggregate(store, "duel", "r")
    play(store, 2, 2)
    asked = []
    monkeypatch.setattr(league.ladder.aggregates, "tallies", lambda store, games: asked.append(games) or {})
    aggregate(store, "duel", "r")
    assert [(games.after, games.until) for games in asked] == [(20, 22)]


@pytest.mark.parametrize("mode", ["duel", "melee"])
def test_a_void_takes_its_game_out_of_what_was_kept(store: Store, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setattr(league.ladder.aggregates, "WORTH", 5)
    play(store, 20, 1, mode=mode)
    aggregate(store, mode, "r")
    for number in valid_games(store, 1)[:2]:
        with store.transaction():
            void_games(store, [number], "why", "ann")
        assert same(aggregate(store, mode, "r"), store, mode=mode)
        assert same(aggregate(store, mode, "r"), store, mode=mode)


@pytest.mark.parametrize("mode", ["duel", "melee"])
def test_a_pairing_is_complete_whenever_its_second_game_was_recorded(
    store: Store, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(league.ladder.aggregates, "WORTH", 2)
    chance = random.Random(4)
    left = [(number, seating) for number in range(1, 41) for seating in "ab"]
    chance.shuffle(left)
    run = store.begin_run("..", "ladder", mode, "{}", "r", "g", None, [1, 2, 3, 4, 5], 40).id
    pairings = [
        Pairing(n, n, "open", 1, tuple(chance.sample(range(1, 6), 2 if mode == "duel" else 4))) for n in range(1, 41)
    ]
    store.add_round(run, pairings)
    recorded: list[GameRecord] = []
    for number, seating in left:
        seats = tuple(SeatResult(p, chance.choice((1, 1, 2))) for p in pairings[number - 1].seats(seating))
        game = GameRecord(run, number, seating, "time", 9, "d", None, None, seats)
        store.record([game])
        recorded.append(game)
        if len(recorded) % 5 == 0:
            assert columns(meetings(store, GameFilter(mode, "r"))) == columns(meetings_of(recorded))
            if mode == "duel":
                assert columns(aggregate(store, mode, "r").meetings) == columns(meetings_of(recorded))
    assert meetings_of(recorded).pairings.sum() == 40 * (1 if mode == "duel" else 6)
    with store.transaction():
        void_games(store, [valid_games(store, run)[3]], "why", "ann")
    assert meetings(store, GameFilter(mode, "r")).pairings.sum() == 39 * (1 if mode == "duel" else 6)


def columns(found: Meetings) -> dict[str, list[int]]:
    return {field.name: getattr(found, field.name).tolist() for field in fields(found)}


def test_a_small_league_keeps_nothing(store: Store) -> None:
    assert aggregate(store, "duel", "r").tallies == {}
    play(store, 20, 1)
    assert same(aggregate(store, "duel", "r"), store)
    assert files(store) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda document: {},
        lambda document: document | {"form": 0},
        lambda document: document | {"last": [7]},
        lambda document: document | {"last": [20, 1, 20, "a", "another store's", document["last"][5]]},
        lambda document: document | {"last": [10**30]},
        lambda document: document | {"meetings": {"a": [1]}},
        lambda document: document | {"meetings": document["meetings"] | {"pairings": [[1, 2]]}},
        lambda document: document | {"tallies": [[1, 2]]},
        lambda document: document | {"rules": "s"},
    ],
)
def test_sums_of_something_else_are_not_taken(store: Store, monkeypatch: pytest.MonkeyPatch, change: object) -> None:
    monkeypatch.setattr(league.ladder.aggregates, "WORTH", 5)
    play(store, 20, 1)
    aggregate(store, "duel", "r")
    (kept,) = files(store)
    kept.write_text(json.dumps(change(json.loads(kept.read_text()))))  # type: ignore[operator]
    assert same(aggregate(store, "duel", "r"), store)
    kept.write_text("[" * 10_000)
    assert same(aggregate(store, "duel", "r"), store)
