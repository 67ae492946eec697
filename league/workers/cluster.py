"""The workers of a Dask cluster, which come and go while games are played.

A worker of this version is enrolled: it gets a resource of Dask, whose name is the version, once for each of its
threads. Batches ask for one of these, so that Dask gives none to a worker of another version, and passes those of a
worker that goes on to another.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import cache
from typing import Any

from league.cli.errors import LeagueError
from league.cli.wording import listed
from league.workers.pool import QUEUE
from sandbox import build
from sandbox.clean import clean_text
from systems.setup import CODE_VERSION

CONNECT = 10.0  # s to connect to a scheduler
LINGER = 0.2  # s for the scheduler to say which batches it cancelled; its log has a traceback if nobody listens
LOOK = 1.0  # s between looks at which workers there are


@cache
def version() -> str:
    """Describe the version that this process plays by: that of the systems, and the guest."""
    return f"code_version {CODE_VERSION} and " + (
        "no guest" if build.problem() else f"guest {build.facts()['sha256'][:8]}"
    )


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at an address.

    Raises:
        LeagueError: it cannot be reached, or all its workers have another version.
    """
    shown = clean_text(address, 100)
    try:
        from dask import config
        from distributed import Client, Security
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise LeagueError("--cluster needs Dask: pip install 'spacecode[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are reported in the league's own words
    if address.startswith("tls://"):
        found = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
        if not found.get("ssl_context"):
            raise LeagueError(f"cluster {shown}: TLS needs a certificate: docs/cluster.md says which variables name it")
    elif config.get("distributed.comm.require-encryption"):
        raise LeagueError(f"cluster {shown}: Dask is set to require encryption: give the scheduler's address, tls://…")
    try:
        client: Any = Client(address, timeout=CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except CommClosedError:
        raise LeagueError(
            f"cluster {shown}: it closes the connection; a scheduler with TLS has an address tls://…"
        ) from None
    except (OSError, ValueError, TimeoutError) as error:
        raise LeagueError(f"cluster {shown}: {clean_text(str(error), 200)}") from None
    with client:
        cluster = Cluster(client, shown)
        try:
            yield cluster
        finally:
            cluster.close()
            time.sleep(LINGER)


class Cluster:
    """The workers of a cluster that have this version.

    Attributes:
        left_out: why other workers get no batches, by their addresses.
    """

    def __init__(self, client: Any, shown: str) -> None:
        self.left_out: dict[str, str] = {}
        self._client, self._shown = client, shown
        self._enrolled: set[str] = set()
        self._asked: set[str] = set()  # workers that have been asked for their version
        self._warned: set[str] = set()
        self._alone = False
        self._closed = threading.Event()
        self._threads: dict[str, int] = dict(client.nthreads())  # of all workers that are there
        self._ask(set(self._threads))
        if self.left_out and not self._enrolled:
            raise LeagueError(f"cluster {shown}: no worker can play: {next(iter(self.left_out.values()))}")
        threading.Thread(target=self._watch, name="cluster", daemon=True).start()

    def executor(self) -> Executor:
        """Return the executor of a slot."""
        return _SlotExecutor(self._client, {version(): 1})

    def slots(self) -> int:
        """Return how many batches to have in flight, and warn of workers that are left out, or missing.

        Raises:
            LeagueError: the scheduler is gone.
        """
        if self._client.status not in ("running", "connecting"):
            what = "its scheduler is gone; recorded games are safe; the same command resumes the run"
            raise LeagueError(f"cluster {self._shown}: {what}")
        self._warn()
        return QUEUE * sum(self.threads().values())

    def threads(self) -> dict[str, int]:
        """Return the number of threads of each enrolled worker, by its address."""
        return {worker: threads for worker, threads in self._threads.items() if worker in self._enrolled}

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()

    def _warn(self) -> None:
        """Warn once of each worker that is left out, and of having none."""
        left_out = self.left_out.copy()  # another thread adds to it
        for reason in sorted(set(left_out.values()) - self._warned):
            workers = sorted(worker for worker, its in left_out.items() if its == reason)
            print(f"warning: cluster {self._shown}: {listed(workers)} left out: {reason}", file=sys.stderr)
            self._warned.add(reason)
        alone = not self.threads()
        if alone and not self._alone:
            what = "no workers left that can play" if self._enrolled else "no workers yet"
            print(f"warning: cluster {self._shown} has {what}: waiting for new ones", file=sys.stderr)
        self._alone = alone

    def _watch(self) -> None:
        while not self._closed.wait(LOOK):
            with contextlib.suppress(Exception):  # it is connecting again, or gone, as its status says
                self._threads = dict(self._client.nthreads())
                new = set(self._threads) - self._asked
                if new:
                    threading.Thread(target=self._ask, args=(new,), daemon=True).start()  # one may not answer

    def _ask(self, workers: set[str]) -> None:
        """Ask workers for their versions, and enrol those that have this process's."""
        self._asked |= workers
        with contextlib.suppress(OSError, TimeoutError):
            found = self._client.run(_enrol, version(), workers=list(workers), on_error="return")
            for worker, answer in found.items():
                if answer == version():
                    self._enrolled.add(worker)
                elif isinstance(answer, str):
                    self.left_out[worker] = f"it has {clean_text(answer, 100)}, here it is {version()}"
                elif not isinstance(answer, OSError):  # it is gone already
                    self.left_out[worker] = f"it lacks spacecode: {clean_text(str(answer), 200)}"


async def _enrol(wanted: str, dask_worker: Any) -> str:
    """Return the version of a worker, and give it the resource that batches ask for if it is the one wanted."""
    found = version()
    if found == wanted and wanted not in dask_worker.state.total_resources:
        await dask_worker.set_resources(**{wanted: dask_worker.state.nthreads})
    return found


class _SlotExecutor(Executor):
    """A slot's executor on a cluster; its shutdown cancels the batches of this slot only."""

    def __init__(self, client: Any, resources: dict[str, int]) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False, retries=0, resources=resources)
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
