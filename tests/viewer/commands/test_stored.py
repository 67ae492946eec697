"""Logs of another version of the systems: their header and recorded result are shown, though nothing is simulated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.log import read_log
from systems.rules import TICK_RATE
from systems.setup import CODE_VERSION, RELEASES, played_by
from viewer.cli import main


@pytest.fixture
def older(rewritten: Callable[..., Path]) -> Path:
    """A duel of code version 3, whose rules had other names."""

    def change(header: dict[str, Any], inputs: Any, digests: Any) -> None:
        rules = {name: value for name, value in header["setup"]["rules"].items() if name != "hull"}
        header["setup"] = {**header["setup"], "code_version": 3, "rules": {**rules, "armour": 1.0}}

    return rewritten(change)


@pytest.fixture
def ticks(golden: Path) -> int:
    """Length of that duel."""
    return len(read_log(golden.read_bytes()).inputs)


def test_info_shows_what_the_log_of_an_older_version_tells(
    older: Path, ticks: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(older)]) == 1
    out = capsys.readouterr().out
    assert "code version 3" in out
    assert "played by a version before release 0.1.0: this version cannot simulate it" in out
    assert f"after {ticks} ticks ({ticks / TICK_RATE:.1f} s)" in out
    assert "bold0" in out
    assert "faults (raised)" in out


@pytest.mark.parametrize(
    ("code_version", "release", "words"),
    [
        (CODE_VERSION, "9.8.7\x1b[2J", f"code version {CODE_VERSION}, release 9.8.7?[2J\n"),
        (CODE_VERSION, ["9.8.7"], f"code version {CODE_VERSION}\n"),
        (3, "9.8.7", "played by release 9.8.7: this"),
        (3, "unknown", "played by a version before release 0.1.0: this"),
    ],
)
def test_info_shows_the_release_that_the_log_names(
    code_version: int,
    release: Any,
    words: str,
    rewritten: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def change(header: dict[str, Any], inputs: Any, digests: Any) -> None:
        header["release"] = release
        header["setup"] = {**header["setup"], "code_version": code_version}

    main(["info", str(rewritten(change))])
    assert words in capsys.readouterr().out


def test_info_as_json_has_the_recorded_result(older: Path, ticks: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(older), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["result"]["ticks"] == document["ticks"] == ticks
    assert (document["complete"], document["events"]) == (False, [])
    assert "cannot simulate" in document["problem"]


def test_replay_shows_it_before_it_refuses(older: Path, ticks: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(older)]) == 2
    out, error = capsys.readouterr()
    assert f"after {ticks} ticks" in out
    assert "played by version 3 of the systems (a version before release 0.1.0)" in error


@pytest.mark.parametrize("nonsense", [None, 3, [], {}, {"seats": 3}, [{"bot": 10**999}] * 99])
def test_forged_headers_and_results_are_shown_as_far_as_they_go(
    rewritten: Callable[..., Path], capsys: pytest.CaptureFixture[str], nonsense: Any
) -> None:
    def change(header: dict[str, Any], inputs: Any, digests: Any) -> None:
        header["setup"] = {"code_version": 99, "mode": nonsense, "seed": "\x1b[2J"}
        header["seats"] = nonsense

    assert main(["info", str(rewritten(change))]) == 1
    out = capsys.readouterr().out
    assert f"played by a release after {RELEASES[CODE_VERSION]}" in out
    assert "\x1b" not in out


def test_every_code_version_has_a_release() -> None:
    assert max(RELEASES) == CODE_VERSION
    assert played_by(CODE_VERSION) == f"release {RELEASES[CODE_VERSION]}"
