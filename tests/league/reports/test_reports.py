"""The facts of a report, and its picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filled import fill
from PIL import Image

from league.__main__ import main
from league.bots.roster import Entry
from league.reports.facts import LadderReport, report
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A league of four, one of them with a name that no roster admits, with a log for each game."""
    with writing(default_path(tmp_path)) as store:
        fill(store)
    return tmp_path


def test_the_history_ends_where_the_ladder_stands_also_after_a_bot_went_back(tmp_path: Path) -> None:
    """Ann loses in her first version, wins in the next, and returns to the first."""
    with writing(default_path(tmp_path)) as store:
        for number, (text, ann_s_rank) in enumerate((("old", 2), ("new", 1), ("old", 2)), 1):
            entries = [
                Entry(name, Path("x"), (("main.py", name),), name + of) for name, of in (("ann", text), ("bob", ""))
            ]
            players = [version.id for version in store.sync(entries)]
            run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", number, players, 8).id
            store.add_round(run, [Pairing(n, 1, "open", 1, (players[0], players[1])) for n in range(1, 9)])
            seats = (
                SeatResult(players[0], ann_s_rank, 1.0, 1.0, 0.0),
                SeatResult(players[1], 3 - ann_s_rank, 1.0, 1.0, 0.0),
            )
            store.record([GameRecord(run, n, "a", "time", 9, "d", None, None, seats) for n in range(1, 9)])

            def ends(found: LadderReport) -> bool:
                return all(found.history[row.bot][-1] == pytest.approx(row.elo) for row in found.ladder.rows)

            found = report(store, "duel")
            assert ends(found)
            assert ends(report(store, "duel", anchor="bob"))
    first, middle, last = (found.history["ann"][n * len(found.games_at) // 3 - 1] for n in (1, 2, 3))
    assert first and middle and last
    assert first < 1500 < middle
    assert last < middle - 100
    with writing(default_path(tmp_path)) as store:  # a version without games starts from the old one's
        store.sync([Entry("ann", Path("x"), (("main.py", "x"),), "newest")])
        assert ends(report(store, "duel"))


def test_the_picture_holds_the_ladder(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "ladder.png"
    assert main(["table", str(folder), "--png", str(target)]) == 0
    with Image.open(target) as image:
        assert image.format == "PNG"
        assert image.width == 1200
        colors = {color for _, color in image.convert("RGB").getcolors(1 << 24) or []}
        assert {(0x3B, 0x82, 0xF6), (0xEF, 0x44, 0x44)} <= colors


def test_where_a_report_can_t_be_written_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("--html", "--png"):
        assert main(["table", str(folder), form, "/nowhere/at/all.x"]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_json_csv_and_the_ladder_agree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(folder), "--json", "--anchor", "cid"]) == 0
    rows = {row["bot"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["cid"]["elo"] == rows["cid"]["elo_low"] == 1500
    assert main(["table", str(folder), "--csv", "--anchor", "cid"]) == 0
    assert f"cid,1,,{rows['cid']['elo']}" in capsys.readouterr().out
