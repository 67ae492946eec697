"""Admission checks: typed reasons, in words that help submitters."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.log import read_log
from league.admission.submissions import Submission, read_bytes, read_path, smoke
from league.cli.errors import LeagueError
from league.tournament.run import Options
from systems.protocol.observations import briefing
from systems.replay.batch import check as replays
from systems.setup import DEFAULT_TICKS, Setup

FIRST = (Path(__file__).parents[3] / "examples" / "bots" / "first.py").read_bytes()


def only(found: Submission) -> tuple[str, int | None, str]:
    """Return the only problem as (code, line, message); each has a fix."""
    (problem,) = found.problems
    assert problem.fix
    assert not found.ok
    return problem.code, problem.line, problem.message


def test_a_good_bot_is_let_in(tmp_path: Path) -> None:
    setup = Setup("duel", 7)
    found = smoke(read_bytes("ace.py", FIRST), setup)
    assert found.ok
    assert (found.name, found.path, found.files) == ("ace", "ace.py", (("main.py", FIRST.decode()),))
    assert len(found.sha256) == 64
    assert found.load_fuel is not None
    assert found.tick_fuel_max is not None
    assert 0 < found.tick_fuel_max < found.load_fuel < 2_000_000_000
    assert list(found.as_dict()) == [
        "path", "ok", "problems", "warnings", "left_out", "sha256", "load_fuel", "tick_fuel_max", "tick_fuel_limit"
    ]  # fmt: skip
    (tmp_path / "ace").mkdir()
    (tmp_path / "ace" / "main.py").write_bytes(FIRST)
    again = smoke(read_path(tmp_path / "ace"), setup)
    assert (again.ok, again.sha256, again.tick_fuel_max) == (True, found.sha256, found.tick_fuel_max)
    assert again.log == found.log


def test_a_bot_cannot_tell_the_smoke_match_from_a_league_match() -> None:
    """It is told the same, but for the seeds, and nobody knows the seed before."""
    told = []
    for _ in range(2):
        found = smoke(read_bytes("ace.py", b"def start(match):\n    raise ValueError\n\ndef tick(ship): pass\n"))
        told.append(Setup.from_dict(read_log(found.log).header["setup"]))
    assert told[0].seed != told[1].seed
    assert max(setup.seed for setup in told).bit_length() > 40
    for setup in told:
        asked = Options("duel", ("open",), "ladder", None, 1, None, DEFAULT_TICKS)
        assert asked.rules() == replace(asked, ticks=setup.max_ticks, ships=setup.ships).rules()
        assert briefing(setup.with_seed(7), 1) == briefing(Setup("duel", 7), 1)


@pytest.mark.parametrize(("text", "kind"), [("    1 / 0\n", "raised"), ("    while True:\n        pass\n", "fuel")])
def test_a_refusal_names_the_match_that_shows_it(text: str, kind: str) -> None:
    bot = read_bytes("ace.py", b"def tick(ship):\n" + text.encode())
    found = smoke(bot)
    (problem,) = found.problems
    assert problem.code == kind
    command = re.search(r"`botkit run ace.py ace.py --seed (\d+)( --sandbox)?`", problem.fix)
    assert command
    assert bool(command[2]) == (kind != "raised")
    assert smoke(bot, Setup("duel", int(command[1]))).log == found.log


def test_the_smoke_match_can_be_replayed() -> None:
    assert replays(read_log(smoke(read_bytes("ace.py", FIRST)).log)).ok


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("a.py", "name", "2 to 24"),
        ("1ace.py", "name", "starting with a letter"),
        ("ace!.py", "name", "2 to 24"),
        ("\u0430ce.py", "name", "2 to 24"),
        ("con.py", "name", "device"),
        ("../ace.py", "name", "2 to 24"),
        ("ace.tar.gz", "kind", "NAME.py, NAME.zip or NAME.wasm"),
        ("ace", "kind", "NAME.py, NAME.zip or NAME.wasm"),
        ("x" * 300 + ".py", "name", "2 to 24"),
        ("a\nb\x1b[31m.py", "name", "2 to 24"),
    ],
)
def test_names(name: str, code: str, words: str) -> None:
    found = smoke(read_bytes(name, FIRST))
    assert only(found)[0] == code
    assert words in only(found)[2]
    assert found.path.isprintable()
    assert len(found.path) <= 60


def test_the_bytes_of_a_file_are_held_to_the_caps() -> None:
    assert only(smoke(read_bytes("ace.py", b"#" * 300_000)))[0] == "size"
    assert only(smoke(read_bytes("ace.py", b"\xff")))[0] == "encoding"
    assert only(smoke(read_bytes("ace.py", b"# coding: utf-7\n")))[0] == "encoding"
    assert only(smoke(read_bytes("ace.zip", b"PK")))[0] == "archive"


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("def tick(ship:\n", "start", 1, "SyntaxError"),
        ("x = 1\n", "start", None, "defines neither tick(ship) nor bot_main(observation)"),
        ("def tick(ship):\n    if ship.tick == 5:\n        ship.trust()\n", "raised", 3, "at tick 5: AttributeError"),
        ("def tick(ship):\n    while True: pass\n", "fuel", None, "at tick 0: used more than 100,000,000 fuel"),
        ("def tick(ship):\n    bytearray(10**9)\n", "memory", 2, "memory"),
        ("def bot_main(seen):\n    return {'ships': 5}\n", "output", None, "'ships' is 5"),
        ("1 / 0\n", "start", 1, "ZeroDivisionError"),
        # what crashes CPython's compiler is compiled only in the guest
        ("x = " + "[0 for _ in " * 40 + "[]" + "]" * 40 + "\n" + "y = " + "(" * 3000, "start", None, ""),
    ],
)
def test_the_smoke_match_tells_what_goes_wrong(text: str, code: str, line: int | None, words: str) -> None:
    problem = only(smoke(read_bytes("ace.py", text.encode())))
    assert problem[0] == code
    assert line is None or problem[1] == line
    assert words in problem[2]


def test_many_prints_are_not_called_an_endless_loop() -> None:
    text = "def tick(ship):\n    for n in range(9_000): print(n)\n"
    found = smoke(read_bytes("ace.py", text.encode()))
    assert "in the end printing: print less per tick" in only(found)[2]
    assert found.problems[0].fix.startswith("do less in a tick, or end the loop that does not; ")


def test_links_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "ace.py").symlink_to("/etc/passwd")
    assert only(smoke(read_path(tmp_path / "ace.py")))[0] == "link"
    with pytest.raises(LeagueError, match="no such file"):
        smoke(read_path(tmp_path / "none.py"))
