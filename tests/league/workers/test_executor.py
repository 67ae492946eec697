"""A real cluster of two worker processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small import ROOT, command, recorded, table

from league.__main__ import main
from league.workers.cluster import connect
from league.workers.pool import QUEUE

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster() -> Iterator[Any]:
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, silence_logs=50) as cluster:  # type: ignore[no-untyped-call]
        yield cluster


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_cluster_plays_the_same_games_and_survives_a_killed_worker(bots: Path, tmp_path: Path, cluster: Any) -> None:
    asked = ("--rounds", 12, "--ticks", 60, "--seed", 7)
    other = tmp_path / "other"
    other.mkdir()
    for bot in bots.glob("*.py"):
        (other / bot.name).write_text(bot.read_text())
    assert main(["run", str(other), *map(str, asked)]) == 0
    run = [*command("run", bots, *asked), "--cluster", cluster.scheduler_address]
    process = subprocess.Popen(run, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    while recorded(bots) < 4 and process.poll() is None:
        time.sleep(0.02)
    victim = next(iter(cluster.workers.values())).pid
    os.kill(victim, signal.SIGKILL)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert table(bots) == table(other)
    assert table(bots)["games"] == 48


def test_a_run_waits_for_the_first_workers_of_a_cluster(bots: Path) -> None:
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty:  # type: ignore[no-untyped-call]
        run = [*command("run", bots, "--games", 2, "--ticks", 60), "--cluster", empty.scheduler_address]
        process = subprocess.Popen(run, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stderr
        told = next(line for line in process.stderr if "warning: cluster" in line)
        assert "has no workers yet: waiting for new ones" in told
        empty.scale(1)
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told
    assert recorded(bots) == 2


def test_a_cluster_of_another_guest_is_refused(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty:  # type: ignore[no-untyped-call]
        worker = [sys.executable, "-c", OTHER, empty.scheduler_address]
        process = subprocess.Popen(worker, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            with distributed.Client(empty) as client:  # type: ignore[no-untyped-call]
                client.wait_for_workers(1, timeout=60)
            assert main(["run", str(bots), "--cluster", empty.scheduler_address]) == 2
            assert "no worker can play: it has code_version" in capsys.readouterr().err
        finally:
            process.kill()
            process.wait()


def test_a_worker_of_another_version_that_comes_later_is_left_out(bots: Path, cluster: Any) -> None:
    run = [*command("run", bots, "--rounds", 100, "--ticks", 60), "--cluster", cluster.scheduler_address]
    process = subprocess.Popen(run, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    while recorded(bots) < 4 and process.poll() is None:
        time.sleep(0.02)
    late = subprocess.Popen(
        [sys.executable, "-c", OTHER, cluster.scheduler_address], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        with distributed.Client(cluster) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(3, timeout=60)
        cluster.scale(0)  # it alone is left
        assert process.stderr
        told = ""
        while line := process.stderr.readline():
            told += line
            if "has no workers left that can play" in line:
                break
        cluster.scale(2)
        told += process.communicate(timeout=120)[1]
    finally:
        late.kill()
        late.wait()
    assert process.returncode == 0, told
    assert told.count("left out: it has code_version") == 1
    games = json.loads(subprocess.run(command("games", bots, "--json"), capture_output=True, cwd=ROOT).stdout)
    assert len(games) == 400 and all(game["how"] != "void" for game in games)


def test_workers_that_come_later_are_used() -> None:
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    few = distributed.LocalCluster(**options)  # type: ignore[no-untyped-call]
    with few, connect(few.scheduler_address) as cluster:
        assert cluster.slots() == QUEUE
        few.scale(3)
        began = time.monotonic()
        while cluster.slots() < 3 * QUEUE and time.monotonic() < began + 60:
            time.sleep(0.1)
        assert cluster.slots() == 3 * QUEUE


OTHER = """
import asyncio, sys
from distributed import Worker
from sandbox import build
build.facts = lambda: {"sha256": "f" * 64}
build.problem = lambda: None
async def main():
    async with Worker(sys.argv[1], nthreads=1, dashboard=False) as worker:
        await worker.finished()
asyncio.run(main())
"""


def test_an_address_where_nobody_listens_is_named(
    bots: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("league.workers.cluster.CONNECT", 0.5)
    assert main(["run", str(bots), "--cluster", "tcp://127.0.0.1:9"]) == 2
    error = capsys.readouterr().err
    assert "error: cluster tcp://127.0.0.1:9: " in error
    assert "Traceback" not in error


def test_tls_without_a_certificate_is_an_error_in_one_line(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(bots), "--cluster", "tls://127.0.0.1:9"]) == 2
    assert (
        capsys.readouterr().err.splitlines()[-1].startswith("error: cluster tls://127.0.0.1:9: TLS needs a certificate")
    )


@pytest.mark.parametrize(
    "address", ["", "foo", "tcp://127.0.0.1", "a b:1", "tcp://x:99999999", "tcp://x:99999", "nonsense://x:1"]
)
def test_what_is_no_address_is_refused_before_a_run_begins(
    bots: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert main(["run", str(bots), "--cluster", address]) == 2
    assert "must be an address like tcp://HOST:PORT" in capsys.readouterr().err
    assert not (bots / ".league").exists()


def test_a_scheduler_that_dies_ends_the_run_with_a_word(bots: Path) -> None:
    port = free_port()
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    scheduler = subprocess.Popen([*dask, "--dashboard-address", "127.0.0.1:0"], stderr=subprocess.DEVNULL)
    address = f"tcp://127.0.0.1:{port}"
    plays = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard", "--nthreads", "1"]
    worker = subprocess.Popen(plays, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        with distributed.Client(address, timeout=30) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=60)
        run = [*command("run", bots, "--rounds", 4000, "--ticks", 60), "--cluster", address]
        process = subprocess.Popen(run, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        while recorded(bots) < 4 and process.poll() is None:
            time.sleep(0.02)
        worker.kill()
        scheduler.kill()
        _, told = process.communicate(timeout=120)
    finally:
        for other in (worker, scheduler):
            other.kill()
            other.wait()
    assert process.returncode == 2, told
    assert told.splitlines()[-1].startswith(f"error: cluster {address}: its scheduler is gone")
    assert "Traceback" not in told
    assert recorded(bots) >= 4


def test_workers_here_and_a_cluster_exclude_each_other(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run", str(bots), "--cluster", "tcp://x:1", "--workers", "2"])
    assert "not allowed with" in capsys.readouterr().err


def test_an_address_without_tls_is_refused_if_encryption_is_required(
    bots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dask import config

    with config.set({"distributed.comm.require-encryption": True}):
        assert main(["run", str(bots), "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "Dask is set to require encryption" in capsys.readouterr().err
