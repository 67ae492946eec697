from __future__ import annotations

from pathlib import Path

import pytest

from league.cli.errors import LeagueError
from league.logs.files import LogFinder, read_log_bytes, read_sidecar_bytes
from league.logs.reading import names_in
from league.storage.logs import LogFolder, writing_logs


def write(logs: LogFolder, *pairings: int, run: int = 1) -> list[Path]:
    paths = [logs.file(run, pairing, "a") for pairing in pairings]
    logs.write([(path, b"log %d" % pairing, b"debug") for path, pairing in zip(paths, pairings, strict=True)])
    logs.recorded(paths)
    return paths


def write_once(logs: LogFolder, *pairings: int, run: int = 1) -> list[Path]:
    """Write as a run does that then ends."""
    paths = write(logs, *pairings, run=run)
    logs.trim()
    return paths


def loose(folder: Path, *pairings: int) -> list[Path]:
    """Write logs as earlier releases did."""
    paths = [folder / f"run-0001-pair-{pairing:04}-a.bin" for pairing in pairings]
    for path in paths:
        path.write_bytes(b"log")
        path.with_suffix(".debug").write_bytes(b"debug")
    return paths


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def pairings_in(folder: Path, run: int = 1) -> list[int]:
    return sorted(int(name.split("-")[3]) for name in names_in(folder / f"run-{run:04}.pack"))


def test_the_logs_of_a_run_are_in_one_pack(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path / "new" / "logs")
    paths = [*write(logs, 3, 1), *write(logs, 2)]
    assert names(tmp_path / "new" / "logs") == ["run-0001.pack"]
    assert [read_log_bytes(path) for path in paths] == [b"log 3", b"log 1", b"log 2"]
    assert [read_sidecar_bytes(path) for path in paths] == [b"debug"] * 3
    write(logs, 1, run=2)
    assert names(tmp_path / "new" / "logs") == ["run-0001.pack", "run-0002.pack"]


def test_without_debug_there_are_no_sidecars(tmp_path: Path) -> None:
    (path,) = write(LogFolder(tmp_path, debug=False), 3)
    assert read_log_bytes(path) == b"log 3"
    assert read_sidecar_bytes(path) is None


def test_a_run_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    write(LogFolder(tmp_path), 1, 2)
    with (tmp_path / "run-0001.pack").open("ab") as file:
        file.write(b"half a record")
    (path,) = write(LogFolder(tmp_path), 3)
    assert pairings_in(tmp_path) == [1, 2, 3]
    assert b"half" not in (tmp_path / "run-0001.pack").read_bytes()
    write(LogFolder(tmp_path), 3)  # it was not recorded, and is played again
    assert pairings_in(tmp_path) == [1, 2, 3]
    assert read_log_bytes(path) == b"log 3"


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = LogFolder(tmp_path)
    (path,) = write(logs, 1)
    before = (tmp_path / "run-0001.pack").read_bytes()

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("os.fsync", fail)
        with pytest.raises(LeagueError, match="No space left on device; recorded games are safe"):
            write(logs, 2)
    assert (tmp_path / "run-0001.pack").read_bytes() == before
    write(logs, 2)
    assert pairings_in(tmp_path) == [1, 2]
    assert read_log_bytes(path) == b"log 1"


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    earlier = write_once(LogFolder(tmp_path), 1, 2, 3)
    (tmp_path / "mine.bin").touch()
    write_once(LogFolder(tmp_path, keep=2, there=earlier[::-1]), 4)
    assert pairings_in(tmp_path) == [3, 4]
    assert names(tmp_path) == ["mine.bin", "run-0001.pack"]
    write_once(LogFolder(tmp_path, keep=1, there=[*write(LogFolder(tmp_path), 5), earlier[2]]), 1, run=2)
    assert names(tmp_path) == ["mine.bin", "run-0001.pack", "run-0002.pack"]  # pair 4 is none that the store names
    write_once(LogFolder(tmp_path, keep=0), 1, run=3)
    assert "run-0003.pack" not in names(tmp_path)


