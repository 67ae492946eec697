"""The gateway of a fake Discord: one socket with zlib, events, resumes."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web
from fake_objects import APPLICATION, BOT, EPOCH, GUILD, RIGHTS, Json, guild, user


class Gateway:
    """Sends events to one client."""

    port: int

    def __init__(self) -> None:
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.outage = False  # nothing is reachable
        self.close_code: int | None = None  # for the next identify
        self.rights = RIGHTS
        self._last = 0
        self._session = ""
        self._sequence = 0
        self._missed: list[Json] = []  # events to send after a resume
        self._socket: web.WebSocketResponse | None = None
        self._zlib: Any = None

    def snowflake(self) -> int:
        self._last = max(self._last + 1, (int(time.time() * 1000) - EPOCH) << 22)
        return self._last

    async def drop(self, session: bool = False) -> None:
        """Close the gateway's connection; `session`: without the possibility to resume."""
        if session:
            self._session = ""
        if self._socket is not None and not self._socket.closed:
            await self._socket.close(code=4000)

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Simulate an outage."""
        self.outage = True
        try:
            yield
        finally:
            self.outage = False

    async def answer_gateway(self, request: web.Request) -> web.WebSocketResponse:
        if self.outage:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        assert request.query.get("compress") == "zlib-stream"
        self._socket, self._zlib = socket, zlib.compressobj()
        await self._send({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                continue
            payload = json.loads(message.data)
            told = payload["d"]
            if payload["op"] == 1:
                await self._send({"op": 11, "d": None, "s": None, "t": None})
            elif payload["op"] == 2:
                self.identified.append(told)
                if self.close_code is not None:
                    code, self.close_code = self.close_code, None
                    await socket.close(code=code)
                    continue
                self._session, self._sequence, self._missed = str(self.snowflake()), 0, []
                await self.event("READY", self._ready())
                await self.event("GUILD_CREATE", guild(self.rights))
            elif payload["op"] == 6:
                self.resumed.append(told)
                if told["session_id"] != self._session:
                    await self._send({"op": 9, "d": False, "s": None, "t": None})
                    continue
                for missed in [one for one in self._missed if one["s"] > told["seq"]]:
                    await self._send(missed)
                await self.event("RESUMED", {})
        return socket

    async def event(self, name: str, data: Json) -> None:
        self._sequence += 1
        payload = {"op": 0, "d": data, "s": self._sequence, "t": name}
        self._missed = [*self._missed[-200:], payload]
        await self._send(payload)

    async def _send(self, payload: Json) -> None:
        socket = self._socket
        if socket is None or socket.closed or self.outage:
            return
        data = self._zlib.compress(json.dumps(payload).encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        try:
            await socket.send_bytes(data)
        except (ConnectionError, RuntimeError):
            return

    def _ready(self) -> Json:
        return {
            "v": 10, "user": user(BOT, bot=True), "guilds": [{"id": str(GUILD), "unavailable": True}],
            "session_id": self._session, "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway/",
            "application": {"id": str(APPLICATION), "flags": 0}, "session_type": "normal",
        }  # fmt: skip
