from __future__ import annotations

from pathlib import Path

import pytest

from league.cli.errors import LeagueError
from league.storage.logs import LogFolder, writing_logs


def write(logs: LogFolder, *pairings: int) -> list[Path]:
    paths = [logs.file(1, pairing, "a") for pairing in pairings]
    logs.write([(path, b"log", b"debug") for path in paths])
    logs.recorded(paths)
    return paths


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_log_has_its_sidecar_beside_it_and_nothing_else(tmp_path: Path) -> None:
    (path,) = write(LogFolder(tmp_path / "new" / "logs"), 3)
    assert path.read_bytes() == b"log"
    assert names(path.parent) == ["run-0001-pair-0003-a.bin", "run-0001-pair-0003-a.debug"]


def test_what_a_crash_left_is_written_over(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path)
    (tmp_path / ".run-0001-pair-0003-a.bin.tmp").write_bytes(b"half a l")
    write(logs, 3)
    assert len(names(tmp_path)) == 2


def test_a_log_under_its_name_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = LogFolder(tmp_path)

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(LeagueError, match="No space left on device; recorded games are safe"):
        write(logs, 1)
    assert not any(name.startswith("run") for name in names(tmp_path))


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    earlier = write(LogFolder(tmp_path), 1, 2, 3)
    (tmp_path / "mine.bin").touch()
    write(LogFolder(tmp_path, keep=2, there=earlier[::-1]), 4)
    assert names(tmp_path) == sorted(
        ["mine.bin", *(f"run-0001-pair-000{n}-a.{end}" for n in (3, 4) for end in ("bin", "debug"))]
    )
    write(LogFolder(tmp_path, keep=0, there=earlier[2:]), 5)
    assert "run-0001-pair-0005-a.bin" not in names(tmp_path)


def test_nothing_but_logs_in_the_folder_is_ever_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    (one,) = write(LogFolder(folder), 1)
    (tmp_path / "elsewhere").mkdir()
    name = "run-0001-pair-0002-a.bin"
    mine = [tmp_path / "thesis.bin", tmp_path / "elsewhere" / name, folder / "thesis.bin", folder / f"{name}x"]
    for path in [*mine, tmp_path / name]:
        path.write_text("mine")
    (folder / name).write_text("a log that the store does not name")
    (folder / "run-0001-pair-0003-a.bin").mkdir()
    told = [*mine, folder / ".." / name, folder / "run-0001-pair-0003-a.bin", Path("a\0b") / name, one, one]
    write(LogFolder(folder, keep=1, there=told), 4)
    assert all(path.exists() for path in [*mine, tmp_path / name, folder / name])
    assert not one.exists()
    assert (folder / "run-0001-pair-0004-a.bin").exists()


def test_a_log_is_dropped_however_its_folder_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (old,) = write(LogFolder(tmp_path / "real"), 1)
    LogFolder(tmp_path / "link", keep=0, there=[tmp_path / "link" / ".." / "real" / old.name]).recorded([])
    assert names(tmp_path / "real") == []


def test_a_link_in_the_way_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "logs" / ".run-0001-pair-0001-a.bin.tmp").symlink_to("../mine")
    write(LogFolder(tmp_path / "logs"), 1)
    assert (tmp_path / "mine").read_text() == "mine"


def test_another_league_s_logs_are_not_overwritten(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path)
    write(logs, 1)
    logs.refuse_strangers(2)
    with pytest.raises(LeagueError, match="another league"):
        logs.refuse_strangers(1)


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LeagueError):
        LogFolder(tmp_path / "file" / "logs")


def test_two_runs_never_write_into_one_folder_at_a_time(tmp_path: Path) -> None:
    with writing_logs(tmp_path / "logs", None, ()) as logs:
        write(logs, 1)
        second = writing_logs(tmp_path / "logs", None, ())
        with pytest.raises(LeagueError, match="logs: another league run is using it"), second:
            pass
    with writing_logs(tmp_path / "logs", None, ()) as logs:
        write(logs, 2)
