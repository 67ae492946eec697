"""The executors of a Pool: processes on this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import Any

from league.cli.errors import LeagueError
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.grant import granted
from league.workers.pool import Play, Pool
from sandbox import build
from sandbox.clean import clean_text
from sandbox.runtime.guest import GuestError
from systems.setup import CODE_VERSION

CONNECT = 10.0  # s to connect to a scheduler
LOOK = 5.0  # s between checks that a cluster has workers


@contextmanager
def open_pool(args: argparse.Namespace, play: Play, games: int | None) -> Iterator[Pool]:
    """Open the pool that --workers or --cluster asks for, with at most `games` slots on this machine.

    Raises:
        LeagueError: the cluster cannot be reached, has no workers, or has another guest or version.
    """
    if args.cluster is None:
        slots = workers(args.workers)
        yield Pool(slots if games is None else max(min(slots, games), 1), play)
        return
    with _cluster(args.cluster) as client:
        yield Pool(
            sum(client.nthreads().values()),
            partial(_play_alike, play, _version()),
            lambda: OneSlot(client),
            check=_Watch(client, args.cluster),
        )


def workers(asked: int | None) -> int:
    """Return the number of workers that --workers asks for, by default as many as this process is granted.

    More are warned of: they would share the CPUs, or run out of memory.
    """
    grant = granted()
    if asked is not None and (warning := grant.warning(asked)):
        print(warning, file=sys.stderr)
    return asked or grant.workers


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    """Connect to the scheduler at an address, and check that each of its workers has this version."""
    shown = clean_text(address, 100)
    try:
        from distributed import Client, Security
    except ImportError:
        raise LeagueError("--cluster needs Dask: pip install 'spacecode[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are reported in the league's own words
    if address.startswith("tls://"):
        found = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
        if not found.get("ssl_context"):
            raise LeagueError(f"cluster {shown}: TLS needs a certificate: docs/league.md says which variables name it")
    try:
        client: Any = Client(address, timeout=CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise LeagueError(f"cluster {shown}: {clean_text(str(error), 200)}") from None
    with client:
        try:
            found = client.run(_version)
        except Exception as error:  # whatever a worker without spacecode raises
            raise LeagueError(f"cluster {shown}: a worker lacks spacecode: {clean_text(str(error), 200)}") from None
        if not found:
            raise LeagueError(f"cluster {shown}: it has no workers")
        for worker, version in found.items():
            if version != _version():
                raise LeagueError(f"cluster {shown}: worker {worker} has {version}, {_WANTED.format(_version())}")
        yield client


_WANTED = "here it is {}: install the same version there"


@cache
def _version() -> str:
    """Describe the version that this process plays by: that of the systems, and the guest."""
    return f"code_version {CODE_VERSION} and " + (
        "no guest" if build.problem() else f"guest {build.facts()['sha256'][:8]}"
    )


def _play_alike(play: Play, version: str, jobs: Sequence[Job]) -> Sequence[MatchOutcome]:
    """Play a batch on a worker, which may have joined after the others were asked for their version.

    Raises:
        GuestError: the worker has another version, so the matches are not at fault.
    """
    if _version() != version:
        raise GuestError(f"a worker has {_version()}, {_WANTED.format(version)}")
    return play(jobs)


class _Watch:
    """The check of a pool on a cluster: watches the scheduler and its workers."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._shown = client, clean_text(address, 100)
        self._next = 0.0  # s, monotonic clock
        self._alone = False

    def __call__(self) -> None:
        """Warn once while there are no workers; raise LeagueError if the scheduler is gone."""
        if self._client.status not in ("running", "connecting"):
            what = "its scheduler is gone; recorded games are safe; the same command resumes the run"
            raise LeagueError(f"cluster {self._shown}: {what}")
        if time.monotonic() < self._next or self._client.status != "running":
            return
        self._next = time.monotonic() + LOOK
        with suppress(OSError, TimeoutError):
            alone = not self._client.nthreads()
            if alone and not self._alone:
                print(f"warning: cluster {self._shown} has no workers left: waiting for new ones", file=sys.stderr)
            self._alone = alone


class OneSlot(Executor):
    """A slot's executor on a cluster; its shutdown cancels the batches of this slot only."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False, retries=0)
        self._futures: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._futures = [future for future in self._futures if not future.done()]
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        self._futures.append(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._client.status == "running":  # otherwise its batches have ended, and requests fail
            for future in self._futures:
                future.cancel()
            self._executor.shutdown(wait=False)
