"""`league work`: play games for a coordinator, as a volunteer."""

from __future__ import annotations

import argparse
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from league.cli import progress
from league.cli.arguments import WORKERS, add_processes, place
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.guest import check_guest
from league.cli.stopping import stopped_by_ctrl_c
from league.commands.playing.serve import is_loopback
from league.workers.executor import workers
from league.workers.isolation import hide_process
from sandbox.clean import clean_text

MOST = 64  # workers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league work`."""
    add = parser.add_argument
    add("url", metavar="URL", help="address of the coordinator, as `league serve` prints it: https://HOST:PORT")
    add(
        "--token-file",
        metavar="FILE",
        type=place,
        required=True,
        help="file with the token that the host gave you, which only you can read",
    )
    add("--ca", metavar="FILE", type=place, help="trust certificates of this authority, or this one, and no others")
    add_processes(parser, WORKERS, MOST)


def main(args: argparse.Namespace) -> int:
    """Play until Ctrl-C or SIGTERM. Return 0."""
    try:
        from league.volunteers.client import Volunteer
        from league.volunteers.tokens import read_token
    except ImportError:
        raise LeagueError("volunteers need aiohttp: pip install 'spacecode[volunteers]'") from None

    url = coordinator_url(args.url)
    tls = trusting(args.ca) if url.startswith("https:") else None
    token = read_token(args.token_file)
    hide_process()  # the token is in its memory
    check_guest()
    console = PlainConsole(stderr=True)
    with stopped_by_ctrl_c() as stop, progress.shown(console, 0, 0) as tell:
        volunteer = Volunteer(url, token, min(workers(args.workers), MOST), tls, console.print, tell)
        volunteer.run(stop)
    if console.is_terminal:  # elsewhere the progress has said so
        console.print(f"played {progress.so_far(volunteer.played, 0)}")
    return 0


def coordinator_url(text: str) -> str:
    """Parse the address of a coordinator. Raises LeagueError unless it is one, and encrypted or on this machine."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise LeagueError(f"the coordinator must be an address like https://HOST:PORT, not {clean_text(text, 100)!r}")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise LeagueError(f"{clean_text(text, 100)}: a token is sent over TLS alone: use https://")
    return f"{parts.scheme}://{parts.netloc}"


def trusting(ca: Path | None) -> ssl.SSLContext:
    """Return TLS settings that trust the system's authorities, or those in a file. Raises LeagueError."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # also ssl.SSLError
        raise LeagueError(f"{clean_text(str(ca), 200)}: no certificates: {clean_text(str(error), 100)}") from None
