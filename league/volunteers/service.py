"""The requests that volunteers make of a coordinator: what anybody may send, bounded before it is read."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

from aiohttp import web

from league.volunteers.coordinator import Coordinator, Member, NotAdmitted
from league.volunteers.leases import MOST, NoLease
from league.volunteers.protocol import (
    MAX_MESSAGE,
    MAX_REASON,
    BadMessage,
    Extended,
    Notice,
    Welcome,
    lease_of,
    most_claimed,
    own_edition,
    read,
    read_ask,
    unpack_claims,
)
from league.volunteers.throttle import Throttle
from league.workers.replies import encode
from sandbox.clean import clean_text

POLL = 15.0  # s that a request for games waits for some
LOOK = 0.1  # s between looks for games meanwhile
BODY = 120.0  # s to send a body
STALL = 10.0  # s without a byte of it
STRANGER = 5.0  # s after which a connection is closed that no volunteer has used
MAX_HELD = 256 << 20  # bytes of results that are being received or checked
REQUESTS = (20.0, 200.0)  # of a volunteer: a second, and at once
FAILURES = (0.2, 10.0)  # of an address without a known token: a second, and at once
_JSON = "application/json"
_BYTES = "application/octet-stream"
_sender: ContextVar[Member] = ContextVar("_sender")  # of the request that is being handled


@dataclass
class Service:
    """The requests that volunteers make."""

    coordinator: Coordinator
    _requests: Throttle = field(default_factory=lambda: Throttle(*REQUESTS))
    _failures: Throttle = field(default_factory=lambda: Throttle(*FAILURES))
    _known: set[web.RequestHandler] = field(default_factory=set)  # connections that volunteers have used
    _held: Counter[str] = field(default_factory=Counter)  # bytes of results that have arrived, by volunteer
    _uploads: set[str] = field(default_factory=set)  # leases whose result is arriving
    _polls: Counter[str] = field(default_factory=Counter)  # requests for games that wait, by volunteer

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application(middlewares=[self._guarded])
        lease = "/v1/leases/{lease:[A-Za-z0-9_-]{1,64}}"
        app.add_routes(
            [
                web.post("/v1/hello", self._hello),
                web.post("/v1/leases", self._lease),
                web.post(f"{lease}/heartbeat", self._heartbeat),
                web.post(f"{lease}/return", self._give_back),
                web.post(f"{lease}/failure", self._failure),
                web.post(f"{lease}/result", self._result),
            ]
        )
        return app

    def is_known(self, connection: web.RequestHandler) -> bool:
        """Return whether a volunteer has used a connection."""
        return connection in self._known

    async def close_strangers(self, server: web.Server) -> None:
        """Close connections that no volunteer has used for long."""
        since: dict[web.RequestHandler, float] = {}
        while True:
            await asyncio.sleep(1.0)
            now, there = time.monotonic(), set(server.connections)
            self._known &= there
            since = {connection: since.get(connection, now) for connection in there - self._known}
            for connection, began in since.items():
                if now - began > STRANGER:
                    connection.force_close()

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Let volunteers in, and answer errors in one line, without what only the host should see."""
        try:
            member = self._admitted(request)
            _sender.set(member)
            self._known.add(request.protocol)
            return await handler(request)
        except NotAdmitted as error:
            return _refusal(403, str(error))
        except NoLease:
            return _refusal(410, "you have no such lease, or its games have been played meanwhile")
        except BadMessage as error:
            return _refusal(400, str(error))
        except web.HTTPException as error:
            headers = {name: error.headers[name] for name in ("Retry-After", "Allow") if name in error.headers}
            return _refusal(error.status, error.text or error.reason, headers)
        except (ConnectionError, TimeoutError):
            return _refusal(408, "the body did not arrive in time")
        except Exception as error:
            print(
                f"warning: a volunteer's request failed: {type(error).__name__}: {clean_text(str(error), 200)}",
                file=sys.stderr,
            )
            return _refusal(500, "the coordinator failed at this request")

    def _admitted(self, request: web.Request) -> Member:
        """Return who sends a request. Raises HTTPException."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            if scheme != "Bearer" or len(token) > 200 or not token.isascii():
                raise NotAdmitted("this needs a token: Authorization: Bearer TOKEN")
            member = self.coordinator.admit(token.strip())
        except NotAdmitted as error:  # a known token is never slowed down by who else is at its address
            if (wait := self._failures.spend(request.remote or "")) > 0:
                raise web.HTTPTooManyRequests(text="too many requests without a token", headers=_after(wait)) from None
            raise web.HTTPForbidden(text=str(error)) from None
        if (wait := self._requests.spend(member.name)) > 0:
            raise web.HTTPTooManyRequests(text="too many requests", headers=_after(wait))
        return member

    async def _hello(self, request: web.Request) -> web.Response:
        member = await self._same_edition(request)
        return _answer(Welcome(member.name, self.coordinator.leases.seconds / 3))

    async def _lease(self, request: web.Request) -> web.Response:
        """Lease a batch, as soon as there is one; answer 204 if there is none for long."""
        member = await self._same_edition(request)
        leases, until = self.coordinator.leases, time.monotonic() + POLL
        if self._polls[member.name] >= MOST:
            raise web.HTTPTooManyRequests(text="too many requests for games at a time", headers=_after(5))
        self._polls[member.name] += 1
        try:
            while time.monotonic() < until:
                transport = request.transport
                if transport is None or transport.is_closing():
                    break  # nobody would play it
                self.coordinator.check_admitted(member)  # it may have been expelled or removed meanwhile
                if (found := leases.take(member.name)) is not None:
                    lease, batch = found
                    try:
                        self.coordinator.check_admitted(member)
                    except NotAdmitted:
                        leases.drop(member.name)  # expelled by another thread just now
                        raise
                    return _answer(lease_of(lease, leases.seconds, batch.jobs))
                await asyncio.sleep(LOOK)
        finally:
            self._polls[member.name] -= 1
        return web.Response(status=204)

    async def _heartbeat(self, request: web.Request) -> web.Response:
        await _body(request, MAX_MESSAGE, _JSON)
        return _answer(Extended(self.coordinator.leases.extend(_sender.get().name, request.match_info["lease"])))

    async def _give_back(self, request: web.Request) -> web.Response:
        await _body(request, MAX_MESSAGE, _JSON)
        self.coordinator.leases.give_back(_sender.get().name, request.match_info["lease"])
        return web.Response(status=204)

    async def _failure(self, request: web.Request) -> web.Response:
        member = _sender.get()
        reason = read(Notice, await _body(request, MAX_MESSAGE, _JSON)).reason
        self.coordinator.leases.fail(member.name, request.match_info["lease"])
        shown = clean_text(reason, MAX_REASON)
        print(f"volunteer {member.name} could not play a batch, which is played here: {shown}", file=sys.stderr)
        return web.Response(status=204)

    async def _result(self, request: web.Request) -> web.Response:
        """Take the claims of a lease, which are checked afterwards."""
        member, lease, leases = _sender.get(), request.match_info["lease"], self.coordinator.leases
        jobs = leases.jobs(member.name, lease)
        size = request.content_length
        if size is None:
            raise web.HTTPLengthRequired(text="a result needs a Content-Length")
        if size > most_claimed(jobs):
            raise web.HTTPRequestEntityTooLarge(max_size=most_claimed(jobs), actual_size=size)
        if lease in self._uploads:
            raise web.HTTPTooManyRequests(text="a result of this lease is arriving already", headers=_after(5))
        budget = max(min(2 * most_claimed(jobs), MAX_HELD // 4), most_claimed(jobs))
        self._check_room(member.name, size, budget)
        arrived = 0

        def hold(more: int) -> None:
            nonlocal arrived
            self._check_room(member.name, more, budget)
            self._held[member.name] += more
            arrived += more

        self._uploads.add(lease)
        try:
            claims = unpack_claims(await _body(request, size, _BYTES, hold), len(jobs))
            self.coordinator.check_admitted(member)
            batch = leases.claim(member.name, lease)
        except BaseException:
            self._release(member.name, arrived)
            raise
        finally:
            self._uploads.discard(lease)
        loop = asyncio.get_running_loop()

        def checked() -> None:
            with contextlib.suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(self._release, member.name, arrived)

        self.coordinator.claimed(member, batch, claims, checked)
        return web.Response(status=202)

    def _check_room(self, name: str, more: int, budget: int) -> None:
        """Raise HTTPException if a volunteer's results, or all, would take too many bytes."""
        if self._held[name] + more > budget or self._held.total() + more > MAX_HELD:
            raise web.HTTPServiceUnavailable(text="too many results are being checked", headers=_after(5))

    def _release(self, name: str, size: int) -> None:
        self._held[name] -= size

    async def _same_edition(self, request: web.Request) -> Member:
        """Return who sends a request for games with this process's edition. Raises HTTPException and BadMessage."""
        member = _sender.get()
        ask = read_ask(await _body(request, MAX_MESSAGE, _JSON))
        if (difference := ask.edition.difference(own_edition())) is not None:
            print(f"volunteer {member.name} is left out: it has {difference}", file=sys.stderr)
            raise web.HTTPConflict(text=difference)
        self.coordinator.leases.seen(member.name, ask.client, ask.workers)
        self.coordinator.greet(member, ask.workers)
        return member


async def _body(request: web.Request, most: int, kind: str, hold: Callable[[int], object] = lambda more: None) -> bytes:
    """Return the body of a request, refused before more than `most` bytes of it are kept. Raises HTTPException.

    Args:
        hold: called with the number of bytes of each part that arrives; may refuse it.
    """
    if "Content-Encoding" in request.headers or request.content_type != kind:
        raise web.HTTPUnsupportedMediaType(text=f"the body must be {kind}, not compressed")
    if (request.content_length or 0) > most:
        raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=request.content_length or 0)
    data = bytearray()
    async with asyncio.timeout(BODY):
        while part := await asyncio.wait_for(request.content.readany(), STALL):
            hold(len(part))
            data += part
            if len(data) > most:
                raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=len(data))
    return bytes(data)


def _answer(value: object) -> web.Response:
    return web.Response(body=encode(value), content_type=_JSON)


def _refusal(status: int, reason: str, headers: dict[str, str] | None = None) -> web.Response:
    body = encode(Notice(clean_text(reason, MAX_REASON)))
    return web.Response(status=status, body=body, content_type=_JSON, headers=headers)


def _after(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(max(round(seconds), 1))}
