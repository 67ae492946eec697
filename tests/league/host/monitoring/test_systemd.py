"""sd_notify with a real datagram socket in the place of systemd's."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from league.host.monitoring.systemd import READY, WATCHDOG, Notifier
from league.host.serve import beat
from league.host.vitals import Vitals


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(str(tmp_path / "notify"))
        found.settimeout(30)
        yield found


def test_messages_arrive(systemd: socket.socket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": systemd.getsockname()})
    assert notifier.tell(READY, "STATUS=waiting")
    assert systemd.recv(100) == b"READY=1\nSTATUS=waiting"
    assert notifier.interval is None


def test_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0spacecode-test-{os.getpid()}")
        assert Notifier({"NOTIFY_SOCKET": f"@spacecode-test-{os.getpid()}"}).tell(READY)
        assert systemd.recv(100) == b"READY=1"


def test_without_a_manager_nothing_happens(tmp_path: Path) -> None:
    assert not Notifier({}).tell(READY)
    assert not Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell(READY)


@pytest.mark.parametrize(
    ("microseconds", "pid", "interval"),
    [("60000000", str(os.getpid()), 30.0), ("60000000", None, 30.0), ("60000000", "1", None), ("x", None, None),
     ("0", None, None)],
)  # fmt: skip
def test_the_interval_is_half_of_what_the_manager_allows(
    microseconds: str, pid: str | None, interval: float | None
) -> None:
    asked = {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": microseconds, **({"WATCHDOG_PID": pid} if pid else {})}
    assert Notifier(asked).interval == interval


def test_the_watchdog_is_fed_while_the_loop_turns(systemd: socket.socket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "20000"})
    vitals = Vitals()
    vitals.turned -= 100

    async def main() -> None:
        task = asyncio.create_task(beat(vitals, notifier))
        for _ in range(3):
            assert await asyncio.to_thread(systemd.recv, 100) == WATCHDOG.encode()
        task.cancel()

    asyncio.run(main())
    assert vitals.age < 50
