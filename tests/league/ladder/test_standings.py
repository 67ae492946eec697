"""Standings of a run, by points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from league.__main__ import main
from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.ladder.standings import standings
from league.reports.tables import as_csv
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store

ANN, BOB, CID = 1, 2, 3


@pytest.fixture
def store(store: Store) -> Store:
    store.sync([Entry(n, Path(n), (("main.py", n),), n) for n in ("ann", "bob", "cid")])
    return store


def run(store: Store, kind: str, rounds: Sequence[tuple[int, int, str]]) -> int:
    """Record a run with a pair in each round: who beats whom, and how (`draw`, `void`, a forfeit of the second)."""
    number = store.begin_run("..", kind, "duel", "{}", "r", "g", None, [ANN, BOB, CID], len(rounds)).id
    for n, (one, other, how) in enumerate(rounds, 1):
        pairing = Pairing(n, n, "open", 5, (one, other))
        store.add_round(number, [pairing])
        for seating in "ab":
            seats = tuple(
                SeatResult(player) if how == "void" else _result(player, player == one, how)
                for player in pairing.seats(seating)
            )
            end = how if how in ("void", "forfeit") else "time"
            store.record([GameRecord(number, n, seating, end, 60, None if how == "void" else "d", None, None, seats)])
    return number


def _result(player: int, won: bool, how: str) -> SeatResult:
    return SeatResult(player, 1 if won or how == "draw" else 2, 1.0, 1.0, 1.0, 0, how == "forfeit" and not won)


def told(store: Store, number: int) -> list[tuple[int, str, float, int, float]]:
    return [(r.place, r.bot, r.points, r.byes, r.opposition) for r in standings(store, number).rows]


def test_a_round_robin_is_ordered_by_points_then_by_those_of_the_opponents(store: Store) -> None:
    number = run(store, "round-robin", [(ANN, BOB, "time"), (BOB, CID, "time"), (CID, ANN, "draw"), (ANN, CID, "void")])
    assert told(store, number) == [(1, "ann", 3.0, 0, 6.0), (2, "bob", 2.0, 0, 8.0), (3, "cid", 1.0, 0, 10.0)]
    row = standings(store, number).rows[0]
    assert (row.version, row.games, row.wins, row.draws, row.losses) == (1, 4, 2, 2, 0)
    assert as_csv(standings(store, number)).splitlines()[1] == "1,ann,1,3.0,4,2,2,0,0,6.0"


def test_who_sits_out_a_swiss_round_has_its_points_and_equals_share_a_place(store: Store) -> None:
    number = run(store, "swiss", [(ANN, BOB, "draw"), (CID, BOB, "draw"), (ANN, CID, "draw")])
    assert told(store, number) == [(1, "ann", 4.0, 1, 16.0), (1, "bob", 4.0, 1, 16.0), (1, "cid", 4.0, 1, 16.0)]


def test_whom_forfeits_put_out_has_no_points_for_the_rounds_that_he_is_not_in(store: Store) -> None:
    number = run(store, "swiss", [(ANN, BOB, "forfeit"), (CID, BOB, "forfeit"), (ANN, CID, "time"), (CID, ANN, "time")])
    assert {bot: (points, byes) for _, bot, points, byes, _ in told(store, number)} == {
        "ann": (6.0, 1),
        "cid": (6.0, 1),
        "bob": (0.0, 0),
    }


def test_in_a_gauntlet_the_share_of_points_counts(store: Store) -> None:
    number = run(store, "gauntlet", [(ANN, BOB, "time"), (CID, ANN, "time")])
    assert [(place, bot, points) for place, bot, points, _, _ in told(store, number)] == [
        (1, "cid", 2.0),
        (2, "ann", 2.0),
        (3, "bob", 0.0),
    ]


def test_a_ladder_has_none_and_a_run_must_be_there(store: Store) -> None:
    number = run(store, "ladder", [(ANN, BOB, "time")])
    with pytest.raises(LeagueError, match="has the format ladder"):
        standings(store, number)
    with pytest.raises(LeagueError, match="no run 9"):
        standings(store, 9)


def test_they_are_shown_at_the_end_of_a_run_and_later(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["run", str(bots), "--ticks", "20", "--workers", "1", "--format", "round-robin"]
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("run 1, round-robin, duel, 12 games\n")
    assert main(["table", str(bots), "--run", "1"]) == 0
    assert shown.startswith(capsys.readouterr().out.rstrip())
    assert main([*asked, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["run"]["standings"]
    assert main(["table", str(bots), "--run", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == rows
    assert sum(row["points"] for row in rows) == 12
    for option in ("--mode", "duel"), ("--anchor", "idle"), ("--html", "x.html"):
        assert main(["table", str(bots), "--run", "1", *option]) == 2
        assert f"no {option[0]}" in capsys.readouterr().err
