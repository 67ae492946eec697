"""A Discord for tests, on loopback: REST, gateway with zlib, CDN, interactions, and faults on demand.

It is as strict as the real one where that matters: nonces are enforced but not told again in a channel's history,
tokens of interactions end, a message that is replied to may be gone, and what an edit does not name stays.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

BOT, APPLICATION, GUILD = 900_000_000_000_000_001, 900_000_000_000_000_002, 900_000_000_000_000_003
SUBMISSIONS, RESULTS, ELSEWHERE = 900_000_000_000_000_004, 900_000_000_000_000_005, 900_000_000_000_000_006
HOST = 700_000_000_000_000_001
TOKEN = "a.secret.token"
RIGHTS = "117824"  # view, send, embed, attach, history, react
EPOCH = 1_420_070_400_000  # ms: Discord's snowflakes count from there

Json = dict[str, Any]


@dataclass
class Fault:
    """What befalls requests: `times` of those that `fits`; status 0 drops the connection.

    `after`: the request is carried out before its answer is lost.
    """

    fits: re.Pattern[str]  # of "METHOD /path"
    status: int
    times: int
    after: bool = False
    retry_after: float = 0.05
    skip: int = 0  # so many pass before


@dataclass
class Asked:
    """A request to the API."""

    method: str
    path: str
    body: Any
    files: dict[str, bytes]


@dataclass
class Answer:
    """What an interaction was answered."""

    kinds: list[int] = field(default_factory=list)  # of callbacks
    ephemeral: bool = False
    deleted: bool = False  # the first answer
    original: Json | None = None  # the first answer, as it stands now
    followups: list[Json] = field(default_factory=list)
    choices: list[str] | None = None  # of an autocompletion


class FakeDiscord:
    """The server."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.channels: dict[int, dict[int, Json]] = {SUBMISSIONS: {}, RESULTS: {}, ELSEWHERE: {}}
        self.files: dict[str, bytes] = {}  # of the CDN
        self.lying: dict[str, int] = {}  # sizes that attachments claim
        self.answers: dict[str, Answer] = {}  # by an interaction's token
        self.expired: set[str] = set()  # tokens
        self.commands: list[Json] = []
        self.reactions: list[tuple[int, str]] = []
        self.edits: dict[int, int] = {}  # how often a message was edited
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.outage = False  # nothing can be reached
        self.fetched = 0  # bytes that the CDN was asked for
        self.close_code: int | None = None  # for the next to identify
        self.rights = RIGHTS
        self._nonces: dict[tuple[int, str], int] = {}
        self._last = 0
        self._session = ""
        self._sequence = 0
        self._missed: list[Json] = []  # events that a resume gets
        self._socket: web.WebSocketResponse | None = None
        self._zlib: Any = None

    # Its life

    async def start(self) -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_get("/cdn/{name}", self._cdn)
        app.router.add_route("*", "/api/v10/{path:.*}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port: int = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.http = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def fail(self, fits: str, status: int = 0, times: int = 1, **more: Any) -> None:
        """Let requests fail: `fits` is a regular expression over "METHOD /path"."""
        self.faults.append(Fault(re.compile(fits), status, times, **more))

    # What tests do

    def snowflake(self) -> int:
        self._last = max(self._last + 1, (int(time.time() * 1000) - EPOCH) << 22)
        return self._last

    def attachment(self, name: str, data: bytes, size: int | None = None, kind: str | None = None) -> Json:
        number = str(self.snowflake())
        self.files[number] = data
        url = f"{self.http}/cdn/{number}?ex=1&is=2&hm=3"
        size = len(data) if size is None else size
        return {"id": number, "filename": name, "size": size, "url": url, "proxy_url": url, "content_type": kind}

    async def say(
        self, author: int, *attachments: Json, content: str = "", channel: int = SUBMISSIONS, told: bool = True
    ) -> int:
        """A user's message; `told`: whether the gateway brings it."""
        message = self._message(user(author), channel, content, list(attachments))
        if told:
            await self.tell(message)
        return int(message["id"])

    async def tell(self, message: Json) -> None:
        """Bring a message by the gateway."""
        about = {key: value for key, value in member(message["author"]).items() if key != "user"}
        await self._event("MESSAGE_CREATE", {**message, "guild_id": str(GUILD), "member": about})

    async def command(self, author: int, name: str, /, *, guild: int = GUILD, **options: Any) -> Answer:
        """A slash command; a `file` is an attachment as `attachment` made it, a `user` an id."""
        told, resolved = [], {}
        for key, value in options.items():
            kind = 5 if isinstance(value, bool) else 4 if isinstance(value, int) else 3
            if isinstance(value, dict):
                resolved["attachments"] = {value["id"]: value}
                kind, value = 11, value["id"]
            elif key == "user":
                resolved["users"] = {str(value): user(value)}
                kind, value = 6, str(value)
            told.append({"name": key, "type": kind, "value": value})
        data = {"id": "1", "name": name, "type": 1, "options": told, "resolved": resolved}
        return await self._interaction(author, 2, data, guild)

    async def complete(self, author: int, name: str, option: str, typed: str) -> Answer:
        """An option of a slash command while it is typed."""
        options = [{"name": option, "type": 3, "value": typed, "focused": True}]
        return await self._interaction(author, 4, {"id": "1", "name": name, "type": 1, "options": options}, GUILD)

    async def press(self, author: int, custom_id: str, message: Json) -> Answer:
        """A button under a message."""
        data = {"component_type": 2, "custom_id": custom_id}
        answer = await self._interaction(author, 3, data, GUILD, message=message)
        answer.original = answer.original or message
        return answer

    async def _interaction(self, author: int, kind: int, data: Json, guild: int, **more: Any) -> Answer:
        number = str(self.snowflake())
        token = f"interaction-{number}"
        answer = self.answers[token] = Answer()
        payload = {
            "id": number, "application_id": str(APPLICATION), "type": kind, "token": token, "version": 1,
            "guild_id": str(guild), "channel_id": str(ELSEWHERE), "channel": channel(ELSEWHERE, "talk"),
            "member": member(user(author)), "locale": "en-US", "guild_locale": "en-US", "app_permissions": self.rights,
            "entitlements": [], "authorizing_integration_owners": {"0": str(GUILD)}, "context": 0,
            "attachment_size_limit": 10 << 20, "data": data, **more,
        }  # fmt: skip
        await self._event("INTERACTION_CREATE", payload)
        return answer

    def posts(self, channel: int) -> list[Json]:
        """The bot's messages in a channel, oldest first."""
        return [m for _, m in sorted(self.channels[channel].items()) if m["author"]["id"] == str(BOT)]

    def replies(self, message: int) -> list[Json]:
        """The bot's replies to a message."""
        found = self.posts(SUBMISSIONS)
        return [m for m in found if (m.get("message_reference") or {}).get("message_id") == str(message)]

    async def drop(self, session: bool = False) -> None:
        """Cut the gateway's connection; `session`: it can't be resumed."""
        if session:
            self._session = ""
        if self._socket is not None and not self._socket.closed:
            await self._socket.close(code=4000)

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """An outage."""
        self.outage = True
        try:
            yield
        finally:
            self.outage = False

    # Gateway

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
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
                await self._event("READY", self._ready())
                await self._event("GUILD_CREATE", self._guild())
            elif payload["op"] == 6:
                self.resumed.append(told)
                if told["session_id"] != self._session:
                    await self._send({"op": 9, "d": False, "s": None, "t": None})
                    continue
                for missed in [one for one in self._missed if one["s"] > told["seq"]]:
                    await self._send(missed)
                await self._event("RESUMED", {})
        return socket

    async def _event(self, name: str, data: Json) -> None:
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

    def _guild(self) -> Json:
        colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        role = {
            "id": str(GUILD), "name": "@everyone", "permissions": self.rights, "position": 0, "color": 0,
            "colors": colors, "hoist": False, "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip
        named = ((SUBMISSIONS, "submissions"), (RESULTS, "results"), (ELSEWHERE, "talk"))
        return {
            "id": str(GUILD), "name": "Space League", "owner_id": str(HOST), "roles": [role],
            "channels": [channel(number, name) for number, name in named], "threads": [],
            "members": [member(user(BOT, bot=True))], "member_count": 2, "emojis": [], "stickers": [], "features": [],
            "presences": [], "voice_states": [], "stage_instances": [], "guild_scheduled_events": [],
            "soundboard_sounds": [], "large": False, "unavailable": False, "joined_at": now(), "afk_timeout": 300,
            "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
            "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0, "system_channel_flags": 0,
            "premium_progress_bar_enabled": False,
        }  # fmt: skip

    # CDN

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        fault = self._fault("GET /cdn/" + request.match_info["name"])
        if self.outage or (fault and not fault.status):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault:
            return web.Response(status=fault.status)
        data = self.files.get(request.match_info["name"])
        if data is None:
            return web.Response(status=404)
        response = web.StreamResponse()
        await response.prepare(request)
        for start in range(0, len(data), 65_536):
            try:
                await response.write(data[start : start + 65_536])
            except ConnectionError:
                return response
            self.fetched += len(data[start : start + 65_536])
        return response

    # REST

    def _fault(self, what: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.fits.search(what):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body, files = await _read(request)
        if self.outage:
            return _json({"message": "unavailable"}, 503)
        fault = self._fault(f"{request.method} {path}")
        if fault and not fault.after:
            return self._broken(request, fault)
        self.asked.append(Asked(request.method, path, body, files))
        if request.headers.get("Authorization") != f"Bot {TOKEN}" and not path.startswith(
            ("/webhooks", "/interactions")
        ):
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        answer = self._route(request, path.strip("/").split("/"), body, files)
        return self._broken(request, fault) if fault else answer

    def _broken(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if not fault.status:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault.status == 429:
            headers = {"Retry-After": str(fault.retry_after)}
            return _json({"message": "slow", "retry_after": fault.retry_after, "global": False}, 429, headers)
        return _json({"message": "it broke", "code": 0}, fault.status)

    def _route(self, request: web.Request, parts: list[str], body: Any, files: dict[str, bytes]) -> web.StreamResponse:
        match request.method, *parts:
            case "GET", "users", "@me":
                return _json(user(BOT, bot=True))
            case "GET", "oauth2" | "applications", *_ if parts[-1] == "@me":
                return _json(_application())
            case "GET", "gateway", *_:
                return _json({"url": f"ws://127.0.0.1:{self.port}/gateway/"})
            case "PUT", "applications", _, "guilds", _, "commands":
                self.commands = [
                    {**one, "id": str(self.snowflake()), "application_id": str(APPLICATION), "version": "1"}
                    for one in body
                ]
                return _json(self.commands)
            case "POST", "interactions", number, token, "callback":
                return self._callback(request, number, token, body, files)
            case method, "webhooks", _, token, *rest:
                return self._webhook(method, token, rest, body, files)
            case "GET", "channels", channel, "messages":
                return self._history(int(channel), request.query)
            case "POST", "channels", channel, "messages":
                return self._create(int(channel), body, files)
            case "GET", "channels", channel, "messages", message:
                found = self.channels[int(channel)].get(int(message))
                return _json(found) if found else _unknown()
            case "PATCH", "channels", channel, "messages", message:
                return self._edit(int(channel), int(message), body, files)
            case "PUT", "channels", _, "messages", message, "reactions", sign, "@me":
                self.reactions.append((int(message), sign))
                return web.Response(status=204)
        return _json({"message": "404: Not Found", "code": 0}, 404)

    def _message(self, author: Json, channel: int, content: str, attachments: list[Json], **more: Any) -> Json:
        number = self.snowflake()
        message = {
            "id": str(number), "channel_id": str(channel), "author": author, "content": content, "timestamp": now(),
            "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": attachments, "embeds": [], "pinned": False, "type": 0, "flags": 0, "components": [], **more,
        }  # fmt: skip
        self.channels.setdefault(channel, {})[number] = message
        return message

    def _content(self, body: Json, files: dict[str, bytes]) -> Json:
        """What a body says, checked as Discord checks it."""
        embeds = body.get("embeds") or []
        for embed in embeds:
            assert len(embed.get("title", "")) <= 256, embed
            assert len(embed.get("description", "")) <= 4096, embed
            assert len(embed.get("fields", [])) <= 25, embed
            for one in embed.get("fields", []):
                assert 0 < len(one["name"]) <= 256, one
                assert 0 < len(one["value"]) <= 1024, one
            shown = (embed.get("image") or {}).get("url", "")
            assert not shown or shown.removeprefix("attachment://") in files, (shown, list(files))
        assert sum(map(letters, embeds)) <= 6000
        assert sum(map(len, files.values())) <= 10 << 20
        told: Json = {
            "embeds": embeds,
            "content": body.get("content") or "",
            "components": body.get("components") or [],
        }
        return {**told, "attachments": [self.attachment(name, data) for name, data in files.items()]}

    def _pings_nobody(self, body: Json) -> None:
        """New messages say whom they may ping: nobody."""
        allowed = body["allowed_mentions"]
        assert not any(allowed.values()), allowed

    def _create(self, channel: int, body: Json, files: dict[str, bytes]) -> web.StreamResponse:
        if channel not in self.channels:
            return _json({"message": "Unknown Channel", "code": 10003}, 404)
        self._pings_nobody(body)
        nonce = body.get("nonce")
        if nonce is not None:
            assert body.get("enforce_nonce") is True
            there = self._nonces.get((channel, str(nonce)))
            if there is not None and there in self.channels[channel]:
                return _json({**self.channels[channel][there], "nonce": nonce})
        reference = body.get("message_reference")
        if reference and int(reference["message_id"]) not in self.channels[channel]:
            if reference.get("fail_if_not_exists", True):
                return _json({"message": "Unknown message", "code": 50035}, 400)
            reference = None
        content = self._content(body, files)
        message = self._message(user(BOT, bot=True), channel, "", [])
        if reference:
            message["message_reference"] = {**reference, "message_id": str(reference["message_id"])}
        message.update(content)
        if nonce is not None:
            self._nonces[channel, str(nonce)] = int(message["id"])
        return _json({**message, "nonce": nonce})

    def forget_nonces(self) -> None:
        """As Discord does after some minutes."""
        self._nonces.clear()

    def _edit(self, channel: int, number: int, body: Json, files: dict[str, bytes]) -> web.StreamResponse:
        message = self.channels[channel].get(number)
        if message is None:
            return _unknown()
        self.edits[number] = self.edits.get(number, 0) + 1
        message.update(self._content(body, files))
        return _json(message)

    def _history(self, channel: int, query: Any) -> web.StreamResponse:
        limit, after = int(query.get("limit", 50)), int(query.get("after", 0))
        before = int(query.get("before", 2**63))
        found = [m for number, m in sorted(self.channels[channel].items()) if after < number < before]
        page = found[:limit] if "after" in query else found[-limit:]
        return _json(page[::-1])

    def _callback(
        self, request: web.Request, number: str, token: str, body: Json, files: dict[str, bytes]
    ) -> web.StreamResponse:
        answer = self.answers[token]
        if answer.kinds:
            return _json({"message": "already acknowledged", "code": 40060}, 400)
        data = body.get("data") or {}
        answer.kinds.append(body["type"])
        answer.ephemeral = bool(data.get("flags", 0) & 64)
        if body["type"] == 8:
            answer.choices = [one["value"] for one in data["choices"]]
        message = self._message(user(BOT, bot=True), ELSEWHERE, "", [])
        if body["type"] == 4:
            self._pings_nobody(data)
            answer.original = {**message, **self._content(data, files)}
        resource = {"type": body["type"], "message": answer.original or message}
        told = {"id": number, "type": 2, "response_message_id": message["id"]}
        return _json({"interaction": told, "resource": resource})

    def _webhook(
        self, method: str, token: str, rest: list[str], body: Any, files: dict[str, bytes]
    ) -> web.StreamResponse:
        answer = self.answers.get(token)
        if answer is None or token in self.expired:
            return _json({"message": "Invalid Webhook Token", "code": 50027}, 401)
        if not answer.kinds:
            return _json({"message": "Unknown Webhook", "code": 10015}, 404)
        if method == "DELETE":
            answer.original, answer.deleted = None, True
            return web.Response(status=204)
        content = self._content(body, files)
        message = {**self._message(user(BOT, bot=True), ELSEWHERE, "", []), **content}
        if method == "POST":
            self._pings_nobody(body)
        if method == "PATCH":
            answer.original = {**(answer.original or message), **content}
        elif answer.kinds == [5] and answer.original is None and not answer.deleted:
            answer.original = message  # a first follow-up takes the place of "thinking"
        else:
            answer.followups.append({**message, "flags": (body or {}).get("flags", 0)})
        return _json(message)


def letters(embed: Json) -> int:
    """How long an embed is, as Discord counts."""
    parts = [embed.get("title", ""), embed.get("description", ""), (embed.get("footer") or {}).get("text", "")]
    return sum(map(len, parts)) + sum(len(one["name"]) + len(one["value"]) for one in embed.get("fields", []))


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    body: Any = None
    files: dict[str, bytes] = {}
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if part.name == "payload_json":  # type: ignore[union-attr]
                body = json.loads(await part.text())  # type: ignore[union-attr]
            else:
                files[part.filename] = bytes(await part.read())  # type: ignore[union-attr, index]
    elif request.can_read_body:
        body = await request.json()
    return body, files


def _json(told: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    usual = {
        "Via": "1.1 fake",
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": "49",
        "X-RateLimit-Reset-After": "1",
    }
    body = json.dumps(told).encode()
    return web.Response(body=body, status=status, headers={**usual, **(headers or {})}, content_type="application/json")


def _unknown() -> web.Response:
    return _json({"message": "Unknown Message", "code": 10008}, 404)


def _application() -> Json:
    return {
        "id": str(APPLICATION), "name": "league", "description": "", "icon": None, "bot_public": False,
        "bot_require_code_grant": False, "verify_key": "", "flags": 1 << 19, "owner": user(HOST), "team": None,
        "summary": "",
    }  # fmt: skip


def user(number: int, bot: bool = False) -> Json:
    name = "league" if bot else f"user{number}"
    return {
        "id": str(number), "username": name, "discriminator": "0", "global_name": name, "avatar": None, "bot": bot,
        "public_flags": 0,
    }  # fmt: skip


def member(about: Json) -> Json:
    return {
        "user": about, "nick": None, "roles": [], "joined_at": now(), "deaf": False, "mute": False, "flags": 0,
        "avatar": None, "permissions": RIGHTS,
    }  # fmt: skip


def channel(number: int, name: str) -> Json:
    return {
        "id": str(number), "type": 0, "name": name, "position": 0, "permission_overwrites": [], "parent_id": None,
        "nsfw": False, "topic": None, "rate_limit_per_user": 0, "last_message_id": None, "permissions": RIGHTS,
    }  # fmt: skip


def now() -> str:
    return datetime.now(UTC).isoformat()


def point_at(fake_http: str) -> Callable[[], None]:
    """Point discord.py at a fake; what it returns points it back."""
    import discord.asset
    import discord.gateway
    import discord.http
    import yarl

    route, socket, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.asset.Asset
    before = route.BASE, socket.DEFAULT_GATEWAY, asset.BASE
    route.BASE = f"{fake_http}/api/v10"
    socket.DEFAULT_GATEWAY = yarl.URL(f"ws{fake_http.removeprefix('http')}/gateway/")
    asset.BASE = f"{fake_http}/cdn"

    def back() -> None:
        route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = before

    return back


async def until(true: Callable[[], Any], seconds: float = 300.0) -> Any:
    """Wait until something is so; what it was."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.02)
    return found
