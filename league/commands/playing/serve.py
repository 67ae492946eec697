"""`league serve`: play a run with volunteers, machines that nobody trusts."""

from __future__ import annotations

import argparse
import ipaddress
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from league.cli.arguments import add_processes, place, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.guest import check_guest
from league.cli.wording import counted
from league.commands.playing.replay_voids import play_again
from league.commands.playing.run import play_run
from league.commands.playing.run_options import add_run_arguments
from league.match.batch import play_batch
from league.storage.logs import LogFolder
from league.storage.queries.volunteers import unreplayed_of_expelled
from league.storage.store import Store
from league.tournament.replays import Replays
from league.workers.executor import workers
from league.workers.pool import Pool
from sandbox.clean import clean_text

PORT = 8750
CHECK = 0.1
LEASE = 60
WORKERS = "worker processes here, which check results (default: as many as this process is granted)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league serve`."""
    add_run_arguments(parser)
    add = parser.add_argument
    add(
        "--volunteers",
        metavar="FILE",
        type=place,
        required=True,
        help="names of volunteers and hashes of their tokens: see `league volunteers`",
    )
    add("--host", metavar="ADDRESS", default="127.0.0.1", help="address to listen at (default 127.0.0.1)")
    add("--port", metavar="N", type=whole("port", 0, 65535), default=PORT, help=f"port to listen at (default {PORT})")
    add("--tls-cert", metavar="FILE", type=place, help="certificate chain, in PEM; needed unless --host is loopback")
    add("--tls-key", metavar="FILE", type=place, help="key of the certificate, in PEM")
    add(
        "--check",
        metavar="RATE",
        type=_rate,
        default=CHECK,
        help=f"share of volunteers' games that are played again here, 0 to 1 (default {CHECK})",
    )
    add(
        "--lease",
        metavar="N",
        type=whole("lease", 1, 86_400),
        default=LEASE,
        help=f"seconds without a heartbeat after which another volunteer gets the games (default {LEASE})",
    )
    add("--play-here", action="store_true", help="the workers here also play games while they have nothing to check")
    add_processes(parser, WORKERS)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0 <= rate <= 1:
        raise LeagueError(f"--check must be a share from 0 to 1, not {clean_text(text, 40)!r}")
    return rate


def main(args: argparse.Namespace) -> int:
    """Serve until the run ends. Return 0, or 130 after Ctrl-C."""
    return serve(args)


def serve(args: argparse.Namespace, is_checked: Callable[[], bool] | None = None) -> int:
    """Serve until the run ends. Return 0, or 130 after Ctrl-C.

    Args:
        is_checked: chooses the games that are played again, in place of --check.
    """
    try:
        from league.volunteers.coordinator import Coordinator, spot_checks
        from league.volunteers.leases import Leases
        from league.volunteers.server import Listening, serving
        from league.volunteers.tokens import Roll
    except ImportError:
        raise LeagueError("volunteers need aiohttp: pip install 'spacecode[volunteers]'") from None

    if (args.tls_cert is None) != (args.tls_key is None):
        raise LeagueError("--tls-cert and --tls-key go together")
    if args.tls_cert is None and not is_loopback(args.host):
        raise LeagueError(
            f"--host {clean_text(args.host, 60)} is not loopback: tokens and the bots' sources need TLS,"
            " so give --tls-cert and --tls-key"
        )
    listening = Listening(args.host, args.port, (args.tls_cert, args.tls_key) if args.tls_cert else None)
    roll = Roll(args.volunteers)
    console = PlainConsole(stderr=True)
    started: list[Coordinator] = []

    @contextmanager
    def opened(store: Store, games: int | None) -> Iterator[Pool]:
        coordinator = Coordinator(
            store,
            roll,
            Leases(args.lease),
            play_batch,
            workers(args.workers),
            args.play_here,
            is_checked or spot_checks(args.check),
        )
        started.append(coordinator)
        try:
            with serving(coordinator, listening) as url:
                console.print(f"serving volunteers at {url} (Ctrl-C ends); they get the sources of all bots that play")
                yield Pool(1, play_batch, coordinator.executor, lambda jobs: math.inf, capacity=coordinator.capacity)
        finally:
            coordinator.close()
            coordinator.settle()

    def mend(store: Store, logs: LogFolder, pool: Pool, stop: threading.Event) -> bool:
        """Play the games of expelled volunteers again, until none is left; return whether that is so."""
        while not stop.is_set():
            started[0].settle()
            replays = Replays(store, logs, games=unreplayed_of_expelled(store))
            if not replays.games:
                return True
            console.print(f"playing {counted(replays.games, 'game')} of expelled volunteers again")
            play_again(replays, store, check_guest(), pool, console, stop)
        return False

    return play_run(args, opened, mend)


def is_loopback(host: str) -> bool:
    """Return whether a name or address is that of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
