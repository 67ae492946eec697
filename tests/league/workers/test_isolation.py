"""The wall around workers: what a process that a program has taken over can not do, and what it still can."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import escaped
import pytest
from escaped import TOKEN
from wasmtime import wat2wasm

from league.__main__ import main
from league.admission.submissions import SMOKE, play_smoke, read_bytes
from league.workers import seccomp
from league.workers.isolation import FILE, HANDLES, MEMORY, PROCESSES, Access
from league.workers.pool import process_executor
from league.workers.process import WorkerProcess, begin_worker

from small import ROOT  # isort: skip

MODULE_TEXT = """(module
  (memory (export "memory") 1)
  (func (export "sc_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "sc_start") (param i32 i32) (result i64) ({answer}))
  (func (export "sc_tick") (param i32 i32) (result i64) ({answer}))
  (data (i32.const 8) "{{}}"))"""
NOBODY = 65534
PARENT = """
import ctypes, os
from league.workers.isolation import erase_variable, hide_process
if os.getuid() == 0:  # root may read everything
    os.setgid({nobody})
    os.setuid({nobody})
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # readable again, as after starting a program
if {erases}:
    erase_variable("SECRET")
if {hides}:
    hide_process()
if os.fork() == 0:
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    try:
        print(open(f"/proc/{{os.getppid()}}/environ").read(), flush=True)
    except PermissionError:
        print("PermissionError", flush=True)
    os._exit(0)
os.wait()
print(os.environ.get("SECRET"))
"""


def in_a_worker(function: Callable[[Any], Any]) -> Any:
    """Return what a function, which a bot may have taken over, returns in a league's worker."""
    executor = process_executor()
    try:
        return executor.submit(function, ()).result()
    finally:
        executor.shutdown()


SECCOMP = (
    "socket",
    "local sockets",
    "fork",
    "program",
    "signal",
    "priority",
    "limit",
    "trace",
    "pidfd",
    "io_uring",
    "mount",
    "mode",
    "terminal",
)
LANDLOCK = (
    "token",
    "environment of the parent",
    "home",
    "new file",
    "changed file",
    "cut file",
    "deleted file",
    "moved file",
    "code",
    "compiled code",
)


def test_what_a_worker_that_was_taken_over_can_not_do(tmp_path: Path) -> None:
    most = [limit for limit in (MEMORY, FILE, HANDLES, 0) for _ in range(2)]
    assert in_a_worker(escaped.limits) == most
    assert in_a_worker(escaped.processes) >= PROCESSES
    filtered, restricted = in_a_worker(escaped.confined)
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "token").chmod(0o600)
    own = tmp_path / "own"
    own.mkdir()
    process = WorkerProcess(partial(begin_worker, Access(write=(own,))))
    try:
        found = process.call(60.0, escaped.attempts, (str(tmp_path), str(own), ()), {})
    finally:
        process.kill()
    expected = {"memory": "MemoryError", "files": "EMFILE", "large file": "EFBIG", "small file": "done"}
    if filtered:
        expected |= dict.fromkeys(SECCOMP, "EPERM") | {"clone3": "ENOSYS"}
    if restricted:
        expected |= dict.fromkeys(LANDLOCK, "EACCES") | {"linked file": "EXDEV"}
    assert {name: found[name] for name in expected} == expected
    assert (tmp_path / "token").read_text() == TOKEN or not restricted


def test_a_worker_has_no_thread_that_began_before_its_walls() -> None:
    filtered, _ = in_a_worker(escaped.confined)
    assert (
        in_a_worker(escaped.filters) == ["2" if filtered else "0"] * 2
    )  # its own and the one that waits for its parent


@pytest.mark.parametrize(("erases", "hides"), [(False, False), (True, False), (False, True)])
def test_no_child_finds_the_token_in_the_environment_of_its_parent(erases: bool, hides: bool) -> None:
    script = PARENT.format(erases=erases, hides=hides, nobody=NOBODY)
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env={"SECRET": TOKEN, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    read, own = done.stdout.rsplit(maxsplit=1)
    assert (TOKEN in read) == (not erases and not hides)
    assert ("PermissionError" in read) == hides
    assert own == ("None" if erases else TOKEN)


def test_the_doctor_tells_the_walls(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["memory"], found["open_files"], found["no_new_privs"]) == (MEMORY, HANDLES, True)
    assert found["calls_filtered"] is (seccomp.library() is not None)
    assert found["files_restricted"] is (found["landlock"] is not None)
    assert len(found["missing"]) == [found["calls_filtered"], found["files_restricted"]].count(False)
    assert main(["doctor"]) == 0
    assert "no_new_privs                                 yes" in capsys.readouterr().out


def test_without_seccomp_and_landlock_a_worker_plays_and_tells_what_is_missing() -> None:
    process = WorkerProcess(partial(escaped.begin_without, "libnone.so.1", 0))
    try:
        found, problems = process.call(None, escaped.play_and_tell, ((),), {})
    finally:
        process.kill()
    assert (found.calls_filtered, found.files_restricted, found.no_new_privs, problems) == (False, False, True, 0)
    assert [line.split(",")[0] for line in found.missing] == ["libnone.so.1", "landlock"]


def test_a_worker_compiles_through_another_that_runs_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module and, with an empty cache, the guest."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    process = WorkerProcess(begin_worker)
    try:
        for answer, problems in (("i64.const 34359738370", []), ("i32.const 1", ["start"])):
            bot = read_bytes("module.wasm", bytes(wat2wasm(MODULE_TEXT.format(answer=answer))))
            found = process.call(None, play_smoke, (bot, SMOKE), {})
            assert [problem.code for problem in found.problems] == problems
            kinds = sorted(path.name.partition("-")[0] for path in (tmp_path / "spacecode").glob("*.cwasm"))
            assert kinds == ["component", "module"]
    finally:
        process.kill()
