"""Exported logs, byte for byte."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from filled import fill

from league.__main__ import main
from league.storage.opening import default_path, writing


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    folder = tmp_path / "bots"
    folder.mkdir()
    with writing(default_path(folder)) as store:
        fill(store)
        for log in store.logs():
            log.write_bytes(log.name.encode())
            log.with_suffix(".debug").write_bytes(b"debug")
    return folder


def test_a_game_and_a_run_are_exported_byte_for_byte(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(filled), "1-3a", str(tmp_path / "one")]) == 0
    name = "run-0001-pair-0003-a"
    found = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert found == {f"{name}.bin": f"{name}.bin".encode(), f"{name}.debug": b"debug"}
    capsys.readouterr()
    assert main(["export", str(filled), "1", str(tmp_path / "all.zip"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"out": str(tmp_path / "all.zip"), "logs": 48, "missing": 0}
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        logs = {log.name: log.read_bytes() for log in (filled / ".league" / "logs").iterdir()}
        assert {each: archive.read(each) for each in archive.namelist()} == logs
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip", "bots", "one"]


def test_export_refuses_what_is_not_there_and_replaces_nothing(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("99", "1-99a", "x", "-", "9" * 30, "\ud800"):
        assert main(["export", str(filled), name, str(tmp_path / "out")]) == 2
    assert main(["export", str(filled), "1", str(filled)]) == 2
    assert main(["export", str(filled), "1", str(tmp_path / "none" / "out")]) == 2
    logs = filled / ".league" / "logs"
    (logs / "run-0001-pair-0003-a.bin").unlink()
    capsys.readouterr()
    assert main(["export", str(filled), "1-3a", str(tmp_path / "out")]) == 2
    assert "no log of it is left" in capsys.readouterr().err
    assert main(["export", str(filled), "1", str(tmp_path / "out")]) == 1
    assert len(list((tmp_path / "out").iterdir())) == 94


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("seating", "/../../../pwned"),
        ("seating", "a/../../pwned"),
        ("seating", "\n"),
        ("attempt", "2/../../../pwned"),
        ("log", "../../secret.bin"),
        ("log", "logs/run-0001-pair-0001-a.txt"),
    ],
)
def test_a_store_of_somebody_else_does_not_choose_the_files(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, text: str
) -> None:
    (tmp_path / "secret.bin").write_text("secret")
    (filled / ".league" / "logs" / "run-0001-pair-0001-a.txt").write_text("secret")
    with sqlite3.connect(default_path(filled)) as store:
        store.execute("DROP TRIGGER games_stay")
        store.execute("PRAGMA ignore_check_constraints = 1")
        store.execute(f"UPDATE games SET {column} = ? WHERE id = 1", (text,))
    before = {path for path in tmp_path.rglob("*") if "league.sqlite" not in path.name}
    code = main(["export", str(filled), "1", str(tmp_path / "out")])
    told = capsys.readouterr()
    assert code == 2, told
    assert len(told.err.splitlines()) == 1
    assert "names as a log what none is called" in told.err
    assert {path for path in tmp_path.rglob("*") if "league.sqlite" not in path.name} == before


def test_logs_in_a_folder_elsewhere_are_exported(filled: Path, tmp_path: Path) -> None:
    (filled / ".league" / "logs").rename(tmp_path / "elsewhere")
    with sqlite3.connect(default_path(filled)) as store:
        store.execute("DROP TRIGGER games_stay")
        store.execute("UPDATE games SET log = replace(log, 'logs/', '../../elsewhere/')")
    assert main(["export", str(filled), "1", str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out").glob("*.bin"))) == 48
