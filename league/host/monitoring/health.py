"""An HTTP server on the loopback address: /healthz for supervisors, and /metrics for Prometheus.

It has threads of its own, so that it answers also when the host's loop hangs, and then says so.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from league.cli.errors import LeagueError
from league.host.settings import HostSettings
from league.host.vitals import Vitals

HOST = "127.0.0.1"
LIMIT = 30.0  # s since the loop last turned, above which the host is not healthy
TIMEOUT = 5.0  # s for a request
MAX_CONNECTIONS = 16


@contextmanager
def health_server(settings: HostSettings, vitals: Vitals) -> Iterator[int | None]:
    """Serve health and metrics if the settings name a port; yield it.

    Raises:
        LeagueError: the extra `metrics` is not installed, or the port is in use.
    """
    if settings.metrics is None:
        yield None
        return
    try:
        from league.host.monitoring.metrics import CONTENT_TYPE, HostMetrics
    except ImportError:
        raise LeagueError(
            "[metrics] needs prometheus-client: pip install 'spacecode[metrics]', or remove the table"
        ) from None
    port = settings.metrics.port
    try:
        server = HealthServer(port, vitals, HostMetrics(settings, vitals).text, CONTENT_TYPE)
    except OSError as error:
        raise LeagueError(f"[metrics]: port {port}: {error.strerror}") from None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class HealthServer(ThreadingHTTPServer):
    """Answers GET and HEAD of /healthz and /metrics, and nothing else.

    Args:
        metrics: returns the text of /metrics.
    """

    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self, port: int, vitals: Vitals, metrics: Callable[[], bytes], metrics_type: str) -> None:
        super().__init__((HOST, port), _Handler)
        self.vitals, self.metrics, self.metrics_type = vitals, metrics, metrics_type
        self.room = threading.BoundedSemaphore(MAX_CONNECTIONS)

    def process_request(self, request: object, client_address: object) -> None:
        """Answer in a thread; without room for another, close the connection."""
        if self.room.acquire(blocking=False):
            super().process_request(request, client_address)  # type: ignore[arg-type]
        else:
            self.shutdown_request(request)  # type: ignore[arg-type]

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Answer a request."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self.room.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that has gone."""


class _Handler(BaseHTTPRequestHandler):
    server: HealthServer
    timeout = TIMEOUT

    def do_GET(self) -> None:
        self._answer(whole=True)

    def do_HEAD(self) -> None:
        self._answer(whole=False)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: these requests come every few seconds."""

    def version_string(self) -> str:
        return "spacecode"

    def _answer(self, whole: bool) -> None:
        if self.headers.get("Host", HOST).partition(":")[0] not in (HOST, "localhost"):  # by a rebound name
            self._send(HTTPStatus.FORBIDDEN, b"served on this machine only\n", "text/plain", whole)
        elif self.path == "/healthz":
            status, data = health(self.server.vitals)
            self._send(status, data, "application/json", whole)
        elif self.path == "/metrics":
            self._send(HTTPStatus.OK, self.server.metrics(), self.server.metrics_type, whole)
        else:
            self._send(HTTPStatus.NOT_FOUND, b"there are /healthz and /metrics\n", "text/plain", whole)

    def _send(self, status: HTTPStatus, data: bytes, kind: str, whole: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if whole:
            self.wfile.write(data)


def health(vitals: Vitals) -> tuple[HTTPStatus, bytes]:
    """Return the answer of /healthz: 200 while the loop turns, else 503; with what the host does, as JSON."""
    age = vitals.age
    alive = age < LIMIT
    found = {
        "healthy": alive,
        "doing": vitals.doing,
        "loop_age_seconds": round(age, 1),
        "up_seconds": round(max(time.time() - vitals.started, 0.0)),
    }
    status = HTTPStatus.OK if alive else HTTPStatus.SERVICE_UNAVAILABLE
    return status, json.dumps(found).encode() + b"\n"
