"""A volunteer's side: take games, play them in confined worker processes, send what they came to."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome
from league.volunteers.protocol import (
    MAX_LEASE,
    MAX_MESSAGE,
    MAX_REASON,
    Ask,
    BadMessage,
    Claim,
    Extended,
    LeasedGames,
    Notice,
    Welcome,
    jobs_of,
    own_edition,
    pack_claims,
    read,
)
from league.workers.pool import Play, deadline, process_executor
from league.workers.replies import encode
from sandbox.clean import clean_text
from sandbox.runtime.guest import GuestError

CONNECT = 15.0  # s
ANSWER = 60.0  # s without a byte
TRANSFER = 600.0  # s of a whole request
FIRST, LONGEST = 1.0, 60.0  # s of the first wait after an error, and of the longest
LOOK = 0.1  # s between looks at whether to stop
PARTING = 5.0  # s to return leases at the end


class _NotNow(Exception):
    """A request failed such that it may succeed later.

    Attributes:
        after: s to wait at least.
    """

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class _Unwanted(Exception):
    """A lease has ended, or what was sent for it is refused."""


@dataclass
class Volunteer:
    """A process that plays a coordinator's games.

    Args:
        url: of the coordinator, without a slash at its end.
        tls: how to check its certificate; None for plain HTTP.
        tell: called with a line for people.
        advance: called with the number of games played so far.
        play, executor: how batches are played, as for `Pool`.
    """

    url: str
    token: str
    workers: int
    tls: ssl.SSLContext | None
    tell: Callable[[str], object]
    advance: Callable[[int], object] = lambda played: None
    play: Play = play_batch
    executor: Callable[[], Executor] = process_executor
    played: int = field(default=0, init=False)
    _session: aiohttp.ClientSession = field(init=False)
    _heartbeat: float = field(default=20.0, init=False)
    _away: bool = field(default=False, init=False)  # the coordinator was not reached at the last request

    def __post_init__(self) -> None:
        self._ask = encode(Ask(own_edition(), secrets.token_urlsafe(12), self.workers))

    def run(self, stop: threading.Event) -> None:
        """Play until `stop`; then return what is being played.

        Raises:
            LeagueError: the coordinator needs another edition, or refuses the token; or nothing can be played here.
        """
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        connector = aiohttp.TCPConnector(ssl=self.tls or True, limit=2 * self.workers + 2)
        timeout = aiohttp.ClientTimeout(total=TRANSFER, sock_connect=CONNECT, sock_read=ANSWER)
        headers = {"Authorization": f"Bearer {self.token}"}
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, headers=headers, auto_decompress=False, trust_env=False
        ) as self._session:
            main = asyncio.create_task(self._play())
            while not stop.is_set() and not main.done():
                await asyncio.sleep(LOOK)
            if not main.done():
                main.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await main

    async def _play(self) -> None:
        welcome = await self._until_answered(self._hello)
        self._heartbeat = welcome.heartbeat
        name = clean_text(welcome.volunteer, 40)
        self.tell(f"volunteer {name} at {clean_text(self.url, 100)}, {counted(self.workers, 'worker')}")
        try:
            async with asyncio.TaskGroup() as slots:
                for _ in range(self.workers):
                    slots.create_task(self._slot())
        except ExceptionGroup as group:
            ours, _ = group.split(LeagueError)
            raise (ours or group).exceptions[0] from None

    async def _hello(self) -> Welcome:
        welcome: Welcome = read(Welcome, await self._post("hello", self._ask, MAX_MESSAGE))
        if not 0 < welcome.heartbeat < 3600:
            raise BadMessage("a heartbeat that makes no sense")
        return welcome

    async def _slot(self) -> None:
        """Play one lease after the other."""
        slot = _PlayingSlot(self.executor)
        try:
            while True:
                lease = await self._until_answered(self._next)
                if lease is not None:
                    await self._lease(slot, lease)
        finally:
            slot.kill()

    async def _next(self) -> LeasedGames | None:
        data = await self._post("leases", self._ask, MAX_LEASE)
        return read(LeasedGames, data) if data else None

    async def _lease(self, slot: _PlayingSlot, lease: LeasedGames) -> None:
        """Play a lease and send its result, or why there is none."""
        try:
            jobs = jobs_of(lease)
            future = await asyncio.to_thread(slot.start, self.play, jobs)
            outcomes = await self._played(lease.lease, future, time.monotonic() + deadline(jobs))
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(PARTING):
                    await self._send(lease.lease, "return", b"{}")
            raise
        except _Unwanted:
            slot.kill()
            return
        except GuestError as error:  # affects every batch
            await self._report(lease.lease, error)
            raise LeagueError(str(error)) from None
        except Exception as error:
            slot.kill()
            await self._report(lease.lease, error)
            return
        data = pack_claims([Claim(outcome.log, outcome.debug) for outcome in outcomes])
        try:
            await self._until_answered(lambda: self._send(lease.lease, "result", data))
        except _Unwanted as why:
            self.tell(f"a result came too late: {why}")
            return
        self.played += len(jobs)
        self.advance(self.played)

    async def _played(
        self, lease: str, future: Future[Sequence[MatchOutcome]], late_at: float
    ) -> Sequence[MatchOutcome]:
        """Return the outcomes of a batch, with heartbeats meanwhile. Raises _Unwanted, and what playing raises."""
        playing = asyncio.wrap_future(future)
        playing.add_done_callback(lambda done: done.cancelled() or done.exception())  # retrieved, also if nobody waits
        beat_at = time.monotonic() + self._heartbeat
        while not playing.done():
            await asyncio.wait([playing], timeout=max(min(beat_at, late_at) - time.monotonic(), 0))
            if playing.done():
                break
            if time.monotonic() > late_at:
                raise TimeoutError("passed its deadline")
            beat_at = time.monotonic() + self._heartbeat
            with contextlib.suppress(_NotNow, BadMessage):  # the next one may arrive, or the result
                read(Extended, await self._send(lease, "heartbeat", b"{}"))
        return playing.result()

    async def _report(self, lease: str, error: BaseException) -> None:
        """Say that a lease could not be played here."""
        reason = clean_text(f"{type(error).__name__}: {error}", MAX_REASON)
        self.tell(f"a batch could not be played here: {reason}")
        with contextlib.suppress(_Unwanted):
            await self._until_answered(lambda: self._send(lease, "failure", encode(Notice(reason))))

    async def _send(self, lease: str, what: str, data: bytes) -> bytes:
        return await self._post(f"leases/{lease}/{what}", data, MAX_MESSAGE)

    async def _until_answered(self, request: Callable[[], Any]) -> Any:
        """Repeat a request until the coordinator answers it, waiting longer each time, at random within that."""
        wait = FIRST
        while True:
            try:
                return await request()
            except (_NotNow, BadMessage) as error:
                pause = max(random.uniform(wait / 2, wait), getattr(error, "after", 0.0))
                if not self._away:
                    self.tell(f"{error}; trying again")
                self._away = True
                wait = min(2 * wait, LONGEST)
                await asyncio.sleep(pause)

    async def _post(self, path: str, data: bytes, most: int) -> bytes:
        """Return the body of an answer; empty if there is none.

        Raises:
            LeagueError: the coordinator will not answer otherwise later.
            _NotNow, _Unwanted.
        """
        kind = "application/octet-stream" if path.endswith("/result") else "application/json"
        try:
            async with self._session.post(
                f"{self.url}/v1/{path}", data=data, headers={"Content-Type": kind}, allow_redirects=False
            ) as answer:
                body = await _read(answer, most)
                after = answer.headers.get("Retry-After", "")
        except aiohttp.ClientConnectorCertificateError as error:
            what = clean_text(str(error.certificate_error), 200)
            raise LeagueError(f"{self.url}: its certificate is not trusted: {what}; see --ca") from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            what = clean_text(str(error), 200) or type(error).__name__
            raise _NotNow(f"the coordinator cannot be reached: {what}") from None
        if 200 <= answer.status < 300:
            if self._away:
                self._away = False
                self.tell("the coordinator answers again")
            return body
        reason = _reason(body, answer.status)
        if answer.status == 409:
            raise LeagueError(f"this volunteer is left out: it has {reason}")
        if answer.status == 403:
            raise LeagueError(f"{self.url}: {reason}")
        if answer.status in (408, 429, 500, 502, 503, 504):
            wait = float(after) if after.isascii() and after.isdigit() and len(after) < 5 else 0.0
            raise _NotNow(f"the coordinator answers {answer.status}: {reason}", min(wait, LONGEST))
        if path.startswith("leases/"):
            raise _Unwanted(reason)
        raise LeagueError(f"{self.url}: not a coordinator of this version: {reason}")


class _PlayingSlot:
    """A worker, replaced when it breaks."""

    def __init__(self, new: Callable[[], Executor]) -> None:
        self._new = new
        self._executor: Executor | None = None

    def start(self, play: Play, jobs: Sequence[Job]) -> Future[Sequence[MatchOutcome]]:
        if self._executor is None:
            self._executor = self._new()
        try:
            return self._executor.submit(play, jobs)
        except BrokenExecutor:  # the process died while idle
            self.kill()
            self._executor = self._new()
            return self._executor.submit(play, jobs)

    def kill(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the body of an answer. Raises _NotNow beyond `most` bytes."""
    data = bytearray()
    async for part in answer.content.iter_any():
        data += part
        if len(data) > most:
            raise _NotNow(f"the coordinator's answer is larger than {most:,} bytes")
    return bytes(data)


def _reason(body: bytes, status: int) -> str:
    try:
        return clean_text(read(Notice, body).reason, MAX_REASON)
    except BadMessage:
        return f"HTTP status {status}"
