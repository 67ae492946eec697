"""`league games`: against a bot, and as JSON lines, CSV and PGN."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest
from filled import HOSTILE, fill
from small import ROOT, command

from league.__main__ import main
from league.bots.roster import Entry
from league.reports.games import write_csv, write_json_lines, write_pgn
from league.storage.opening import default_path, reading, writing
from league.storage.pairing import Pairing
from league.storage.queries.history import PlayedGame, find_games
from league.storage.records import GameRecord, SeatResult

FORMULA = '=HYPERLINK("http://x","a,b")\n'
TAG = re.compile(r'\[([A-Za-z0-9][A-Za-z0-9_+#=:-]*) "((?:[^"\\]|\\["\\])*)"\]')
ROSTER = ["Event", "Site", "Date", "Round", "White", "Black", "Result"]


@pytest.fixture
def league(tmp_path: Path) -> Path:
    """Four bots with 48 games, some of them void."""
    with writing(default_path(tmp_path)) as store:
        fill(store)
    assert main(["void", "1-1a", str(tmp_path), "--why", "a {test}"]) == 0
    return tmp_path


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A table of three, of which one has a name that no roster admits."""
    with writing(default_path(tmp_path)) as store:
        names = ("ann", "bob", FORMULA)
        players = [v.id for v in store.sync([Entry(name, Path("x"), (("main.py", name),), name) for name in names])]
        run = store.begin_run("..", "ladder", "melee", "{}", "r", "g", 1, players, 1).id
        store.add_round(run, [Pairing(1, 1, "open", 1, tuple(players))])
        seats = tuple(SeatResult(p, rank, -1.5, 0.0, 2.0) for p, rank in zip(players, (2, 1, 2), strict=True))
        store.record([GameRecord(run, 1, "b", "time", 900, "d", None, None, seats)])
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    assert main(["games", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def parsed(text: str) -> list[tuple[dict[str, str], str]]:
    """Return the tags and the result of each game, by the grammar of PGN."""
    games = []
    for tags, moves in re.findall(r"((?:\[.*\]\n)+)\n((?:.+\n)+)\n", text):
        found = [TAG.fullmatch(line) for line in tags.splitlines()]
        assert all(found)
        pairs = [(tag[1], re.sub(r"\\(.)", r"\1", tag[2])) for tag in found if tag]
        assert [name for name, _ in pairs][:7] == ROSTER
        assert len(dict(pairs)) == len(pairs)
        moves = moves.strip().replace("\n", " ")
        end = re.fullmatch(r"\{[^{}]*\} (1-0|0-1|1/2-1/2|\*)", moves)
        assert end, moves
        games.append((dict(pairs), end[1]))
    assert text.count("[Event ") == len(games)
    return games


def test_games_against_a_bot(league: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def bots(*asked: str) -> list[set[str]]:
        return [{seat["bot"] for seat in game["seats"]} for game in json.loads(told(capsys, league, *asked, "--json"))]

    assert bots("--bot", "ann", "--against", "Bob") == [{"ann", "bob"}] * 8
    assert len(bots("--against", "bob")) == len(bots("--bot", "bob")) == 24
    for asked, words in (("eve", "no bot 'eve' in this league"), ("Ann", "name the same bot, which never plays")):
        assert main(["games", str(league), "--bot", "ann", "--against", asked]) == 2
        assert words in capsys.readouterr().err


def test_json_lines_have_what_the_document_has(league: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(told(capsys, league, "--format", "json"))
    assert document == json.loads(told(capsys, league, "--json"))
    lines = told(capsys, league, "--format", "jsonl").splitlines()
    assert list(map(json.loads, lines)) == document
    assert len(document) == 48


def test_csv_has_a_row_per_game(league: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(told(capsys, league, "--format", "csv"))))
    games = json.loads(told(capsys, league, "--json"))
    assert [(row["run"], row["pairing"], row["game"]) for row in rows] == [
        (str(game["run"]), str(game["pairing"]), game["game"]) for game in games
    ]
    assert [(row["bot_0"], row["rank_1"]) for row in rows] == [
        (game["seats"][0]["bot"], str(game["seats"][1]["rank"])) for game in games
    ]
    assert rows[0]["void"].startswith("declared void by ") and rows[1]["void"] == ""
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", rows[0]["recorded"])
    assert any(row["bot_0"] == HOSTILE for row in rows)


def test_csv_has_columns_for_every_seat_and_no_formulas(odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ((row),) = csv.DictReader(io.StringIO(told(capsys, odd, "--format", "csv")))
    assert row["bot_2"].startswith("'=HYPERLINK(\"http://x")
    assert "\n" not in row["bot_2"]
    assert (row["rank_2"], row["points_2"], row["log"]) == ("2", "-1.5", "")


def test_pgn_has_players_and_results(league: Path, capsys: pytest.CaptureFixture[str]) -> None:
    games = json.loads(told(capsys, league, "--json"))
    found = parsed(told(capsys, league, "--format", "pgn"))
    assert len(found) == len(games) == 48
    for game, (tags, result) in zip(games, found, strict=True):
        one, other = (seat["rank"] for seat in game["seats"])
        expected = "1-0" if one < other else "0-1" if one > other else "1/2-1/2"
        assert result == tags["Result"] == ("*" if game["voided"] else expected)
        white, black = ((seat["bot"], str(seat["version"])) for seat in game["seats"])
        assert (tags["White"], tags["WhiteVersion"]) == (f"{white[0]} v{white[1]}", white[1])
        assert (tags["Black"], tags["BlackVersion"]) == (f"{black[0]} v{black[1]}", black[1])
        assert (tags["Seed"], tags["Arena"], tags["Log"]) == (str(game["seed"]), "open", game["log"])
        assert tags["Round"] == f"{game['pairing']}.{'ab'.index(game['game']) + 1}"
        assert re.fullmatch(r"20\d\d\.\d\d\.\d\d", tags["Date"])
    assert {result for _, result in found} == {"1-0", "0-1", "1/2-1/2", "*"}


def test_pgn_of_a_table_has_places(odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, odd, "--format", "pgn")
    ((tags, result),) = parsed(text)
    assert (result, tags["Result"], tags["White"], tags["Black"]) == ("*", "*", "?", "?")
    assert [tags[f"Place{seat}"] for seat in range(3)] == ["2", "1", "2"]
    assert (tags["Seat1"], tags["Seat2"]) == ("bob v1", '=HYPERLINK("http://x","a,b") v1'.replace(" v", "  v"))
    assert tags["Termination"] == "adjudication"


def csv_of_two(games: Iterator[PlayedGame], out: TextIO) -> None:
    write_csv(games, out, 2)


@pytest.mark.parametrize("write", [write_json_lines, csv_of_two, write_pgn])
def test_each_game_is_written_before_the_next_one_is_read(league: Path, write: Callable[..., Any]) -> None:
    out = io.StringIO()

    def watched() -> Iterator[PlayedGame]:
        with reading(default_path(league)) as store:
            for number, game in enumerate(find_games(store)):
                before = out.tell()
                yield game
                assert out.tell() > before, number

    write(watched(), out)


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "pgn"])
def test_a_reader_that_stops_is_no_error(league: Path, form: str) -> None:
    with writing(default_path(league)) as store:
        run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", 1, [1, 2], 300).id
        store.add_round(run, [Pairing(number, 1, "open", 1, (1, 2)) for number in range(1, 1001)])
        seats = (SeatResult(1, 1, 0.0, 0.0, 0.0), SeatResult(2, 2, 0.0, 0.0, 0.0))
        store.record([GameRecord(run, n, "a", "time", 1, "d", None, None, seats) for n in range(1, 1001)])
    started = command("games", league, "--format", form)
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
