"""Checks of a folder before a run: real bots in real workers, and workers that break."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from league.admission.loading import LoadChecks
from league.admission.submissions import Problem, read_path, smoke
from league.bots.roster import Entry, read_folder
from league.cli.errors import LeagueError
from league.workers import process
from sandbox.fault import HostTrouble

BROKEN = {
    "colon": "def tick(ship)\n    pass\n",
    "imports": "import nowhere\n\ndef tick(ship):\n    pass\n",
    "deep": "x = " + "[" * 5000 + "\n",
    "huge": "x = 'ab'\nwhile True:\n    x += x\n\ndef tick(ship):\n    pass\n",
    "nothing": "x = 1\n",
}
FINE = {
    "good": "def tick(ship):\n    ship.thrust(1)\n",
    "later": "def tick(ship):\n    if ship.tick > 5:\n        1 / 0\n",
    "starts": "def start(match):\n    1 / 0\n\ndef tick(ship):\n    pass\n",  # loads, but forfeits
    "luck": "import random\nrandom.random() < 2 or 1 / 0\n\ndef tick(ship):\n    pass\n",
}


@contextmanager
def silent(bots: int) -> Iterator[Callable[[int], None]]:
    yield lambda done: None


def checks(folder: Path, guest: str = "g") -> LoadChecks:
    return LoadChecks(folder / ".league" / "league.sqlite", guest, silent)


def folder_of(folder: Path, bots: dict[str, str]) -> Path:
    (folder / ".league").mkdir(exist_ok=True)
    for name, text in bots.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def problems(entries: list[Entry]) -> dict[str, str | None]:
    return {entry.name: entry.problem for entry in entries}


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bots that are loaded from now on."""
    names = []
    call = process.WorkerProcess.call

    def counted(worker: process.WorkerProcess, cpu: Any, fn: Any, args: Any, *rest: Any) -> Any:
        names.append(args[0].name)
        return call(worker, cpu, fn, args, *rest)

    monkeypatch.setattr(process.WorkerProcess, "call", counted)
    return names


def test_what_does_not_load_is_left_out_in_the_words_of_the_check_on_admission(
    tmp_path: Path, loaded: list[str]
) -> None:
    folder_of(tmp_path, {**BROKEN, **FINE})
    found = {entry.name: entry for entry in checks(tmp_path).check(read_folder(tmp_path))}
    assert {name for name, entry in found.items() if entry.problem is None} == FINE.keys()
    for name in BROKEN:
        (problem,) = smoke(read_path(tmp_path / f"{name}.py")).problems
        assert (found[name].problem, found[name].code) == (problem.message, "start")
        assert found[name].fix.startswith("fix the code that runs before the first tick; `botkit run ")
    assert "(colon.py line 1)" in (found["colon"].problem or "")
    assert sorted(loaded) == sorted([*BROKEN, *FINE])


def test_unchanged_bots_are_not_loaded_again(tmp_path: Path, loaded: list[str]) -> None:
    folder_of(tmp_path, {"colon": BROKEN["colon"], "good": FINE["good"]})
    first = checks(tmp_path).check(read_folder(tmp_path))
    assert sorted(loaded) == ["colon", "good"]
    assert checks(tmp_path).check(read_folder(tmp_path)) == first
    assert len(loaded) == 2
    (tmp_path / "good.py").write_text(BROKEN["imports"])
    again = checks(tmp_path).check(read_folder(tmp_path))
    assert loaded[2:] == ["good"]
    assert "No module named 'nowhere'" in (problems(again)["good"] or "")
    checks(tmp_path, "another guest").check(read_folder(tmp_path))
    assert sorted(loaded[3:]) == ["colon", "good"]


def test_a_bot_under_another_name_is_named_by_that(tmp_path: Path) -> None:
    folder_of(tmp_path, {"colon": BROKEN["colon"]})
    checks(tmp_path).check(read_folder(tmp_path))
    (tmp_path / "colon.py").rename(tmp_path / "renamed.py")
    (entry,) = checks(tmp_path).check(read_folder(tmp_path))
    assert "(renamed.py line 1)" in (entry.problem or "")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"key": 1}', '{"bots": {"a": 1}}'])
def test_a_damaged_file_of_results_is_made_again(tmp_path: Path, text: str, loaded: list[str]) -> None:
    folder_of(tmp_path, {"colon": BROKEN["colon"]})
    checks(tmp_path).check(read_folder(tmp_path))
    (kept,) = (tmp_path / ".league").glob("*.loads.json")
    document = json.loads(kept.read_text())
    if text.startswith('{"bots"'):
        text = json.dumps(document | {"bots": {name: {"odd": 1} for name in document["bots"]}})
    kept.write_text(text)
    (entry,) = checks(tmp_path).check(read_folder(tmp_path))
    assert "SyntaxError" in (entry.problem or "")
    assert len(loaded) == 2


def test_results_are_kept_once_there_is_a_store(tmp_path: Path, loaded: list[str]) -> None:
    (tmp_path / "good.py").write_text(FINE["good"])
    found = checks(tmp_path)
    found.check(read_folder(tmp_path))
    assert not (tmp_path / ".league").exists()
    (tmp_path / ".league").mkdir()
    found.check(read_folder(tmp_path))
    checks(tmp_path).check(read_folder(tmp_path))
    assert loaded == ["good"]


TROUBLE = [HostTrouble("no memory"), MemoryError(), EOFError(), TimeoutError(), OSError(24, "x")]


@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_of_this_machine_is_not_booked_on_a_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    folder_of(tmp_path, {"good": FINE["good"]})
    calls = []

    def troubled(*asked: Any) -> Problem | None:
        calls.append(asked)
        raise trouble

    monkeypatch.setattr(process.WorkerProcess, "call", troubled)
    found = checks(tmp_path)
    for _ in range(2):
        assert problems(found.check(read_folder(tmp_path))) == {"good": None}
    assert len(calls) == 2  # tried twice in the first check, and not in that under the lock
    monkeypatch.undo()
    (tmp_path / ".league" / "x").touch()
    assert "good" not in "".join(path.read_text() for path in (tmp_path / ".league").glob("*.loads.json"))
    assert problems(checks(tmp_path).check(read_folder(tmp_path))) == {"good": None}


def test_without_a_guest_nothing_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"good": FINE["good"]})

    def no_guest(*asked: Any) -> None:
        raise LeagueError("the sandbox's guest is not built")

    monkeypatch.setattr(process.WorkerProcess, "call", no_guest)
    with pytest.raises(LeagueError, match="not built"):
        checks(tmp_path).check(read_folder(tmp_path))


def test_progress_is_shown_if_it_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {f"good{number}": FINE["good"] for number in range(3)})
    told: list[int] = []

    @contextmanager
    def shown(bots: int) -> Iterator[Callable[[int], None]]:
        told.append(bots)
        yield told.append

    for patience, expected in ((1e9, []), (-1.0, [3, 0, 1, 2, 3])):
        monkeypatch.setattr("league.admission.loading.PATIENCE", patience)
        told.clear()
        LoadChecks(tmp_path / "absent" / "league.sqlite", "g", shown).check(read_folder(tmp_path))
        assert told == expected
