"""`botkit gauntlet`, as users call it."""

from __future__ import annotations

import json
import re
import shlex
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from botkit.tools.cli import main
from league.bots.opponents import FIGHTERS, opponents
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.pool import Pool
from systems.results import MatchResult

IDLE = "def tick(ship):\n    pass\n"


def outcome(job: Job, ranks: list[int], points: float = 0.0, fault: str = "") -> MatchOutcome:
    """Return how a game ended: ace is ahead by `points`, and has a fault if there is one."""
    seats = [
        {
            "points": points * (seat.name == "ace"),
            "hull": 0.0,
            "faults": [{"tick": 7, "kind": fault, "message": "it broke"}] if fault and seat.name == "ace" else [],
        }
        for seat in job.seats
    ]
    how = "forfeit" if fault else "time" if ranks[0] == ranks[1] else "elimination"
    result = {"seed": job.setup.seed, "ranks": ranks, "seats": seats, "how": how, "ticks": 300}
    return MatchOutcome(b"", b"", cast(MatchResult, result), (False, False))


def decided(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Decide games: against `strong` ace loses with seat 1, from seed 3 also with seat 0, where it has a fault."""
    found = []
    for job in jobs:
        names = [seat.name for seat in job.seats]
        own, seed = names.index("ace"), job.setup.seed
        if "strong" not in names:
            found.append(outcome(job, [1, 1] if "even" in names else [1 + own, 2 - own]))
        elif own == 1 or seed == 3:
            found.append(outcome(job, [2 - own, 1 + own], -seed, "raised" if seed == 3 and own == 0 else ""))
        else:
            found.append(outcome(job, [1 + own, 2 - own]))
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a bot and opponents, in which games are decided without being played."""
    monkeypatch.setattr("botkit.tools.commands.gauntlet.play_batch", decided)
    monkeypatch.setattr("botkit.tools.commands.gauntlet.check_guest", lambda: "")
    monkeypatch.setattr("league.workers.executor.Pool", partial(Pool, executor=lambda: ThreadPoolExecutor(1)))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rivals").mkdir()
    for name in ("ace", "rivals/even", "rivals/strong", "rivals/weak"):
        (tmp_path / f"{name}.py").write_text(IDLE)
    return tmp_path


def test_a_row_for_each_opponent_then_commands_for_the_worst_seeds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["gauntlet", "ace.py", "--against", "rivals", "--seeds", "4", "--arena", "belt", "--ticks", "900"]
    assert main(asked) == 0
    told = capsys.readouterr()
    table = told.out.split("\n\n")[0]
    heading, even, strong, *rest = (" ".join(line.split()) for line in table.splitlines())
    assert heading == "against won drawn lost points 95 % faults length ended by"
    assert re.fullmatch(r"even 0 8 0 50\.0 % \d+ to \d+ 0 10\.0 s time 8", even)
    assert re.fullmatch(r"strong 3 0 5 37\.5 % \d+ to \d+ 1 10\.0 s elimination 7,", strong)
    assert [line.split()[0] for line in rest] == ["forfeit", "weak", "all", "time", "forfeit"]
    assert max(map(len, table.splitlines())) <= 80
    first, second = re.findall(r"\n  (\S.*)\n    (.+)", told.out)
    assert first[0] == "strong, seed 3: both games lost, in seat 0 by forfeit after 10.0 s"
    options = "--arena belt --ticks 900 --seed {} --sandbox --view"
    assert first[1] == f"botkit run ace.py rivals/strong.py {options.format(3)}"
    assert second[1] == f"botkit run rivals/strong.py ace.py {options.format(4)}"
    assert "first fault of ace: against strong, seed 3, seat 0, tick 7: raised: it broke" in told.out
    assert "ace against 3 bots: 24 games, seeds 1 to 4" in told.err
    assert "24 of 24 games" in told.err


def test_the_result_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["gauntlet", "ace.py", "--against", "rivals", "--seeds", "2", "--seed", "3", "--json"]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    even, strong, weak = found.pop("opponents")
    every, worst = found.pop("all"), found.pop("worst")
    fault = "against strong, seed 3, seat 0, tick 7: raised: it broke"
    assert found == {
        "bot": "ace", "mode": "duel", "arena": "open", "seed": 3, "seeds": 2, "games": 12,
        "fault": fault, "void": [], "not_started": [], "ended": True,
    }  # fmt: skip
    low, high = strong.pop("low"), strong.pop("high")
    assert 0 < low < 0.25 < high < 1
    assert strong == {
        "bot": "strong", "games": 4, "won": 1, "drawn": 0, "lost": 3, "share": 0.25, "faults": 1, "ticks": 300.0,
        "how": {"elimination": 3, "forfeit": 1},
    }  # fmt: skip
    assert (even["share"], even["drawn"]) == (0.5, 4)
    assert (weak["share"], weak["high"], weak["won"]) == (1, 1, 4)
    assert (every["games"], every["won"], every["drawn"], every["lost"]) == (12, 5, 4, 3)
    assert worst[0] == {
        "bot": "strong", "seed": 3, "seat": 0, "lost": 2, "how": "forfeit", "ticks": 300,
        "command": "botkit run ace.py rivals/strong.py --seed 3 --sandbox --view",
    }  # fmt: skip
    assert main([*asked, "--workers", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["worst"] == worst


def test_the_examples_are_met_by_their_names_and_a_copy_of_one_does_not_meet_itself(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = opponents(FIGHTERS)
    (folder / "ace.py").write_bytes(examples["hunter"].read_bytes())
    assert main(["gauntlet", "ace.py", "--seeds", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["bot"] for row in found["opponents"]] == [name for name in examples if name != "hunter"]
    assert found["worst"] == []


def test_a_game_that_can_not_be_played_is_told_and_its_seed_does_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(jobs: Sequence[Job]) -> list[MatchOutcome]:
        if any(job.setup.seed == 2 and job.seats[0].name == "weak" for job in jobs):
            raise RuntimeError("out of luck")
        return decided(jobs)

    monkeypatch.setattr("botkit.tools.commands.gauntlet.play_batch", breaks)
    assert main(["gauntlet", "ace.py", "--against", "rivals/weak.py", "--seeds", "3", "--json"]) == 0
    told = capsys.readouterr()
    assert "void: against weak, seed 2, seat 1: " in told.err and "out of luck" in told.err
    assert json.loads(told.out)["opponents"][0]["games"] == 4


def test_ctrl_c_shows_the_games_so_far(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(jobs: Sequence[Job]) -> list[MatchOutcome]:
        if any(job.setup.seed == 5 for job in jobs):
            signal.raise_signal(signal.SIGINT)
        return decided(jobs)

    monkeypatch.setattr("botkit.tools.commands.gauntlet.play_batch", interrupted)
    assert main(["gauntlet", "ace.py", "--against", "rivals/even.py", "--seeds", "1000"]) == 130
    told = capsys.readouterr().out
    stopped = re.search(r"stopped after (\d+) of 2000 games", told)
    assert stopped and 0 < int(stopped[1]) < 2000
    assert re.search(rf"even +0 +{stopped[1]} +0 ", told)
    assert "no game was lost" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("nobody", "'nobody' is not a file, a folder or one of: "),
        ("huntr", "did you mean 'hunter'?"),
        ("ace.py --against nobody", "'nobody' is not a file"),
        ("ace.py --against empty", "no bots in empty"),
        ("ace.py --seeds 0", "seeds must be an integer from 1 to 1000000, not '0'"),
        ("ace.py --seed -1", "seed must be an integer"),
        ("ace.py --mode melee", "mode must be one of duel, fleet, sumo, not 'melee'"),
        ("ace.py --mode sumo --arena belt", "sumo is played in arena open"),
        ("ace.py --arena nowhere", "arena must be one of"),
        ("", "the following arguments are required: BOT"),
    ],
)
def test_what_can_not_be_played_is_one_line(
    folder: Path, arguments: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    try:
        assert main(["gauntlet", *arguments.split()]) == 2
    except SystemExit as exit:
        assert exit.code == 2
    told = capsys.readouterr()
    assert told.err.startswith("error: ") and told.err.count("\n") == 1
    assert words in told.err
    assert told.out == ""


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which games are played in the sandbox, in this process."""
    monkeypatch.setattr("league.workers.executor.Pool", partial(Pool, executor=lambda: ThreadPoolExecutor(1)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "idle.py").write_text(IDLE)
    return tmp_path


def test_the_command_of_a_lost_game_plays_the_same_game(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (real / "my bots").mkdir()
    (real / "my bots" / "frail.py").write_text("def tick(ship):\n    ship.fire()\n    1 / (ship.tick < 3)\n")
    assert main(["gauntlet", "my bots/frail.py", "--against", "idle.py", "--seeds", "1", "--seed", "9", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "tick 3: raised: ZeroDivisionError" in found["fault"]
    (worst,) = found["worst"]
    botkit, *words, view = shlex.split(worst["command"])
    assert (botkit, view) == ("botkit", "--view")
    assert main([*words, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["how"], again["ticks"], again["seed"]) == (worst["how"], worst["ticks"], 9)
    assert again["seats"][worst["seat"]]["bot"] == "frail"
    assert again["ranks"][worst["seat"]] == 2


def test_an_opponent_that_does_not_start_is_named(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (real / "bad.py").write_text("import nothing\n")
    assert main(["gauntlet", "idle.py", "--against", "bad.py", "--seeds", "2", "--json"]) == 0
    told = capsys.readouterr()
    assert told.err.count("\nwarning: bad does not start, so that it loses every game: ModuleNotFoundError: ") == 1
    (broken,) = json.loads(told.out)["not_started"]
    assert broken["bot"] == "bad" and "No module named 'nothing'" in broken["error"]


def test_a_bot_that_does_not_start_is_an_error(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (real / "bad.py").write_text("import nothing\n")
    assert main(["gauntlet", "bad.py", "--against", "idle.py", "--seeds", "1"]) == 2
    told = capsys.readouterr()
    assert "error: bad does not start: ModuleNotFoundError: No module named 'nothing'" in told.err
    assert told.out == ""
