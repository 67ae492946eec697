"""The cache of compiled guests: its folder, and what it refuses."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from wasmtime import Config, Engine, WasmtimeError
from wasmtime.component import Component

from sandbox.fault import HostTrouble
from sandbox.runtime import cache

ROOT = Path(__file__).parents[3]
EMPTY = b"\0asm\x0d\0\x01\0"  # the smallest component


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_the_folder_is_made_for_the_user_alone(home):
    path = cache.folder()
    assert path == home / "spacecode" and stat.S_IMODE(path.stat().st_mode) == 0o700


def test_without_an_absolute_xdg_cache_home_it_lies_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == tmp_path / ".cache" / "spacecode"


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_is_refused(home, mode):
    cache.folder().chmod(mode)
    with pytest.raises(cache.CacheError, match="chmod 700"):
        cache.folder()


def test_a_folder_of_somebody_else_is_refused(home, monkeypatch):
    owner = cache.folder().stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(cache.CacheError, match="is not private"):
        cache.folder()


def test_a_link_is_refused(home, tmp_path_factory):
    (home / "spacecode").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(cache.CacheError, match="is a symbolic link: set XDG_CACHE_HOME to its target"):
        cache.folder()


ENGINE = Engine(Config())


def made(options: str = "plain", sha256: str = "00", keep: int = 4) -> tuple[Component, bool]:
    """Return a component through the cache, and whether it was compiled for that."""
    asked: list[bool] = []

    def compile() -> bytearray:
        asked.append(True)
        return Component(ENGINE, EMPTY).serialize()

    return cache.load_or_compile(Component, ENGINE, (sha256, options), compile, keep), bool(asked)


def test_where_no_folder_can_be_made_it_is_compiled_in_memory_and_that_is_said_once(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(cache, "_warned", set())
    for _ in range(2):
        assert isinstance(made()[0], Component) and made()[1]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("warning: no cache folder") and "set XDG_CACHE_HOME" in line


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_cannot_be_written_is_used_from_memory_and_that_is_said_once(home, monkeypatch, capsys, number):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    opened = Path.open
    cache.folder()
    monkeypatch.setattr(cache, "_warned", set())
    monkeypatch.setattr(
        Path, "open", lambda path, *more, **options: (refuse if path.name == "lock" else opened)(path, *more, **options)
    )
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    for _ in range(2):
        assert isinstance(made()[0], Component) and made()[1]
    (line,) = capsys.readouterr().err.splitlines()
    assert os.strerror(number) in line and "set XDG_CACHE_HOME" in line
    assert list((home / "spacecode").iterdir()) == []


def test_a_disk_that_is_full_halfway_leaves_nothing_behind(home, monkeypatch):
    real = os.fdopen

    def full(handle: int, mode: str) -> object:
        file = real(handle, mode)
        file.write(b"half")
        file.close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    assert made()[1]
    monkeypatch.undo()
    assert [file.name for file in (home / "spacecode").iterdir()] == ["lock"]


def test_a_process_that_is_stopped_while_it_compiles_holds_nobody_up_for_good(home, monkeypatch):
    monkeypatch.setattr(cache, "PATIENCE", 0.2)
    cache.folder()
    with (home / "spacecode" / "lock").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert made()[1] and not made()[1]


def test_it_is_compiled_once(home):
    assert made()[1] and not made()[1]
    files = list((home / "spacecode").glob("*.cwasm"))
    assert len(files) == 1 and stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_processes_that_start_together_compile_once(home):
    script = (
        "import time\nfrom wasmtime import Config, Engine\nfrom wasmtime.component import Component\n"
        "from sandbox.runtime import cache\nengine = Engine(Config())\n"
        "def compile():\n    print('compiled')\n    time.sleep(0.5)\n"
        f"    return Component(engine, {EMPTY!r}).serialize()\n"
        "cache.load_or_compile(Component, engine, 'made by', compile, 4)\n"
    )
    command = [sys.executable, "-c", script]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)]
    assert [process.communicate()[0] for process in together].count("compiled\n") == 1
    assert [process.returncode for process in together] == [0, 0, 0]


def test_other_options_or_another_guest_are_compiled_anew(home):
    assert made()[1] and made(options="other")[1] and made(sha256="01")[1]


def test_a_damaged_or_writable_file_is_not_loaded(home):
    made()
    file = next((home / "spacecode").glob("*.cwasm"))
    whole = file.read_bytes()
    flipped = whole[:14] + bytes([whole[14] ^ 1]) + whole[15:]
    assert Component.deserialize(ENGINE, flipped)  # wasmtime itself would run it
    for damaged in (b"no such thing", b"", whole[:-1], flipped):
        file.write_bytes(damaged)
        assert made()[1] and not made()[1]
        assert file.read_bytes() == whole
    file.chmod(0o666)
    assert made()[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOMEM])
def test_a_file_that_this_machine_cannot_open_or_map_now_is_kept(home, monkeypatch, number):
    made()
    file = next((home / "spacecode").glob("*.cwasm"))

    def refuse_to_open(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    def refuse_to_map(*_: object) -> None:
        raise WasmtimeError(f"mmap failed\n    2: {os.strerror(number)} (os error {number})")

    with monkeypatch.context() as machine:
        if number == errno.EMFILE:
            machine.setattr("hashlib.file_digest", refuse_to_open)
        else:
            machine.setattr(Component, "deserialize_file", refuse_to_map)
        with pytest.raises(HostTrouble, match=os.strerror(number)):
            made()
    assert file.exists() and not made()[1]


def test_one_that_another_wasmtime_made_is_compiled_anew(home, monkeypatch):
    made()
    monkeypatch.setattr("importlib.metadata.version", lambda name: "51.0.0")
    assert made()[1] and not made()[1]


def test_only_the_few_that_were_used_last_are_kept(home):
    for number in range(7):
        made(sha256=f"{number:02d}")
        for file in (home / "spacecode").glob("component-*.cwasm"):
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 10**9))  # some time passes
        assert number == 0 or not made(sha256="00")[1]
    assert len(list((home / "spacecode").glob("component-*.cwasm"))) == 4


def test_no_more_bytes_are_kept_than_there_may_be(home, monkeypatch):
    monkeypatch.setattr(cache, "MAX_BYTES", 3 * len(Component(ENGINE, EMPTY).serialize()))
    for number in range(6):
        assert made(sha256=f"{number:02d}", keep=9)[1]
        for file in (home / "spacecode").glob("component-*.cwasm"):
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 10**9))  # some time passes
    assert len(list((home / "spacecode").glob("component-*.cwasm"))) == 3
    assert not made(sha256="05")[1] and made(sha256="00")[1]


def test_what_a_killed_process_left_half_written_is_removed_once_it_is_old(home):
    folder = cache.folder()
    assert folder is not None
    old, new = folder / "a.part", folder / "b.part"
    for file in (old, new):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    made()
    assert not old.exists() and new.exists()
