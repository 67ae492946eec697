"""The compiled guest's cache: where it lies, and what it refuses."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from wasmtime import Config, Engine
from wasmtime.component import Component

from sandbox import cache

ROOT = Path(__file__).parents[2]
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
    with pytest.raises(cache.CacheError, match="not this user's alone"):
        cache.folder()


def test_a_link_is_refused(home, tmp_path_factory):
    (home / "spacecode").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(cache.CacheError):
        cache.folder()


def test_a_folder_that_cannot_be_made_says_what_to_set(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(cache.CacheError, match="set XDG_CACHE_HOME"):
        cache.folder()


def made(options: str = "plain", sha256: str = "00") -> tuple[Component, bool]:
    """A component by way of the cache, and whether it was compiled for that."""
    asked: list[bytes] = []
    component = cache.compiled(Engine(Config()), options, sha256, lambda: asked.append(EMPTY) or EMPTY)
    return component, bool(asked)


def test_it_is_compiled_once(home):
    assert made()[1] and not made()[1]
    files = list((home / "spacecode").glob("*.cwasm"))
    assert len(files) == 1 and stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_processes_that_start_together_compile_once(home):
    script = (
        "import sys, time\nfrom wasmtime import Config, Engine\nfrom sandbox import cache\n"
        f"def wasm():\n    print('compiled')\n    time.sleep(0.5)\n    return {EMPTY!r}\n"
        "cache.compiled(Engine(Config()), 'plain', '00', wasm)\n"
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
    file.write_bytes(b"no such thing")
    assert made()[1] and not made()[1]
    file.chmod(0o666)
    assert made()[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_only_the_newest_few_are_kept(home):
    for number in range(cache.KEPT + 3):
        made(sha256=f"{number:02d}")
    assert len(list((home / "spacecode").glob("*.cwasm"))) == cache.KEPT
