"""`league submit` and `league withdraw`, as typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from league.__main__ import main
from league.storage.opening import reading

IDLE = "def tick(ship):\n    pass\n"


def test_a_bot_comes_in_and_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot, folder = tmp_path / "ace.py", tmp_path / "bots"
    bot.write_text(IDLE)
    folder.mkdir()
    assert main(["submit", str(bot), "--owner", "ann", str(folder)]) == 0  # the folder after an option, too
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == f"ace v1 admitted: {folder / 'ace.py'}"
    assert shown[1].startswith("  sha256 ")
    assert shown[2].startswith("  max fuel per tick ")
    assert shown[3:] == [
        "  smoke match against itself: time after 1800 ticks, no faults",
        "  place 1 in the queue for a first game",
    ]
    assert main(["submit", str(bot), str(folder), "--owner", "ann", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"]
    assert (document["name"], document["version"], document["new"], document["place"]) == ("ace", 1, False, 1)
    assert main(["withdraw", "ace", "--owner", "ann", str(folder)]) == 0
    assert "ace withdrawn; " in capsys.readouterr().out
    assert not (folder / "ace.py").exists()


def test_a_league_whose_store_is_elsewhere_has_a_door_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot, folder, store = tmp_path / "ace.py", tmp_path / "bots", tmp_path / "elsewhere.sqlite"
    bot.write_text(IDLE)
    folder.mkdir()
    assert main(["submit", str(bot), "--owner", "ann", str(folder), "--store", str(store)]) == 0
    assert [path.name for path in folder.iterdir()] == ["ace.py"]
    with reading(store) as there:
        assert there.current("ace") is not None
    assert main(["submit", str(bot), "--owner", "bob", str(folder), "--store", str(store)]) == 1
    assert main(["withdraw", "ace", "--owner", "bob", str(folder), "--store", str(store)]) == 2
    assert main(["withdraw", "ace", "--owner", "ann", str(folder), "--store", str(store)]) == 0
    assert list(folder.iterdir()) == []


def test_a_refusal_says_where_and_how_to_mend_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot, folder = tmp_path / "ace.py", tmp_path / "bots"
    bot.write_text("def tick(ship):\n    ship.trust()\n")
    folder.mkdir()
    assert main(["submit", str(bot), "--owner", "ann", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("ace: refused\n  raised: at tick 0: AttributeError: ")
    assert "(ace.py line 2)" in shown
    assert re.search(r" --seed [0-9]+` shows the whole traceback", shown)
    assert main(["submit", str(bot), "--owner", "ann", str(folder), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["line"]) == ("raised", 2)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["none.py", "--owner", "ann"], "none.py: no such file or folder"),
        (["ace.py"], "the following arguments are required: --owner; see `league submit --help`"),
        (
            ["ace.py", "--owner", "a b"],
            "an owner's id is 1 to 64 of A-Z a-z 0-9 . _ : @ + -, starting with a letter or digit",
        ),
        (["ace.py", "--owner", "ann", "none"], "none: no such folder"),
        (["ace.py", "--owner", "ann", "--bots", "0"], "bots must be an integer from 1 to 1000000, not '0'"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path,
    arguments: list[str],
    error: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "ace.py").write_text(IDLE)
    monkeypatch.chdir(tmp_path)
    try:
        assert main(["submit", *arguments]) == 2
    except SystemExit as usage:
        assert usage.code == 2
    assert capsys.readouterr().err == f"error: {error}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["ace.py"]
