"""Stores in places that cannot be written to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from small import ROOT, command, record_a_game

import league.storage.sqlite.copies
from league.cli.errors import LeagueError
from league.storage.opening import default_path, reading, writing

FULL = 'mount -t tmpfs -o size=1m none "$0" && cp -r "$1"/. "$0" && { cat /dev/zero > "$0"/filled; shift; exec "$@"; }'
ONLY_READ = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def ask(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a `league` command that cannot write below the folder."""
    asked = command(*words)
    if os.geteuid():
        folder.chmod(0o555)
        default_path(folder).parent.chmod(0o555)
    else:  # whom permissions do not stop
        asked = ["unshare", "-m", "sh", "-c", ONLY_READ, str(folder), *asked]
        if subprocess.run([*asked[:6], "true"], capture_output=True).returncode:
            pytest.skip("may not mount here")
    try:
        return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT)
    finally:
        if os.geteuid():
            folder.chmod(0o755)
            default_path(folder).parent.chmod(0o755)


def games(folder: Path) -> int:
    """Return the number of games on the ladder of a folder that cannot be written to."""
    before = sorted(path.name for path in default_path(folder).parent.iterdir())
    shown = ask(folder, "table", folder, "--json")
    assert shown.stderr == ""
    assert sorted(path.name for path in default_path(folder).parent.iterdir()) == before
    return int(json.loads(shown.stdout)["games"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bots"
    with writing(default_path(folder)) as store:
        record_a_game(store)
    return folder


def test_a_store_is_read_where_nothing_may_be_written(folder: Path) -> None:
    assert games(folder) == 1
    assert "ann v1 against bob v1" in ask(folder, "games", folder).stdout
    assert ask(folder, "show", "bob", folder).stdout.startswith("bob v1\n")


def test_a_store_is_read_where_the_disk_is_full(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    asked = ["unshare", "-m", "sh", "-c", FULL, str(tmp_path / "full"), str(folder)]
    if subprocess.run([*asked, "true"], capture_output=True).returncode:
        pytest.skip("may not mount here")
    for words in (
        ["table", tmp_path / "full", "--json"],
        ["games", tmp_path / "full"],
        ["show", "ann", tmp_path / "full"],
    ):
        shown = subprocess.run([*asked, *command(*words)], capture_output=True, text=True, cwd=ROOT)
        assert (shown.returncode, "ann" in shown.stdout) == (0, True), shown.stderr


def test_what_a_run_at_work_recorded_is_read_too(folder: Path) -> None:
    with writing(default_path(folder)) as store:
        record_a_game(store)
        assert games(folder) == 2
        record_a_game(store)
        assert games(folder) == 3


@pytest.mark.parametrize("left", [("-wal", "-shm"), ("-wal",)])
def test_what_a_killed_run_recorded_is_read_too(folder: Path, tmp_path: Path, left: tuple[str, ...]) -> None:
    dead = tmp_path / "dead"
    default_path(dead).parent.mkdir(parents=True)
    with writing(default_path(folder)) as store:
        record_a_game(store)
        for suffix in ("", *left):
            name = default_path(dead).name + suffix
            shutil.copyfile(store.path.with_name(name), default_path(dead).with_name(name))
    assert games(dead) == 2


def test_who_would_write_there_is_told_why_not(folder: Path) -> None:
    for name in ("ann", "bob"):
        (folder / f"{name}.py").write_text("def tick(ship):\n    pass\n")
    refused = ask(folder, "run", folder)
    assert refused.returncode == 2
    assert "cannot be written to" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_store_that_changes_while_it_is_copied_is_copied_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    copied = []

    def copy(source: Path, target: Path) -> None:
        copied.append(source)
        target.write_bytes(source.read_bytes())
        if len(copied) < most:
            os.utime(source, (len(copied), len(copied)))

    monkeypatch.setattr(league.storage.sqlite.copies.shutil, "copyfile", copy)
    most = 3
    with reading(default_path(folder)) as store:
        assert store.connection.execute("SELECT count(*) FROM games").fetchone() == (1,)
    assert len(copied) == 3
    most = 1000
    with pytest.raises(LeagueError, match="another process keeps writing to it"), reading(default_path(folder)):
        pass
