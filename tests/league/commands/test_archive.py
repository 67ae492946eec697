"""Loose logs of an earlier release, packed by `league archive`."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from filled import fill

from league.__main__ import main
from league.cli.errors import LeagueError
from league.logs.files import read_log_bytes, read_sidecar_bytes
from league.logs.writing import PackedLog, PackWriter
from league.storage import archiving
from league.storage.archiving import archive_logs, loose_logs
from league.storage.locks import sole_writer
from league.storage.opening import default_path, reading, writing
from league.storage.queries.history import find_games

Logs = dict[str, tuple[bytes, bytes | None]]


@pytest.fixture
def bots(tmp_path: Path) -> Path:
    """A league with 48 loose logs."""
    folder = tmp_path / "bots"
    folder.mkdir()
    with writing(default_path(folder)) as store:
        fill(store)
        for log in store.logs():
            log.write_bytes(log.name.encode() * 50)
            log.with_suffix(".debug").write_bytes(b"debug " + log.name.encode())
        store.finish_run(1)
    return folder


def logs_of(bots: Path) -> Logs:
    """Return each log and sidecar under the path that the store has."""
    with reading(default_path(bots)) as store:
        paths = list(store.logs())
        assert all(game.log for game in find_games(store))
    return {path.name: (read_log_bytes(path), read_sidecar_bytes(path)) for path in paths}


def files_in(bots: Path) -> list[str]:
    return sorted(path.name for path in (bots / ".league" / "logs").iterdir() if path.name != ".lock")


def test_all_logs_are_read_under_the_paths_that_the_store_has(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = logs_of(bots)
    mine = bots / ".league" / "logs" / "run-0001-pair-0001-a.txt"
    mine.touch()
    assert main(["archive", str(bots), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["logs"], facts["packs"], facts["left"]) == (48, 1, [])
    assert facts["pack_bytes"] < facts["loose_bytes"]
    assert files_in(bots) == [mine.name, "run-0001.pack"]
    assert logs_of(bots) == before
    assert main(["archive", str(bots)]) == 0
    assert capsys.readouterr().out == "no loose logs of finished runs\n"


def test_a_run_that_is_not_finished_is_left_alone(bots: Path) -> None:
    with writing(default_path(bots)) as store:
        store.connection.execute("UPDATE runs SET finished = 0")
    before = files_in(bots)
    assert main(["archive", str(bots)]) == 0
    assert files_in(bots) == before


def test_a_log_whose_name_is_taken_stays(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = logs_of(bots)
    logs = bots / ".league" / "logs"
    with PackWriter(logs / "run-0001.pack") as writer:
        writer.append(
            [PackedLog("run-0001-pair-0001-a", b"another", b""), PackedLog("run-0001-pair-0001-b", b"x", b"")]
        )
        same = before["run-0001-pair-0002-a.bin"]
        writer.append([PackedLog("run-0001-pair-0002-a", same[0], b"")])  # its sidecar is not there yet
    assert main(["archive", str(bots)]) == 1
    assert "run-0001-pair-0001-a.bin: another log of this name is in run-0001.pack" in capsys.readouterr().err
    assert files_in(bots)[0] == "run-0001-pair-0001-a.bin"
    assert len(files_in(bots)) == 5
    assert logs_of(bots) == before


def test_links_and_what_the_store_does_not_name_stay(bots: Path, tmp_path: Path) -> None:
    logs = bots / ".league" / "logs"
    (logs / "run-0001-pair-0001-a.bin").rename(tmp_path / "elsewhere.bin")
    (logs / "run-0001-pair-0001-a.bin").symlink_to(tmp_path / "elsewhere.bin")
    (logs / "run-0001-pair-0099-a.bin").write_bytes(b"mine")
    assert main(["archive", str(bots)]) == 0
    assert "run-0001-pair-0099-a.bin" in files_in(bots)
    assert (logs / "run-0001-pair-0001-a.bin").is_symlink()
    assert (tmp_path / "elsewhere.bin").exists()


def test_a_full_disk_and_a_stop_leave_everything_readable(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = logs_of(bots)
    monkeypatch.setattr(archiving, "_TOGETHER", 10)
    calls = 0
    sync = os.fsync

    def full(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:  # the pack's beginning, its folder, the first ten logs
            raise OSError(28, "No space left on device")
        sync(handle)

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert main(["archive", str(bots)]) == 2
    assert logs_of(bots) == before
    assert len(files_in(bots)) == 2 * 38 + 1
    stop = threading.Event()
    with reading(default_path(bots)) as store:
        found = loose_logs((1, path) for path in store.logs())
    assert archive_logs(found, stop, lambda done: stop.set()).logs == 10
    assert logs_of(bots) == before
    assert len(files_in(bots)) == 2 * 28 + 1
    assert main(["archive", str(bots)]) == 0
    assert logs_of(bots) == before


def test_a_kill_between_two_deletions_loses_nothing(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = logs_of(bots)
    monkeypatch.setattr(archiving, "_TOGETHER", 7)
    unlink = Path.unlink
    for at in range(1, 9, 2):
        calls = 0

        def killed(path: Path, missing_ok: bool = False, at: int = at) -> None:
            nonlocal calls
            calls += 1
            if calls == at:
                raise SystemExit("killed")
            unlink(path, missing_ok)

        with monkeypatch.context() as power, pytest.raises(SystemExit):
            power.setattr(Path, "unlink", killed)
            main(["archive", str(bots)])
        assert {name: log for name, (log, _) in logs_of(bots).items()} == {n: log for n, (log, _) in before.items()}
    assert main(["archive", str(bots)]) == 0
    assert files_in(bots) == ["run-0001.pack"]
    assert logs_of(bots) == before


def test_a_league_that_is_running_is_refused(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sole_writer(default_path(bots)):
        assert main(["archive", str(bots)]) == 2
    assert "another league run is using it" in capsys.readouterr().err
    with sole_writer(bots / ".league" / "logs"):
        assert main(["archive", str(bots)]) == 2
    assert len(files_in(bots)) == 96
    with reading(default_path(bots)) as store, sole_writer(bots / ".league" / "logs"), pytest.raises(LeagueError):
        archive_logs(loose_logs((1, path) for path in store.logs()), threading.Event(), lambda done: None)
