from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import acting
import pytest
from small import ROOT, command

from league.__main__ import main
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.pool import Pool
from sandbox import build


def beats(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """`strong` wins three games of four; bots of the same name draw."""
    found = []
    for job in jobs:
        outcome = acting.outcome(job)
        names = [seat.name for seat in job.seats]
        ranks = [1, 1]
        if names[0] != names[1]:
            strong = names.index("strong")
            won = int(outcome.result["digest"][:8], 16) % 4 > 0
            ranks = [1 + (won != (side == strong)) for side in range(2)]
        found.append(MatchOutcome(outcome.log, outcome.debug, {**outcome.result, "ranks": ranks}, outcome.forfeited))
    return found


@pytest.fixture
def bots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("league.commands.playing.compare.play_batch", beats)
    monkeypatch.setattr("league.workers.executor.Pool", partial(Pool, executor=lambda: ThreadPoolExecutor(1)))
    monkeypatch.setattr(build, "problem", lambda: None)
    for name in ("strong", "weak"):
        (tmp_path / f"{name}.py").write_text(name)
    return tmp_path


def compare(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[dict, str]:  # type: ignore[type-arg]
    assert main(["compare", *map(str, arguments), "--seed", "7", "--json"]) == 0
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def test_the_stronger_is_found_whichever_is_named_first(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, told = compare(capsys, bots / "strong.py", bots / "weak.py")
    agreed = {"a", "b", "games", "pairs", "elo", "elo_low", "elo_high", "los", "llr", "llr_low", "llr_high", "decision"}
    assert agreed <= set(first)
    assert (first["a"], first["decision"]) == ("strong", "a")
    assert first["llr"] >= first["llr_high"]
    assert first["games"] == 2 * first["pairs"] == 2 * sum(first["pentanomial"])
    assert first["elo_low"] < 191 < first["elo_high"]  # three of four
    assert told.count("LLR a") > 3
    assert compare(capsys, bots / "weak.py", bots / "strong.py")[0]["decision"] == "b"


def test_one_pair_is_called_a_pair(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("compare", bots / "strong.py", bots / "weak.py", "--seed", 7, "--games")
    for games, words in ((2, "1 pair"), (4, "2 pairs")):
        assert main([*map(str, asked), str(games)]) == 0
        assert f": {words}, by a's points" in capsys.readouterr().out


def test_equals_end_in_none_and_so_do_games_that_are_used_up(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same, _ = compare(capsys, bots / "strong.py", bots / "strong.py", "--elo1", 200)
    assert (same["decision"], same["ended"]) == ("none", True)
    few, _ = compare(capsys, bots / "strong.py", bots / "weak.py", "--games", 5)
    assert (few["decision"], few["ended"], few["games"]) == ("none", False, 4)


def test_the_worst_of_the_games_that_the_first_bot_lost_can_be_watched(
    bots: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bots)
    kept = bots / "kept"
    asked = ["compare", "weak.py", "strong.py", "--seed", "7", "--games", "24", "--elo1", "1", "--arena", "belt"]
    assert main([*asked, "--logs", "kept", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["won"] + found["drawn"] + found["lost"] == found["games"] == 24
    logs = sorted(path.name for path in kept.glob("*.bin"))
    assert len(logs) == found["lost"] == len(list(kept.glob("*.debug"))) > 5 == len(found["worst"])
    for game in found["worst"]:
        assert game["log"] == f"kept/seed-{game['seed']}-seat-{game['seat']}.bin" and Path(game["log"]).name in logs
        assert game["command"] == f"viewer replay {game['log']}"
        assert (kept / Path(game["log"]).name).read_bytes().startswith(f"log {game['seed']} belt".encode())
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert f"games of a: {found['won']} won, 0 drawn, {found['lost']} lost" in told
    (game, *_), order = found["worst"], ["weak.py", "strong.py"]
    watch = f"botkit run {' '.join(order[:: 1 - 2 * game['seat']])} --arena belt --seed {game['seed']} --sandbox --view"
    assert watch in told and told.count("--view") == 5


def test_logs_are_kept_in_a_folder(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bots / "file").write_text("")
    asked = ["compare", str(bots / "weak.py"), str(bots / "strong.py"), "--seed", "7", "--games", "8"]
    assert main([*asked, "--logs", str(bots / "file")]) == 2
    assert "file" in capsys.readouterr().err
    assert main([*asked, "--logs", "-"]) == 2


@pytest.mark.parametrize("workers", [1, 3])
def test_the_same_seed_gives_the_same_end_whoever_plays(
    bots: Path, capsys: pytest.CaptureFixture[str], workers: int
) -> None:
    expected, _ = compare(capsys, bots / "strong.py", bots / "weak.py", "--workers", 2)
    assert compare(capsys, bots / "strong.py", bots / "weak.py", "--workers", workers)[0] == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--elo0 20 --elo1 10", "elo0 must be below elo1: 20 is not below 10"),
        ("--elo0 -5", "elo0 must be a number from 0 to 1000, not '-5'"),
        ("--alpha nan", "alpha must be a number from 1e-06 to 0.5, not 'nan'"),
        ("--alpha .7", "alpha must be a number from 1e-06 to 0.5, not '.7'"),
        ("--mode melee", "mode must be one of duel, fleet, sumo, not 'melee'"),
        ("--mode sumo --arena belt", "sumo is played in arena open"),
        ("--games 1", "games must be an integer from 2 to 10000000, not '1'"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    bots: Path, arguments: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(bots / "strong.py"), str(bots / "weak.py"), *arguments.split()]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "asked",
    ["--arena open belt A B", "A --arena open belt B", "A B --arena open belt", "--arena open belt --games 8 A B"],
)
def test_bots_may_stand_behind_the_arenas(bots: Path, asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = asked.replace("A", str(bots / "strong.py")).replace("B", str(bots / "weak.py")).split()
    found, _ = compare(capsys, "--games", 8, *words)
    assert (found["a"], found["b"], found["pairs"]) == ("strong", "weak", 4)


@pytest.mark.parametrize("asked", ["", "hunter", "--arena open hunter", "--arena hunter first", "hunter first evasive"])
def test_two_bots_are_compared(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(["compare", *asked.split()])
    assert exit.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "BOT BOT" in error or "compare takes two bots, not 3" in error
    assert error.count("\n") == 1


def test_a_bot_that_is_nowhere_is_named(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "nobody", str(bots / "weak.py")]) == 2
    assert "'nobody' is not a file" in capsys.readouterr().err


def test_real_games_decide(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def tick(ship:\n")
    (tmp_path / "fine.py").write_text("def tick(ship):\n    pass\n")
    asked = ("compare", tmp_path / "fine.py", tmp_path / "broken.py", "--ticks", 20, "--elo1", 300, "--seed", 1)
    done = subprocess.run(command(*asked), capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "decision: a: fine is stronger" in done.stdout


def test_a_bot_that_can_not_play_is_named_with_its_reason(tmp_path: Path) -> None:
    for name, text in (("good", "def tick(ship):\n    ship.fire()\n"), ("bad", "def tick(ship:\n")):
        (tmp_path / f"{name}.py").write_text(text)
    asked = command("compare", tmp_path / "good.py", tmp_path / "bad.py", "--games", 2, "--workers", 1)
    done = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0
    assert "warning: bad forfeited 2 games: start: SyntaxError" in done.stderr


def test_two_bots_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder, text in (("old", "def tick(ship):\n    ship.fire()\n"), ("new", "def tick(ship:\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ace.py").write_text(text)
    asked = ["compare", tmp_path / "old/ace.py", tmp_path / "new/ace.py", "--games", 2, "--workers", 1, "--json"]
    done = subprocess.run(command(*asked), capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert "warning: ace (b) forfeited 2 games" in done.stderr
    assert json.loads(done.stdout)["forfeits"] == {"ace (b)": 2}
