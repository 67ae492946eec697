"""The lifetime of a host: it plays until SIGTERM or Ctrl-C, or what is due once."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from league.cli.errors import LeagueError
from league.host.loops import repeat
from league.host.monitoring.health import health_server
from league.host.monitoring.systemd import READY, STOPPING, WATCHDOG, Notifier
from league.host.processes.worker import Worker
from league.host.run_log import RunLog
from league.host.runner import Runner
from league.host.settings import HostSettings
from league.host.state import HostState, open_host_state
from league.host.vitals import Vitals

_log = logging.getLogger(__name__)

REPORT_TIMEOUT = 300.0  # s for a report
TURN = 1.0  # s between turns of the loop that are noted
PAUSE = 5.0  # s after a failed step

Part = Callable[["LeagueHost"], Coroutine[Any, Any, None]]


class LeagueHost:
    """A league's host: its runner, and the worker in which reports are made."""

    def __init__(self, settings: HostSettings, state: HostState, look: float = 15.0) -> None:
        self.settings = settings
        self.state = state
        self.worker = Worker(REPORT_TIMEOUT, league=settings.folder)
        self.runner = Runner(settings, state, self.worker, look)
        self.runner.listeners.append(RunLog())

    @property
    def vitals(self) -> Vitals:
        """What it is doing."""
        return self.runner.vitals


@contextmanager
def open_host(settings: HostSettings) -> Iterator[LeagueHost]:
    """Open the state of the host of a league, for this process alone. Raises LeagueError if it is in use."""
    with open_host_state(settings.folder) as state:
        host = LeagueHost(settings, state)
        try:
            yield host
        finally:
            host.worker.close()


def serve(host: LeagueHost, part: Part | None = None) -> None:
    """Play the ladders on schedule until SIGTERM or Ctrl-C; a run in progress resumes at the next start.

    Args:
        part: runs beside the schedule until it is cancelled; if it raises, the host stops.

    Raises:
        LeagueError: the port of the metrics is in use, or whatever the part raises.
    """
    with health_server(host.settings, host.vitals) as port:
        if port:
            _log.info("health and metrics: http://127.0.0.1:%s/healthz and /metrics", port)
        asyncio.run(_until_stopped(lambda: _serve(host, part)))


def serve_once(host: LeagueHost) -> tuple[list[str], bool]:
    """Play what is due once. Return what failed, one line each, and whether it was stopped before it was done."""
    problems: list[str] = []

    async def main() -> None:
        problems.extend(await host.runner.play_due())

    return problems, asyncio.run(_until_stopped(main))


async def _until_stopped(main: Callable[[], Awaitable[object]]) -> bool:
    """Run to the end, or until SIGTERM, SIGHUP or Ctrl-C; return whether one of these came."""
    task = asyncio.ensure_future(main())
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
    return stopped


async def _serve(host: LeagueHost, part: Part | None) -> None:
    notifier = Notifier()
    tasks = [asyncio.create_task(repeat("the league", host.runner.step, PAUSE, host.vitals.note))]
    if part is not None:
        tasks.append(asyncio.create_task(part(host)))
    tasks.append(asyncio.create_task(beat(host.vitals, notifier)))
    settings = host.settings
    names = ", ".join(ladder.name for ladder in settings.ladders)
    _log.info("hosting %s: %s, every %s min (process %s)", settings.folder, names, settings.every, os.getpid())
    notifier.tell(READY)
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        notifier.tell(STOPPING)
        _log.info("stopping")
        for task in tasks:  # the run stops first, while Discord is still connected and the watchdog fed
            task.cancel()
            with suppress(asyncio.CancelledError, LeagueError):
                await task


async def beat(vitals: Vitals, notifier: Notifier, turn: float = TURN) -> None:
    """Note that the loop turns, and tell the service manager, as long as it does."""
    every = min(turn, notifier.interval or turn)
    while True:
        vitals.turn()
        if notifier.interval is not None:
            notifier.tell(WATCHDOG)
        await asyncio.sleep(every)
