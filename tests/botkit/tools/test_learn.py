"""`botkit learn`, as users call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from botkit.tools.levels.course import COURSE
from league.cli.command import DOCS

Botkit = Callable[..., Any]
WRONG = "def tick(ship):\n    ship.trust()\n"


def test_a_level_is_begun_then_failed_then_passed(botkit: Botkit, tmp_path: Path) -> None:
    assert "botkit learn beacon" in botkit("learn").out
    begun = botkit("learn", "1")
    assert begun.code == 0 and "gold    hold it within 10 s, in every try" in begun.out
    assert "wrote learn/beacon.py" in begun.out and "docs/botkit.md#fly_to" in begun.out
    failed = botkit("learn", "beacon")
    assert failed.code == 1 and "medal: none" in failed.out and "viewer replay learn/beacon.bin" in failed.out
    assert "bronze takes: hold it within 20 s, in 3 of 5 tries; none of 5 did" in failed.out
    (tmp_path / "learn" / "beacon.py").write_text(COURSE[0].answer)
    passed = botkit("learn", "beacon")
    assert passed.code == 0 and "medal: gold" in passed.out and "botkit learn target" in passed.out
    assert json.loads((tmp_path / "learn" / "progress.json").read_text())["medals"] == {"beacon": "gold"}
    assert (tmp_path / "learn" / "beacon.bin").exists() and (tmp_path / "learn" / "beacon.debug").exists()
    listed = botkit("learn", "--json").json
    assert [level["medal"] for level in listed["levels"]] == ["gold", *[None] * 11] and listed["next"] == "target"
    (tmp_path / "learn" / "beacon.py").write_text(WRONG)
    assert "medal: none (best so far: gold)" in botkit("learn", "1").out
    assert botkit("rerun", "learn/beacon.bin", "--seat", "0", "--bot", "learn/beacon.py").code == 0


def test_what_to_read_is_found_without_a_checkout(botkit: Botkit) -> None:
    begun = botkit("learn", "shield").out
    assert "docs/strategy.md#the-shield" in begun and f"docs: {DOCS}" in begun
    assert "be hit at most once, in every try" in botkit("learn", "dodge").out


def test_json_of_a_level(botkit: Botkit, tmp_path: Path) -> None:
    begun = botkit("learn", "beacon", "--json").json
    assert begun["wrote"] and begun["kept"] is None and begun["takes"]["gold"] == "hold it within 10 s, in every try"
    (tmp_path / "learn" / "beacon.py").write_text("print(1)\n" + COURSE[0].answer)
    done = botkit("learn", "beacon", "--json")
    assert done.code == 0 and done.json["medal"] == done.json["best"] == "gold" and done.json["next"] == "target"
    assert [each["medal"] for each in done.json["tries"]] == ["gold"] * 5
    assert done.json["tries"][0]["value"] == pytest.approx(8.3, abs=0.1) and "1" in done.err


def test_a_bot_that_forfeits_has_one_try(botkit: Botkit, tmp_path: Path) -> None:
    botkit("learn", "1")
    (tmp_path / "learn" / "beacon.py").write_text(WRONG)
    done = botkit("learn", "1")
    assert done.code == 1 and "try 2" not in done.out and "mend it first" in done.out
    assert "raised: AttributeError: ship has no 'trust': did you mean 'thrust'?" in done.out
    assert done.err.count("Traceback") == 1


def test_hints_and_the_answer_touch_nothing(botkit: Botkit, tmp_path: Path) -> None:
    gentle, plain = botkit("learn", "lead", "--hint"), botkit("learn", "3", "--hint", "--hint")
    assert "ship.aim_at" not in gentle.out and "--hint --hint" in gentle.out
    assert "    if ship.aim_at(enemy):" in plain.out and "--answer" in plain.out
    assert botkit("learn", "lead", "--answer").out == COURSE[2].answer
    assert list(tmp_path.iterdir()) == []


def test_reset_keeps_the_players_bot(botkit: Botkit, tmp_path: Path) -> None:
    path = tmp_path / "my levels" / "beacon.py"
    assert "botkit learn beacon --folder 'my levels'" in botkit("learn", "1", "--folder", path.parent.name).out
    path.write_text(WRONG)
    for _ in range(2):  # the second finds the starter, and keeps nothing
        assert botkit("learn", "1", "--folder", path.parent.name, "--reset").code == 0
    assert path.read_text() == COURSE[0].starter and path.with_suffix(".py.old").read_text() == WRONG


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("becon",), "there is no level 'becon': did you mean 'beacon'?"),
        (("13",), "there is no level '13'"),
        (("--hint",), "--hint needs a level, as in botkit learn beacon --hint"),
        (("1", "--watch", "--json"), "--watch cannot be combined with --json or --view"),
        (("1", "--folder", ""), "the path is empty"),
        (("1", "--folder", "file"), "file is not a folder"),
        (("--folder", "broken"), "broken/progress.json is damaged"),
        (("1", "--folder", "broken"), "broken/progress.json is damaged"),
        (("1", "--folder", "taken"), "taken/beacon.py is a folder"),
    ],
)
def test_bad_input_is_told_in_one_line(botkit: Botkit, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "progress.json").write_text("{")
    (tmp_path / "taken" / "beacon.py").mkdir(parents=True)
    done = botkit("learn", *arguments)
    assert done.code == 2 and done.err.startswith(f"error: {told}") and done.err.count("\n") == 1 and not done.out
    assert (tmp_path / "broken" / "progress.json").read_text() == "{"


def test_the_list_fits_80_columns(botkit: Botkit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = botkit("learn").out.splitlines()
    assert len(lines) == 18 and max(map(len, lines)) <= 80
