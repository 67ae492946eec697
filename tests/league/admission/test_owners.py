from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from league.admission.owners import HOUR, SubmissionLimits, check_bot_count, check_name, check_owner, check_rate
from league.bots.roster import Entry
from league.cli.errors import LeagueError, Refused
from league.storage.pairing import Pairing
from league.storage.queries.bots import queue_position
from league.storage.queries.submissions import add_submission, latest_times
from league.storage.records import GameRecord, SeatResult
from league.storage.sqlite.database import transaction
from league.storage.store import Store
from sandbox.names import skeleton


def put(store: Store, name: str, owner: str | None, text: str = "") -> int:
    with transaction(store.connection):
        return store.put(Entry(name, Path(name), (("main.py", text),), name + text), owner).id


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ace", "ACE"), ("ace_1", "ace-1"), ("ace-one", "aceone"), ("alpha", "a1pha"), ("alpha", "aIpha"),
        ("bot0", "botO"), ("boss", "b05s"), ("buzz", "bu2z"), ("bob", "8ob"), ("modern", "modem"), ("vvolf", "wolf"),
    ],
)  # fmt: skip
def test_names_that_look_alike(name: str, other: str) -> None:
    assert skeleton(name) == skeleton(other)


@pytest.mark.parametrize(("name", "other"), [("ace1", "ace2"), ("ace", "aces"), ("hunter", "hunters"), ("ann", "nan")])
def test_names_that_do_not(name: str, other: str) -> None:
    assert skeleton(name) != skeleton(other)


def code_of(store: Store, name: str, owner: str, there: tuple[str, ...] = ()) -> str | None:
    try:
        check_name(store, name, owner, there)
    except Refused as refused:
        assert refused.fix
        return refused.code
    return None


def test_a_name_is_its_owner_s_alone(store: Store) -> None:
    put(store, "Ace", "ann")
    put(store, "drone", None)
    assert code_of(store, "ace", "ann") is None
    assert code_of(store, "ACE", "bob") == "taken"
    assert code_of(store, "a_ce", "bob") == "alike"
    assert code_of(store, "a_ce", "ann") is None
    assert code_of(store, "drone", "ann") == "taken"
    assert code_of(store, "dr0ne", "ann") == "alike"
    assert code_of(store, "Guest", "ann", there=("guest", "Ace")) == "taken"
    assert code_of(store, "ace", "ann", there=("guest", "Ace")) is None


def test_an_owner_s_name_stays_his_though_others_have_come_to_look_like_it(store: Store) -> None:
    put(store, "ace", "ann")
    put(store, "a-ce", None)  # the host's, added by hand
    assert code_of(store, "ace", "ann") is None


def test_a_name_that_is_not_in_the_league_any_more_is_still_its_owner_s(store: Store) -> None:
    put(store, "ace", "ann")
    store.sync([])
    assert code_of(store, "ace", "bob") == "taken"


def test_so_many_bots_a_person(store: Store) -> None:
    put(store, "ace", "ann")
    put(store, "bee", "bob")
    check_bot_count(store, "cat", "ann", SubmissionLimits(bots=2), ["ace", "bee"])
    check_bot_count(store, "ACE", "ann", SubmissionLimits(bots=1), ["ace", "bee"])
    check_bot_count(store, "cat", "ann", SubmissionLimits(), ["ace", "bee"])
    check_bot_count(store, "cat", "ann", SubmissionLimits(bots=1), ["bee"])  # the host removed hers by hand
    with pytest.raises(Refused, match="a person may have 1 bot here, and has: ace"):
        check_bot_count(store, "cat", "ann", SubmissionLimits(bots=1), ["Ace", "bee"])
    store.sync([])
    check_bot_count(store, "cat", "ann", SubmissionLimits(bots=1), ["ace"])


def test_so_many_submissions_an_hour(store: Store) -> None:
    terms, now = SubmissionLimits(an_hour=2), 10 * HOUR
    for owner, at in (("ann", now), ("ann", now + 600), ("bob", now)):
        with transaction(store.connection):
            add_submission(store, owner, "ace", at)
    check_rate(partial(latest_times, store, "bob"), terms, now + 700)
    check_rate(partial(latest_times, store, "ann"), SubmissionLimits(), now + 700)
    with pytest.raises(Refused) as refused:
        check_rate(partial(latest_times, store, "ann"), terms, now + 700)
    assert (refused.value.code, refused.value.fix) == ("often", "send it again in 49 min")
    check_rate(partial(latest_times, store, "ann"), terms, now + 49 * 60 + 700)
    check_rate(
        partial(latest_times, store, "ann"), terms, now - 2 * HOUR
    )  # times recorded by a clock that was ahead do not lock anyone out


@pytest.mark.parametrize("owner", ["", " ", "a b", "<b>", "@everyone", "a" * 65, "a\n", "\u0430nn", "=1+1"])
def test_an_owner_s_id_is_plain(owner: str) -> None:
    with pytest.raises(LeagueError, match="an owner's id is"):
        check_owner(owner)


def test_the_queue_is_of_those_who_have_not_played(store: Store) -> None:
    ann, bob = put(store, "ann", None), put(store, "bob", None)
    assert [queue_position(store, ann), queue_position(store, bob)] == [1, 2]
    run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", None, [ann, bob], 1).id
    store.add_round(run, [Pairing(1, 1, "open", 5, (ann, bob))])
    seats = (SeatResult(ann, 1, 1.0, 2.0, 3.0), SeatResult(bob, 2, 1.0, 2.0, 3.0))
    store.record([GameRecord(run, 1, "a", "time", 60, "d", None, None, seats)])
    newer = put(store, "bob", None, text="new")
    assert [
        queue_position(store, ann),
        queue_position(store, newer),
        queue_position(store, put(store, "cid", None)),
    ] == [0, 1, 2]
