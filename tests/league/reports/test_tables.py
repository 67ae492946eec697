"""A ladder on the terminal, in a pipe, and in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from league.ladder.ladders import Scope
from league.ladder.table import Ladder, Row
from league.reports.tables import LadderTable, as_csv


def printed(found: Ladder) -> str:
    """Return the output to a pipe."""
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(LadderTable(found))
    return "".join(f"{line.rstrip()}\n" for line in console.export_text().splitlines())


def row(bot: str, **changes: Any) -> Row:
    """A row of a bot that has won its one game, with some values changed."""
    usual: dict[str, Any] = {
        "rank": 1, "version": 1, "owner": None, "elo": 1, "elo_low": 0, "elo_high": 3,
        "games": 1, "wins": 1, "draws": 0, "losses": 0, "faults": 0, "active": True,
    }  # fmt: skip
    return Row(bot=bot, **usual | changes)


HOSTILE = Ladder(
    Scope("duel", "0123456789", 1),
    (row("=cmd|' /C calc'", owner="<b>[red]\N{BLACK HEART SUIT}", elo_low=-2),),
)


def test_bots_without_games_are_named_below_the_table() -> None:
    assert printed(replace(HOSTILE, unplayed=("Ace", "cid"))).rstrip().endswith("no games yet: Ace, cid")


def test_provisional_ratings_are_marked_and_the_mark_is_explained() -> None:
    assert "provisional" not in printed(HOSTILE)
    found = Ladder(HOSTILE.scope, (row("ann", elo=1500), row("bob", elo=1400, provisional=True)), unplayed=("cid",))
    shown = printed(found)
    assert " 1500 " in shown
    assert " 1400?" in shown
    assert shown.rstrip().endswith("? provisional: few games yet, known to ±120 or worse\nno games yet: cid")


def test_who_does_not_play_any_more_has_no_rank() -> None:
    shown = printed(Ladder(HOSTILE.scope, (row("ann"), row("bob", rank=2, ranked=False, active=False, out="gone"))))
    assert [line.split()[:3] for line in shown.splitlines() if "v1" in line] == [
        ["1", "ann", "v1"],
        ["-", "bob", "(gone)"],
    ]


def test_melee_shows_mean_places() -> None:
    tables = Ladder(Scope("melee", "0123456789", 3), (row("ann", place=2.125, place_of=5.0), row("bob")))
    assert " 2.1 of 5 " in printed(tables)
    assert "place" not in printed(replace(tables, scope=HOSTILE.scope))


def test_the_title_says_where_matches_are_shorter() -> None:
    assert "duel, 3 games, rules 01234567\n" in printed(Ladder(Scope("duel", "0123456789", 3), ()))
    short = Ladder(Scope("duel", "0123456789", 3, ticks=100), ())
    assert "duel, 3 games, rules 01234567, at most 100 ticks" in printed(short)


def test_a_spreadsheet_takes_no_text_for_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(HOSTILE)))
    assert row["bot"].startswith("'=")
    assert row["elo_low"] == "-2"


def test_names_are_shown_as_they_are() -> None:
    shown = Ladder(Scope("duel", "0123456789", 1), (row("<i>[red]x[/]"),))
    assert "<i>[red]x[/]" in printed(shown)


WIDE = Ladder(
    Scope("melee", "0123456789", 300),
    tuple(
        row(
            name,
            rank=rank,
            version=12,
            elo=1512.3,
            elo_low=1400.2,
            elo_high=1624.4,
            los=0.5,
            games=300,
            wins=120,
            draws=13,
            losses=167,
            faults=14,
        )
        for rank, name in enumerate(("mathematical", "evasive", "ann"), 1)
    ),
)


@pytest.mark.parametrize("columns", [120, 80, 60, 50, 40, 30, 20])
def test_a_narrow_terminal_shows_fewer_columns_but_names_and_ratings_whole(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    console = Console(file=io.StringIO(), record=True, soft_wrap=True)
    console.print(LadderTable(WIDE))
    lines = [line.rstrip() for line in console.export_text().splitlines()]
    rows = [line.split() for line in lines if line.split() and line.split()[0] in {"1", "2", "3", *NAMES}]
    assert len(rows) == len(NAMES)  # names are not wrapped
    for name, cells in zip(NAMES, rows, strict=True):
        assert {name, "1512", "112"} <= set(cells)
        assert ("14" in cells) == (columns >= 80)  # faults are the first to be dropped
    assert max(map(len, lines)) <= max(columns, len("melee, 300 games, rules 01234567"))


NAMES = [row.bot for row in WIDE.rows]


def test_all_columns_go_into_a_file_however_long_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    console = Console(file=io.StringIO(), record=True, soft_wrap=True)
    console.print(LadderTable(Ladder(WIDE.scope, (replace(WIDE.rows[0], bot="x" * 40, out="forfeits"),))))
    (line,) = [line for line in console.export_text().splitlines() if "x" in line]
    assert line.split() == [
        "1",
        "x" * 40,
        "(forfeits)",
        "v12",
        "1512",
        "112",
        "50",
        "%",
        "300",
        "120",
        "13",
        "167",
        "14",
    ]
