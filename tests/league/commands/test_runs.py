"""`league runs`, and the seeds that runs draw from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small import bots_in

from league.__main__ import main
from league.storage.opening import default_path, reading
from league.storage.pairing import run_secret
from league.storage.queries.history import find_games

ASKED = ("--format", "round-robin", "--ticks", 30)
LONG = "the north wind and the sun"
WARNING = "bots can guess a seed"


def seeds(folder: Path) -> list[int]:
    with reading(default_path(folder)) as store:
        return [game.seed for game in find_games(store)]


def listed(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["runs", str(folder), "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_runs_lists_them_and_hides_their_secrets(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", str(folder)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 6
    assert out[0] == "run 1: duel, round-robin, 2 bots, 1 of 2 games, not finished"
    assert out[4] == "run 3: duel, round-robin, 2 bots, 1 of 2 games, 1 void, not finished"
    times = r"20\d\d-\d\d-\d\d \d\d:\d\d to (20\d\d-\d\d-\d\d )?\d\d:\d\d UTC"
    assert re.fullmatch(f"  rules r; guest g; {times}", out[1])
    found = listed(capsys, folder)
    assert [(run["run"], run["games"], run["planned"], run["void"]) for run in found] == [
        *((1, 1, 2, 0), (2, 1, 2, 0), (3, 1, 2, 1)),
    ]
    assert not {"secret", "seed"} & set(found[0])
    assert listed(capsys, folder, "--mode", "melee") == []


def test_a_run_is_played_again_from_its_secret(
    acted: Callable[..., int], bots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert acted("g1", bots, *ASKED) == 0
    assert WARNING not in capsys.readouterr().err
    (run,) = listed(capsys, bots, "--secret")
    assert (len(run["secret"]), run["repeat"], run["finished"]) == (64, 0, True)
    assert main(["runs", str(bots)]) == 0
    assert f"\n  open; rules {run['rules'][:8]}; guest g1; 20" in capsys.readouterr().out
    assert main(["runs", str(bots), "--secret"]) == 0
    assert capsys.readouterr().out.endswith(f"\n  secret {run['secret']}\n")
    again = bots_in(tmp_path / "again")
    (tmp_path / "secret").write_text(f"{run['secret']}\n")
    assert acted("g1", again, *ASKED, "--seed-file", tmp_path / "secret") == 0
    assert WARNING not in capsys.readouterr().err
    assert seeds(again) == seeds(bots)
    assert listed(capsys, again, "--secret")[0]["secret"] == run["secret"]


def test_a_seed_is_any_text_given_or_in_a_file(
    acted: Callable[..., int], bots: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "seed"
    file.write_text(f" {LONG}\r\n")
    assert acted("g1", bots, *ASKED, "--games", 2, "--seed", LONG) == 0
    assert WARNING not in capsys.readouterr().err
    assert acted("g1", bots, *ASKED, "--games", 2, "--seed-file", file) == 0
    assert "run 1 is finished; run 2" in capsys.readouterr().err  # the same command again
    first, second = listed(capsys, bots, "--secret")
    assert first["secret"] == second["secret"] == run_secret(LONG).hex()
    assert (first["repeat"], second["repeat"]) == (0, 1)
    assert len(set(seeds(bots))) == 2


@pytest.mark.parametrize("seed", ["7", str(2**64 - 1), "north wind"])
def test_a_seed_that_bots_can_guess_is_warned_of_in_one_line(
    acted: Callable[..., int], bots: Path, seed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert acted("g1", bots, *ASKED, "--games", 2, "--seed", seed) == 0
    (line,) = [line for line in capsys.readouterr().err.splitlines() if WARNING in line]
    assert line.startswith("warning: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b" \n", "the seed is empty"), (b"\xff" * 22, "the seed is not UTF-8 text"), (b"x" * 4097, "at most 4096 bytes")],
)
def test_a_seed_file_holds_a_text(
    bots: Path, tmp_path: Path, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seed").write_bytes(content)
    assert main(["run", str(bots), "--seed-file", str(tmp_path / "seed")]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