def test_keeping_none_writes_none(tmp_path: Path) -> None:
    earlier = write(LogFolder(tmp_path), 1, 2)  # of which 2 was not recorded when the run was interrupted
    logs = LogFolder(tmp_path, keep=0, there=earlier[:1])
    for pairing in (2, 3, 4):
        path = logs.file(1, pairing, "a")
        logs.write([(path, b"log", b"debug")])
        assert pairing == 2 or names(tmp_path) == []
        logs.recorded([path])
    assert names(tmp_path) == []
    logs.trim()


def test_a_long_run_does_not_grow_beyond_twice_what_it_keeps(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path, keep=10)
    most = 0
    for pairing in range(1, 100):
        write(logs, pairing)
        most = max(most, len(pairings_in(tmp_path)))
    assert most <= 21
    logs.trim()
    assert pairings_in(tmp_path) == list(range(90, 100))


def test_logs_of_earlier_releases_count_and_go_first(tmp_path: Path) -> None:
    old = loose(tmp_path, 1, 2, 3)
    write_once(LogFolder(tmp_path, keep=3, there=old[::-1]), 4, 5)
    assert names(tmp_path) == ["run-0001-pair-0003-a.bin", "run-0001-pair-0003-a.debug", "run-0001.pack"]
    assert pairings_in(tmp_path) == [4, 5]


def test_nothing_but_logs_in_the_folder_is_ever_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (one,) = loose(folder, 1)
    (tmp_path / "elsewhere").mkdir()
    name = "run-0001-pair-0002-a.bin"
    mine = [tmp_path / "thesis.bin", tmp_path / "elsewhere" / name, folder / "thesis.bin", folder / f"{name}x"]
    for path in [*mine, tmp_path / name]:
        path.write_text("mine")
    (folder / name).write_text("a log that the store does not name")
    (folder / "run-0001-pair-0003-a.bin").mkdir()
    (folder / "run-0007.pack").mkdir()
    (folder / "run-0008.pack").write_text("no pack")
    told = [*mine, folder / ".." / name, folder / "run-0001-pair-0003-a.bin", Path("a\0b") / name, one, one]
    told += [folder / "run-0008.pack" / name, tmp_path / "run-0001.pack" / name]
    write_once(LogFolder(folder, keep=1, there=told), 4)
    assert all(path.exists() for path in [*mine, tmp_path / name, folder / name, folder / "run-0008.pack"])
    assert not one.exists()
    assert pairings_in(folder) == [4]


def test_a_log_is_dropped_however_its_folder_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (old,) = write_once(LogFolder(tmp_path / "real"), 1)
    there = [tmp_path / "link" / ".." / "real" / "run-0001.pack" / old.name]
    logs = LogFolder(tmp_path / "link", keep=0, there=there)
    logs.recorded([])
    logs.trim()
    assert names(tmp_path / "real") == []


def test_a_link_in_the_way_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "logs" / "run-0001.pack").symlink_to("../mine")
    with pytest.raises(LeagueError):
        write(LogFolder(tmp_path / "logs"), 1)
    assert (tmp_path / "mine").read_text() == "mine"


def test_another_league_s_logs_are_not_overwritten(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path)
    write(logs, 1)
    loose(tmp_path / "logs" if (tmp_path / "logs").exists() else tmp_path, 2)
    logs.refuse_strangers(2)
    with pytest.raises(LeagueError, match="another league"):
        logs.refuse_strangers(1)


def test_another_file_is_not_taken_for_a_pack(tmp_path: Path) -> None:
    (tmp_path / "run-0001.pack").write_text("my packing list")
    with pytest.raises(LeagueError, match=r"run-0001\.pack: not a pack of logs"):
        write(LogFolder(tmp_path), 1)
    assert (tmp_path / "run-0001.pack").read_text() == "my packing list"


def test_a_log_that_was_packed_later_is_found_under_its_old_path(tmp_path: Path) -> None:
    (path,) = write(LogFolder(tmp_path), 1)
    old = tmp_path / path.name
    assert read_log_bytes(old) == b"log 1"
    assert read_sidecar_bytes(old) == b"debug"
    finder = LogFinder()
    assert finder.exists(old)
    assert finder.exists(path)
    assert not finder.exists(path.with_name("run-0001-pair-0002-a.bin"))
    assert not finder.exists(tmp_path / "run-0002-pair-0001-a.bin")


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
