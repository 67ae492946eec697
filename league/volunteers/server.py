"""The coordinator's HTTP server, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from league.cli.errors import LeagueError
from league.volunteers.coordinator import Coordinator
from league.volunteers.service import Service
from sandbox.clean import clean_text

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

HANDSHAKE = 5.0  # s for TLS
MAX_CONNECTIONS = 512  # also in the TLS handshake
MAX_STRANGERS = 64  # connections of an address that no volunteer has used
RESERVE = 256  # file descriptors for the store, logs, and processes


@dataclass(frozen=True)
class Listening:
    """Where to listen.

    Attributes:
        certificate: files of the certificate chain and of its key; None for plain HTTP.
    """

    host: str
    port: int
    certificate: tuple[Path, Path] | None


def tls_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """Return the server's TLS settings. Raises LeagueError if the files are no certificate with its key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    chain, key = certificate
    try:
        context.load_cert_chain(chain, key, password=lambda: b"")
    except FileNotFoundError as error:
        missing = next((path for path in certificate if not path.exists()), chain)
        raise LeagueError(f"{clean_text(str(missing), 200)}: {error.strerror}") from None
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        what = f"{clean_text(str(chain), 150)} and {clean_text(str(key), 150)}"
        raise LeagueError(f"{what}: not a certificate with its key, in PEM: {clean_text(str(error), 100)}") from None
    return context


@contextmanager
def serving(coordinator: Coordinator, listening: Listening) -> Iterator[str]:
    """Serve a coordinator in a thread; yield the URL.

    Raises:
        LeagueError: the address cannot be listened at, or there is no certificate.
    """
    tls = tls_context(listening.certificate) if listening.certificate else None
    server = _Server(coordinator, listening, tls)
    thread = threading.Thread(target=server.run, name="server", daemon=True)
    thread.start()
    server.started.wait()
    if server.error is not None:
        raise LeagueError(f"{clean_text(listening.host, 100)} port {listening.port}: {server.error}")
    try:
        yield server.url
    finally:
        server.stop()
        thread.join(10)


class _Server:
    """The HTTP server, with an event loop of its own."""

    def __init__(self, coordinator: Coordinator, listening: Listening, tls: ssl.SSLContext | None) -> None:
        self._coordinator, self._listening, self._tls = coordinator, listening, tls
        self.started = threading.Event()
        self.error: str | None = None
        self.url = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None

    def run(self) -> None:
        logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # tracebacks of what strangers send
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self.error = os.strerror(error.errno) if error.errno else clean_text(str(error), 200)
        except Exception as error:
            self.error = f"{type(error).__name__}: {clean_text(str(error), 200)}"
        if self.started.is_set() and self.error is not None:
            self._coordinator.problem = f"the server for volunteers failed: {self.error}"
        self.started.set()

    def stop(self) -> None:
        if self._loop is not None and self._over is not None:
            with contextlib.suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._over.set)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(lambda loop, context: None)  # of connections, which anybody can break
        service = Service(self._coordinator)
        runner = web.AppRunner(
            service.app(),
            access_log=None,
            auto_decompress=False,  # a compressed body would be inflated before any cap
            lingering_time=2.0,
            shutdown_timeout=2.0,
        )
        await runner.setup()
        try:
            found = runner.server
            assert found is not None, "set up"
            listener = await self._loop.create_server(
                asyncio.Protocol, self._listening.host, self._listening.port, start_serving=False
            )
            host, port = listener.sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            self.url = f"http{'s' if self._tls else ''}://{shown}:{port}"
            door = _Door(found, service, self._tls)
            bound = [one.dup() for one in listener.sockets]
            listener.close()
            for one in bound:
                one.setblocking(False)
                one.listen(128)
            tasks = [asyncio.create_task(door.accept(one)) for one in bound]
            self.started.set()
            tasks.append(asyncio.create_task(service.close_strangers(found)))
            await self._over.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await runner.cleanup()


class _Door:
    """Accepts connections, which count from then on, before TLS has begun."""

    def __init__(self, server: web.Server, service: Service, tls: ssl.SSLContext | None) -> None:
        self._server, self._service, self._tls = server, service, tls
        self._entering: dict[asyncio.Task[None], str] = {}  # addresses of connections in the handshake

    async def accept(self, listening: socket.socket) -> None:
        """Accept connections at a socket that listens."""
        loop = asyncio.get_running_loop()
        with listening:
            while True:
                try:
                    connection, (address, *_) = await loop.sock_accept(listening)
                except OSError:  # broken off, or this process has too many open files
                    await asyncio.sleep(0.05)
                    continue
                if self._is_full(address):
                    connection.close()
                    continue
                task = asyncio.create_task(self._enter(connection))
                self._entering[task] = address
                task.add_done_callback(self._entering.pop)

    def _is_full(self, address: str) -> bool:
        there = self._server.connections
        if len(there) + len(self._entering) >= min(MAX_CONNECTIONS, _most_files() - RESERVE):
            return True
        strangers = [_address_of(one) for one in there if not self._service.is_known(one)]
        return strangers.count(address) + list(self._entering.values()).count(address) >= MAX_STRANGERS

    async def _enter(self, connection: socket.socket) -> None:
        timeout = HANDSHAKE if self._tls else None
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._server, connection, ssl=self._tls, ssl_handshake_timeout=timeout
            )
        except (OSError, TimeoutError):  # no TLS, or not in time
            connection.close()


def _address_of(connection: web.RequestHandler) -> str | None:
    peer = connection.transport.get_extra_info("peername") if connection.transport is not None else None
    return peer[0] if peer else None


def _most_files() -> int:
    """Return how many files this process may have open."""
    if resource is None:
        return MAX_CONNECTIONS + RESERVE
    most: int = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return most if most >= 0 else MAX_CONNECTIONS + RESERVE
