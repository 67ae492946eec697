"""Runs in which three forfeits in a row put a bot out, and what they print about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from league.storage.opening import default_path, writing

REASON = "forfeited three games in a row on this ladder; plays again once changed"


def test_who_is_out_is_named_with_the_reason_in_that_ladder_alone(
    bots: Path, acted: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (bots / "quits.py").write_text("")
    asked = (bots, "--format", "round-robin", "--seed", 7)
    assert acted("a" * 64, *asked) == 0
    assert "left out" not in capsys.readouterr().err
    assert acted("a" * 64, *asked, "--json") == 0
    shown = capsys.readouterr()
    assert f"left out: quits.py: {REASON}\n" in shown.err
    assert json.loads(shown.out)["run"]["left_out"] == [{"entry": "quits.py", "problem": REASON}]
    assert acted("a" * 64, *asked, "--mode", "sumo") == 0
    assert "run 3: 5 bots" in capsys.readouterr().err


def test_a_run_that_goes_on_tells_who_is_out_from_who_is_new(
    bots: Path, acted: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (bots / "quits.py").write_text("")
    for _ in range(2):
        assert acted("a" * 64, bots, "--format", "round-robin") == 0
    with writing(default_path(bots)) as store:
        store.connection.execute("UPDATE runs SET finished = 0 WHERE id = 2")
    (bots / "idle.py").write_text("changed")
    (bots / "left.py").unlink()
    capsys.readouterr()
    assert acted("a" * 64, bots, "--format", "round-robin") == 0
    left_out, opening = capsys.readouterr().err.splitlines()[:2]
    assert left_out == f"left out: quits.py: {REASON}"
    assert opening.startswith("resuming run 2: ")
    assert opening.endswith(
        "new or changed, from the next run on: idle; removed from the folder, still in this run: left"
    )


@pytest.mark.parametrize(
    ("others", "asked", "why"),
    [
        (1, ("--games", 60), "6 of 60 games: too few bots are left; out after three forfeits in a row: quits v1"),
        (1, ("--minutes", 9), "6 games: too few bots are left; out after three forfeits in a row: quits v1"),
        (
            3,
            ("--rounds", 4, "--format", "round-robin"),
            "30 of 48 games: the other games would have been of quits v1, out after three forfeits in a row",
        ),
        (3, ("--games", 60), None),
    ],
)
def test_a_run_that_ends_early_says_why(
    tmp_path: Path,
    acted: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    others: int,
    asked: tuple[object, ...],
    why: str | None,
) -> None:
    for name in ["quits", *(f"bot-{number}" for number in range(others))]:
        (tmp_path / f"{name}.py").write_text(name)
    assert acted("a" * 64, tmp_path, *asked, "--json") == 0
    shown = capsys.readouterr()
    ends = [line for line in shown.err.splitlines() if line.startswith("run 1 ended")]
    assert ends == ([f"run 1 ended after {why}"] if why else [])
    assert json.loads(shown.out)["run"]["put_out"] == ["quits v1"]
    assert acted("a" * 64, tmp_path, *asked) == (0 if others > 1 else 2)
    if others == 1:
        assert capsys.readouterr().err.splitlines()[-1] == (
            f"error: a league takes two bots or more, {tmp_path} has 1 that can play;"
            " forfeited three games in a row on this ladder, and out until changed: quits"
        )


def test_many_that_are_out_are_named_in_one_line_and_once(
    bots: Path, acted: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        (bots / f"quits_{number:02}.py").write_text("")
    asked = (bots, "--format", "round-robin", "--seed", 7)
    assert acted("a" * 64, *asked, "--rounds", 2) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "quits" in line]
    assert len(told) == 1
    assert told[0].count("quits_") == 10 and ", … and 2 others" in told[0]
    assert acted("a" * 64, *asked) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "quits" in line]
    files = ", ".join(f"quits_{number:02}.py" for number in range(10))
    assert lines == [f"left out: {files}, … and 2 others: {REASON}"]
