"""`league host` as a process: once for cron, and until SIGTERM, after which a run resumes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from small import ROOT, command, recorded

from league.host.state import open_host_state
from league.storage.opening import default_path, reading
from league.storage.queries.runs import list_runs

SECONDS = 120.0


@pytest.fixture
def config(bots: Path) -> Path:
    path = bots.parent / "host.toml"
    path.write_text(
        'folder = "bots"\nsite = "site"\nsettle = 0\n[[ladder]]\nrounds = 1\nticks = 60\n'
        '[[ladder]]\nmode = "sumo"\nrounds = 1\nticks = 60\n'
    )
    return path


def start(config: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    words = command("host", "--config", config, *options)
    return subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def runs(config: Path) -> list[tuple[str, int, bool]]:
    path = default_path(config.parent / "bots")
    if not path.exists():
        return []
    with reading(path) as store:
        return [(one.row.mode, one.games, one.row.finished) for one in list_runs(store)]


def test_once_plays_what_is_due_and_ends(config: Path) -> None:
    first = start(config, "--once", "--log-format", "json")
    _, error = first.communicate(timeout=SECONDS)
    assert first.returncode == 0, error
    told = [json.loads(line) for line in error.splitlines()]
    reports = [one for one in told if "run" in one]
    assert [(one["run"], one["ladder"], one["games"], one["void"]) for one in reports] == [
        (1, "duel", 4, 0), (2, "sumo", 4, 0)
    ]  # fmt: skip
    assert "first: 1. " in reports[0]["message"]
    assert (config.parent / "site" / "games" / "2-1a.html").is_file()
    again = start(config, "--once")
    _, error = again.communicate(timeout=SECONDS)
    assert (again.returncode, error) == (0, "")
    assert runs(config) == [("duel", 4, True), ("sumo", 4, True)]


def test_a_run_that_fails_is_one_line_and_exit_code_2(config: Path) -> None:
    for path in (config.parent / "bots").glob("*.py"):
        path.write_bytes(b"\xff")
    process = start(config, "--once")
    _, error = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    *logged, last = error.splitlines()
    assert last == "error: 2 runs failed; the log says why"
    assert any("duel: left out: gunner.py, idle.py, left.py, seeker.py: " in line for line in logged)
    assert any("ladder duel: the run failed: a league takes two bots or more" in line for line in logged)
    assert "Traceback" not in error


def test_sigterm_stops_it_and_the_run_resumes(config: Path, tmp_path: Path) -> None:
    config.write_text(config.read_text().replace("rounds = 1\n", "rounds = 40\n", 1))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(SECONDS)
        asked = {"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "60000000"}
        process = start(config, **asked)
        try:
            until(lambda: recorded(config.parent / "bots") > 0 or process.poll() is not None)
            process.send_signal(signal.SIGTERM)
            _, error = process.communicate(timeout=SECONDS)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        assert process.returncode == 0, error
        assert "Traceback" not in error
        said = []
        systemd.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                said.append(systemd.recv(100).decode())
    assert [word for word in said if word != "WATCHDOG=1"] == ["READY=1", "STOPPING=1"]
    assert "WATCHDOG=1" in said[1:]
    ((_, played, finished),) = runs(config)
    assert not finished
    assert played < 160
    with open_host_state(config.parent / "bots") as state:
        assert state.ladder("duel").playing
    resumed = start(config, "--once")
    _, error = resumed.communicate(timeout=SECONDS)
    assert resumed.returncode == 0, error
    assert runs(config) == [("duel", 160, True), ("sumo", 4, True)]


def test_a_second_host_of_a_folder_does_not_start(config: Path) -> None:
    with open_host_state(config.parent / "bots"):
        process = start(config)
        _, error = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert error.count("\n") == 1
    assert "in use by another `league host`" in error
