"""Backups of a league, made while it is used, and restored from archives that are not trusted."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from filled import fill
from small import BOTS, bots_in

from league.__main__ import main
from league.storage.backup import restoring
from league.storage.backup.manifest import is_safe
from league.storage.opening import default_path, reading, writing
from league.storage.store import Store


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A league with bots in all forms, games, logs and a Discord bot's state."""
    folder = bots_in(tmp_path / "bots")
    (folder / "wide").mkdir()
    (folder / "wide" / "main.py").write_text("def tick(ship): pass\n")
    (folder / "wide" / ".secret").write_text("x")
    with writing(default_path(folder)) as store:
        fill(store)
        for number, log in enumerate(store.logs()):
            log.write_bytes(b"log %d" % number)
            log.with_suffix(".debug").write_bytes(b"debug")
    for name in ("host.sqlite", "discord.sqlite"):
        with closing(sqlite3.connect(folder / ".league" / name)) as state:
            state.execute("PRAGMA journal_mode = WAL")
            state.execute("CREATE TABLE posts (id INTEGER)")
            state.commit()
    return folder


@pytest.fixture
def archive(used: Path, tmp_path: Path) -> Path:
    path = tmp_path / "backup.zip"
    assert main(["backup", str(used), str(path)]) == 0
    return path


def games(folder: Path) -> int:
    with reading(default_path(folder)) as store:
        return int(store.connection.execute("SELECT count(*) FROM games").fetchone()[0])


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_restored_league_is_the_one_backed_up(
    used: Path, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    there = tmp_path / "elsewhere"
    there.mkdir()
    assert main(["restore", str(archive), str(there), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["games"], games(there)) == (games(used),) * 2
    before, after = files(used), files(there)
    unlike = {
        "league.sqlite",
        "host.sqlite",
        "discord.sqlite",
        "league.sqlite-wal",
        "league.sqlite-shm",
        ".lock",
        "door.lock",
    }
    assert {k: v for k, v in after.items() if not k.endswith(".sqlite")} == {
        k: v
        for k, v in before.items()
        if Path(k).name not in unlike | {".secret", "league.sqlite.lock"} and not k.endswith(("-wal", "-shm"))
    }
    assert {f"{name}.py" for name in BOTS} < set(after)
    assert {".league/host.sqlite", ".league/discord.sqlite"} < set(after)
    assert str(tmp_path).encode() not in archive.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backup.zip", "bots", "elsewhere"]
    assert main(["table", str(there)]) == 0


def test_a_backup_is_of_one_moment_while_games_are_recorded(
    acted: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = bots_in(tmp_path / "bots")
    asked = (folder, "--format", "round-robin", "--ticks", 30)
    assert acted("g1", *asked) == 0
    made = []
    record = Store.record

    def record_and_back_up(self: Store, games: object) -> None:
        record(self, games)  # type: ignore[arg-type]
        path = tmp_path / f"{len(made)}.zip"
        thread = threading.Thread(target=lambda: made.append((main(["backup", str(folder), str(path)]), path)))
        thread.start()
        thread.join()

    monkeypatch.setattr(Store, "record", record_and_back_up)
    assert acted("g1", *asked) == 0
    assert made and all(code == 0 for code, _ in made)
    there = tmp_path / "there"
    assert main(["restore", str(made[0][1]), str(there)]) == 0
    assert 12 < games(there) < games(folder) or len(made) == 1
    monkeypatch.setattr(Store, "record", record)
    assert acted("g1", there, *asked[1:]) == 0  # continues the run that was in progress
    assert games(there) == 24


def test_a_backup_replaces_nothing_and_says_what_it_leaves_out(
    used: Path, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = archive.read_bytes()
    assert main(["backup", str(used), str(archive)]) == 2
    assert main(["backup", str(used), str(used / "b.zip")]) == 2
    assert main(["backup", str(tmp_path / "none"), str(tmp_path / "c.zip")]) == 2
    assert main(["backup", str(used), str(tmp_path / "none" / "c.zip")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert archive.read_bytes() == before
    (used / "linked.py").symlink_to("/etc/passwd")
    next((used / ".league" / "logs").glob("*.bin")).unlink()
    assert main(["backup", str(used), str(tmp_path / "c.zip"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["left_out"] == ["linked.py: not a regular file"]
    assert found["logs_deleted"] == 1


def test_a_damaged_store_is_not_backed_up(used: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = default_path(used)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 4096 * 3)
        file.write(b"\xff" * 4096 * 3)
    assert main(["backup", str(used), str(tmp_path / "c.zip")]) == 2
    assert "damaged" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["bots"]


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(archive) as source:
        content = {name: source.read(name) for name in source.namelist()}
    change(content)
    with zipfile.ZipFile(archive, "w") as target:
        for name, data in content.items():
            target.writestr(name, data)


def renamed(new: str) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        content[f"league/{new}"] = content.pop("league/idle.py")
        content["manifest.json"] = content["manifest.json"].replace(b'"idle.py"', json.dumps(new).encode())

    return change


def spoilt(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        content[name] = content[name].replace(old, new)

    return change


@pytest.mark.parametrize(
    "change, why",
    [
        (renamed("../out.py"), "has no file"),
        (renamed("/tmp/out.py"), "has no file"),
        (renamed(".league/lock"), "has no file"),
        (renamed("a/../../out.py"), "has no file"),
        (renamed("idle.py/x"), None),
        (spoilt("league/idle.py", b"pass", b"boom"), "is damaged"),
        (spoilt("league/idle.py", b"pass", b"passs"), "another size"),
        (spoilt("manifest.json", b"backup 1", b"backup 9"), "update spacecode"),
        (spoilt("manifest.json", b'"size": ', b'"size": -'), "manifest is damaged"),
        (spoilt("manifest.json", b"{", b"["), "manifest is damaged"),
        (lambda content: content.pop("manifest.json"), "no manifest"),
        (lambda content: content.pop("league/idle.py"), "other files"),
        (lambda content: content.update({"evil": b""}), "other files"),
    ],
)
def test_nothing_of_a_bad_archive_is_written(
    archive: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, bytes]], None],
    why: str | None,
) -> None:
    rewritten(archive, change)
    capsys.readouterr()
    code = main(["restore", str(archive), str(tmp_path / "there")])
    err = capsys.readouterr().err.strip()
    if why is None:
        assert code == 0
        return
    assert (code, why in err, err.count("\n")) == (2, True, 0), err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backup.zip", "bots"]


def test_restore_refuses_other_files_full_folders_and_full_disks(
    used: Path, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    assert main(["restore", str(archive), str(used)]) == 2
    assert main(["restore", str(tmp_path / "none.zip"), str(there)]) == 2
    for data in (b"", b"PK\x03\x04", os.urandom(500), archive.read_bytes()[:-40]):
        (tmp_path / "bad.zip").write_bytes(data)
        assert main(["restore", str(tmp_path / "bad.zip"), str(there)]) == 2

    class Usage:
        free = 10

    with monkeypatch.context() as patch:
        patch.setattr(restoring.shutil, "disk_usage", lambda path: Usage)
        assert main(["restore", str(archive), str(there)]) == 2
    assert "make room" in capsys.readouterr().err

    def interrupted(path: Path, blocks: object, mode: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_write", interrupted)
    assert main(["restore", str(archive), str(there)]) == 130
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backup.zip", "bad.zip", "bots"]


@pytest.mark.parametrize("path", ["a\0b.py", "a\nb", "", ".", "a//b", "c:x", "a\\b", ".league", "x" * 2000, "a/" * 30])
def test_unsafe_paths(path: str) -> None:
    assert not is_safe(path)
