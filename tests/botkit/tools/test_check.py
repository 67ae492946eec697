"""`botkit check`: the league's admission checks, and whether a bot acts the same outside the sandbox."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from league.bots.opponents import templates

ODD = """
import sys

def tick(ship):
    if ship.tick >= 3:
        ship.turn(len(sys.platform) / 10)
    if ship.tick > 9999:
        ship.log(set("ab"), hash("a"))
"""


def test_every_template_is_taken_and_acts_the_same_outside_the_sandbox(botkit, tmp_path: Path):
    for template in templates():
        assert botkit("new", f"my-{template}", "--template", template).code == 0
    names = [f"my-{template}.py" for template in ("first", "hunter", "plain", "fleet")]
    done = botkit("check", *names, "--json")
    assert (done.code, len(done.json), len(templates())) == (0, 4, 4)
    keys = {"path", "ok", "problems", "warnings", "left_out", "sha256", "load_fuel", "tick_fuel_max", "tick_fuel_limit"}
    keys |= {"outside"}
    for found in done.json:
        assert set(found) == keys
        assert found["ok"]
        assert found["outside"]["first_difference"] is None
    shown = botkit("check", "first").out
    assert "the league accepts it" in shown
    assert "outside the sandbox it acts the same" in shown


def test_the_template_for_fleets_plays_the_same_fleet_match_outside_the_sandbox(botkit):
    """The smoke match is a duel: it never shows a fleet to its program."""
    played = ["run", "wolfpack", "first", "--mode", "fleet", "--ships", "3", "--seed", "5", "--json"]
    inside, outside = (botkit(*played, *more).json for more in (["--sandbox"], ["--local", "all"]))
    assert (inside["digest"], inside["ticks"]) == (outside["digest"], outside["ticks"])


def test_a_bot_that_depends_on_its_python_is_found_out(botkit, tmp_path: Path):
    (tmp_path / "odd.py").write_text(ODD)
    done = botkit("check", "odd.py", "--json")
    (found,) = done.json
    assert (done.code, found["ok"]) == (0, True)
    assert found["outside"]["first_difference"] == 3
    shown = botkit("check", "odd.py").out
    assert "warning: it acts differently outside the sandbox" in shown
    assert "tick 3 (0.1 s)" in shown
    assert shown.index("the iteration order of a set") < shown.index("clocks show")
    assert shown.index("hash() of a string") < shown.index("clocks show")


def test_nothing_runs_outside_the_sandbox_where_it_was_not_taken_or_not_wanted(botkit, tmp_path: Path):
    nosy = "import os\n\ndef tick(ship):\n    try:\n        open('seen', 'w')\n    except OSError:\n        pass\n"
    (tmp_path / "nosy.py").write_text(nosy + "    if ship.tick == 9:\n        1 / 0\n")
    assert botkit("check", "nosy.py").code == 1
    (tmp_path / "nosy.py").write_text(nosy)
    assert botkit("check", "nosy.py", "--sandbox", "--json").json[0]["outside"] is None
    assert not (tmp_path / "seen").exists()


def test_what_ends_its_process_outside_the_sandbox_ends_nothing_else(botkit, tmp_path: Path):
    (tmp_path / "die.py").write_text(
        "import os, sys\nif sys.platform != 'wasi':\n    os._exit(0)\ndef tick(ship): pass\n"
    )
    done = botkit("check", "die.py", "first", "--json")
    assert (done.code, [found["ok"] for found in done.json]) == (0, [True, True])
    assert [found["outside"]["trouble"] for found in done.json] == ["ended its process", None]
    assert "warning: outside the sandbox it ended its process" in botkit("check", "die.py").out


def test_a_forgotten_breakpoint_stops_nothing(botkit, tmp_path: Path):
    (tmp_path / "left.py").write_text("def tick(ship):\n    breakpoint()\n    ship.fire()\n")
    done = botkit("check", "left.py", "--json")
    assert (done.code, set(done.json[0]["outside"].values())) == (0, {None})


def test_a_problem_has_a_line_and_what_to_do(botkit, tmp_path: Path):
    (tmp_path / "bad.py").write_text("def tick(ship):\n    ship.trust()\n")
    done = botkit("check", "bad.py", "first", "--json")
    assert (done.code, [found["ok"] for found in done.json]) == (1, [False, True])
    (problem,) = done.json[0]["problems"]
    assert (problem["code"], problem["line"]) == ("raised", 2)
    assert "did you mean 'thrust'?" in problem["message"]
    assert re.match(r"`botkit run bad.py bad.py --seed [0-9]+` shows", problem["fix"])
    assert "raised: at tick 0: AttributeError" in botkit("check", "bad.py").out


@pytest.mark.parametrize("bot", ["none", "none.py"])
def test_what_is_not_there(botkit, bot):
    done = botkit("check", bot)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "is not a file" in done.err
