"""The wall around workers: what a process that a program has taken over can not do, and what it still can."""

from __future__ import annotations

import errno
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from league.__main__ import main
from league.workers.isolation import FILE, HANDLES, MEMORY, PROCESSES, inspect_isolation
from league.workers.pool import process_executor, spawning

from small import ROOT  # isort: skip

TOKEN = "a.secret.token"
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
        with spawning():
            return executor.submit(function, ()).result()
    finally:
        executor.shutdown()


def _limits(_: object) -> list[int]:
    kinds = (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)
    found = [limit for kind in kinds for limit in resource.getrlimit(kind)]
    for kind in (*kinds, resource.RLIMIT_NPROC):
        soft, hard = resource.getrlimit(kind)
        assert soft == hard  # it can not be raised, except by root
    return found


def _attempts(folder: str, _: object) -> dict[str, object]:
    """Try what a program that has escaped would try."""
    found: dict[str, object] = {"privileges": inspect_isolation().no_new_privs}
    try:
        bytearray(2 * MEMORY)
        found["memory"] = "allocated"
    except MemoryError:
        found["memory"] = "MemoryError"
    handles = []
    try:
        while True:
            handles.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        found["files"] = errno.errorcode[error.errno or 0]
    for handle in handles:
        os.close(handle)
    try:
        with Path(folder, "large").open("wb") as file:
            file.truncate(FILE + 1)
        found["large file"] = "written"
    except OSError as error:
        found["large file"] = errno.errorcode[error.errno or 0]
    Path(folder, "small").write_text("x")
    found["small file"] = "written"
    with socket.socket(), socket.create_server(("127.0.0.1", 0)):
        found["socket"] = "opened"
    found["fork"] = subprocess.run([sys.executable, "-c", "pass"]).returncode
    found["token"] = any(TOKEN in value for value in os.environ.values())
    return found


def test_what_a_worker_that_was_taken_over_can_and_can_not_do(tmp_path: Path) -> None:
    most = [limit for limit in (MEMORY, FILE, HANDLES, 0) for _ in range(2)]
    assert in_a_worker(_limits) == most
    assert in_a_worker(partial(_attempts, str(tmp_path))) == {
        "privileges": True,
        "memory": "MemoryError",
        "files": "EMFILE",
        "large file": "EFBIG",
        "token": False,
        # What only a unit or a container denies:
        "small file": "written",
        "socket": "opened",
        "fork": 0,
    }
    assert in_a_worker(_processes) >= PROCESSES


def _processes(_: object) -> int:
    return resource.getrlimit(resource.RLIMIT_NPROC)[0]


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
    assert main(["doctor"]) == 0
    assert "no_new_privs                             yes" in capsys.readouterr().out
