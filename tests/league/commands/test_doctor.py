"""What `league doctor` finds wrong with a machine, a league and a cluster."""

from __future__ import annotations

import json
import os
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from small import ROOT

from league.__main__ import main
from league.commands.playing import doctor
from league.storage.locks import sole_writer
from league.storage.opening import default_path
from league.storage.sqlite.schema import VERSION
from league.workers.isolation import inspect_isolation
from league.workers.machine import NEEDED
from sandbox import build


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at this process in place of a worker."""

    class Executor:
        def submit(self, *_: object) -> Any:
            return self

        def result(self) -> object:
            return inspect_isolation()

        def shutdown(self) -> None:
            pass

    monkeypatch.setattr(doctor, "process_executor", Executor)


def found(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    capsys.readouterr()
    code = main(["doctor", *map(str, arguments), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is (code == 0)
    checks: dict[str, list[dict[str, Any]]] = {}
    for check in document["checks"]:
        checks.setdefault(check["name"], []).append(check)
    return code, checks


def test_all_is_well_with_a_good_league(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, checks = found(capsys, folder)
    assert code == 0, checks
    assert {"spacecode", "Python", "wasmtime", "numpy", "guest", "cache", "granted"} < set(checks)
    assert checks["store"][0]["found"] == f"version {VERSION}, 3 games, quick_check ok"
    assert checks["lock"][0]["found"] == "free"
    assert main(["doctor", str(folder)]) == 0
    assert "wrong:" not in capsys.readouterr().out


def test_troubles_of_a_league(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bad.py").write_bytes(b"\xff\xfe")
    next((folder / ".league" / "logs").glob("*.bin")).unlink()
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    monkeypatch.setattr("league.storage.inspection.FREE", 1 << 62)
    with sole_writer(default_path(folder)):
        code, checks = found(capsys, folder)
    assert code == 1
    assert str(os.getpid()) in checks["lock"][0]["found"]
    wrong = {name for name, all_of_it in checks.items() if not all_of_it[0]["ok"]}
    assert wrong == {"bot", "logs", "clock", "disk"}


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0" + b"\xff" * 5000, b"nonsense"])
def test_a_store_that_is_none(folder: Path, capsys: pytest.CaptureFixture[str], data: bytes) -> None:
    for path in (folder / ".league").glob("league.sqlite-*"):
        path.unlink()
    default_path(folder).write_bytes(data)
    code, checks = found(capsys, folder)
    assert (code, checks["store"][0]["ok"]) == (1, False)


def test_a_missing_guest_folder_or_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["doctor", str(tmp_path / "none")]) == 2
    monkeypatch.setattr("league.workers.cluster.CONNECT", 0.5)
    monkeypatch.setattr(build, "problem", lambda: "the guest is not built")
    code, checks = found(capsys, "--cluster", "tcp://127.0.0.1:1")
    assert (code, checks["guest"][0]["ok"], checks["cluster"][0]["ok"]) == (1, False, False)


def test_the_versions_needed_are_those_of_the_project() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for name, (least, before) in NEEDED.items():
        (line,) = (each for each in declared if each.startswith(name))
        assert re.fullmatch(rf"{name}>={least}(\.[0-9]+)*,<{before}", line)
