"""A server of a site for this machine alone, whose pages load again once they have changed."""

from __future__ import annotations

import mimetypes
import os
import sys
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from league.cli.errors import LeagueError
from league.site.folder import files_of
from league.site.paths import INDEX
from league.site.render import asset
from league.storage.opening import reading
from league.storage.queries.bots import all_bots
from league.storage.queries.corrections import last_corrections
from league.storage.queries.results import fingerprint
from league.storage.queries.seasons import all_seasons

HOST = "127.0.0.1"
LIVE = "live.js"
EVERY = 2.0  # s between looks at the store
_POLICY = b"default-src 'none';"  # how the policy of every page begins


def serve(out: Path, store: Path, port: int, update: Callable[[], object]) -> None:
    """Serve the site in `out` until Ctrl-C, and call `update` whenever the store has changed.

    Raises:
        LeagueError: the port is in use.
    """
    try:
        server = SiteServer(out, port)
    except OSError as error:
        raise LeagueError(f"port {port}: {error.strerror}") from None
    print(f"serving http://{HOST}:{server.server_port}/ (Ctrl-C ends)", file=sys.stderr)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        known: object = None
        while True:
            try:
                now = _state(store)
                if now != known:
                    update()
                    known = now
            except LeagueError as error:  # another process builds the site, or has locked the store
                print(f"warning: {error}", file=sys.stderr)
            time.sleep(EVERY)
    finally:
        server.shutdown()
        server.server_close()


def _state(store: Path) -> object:
    """Return a value that changes with what a site shows of a store."""
    with reading(store) as league:
        corrected = last_corrections(league), all_seasons(league)
        return fingerprint(league), corrected, league.last_run(), sorted(all_bots(league))


class SiteServer(ThreadingHTTPServer):
    """Serves the files that a site's manifest names, and nothing else."""

    daemon_threads = True

    def __init__(self, out: Path, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.out = out

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that has gone."""


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer(whole=True)

    def do_HEAD(self) -> None:
        self._answer(whole=False)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: stderr shows the progress of builds."""

    def _answer(self, whole: bool) -> None:
        if self.headers.get("Host", "").rpartition(":")[0] not in (HOST, "localhost"):
            self._send(HTTPStatus.FORBIDDEN, b"served on this machine only\n", "text/plain", whole)  # by a rebound name
            return
        name = unquote(urlsplit(self.path).path).removeprefix("/") or INDEX
        if name == LIVE:
            self._send(HTTPStatus.OK, asset(LIVE).encode(), "text/javascript", whole)
            return
        try:
            if name not in files_of(self.server.out):
                raise FileNotFoundError
            with (self.server.out / name).open("rb") as file:
                data, state = file.read(), os.fstat(file.fileno())
        except OSError:
            self._send(HTTPStatus.NOT_FOUND, b"no such page\n", "text/plain", whole)
            return
        tag = f"{state.st_mtime_ns:x}-{state.st_size:x}"  # of the file that this page was made from
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind == "text/html":
            live = f'<script src="/{LIVE}" data-tag="{tag}"></script></head>'.encode()
            data = data.replace(_POLICY, _POLICY + b" connect-src 'self';", 1).replace(b"</head>", live, 1)
        self._send(HTTPStatus.OK, data, kind, whole, tag)

    def _send(self, status: HTTPStatus, data: bytes, kind: str, whole: bool, tag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if tag:
            self.send_header("ETag", f'"{tag}"')
        self.end_headers()
        if whole:
            self.wfile.write(data)
