"""`botkit sweep`, as users call it. tests/botkit/tools/tuning has tests of its parts."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from botkit.tools.cli import main
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.pool import Pool
from systems.results import MatchResult

ROOT = Path(__file__).parents[3]
BOT = (
    "# ace\r\nREACH = 300  # m, sweep 200:900\r\nRATIO = 0.5\r\n\r\n\r\n"
    "def tick(ship):\r\n    ship.fire(1 if REACH > 250 else 2)\r\n"
)


def higher_reach_wins(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Draw games: REACH 300 wins half of them, 900 nearly all."""
    found = []
    for job in jobs:
        reach = [int(re.findall(r"REACH = (\d+)", str(seat.files) + "REACH = 300")[0]) for seat in job.seats]
        drawn = int.from_bytes(hashlib.sha256(f"{job.setup.seed} {job.seats}".encode()).digest()[:4], "little")
        won = drawn < (0.5 + (reach[0] - reach[1]) / 1400) * 2**32
        result = {"ranks": [1, 2] if won else [2, 1], "seats": [{"faults": []}, {"faults": []}]}
        found.append(MatchOutcome(b"", b"", cast(MatchResult, result), (False, False)))
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a bot and opponents, in which games are drawn."""
    monkeypatch.setattr("botkit.tools.commands.sweep.play_batch", higher_reach_wins)
    monkeypatch.setattr("botkit.tools.commands.sweep.check_guest", lambda: "")
    monkeypatch.setattr("league.workers.executor.Pool", partial(Pool, executor=lambda: ThreadPoolExecutor(1)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ace.py").write_bytes(BOT.encode())
    (tmp_path / "rivals").mkdir()
    for name in ("one", "two"):
        (tmp_path / "rivals" / f"{name}.py").write_text("def tick(ship):\n    pass\n")
    return tmp_path


def test_a_number_is_tuned_and_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["sweep", "ace.py", "--against", "rivals", "--games", "600", "--seed", "3", "--write", "best.py"]
    assert main(asked) == 0
    told = capsys.readouterr()
    first, *table, verdict, written = told.out.splitlines()
    found = re.fullmatch(
        r"REACH 300 -> (\d+): (\d+\.\d) % against (\d+\.\d) % of the points over (\d+) pairs each"
        r" \(([+-]\d+\.\d) points, 95 % interval ([+-]\d+\.\d) to ([+-]\d+\.\d)\)",
        first,
    )
    assert found
    value, (tuned, present, pairs, gain, low, high) = found[1], map(float, found.groups()[1:])
    assert int(value) > 600
    assert gain == pytest.approx(tuned - present, abs=0.11)
    assert 0 < low < gain < high
    assert pairs % 2 == 0
    assert [line.split()[0] for line in table] == ["against", "one", "two"]
    assert (verdict, written) == ("the tuned values are better", "wrote best.py")
    assert (folder / "best.py").read_bytes() == BOT.replace("300", value).encode()
    assert (folder / "ace.py").read_bytes() == BOT.encode()
    assert "tuning REACH of ace against 2 bots: 600 games, seed 3" in told.err
    assert "round 1: REACH " in told.err


def test_the_result_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["sweep", "ace.py", "--set", "RATIO=0:1", "--set", "REACH=300,600,900", "--against", "rivals/one.py"]
    assert main([*asked, "--games", "500", "--seed", "3", "--arena", "open", "belt", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {
        "bot", "mode", "arenas", "seed", "opponents", "constants", "games", "rounds", "measured", "decision", "faults",
        "void", "ended", "written",
    }  # fmt: skip
    assert found["constants"][0] == {
        "name": "RATIO",
        "values": "0.0:1.0:0.01",
        "present": 0.5,
        "tuned": found["constants"][0]["tuned"],
    }
    assert found["constants"][1]["tuned"] in (600, 900)
    assert (found["bot"], found["arenas"], found["opponents"]) == ("ace", ["open", "belt"], ["one"])
    assert (found["decision"], found["ended"], found["written"]) == ("better", True, None)
    measured = found["measured"]
    assert set(measured) == {"pairs", "tuned", "present", "difference", "low", "high", "opponents"}
    assert measured["opponents"] == [{"bot": "one", "tuned": measured["tuned"], "present": measured["present"]}]
    assert found["games"] <= 500
    assert main([*asked, "--games", "500", "--seed", "3", "--arena", "open", "belt", "--json", "--workers", "1"]) == 0
    assert json.loads(capsys.readouterr().out) == found


def test_a_folder_is_written_as_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "wing").mkdir()
    (folder / "wing" / "main.py").write_text("from plan import REACH\n")
    (folder / "wing" / "plan.py").write_text("REACH = 300\n")
    asked = ["sweep", "wing", "--set", "plan.py:REACH=300,900", "--against", "rivals", "--games", "300"]
    assert main([*asked, "--write", "better"]) == 0
    assert "plan.py:REACH 300 -> 900" in capsys.readouterr().out
    assert (folder / "better" / "plan.py").read_text() == "REACH = 900\n"
    assert (folder / "better" / "main.py").read_text() == "from plan import REACH\n"


def test_present_values_that_are_best_are_left_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["sweep", "ace.py", "--set", "REACH=100,300", "--against", "rivals", "--games", "900", "--seed", "1"]
    assert main([*asked, "--write", "best.py"]) == 0
    assert capsys.readouterr().out.startswith(
        "no better values were found: the search ended at the present ones, REACH 300"
    )
    assert not (folder / "best.py").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("nobody", "'nobody' is not a file, a folder or one of: "),
        ("ace.py --set RAECH=1:2", "the bot has no constant 'RAECH': did you mean 'REACH'?"),
        ("ace.py --set RATIO", "RATIO has no values: write --set RATIO=LO:HI, or `# sweep LO:HI` on its line"),
        ("ace.py --set RATIO=", "RATIO: '' is not a number"),
        ("ace.py --set REACH=5:1", "the lower bound must be below the upper one"),
        ("ace.py --set REACH --set REACH=1:2", "--set names REACH twice"),
        ("hunter", "hunter does not say what to tune: use --set NAME=LO:HI, or write `# sweep LO:HI`"),
        ("hunter", "it has: STAND, REACH, SURE, RESERVE"),
        ("first", "it has: no numbers to tune"),
        ("ace.py --games 100", "against 7 opponents --games must be at least 506"),
        ("ace.py --games 500 --minutes 3", "not allowed with argument"),
        ("ace.py --against nobody", "'nobody' is not a file"),
        ("ace.py --against empty", "no bots in empty"),
        ("ace.py --against broken", "broken/bad.py: not UTF-8 text"),
        ("ace.py --mode melee", "mode must be one of duel, fleet, sumo, not 'melee'"),
        ("ace.py --mode sumo --arena belt", "sumo is played in arena open"),
        ("ace.py --write ace.py", "ace.py already exists: choose another name, or delete it"),
        ("ace.py --write rivals", "rivals already exists"),
        ("ace.py --write best", "best: the name of a bot in one file must end in .py"),
        ("ace.py --write no/best.py", "no/best.py: no such folder"),
        ("ace.py --write -", "cannot write to -"),
    ],
)
def test_what_can_not_be_tuned_is_one_line(
    folder: Path, arguments: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    (folder / "broken").mkdir()
    (folder / "broken" / "bad.py").write_bytes(b"\xff")
    try:
        assert main(["sweep", *arguments.split()]) == 2
    except SystemExit as exit:
        assert exit.code == 2
    told = capsys.readouterr()
    assert told.err.startswith("error: ") and told.err.count("\n") == 1
    assert words in told.err
    assert told.out == ""


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "botkit.tools.cli", "sweep", *map(str, arguments)]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_real_games_are_played_in_the_sandbox_and_faults_are_told(tmp_path: Path) -> None:
    """A bot whose larger values fail: half of them when it starts, half in a tick."""
    (tmp_path / "frail.py").write_text(
        "A = 1  # sweep 1,2,3\nif A == 3:\n    raise ValueError('too large')\n\n\n"
        "def tick(ship):\n    open('made', 'w') if A == 2 and ship.tick == 1 else ship.fire()\n"
    )
    asked = command("frail.py", "--against", "first", "--games", 200, "--ticks", 3, "--seed", 1, "--json")
    done = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, env=ENVIRONMENT, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert done.stderr.count("warning: A 3: forfeited, which counts as lost: tick 0: start: ValueError: too large") == 1
    assert done.stderr.count("warning: A 2: fault: tick 1: ") == 1
    assert found["constants"][0]["tuned"] in (1, 2)
    faults = {each["version"]: each for each in found["faults"]}
    assert faults["A 3"]["forfeits"] == faults["A 3"]["games"] > 0
    assert faults["A 2"]["forfeits"] == 0 < faults["A 2"]["games"]
    assert not (tmp_path / "made").exists()


def test_a_bot_that_does_not_start_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("A = 1\nimport nothing\n")
    asked = command("bad.py", "--set", "A=1:9", "--against", "first", "--ticks", 3)
    done = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, env=ENVIRONMENT, timeout=300)
    assert done.returncode == 2
    assert "error: bad forfeits with its present values: tick 0: start: ModuleNotFoundError" in done.stderr
    assert done.stdout == ""


def test_ctrl_c_ends_with_the_best_so_far(tmp_path: Path) -> None:
    (tmp_path / "ace.py").write_text("A = 1\n\n\ndef tick(ship):\n    ship.fire()\n    1 / (A > 1 or ship.tick < 9)\n")
    asked = command("ace.py", "--set", "A=1:9", "--against", "first", "--games", 10**6, "--ticks", 3, "--workers", 2)
    with subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=ENVIRONMENT
    ) as process:
        assert process.stderr and process.stdout
        for line in process.stderr:
            if line.startswith("round 2"):
                break
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        out = process.stdout.read()
        assert process.wait(60) == 130
    assert time.monotonic() - began < 30
    assert "no better values were found: stopped while the search was at the present ones, A 1" in out
