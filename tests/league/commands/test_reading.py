"""The commands that read a league: table, show, games."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import league.ladder.table
from league.__main__ import main
from league.bots.roster import Entry
from league.ladder.table import Row
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult


def test_the_table_in_every_form(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["table", str(folder)]) == 0
    assert "ann" in capsys.readouterr().out
    assert main(["table", str(folder), "--json"]) == 0
    assert [row["bot"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["ann", "bob"]
    assert main(["table", str(folder), "--csv"]) == 0
    assert [row["bot"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))] == ["ann", "bob"]
    page = tmp_path / "ladder.html"
    assert main(["table", str(folder), "--html", str(page)]) == 0
    assert ">ann<" in page.read_text()


def test_the_table_of_the_folder_one_is_in(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert main(["table", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["games"] == 2


def test_games_lists_every_game_void_ones_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["games", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("run 1 pair 1a: ann v1 against bob v1: ann won, time, 60 ticks  ")
    assert lines[2] == "run 3 pair 1a: ann v2 against bob v1: void, passed its deadline"
    assert main(["games", str(folder), "--bot", "ANN", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [game["how"] for game in document] == ["time", "time", "void"]
    assert Path(document[0]["log"]).is_absolute()


def test_a_log_that_is_gone_is_not_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".league" / "logs" / "1.bin").unlink()
    for command in (["games"], ["show", "bob"]):
        assert main([*command, str(folder)]) == 0
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("run ")]
        assert [line.split("  ")[-1] for line in lines[:2]] == [
            "(log not found)",
            str(folder / ".league" / "logs" / "2.bin"),
        ]
        assert main([*command, str(folder), "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        games = document["games"] if command[0] == "show" else document
        assert [game["log"] is None for game in games] == [True, False, True]


def test_show_tells_a_bot_s_versions_and_opponents(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "bob", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["row"]["losses"] == 2
    assert document["against"] == [
        {"bot": "ann", "version": 1, "wins": 0, "draws": 0, "losses": 1},
        {"bot": "ann", "version": 2, "wins": 0, "draws": 0, "losses": 1},
    ]
    assert main(["show", "Ann", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("ann v2\n")
    assert "against bob v1: 1 won, 0 drawn, 0 lost" in shown


def test_show_rates_each_version(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with writing(default_path(folder)) as store:
        store.connection.executescript(
            "DROP TRIGGER games_stay; UPDATE games SET at = 1767225600 + 86400 * id;"
            "UPDATE games SET at = 1767225600 + 86400 * 9 WHERE id = 2"
        )
        both = [store.current(name) for name in ("ann", "bob")]
        players = [version.id for version in both if version]
        run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, players, 1).id
        store.add_round(run, [Pairing(1, 1, "open", 5, tuple(players))])
        seats = tuple(SeatResult(player, rank, 1.0, 2.0, 3.0) for rank, player in enumerate(players, 1))
        store.record([GameRecord(run, 1, "a", "time", 60, "d", None, None, seats)])
        store.connection.execute("UPDATE games SET at = 1767225600 + 86400 * 4 WHERE id = 4")
        store.sync([Entry("Ann", Path("Ann"), (("main.py", "newest"),), "newest")])
    assert main(["show", "ann", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    first, second, third = document["versions"]
    assert [(v["version"], v["identity"], v["games"]) for v in (first, second, third)] == [
        *((1, "annold", 1), (2, "annnew", 2), (3, "newest", 0)),
    ]
    day = 86400
    assert [(v["first"], v["last"]) for v in (first, second)] == [
        (1767225600 + day, 1767225600 + day),
        (1767225600 + 4 * day, 1767225600 + 9 * day),
    ]
    assert [third[name] for name in ("elo", "elo_low", "elo_high", "first", "last")] == [None] * 5
    assert 1500 < first["elo"] < second["elo"]
    assert second["elo_low"] < second["elo"] < second["elo_high"]
    assert main(["show", "ann", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    reach = (second["elo_high"] - second["elo_low"]) / 2
    assert f"  v2  Elo {second['elo']:.0f} ± {reach:.0f}, 2 games, 2026-01-05 to 2026-01-10, sha256 annnew" in lines
    assert any(line.startswith("  v1  Elo ") and ", 1 game, 2026-01-02, sha256" in line for line in lines)
    assert "  v3  no games on this ladder, sha256 newest" in lines


def test_a_bot_whose_name_changed_its_case_is_shown_by_its_new_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(default_path(folder)) as store:
        store.sync([Entry("Ann", Path("Ann"), (("main.py", "new"),), "annnew")])
    assert main(["show", "ann", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Ann v2\n")
    assert "\nrank 1 of 1, " in shown
    assert "no games" not in shown
    assert "against bob v1: 1 won, 0 drawn, 0 lost" in shown


def test_a_bot_without_games_on_the_ladder_is_shown_to_have_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(default_path(folder)) as store:
        store.sync([Entry("eve", Path("eve"), (("main.py", ""),), "eve")])
    assert main(["show", "eve", str(folder)]) == 0
    assert "\nno games on this ladder\n" in capsys.readouterr().out


def other_rules(folder: Path, guest: str = "g", rules: str = "s") -> None:
    """Record a later run with other rules, in which bob beat ann."""
    with writing(default_path(folder)) as store:
        players = [store.current(name).id for name in ("bob", "ann")]  # type: ignore[union-attr]
        run = store.begin_run("..", "round-robin", "duel", '{"ticks": 100}', rules, guest, None, players, 1).id
        store.add_round(run, [Pairing(1, 1, "open", 5, (players[0], players[1]))])
        seats = tuple(SeatResult(p, rank, 1.0, 2.0, 3.0, 0) for rank, p in enumerate(players, 1))
        store.record([GameRecord(run, 1, "a", "time", 60, "d", None, None, seats)])


def test_the_table_of_other_rules_is_named_and_can_be_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", str(folder)]) == 0
    assert "rules changed" not in capsys.readouterr().out
    other_rules(folder)
    assert main(["table", str(folder)]) == 0
    shown = capsys.readouterr().out
    first, second, *_ = shown.splitlines()
    assert re.fullmatch(r"rules changed on \d{4}-\d\d-\d\d; before: 2 games, `league table --rules r`", first)
    assert second == "duel, 1 game, rules s, at most 100 ticks"
    assert main(["table", str(folder), "--rules", "r"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("an earlier ladder; now: 1 game, `league table --rules s`\n")
    assert main(["table", str(folder), "--rules", "R", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["rules"], document["rows"][0]["bot"]) == ("r", "ann")
    assert main(["table", str(folder), "--rules", "x"]) == 2
    assert capsys.readouterr().err == "error: no ladder has rules that start with 'x': s, r\n"


def test_show_keeps_to_one_ladder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other_rules(folder)
    assert main(["show", "ann", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "against bob v1: 0 won, 0 drawn, 1 lost" in shown
    assert shown.count("\nrun ") == 1
    assert re.match(r"rules changed on \d{4}-\d\d-\d\d; before: 2 games, `league table --rules r`\nann v2\n", shown)
    assert main(["show", "ann", str(folder), "--rules", "r", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["rules"] == "r"
    assert document["row"]["wins"] == 1
    assert document["against"] == [{"bot": "bob", "version": 1, "wins": 1, "draws": 0, "losses": 0}]
    assert [game["run"] for game in document["games"]] == [1, 2, 3]


@pytest.mark.parametrize("command", [["table"], ["table", "--json"], ["show", "ann"]])
def test_a_ladder_of_two_guests_is_warned_of_on_stderr(
    folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*command, str(folder)]
    main(arguments)
    assert capsys.readouterr().err == ""
    other_rules(folder, guest="h", rules="r")
    assert main(arguments) == 0
    warning = capsys.readouterr().err
    assert warning.startswith("warning: this ladder pools runs of 2 guests")
    assert warning.endswith(": g, h\n")


@pytest.mark.parametrize("command", [["show", "eve"], ["games", "--bot", "eve"]])
def test_an_unknown_bot_is_an_error(folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, str(folder)] if command[0] == "show" else [command[0], str(folder), *command[1:]]) == 2
    assert capsys.readouterr().err == "error: no bot 'eve' in this league\n"


@pytest.fixture
def many(folder: Path) -> Path:
    """Add a fourth game of ann and bob: short, close, by elimination, recorded two days after the others."""
    with writing(default_path(folder)) as store:
        players = (store.current("bob"), store.current("ann"))
        ids = [player.id for player in players if player]
        run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, ids, 1).id
        store.add_round(run, [Pairing(1, 1, "open", 5, (ids[0], ids[1]))])
        seats = (SeatResult(ids[0], 1, 1.5, 0.0, 3.0), SeatResult(ids[1], 2, 1.0, 0.0, 3.0))
        store.record([GameRecord(run, 1, "b", "elimination", 30, "d", None, None, seats)])
        store.connection.executescript(  # the clock sets the recording time: set it to what the tests expect
            "DROP TRIGGER games_stay; UPDATE games SET at = 1767225600 + 86400 * (id > 2) + 86400 * (id > 3);"
            "UPDATE games SET ticks = 90 WHERE id = 2;"
        )
        store.connection.execute("PRAGMA wal_checkpoint")
    return folder


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        ([], [1, 2, 3, 4]),
        (["--bot", "bob"], [1, 2, 3, 4]),
        (["--how", "time"], [1, 2]),
        (["--how", "void"], [3]),
        (["--how", "beacon"], []),
        (["--since", "2026-01-02"], [3, 4]),
        (["--until", "2026-01-02"], [1, 2, 3]),
        (["--since", "2026-01-02", "--until", "2026-01-02"], [3]),
        (["--since", "2027-01-01"], []),
        (["--limit", "2"], [3, 4]),  # the last ones, as they were recorded
        (["--longest"], [2, 1, 3, 4]),
        (["--longest", "--limit", "1"], [2]),
        (["--closest"], [1, 2, 4, 3]),  # a void game was not close
        (["--closest", "--how", "elimination"], [4]),
        (["--bot", "ann", "--how", "time", "--longest", "--limit", "1"], [2]),
    ],
)
def test_games_are_found(many: Path, asked: list[str], runs: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["games", *asked, str(many), "--json"]) == 0
    assert [game["run"] for game in json.loads(capsys.readouterr().out)] == runs
    assert main(["games", str(many), *asked]) == 0
    assert [int(line.split()[1]) for line in capsys.readouterr().out.splitlines()] == runs


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--since", "yesterday"], "date must be a day, YYYY-MM-DD, not 'yesterday'"),
        (["--until", "2026-02-30"], "date must be a day, YYYY-MM-DD, not '2026-02-30'"),
        (["--how", "boredom"], "end must be one of elimination, beacon, time, forfeit, void, not 'boredom'"),
        (["--bot", "eve"], "no bot 'eve' in this league"),
        (["--limit", "0"], "limit must be an integer from 1 to 1000000000, not '0'"),
        (["--longest", "--closest"], "not allowed with argument --longest; see `league games --help`"),
    ],
)
def test_games_that_cannot_be_asked_for(
    many: Path, asked: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        assert main(["games", str(many), *asked]) == 2
    except SystemExit as usage:
        assert usage.code == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.endswith(f"{words}\n")
    assert error.count("\n") == 1


def test_a_store_from_elsewhere_puts_no_marks_on_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rosters do not admit such names, but an edited store may hold anything."""
    name = "\x1b[31m[bold]\u202eevil\n\r"
    with writing(default_path(folder)) as store:
        evil = [store.sync([Entry(each, Path("x"), (("main.py", each),), each)])[0].id for each in (name, name + "2")]
        run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, evil, 1).id
        store.add_round(run, [Pairing(1, 1, "open", 5, (evil[0], evil[1]))])
        seats = tuple(SeatResult(player, rank, 1.0, 2.0, 3.0) for rank, player in enumerate(evil, 1))
        store.record([GameRecord(run, 1, "a", "time", 60, "d", None, None, seats)])
    page, picture = folder / "page.html", folder / "picture.png"
    forms = (["table"], ["games"], ["show", name], ["table", "--csv"], ["table", "--html", str(page)])
    assert main(["table", str(folder), "--png", str(picture)]) == 0
    capsys.readouterr()
    for command in forms:
        assert main([*command, str(folder)]) == 0
        streams = capsys.readouterr()
        text = page.read_text() if "--html" in command else ""
        shown = (streams.out + streams.err + text).replace("\n", "")
        assert "[bold]" in shown
        assert shown.isprintable()


def test_show_and_table_round_alike(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = league.ladder.table._rows

    def near(*asked: Any) -> list[Row]:
        return [replace(row, elo=800.54, elo_low=700.0, elo_high=900.98, provisional=False) for row in rows(*asked)]

    monkeypatch.setattr("league.ladder.table._rows", near)
    assert main(["table", str(folder)]) == 0
    assert " 801  100 " in capsys.readouterr().out
    assert main(["show", "ann", str(folder)]) == 0
    assert "Elo 801 ± 100, 1 game, 0 faults\n" in capsys.readouterr().out


def test_a_log_outside_a_league_that_was_moved_is_not_called_dropped(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(default_path(folder)) as store:
        store.connection.executescript("DROP TRIGGER games_stay; UPDATE games SET log = '/before/' || log WHERE id = 2")
    assert main(["games", str(folder)]) == 0
    assert "60 ticks  (log not found)" in capsys.readouterr().out.splitlines()[1]
