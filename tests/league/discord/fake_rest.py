"""REST and CDN of a fake Discord, and injected faults."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from fake_gateway import Gateway
from fake_objects import APPLICATION, BOT, ELSEWHERE, RESULTS, SUBMISSIONS, TOKEN, Json, application, letters, now, user


@dataclass
class Fault:
    """A fault of requests: of `times` requests that match `fits`; status 0 drops the connection.

    `after`: the request is carried out before its answer is lost.
    """

    fits: re.Pattern[str]  # of "METHOD /path"
    status: int
    times: int
    after: bool = False
    retry_after: float = 0.05
    skip: int = 0  # number of requests to let pass first


@dataclass
class Asked:
    """A request to the API."""

    method: str
    path: str
    body: Any
    files: dict[str, bytes]


@dataclass
class Answer:
    """The answer to an interaction."""

    kinds: list[int] = field(default_factory=list)  # of callbacks
    ephemeral: bool = False
    deleted: bool = False  # whether the first answer was deleted
    original: Json | None = None  # the first answer as it is now
    followups: list[Json] = field(default_factory=list)
    choices: list[str] | None = None  # of an autocompletion


class Rest(Gateway):
    """Answers requests as strictly as the real one where that matters."""

    http: str

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.channels: dict[int, dict[int, Json]] = {SUBMISSIONS: {}, RESULTS: {}, ELSEWHERE: {}}
        self.files: dict[str, bytes] = {}  # of the CDN
        self.answers: dict[str, Answer] = {}  # by an interaction's token
        self.expired: set[str] = set()  # tokens
        self.commands: list[Json] = []
        self.reactions: list[tuple[int, str]] = []
        self.edits: dict[int, int] = {}  # number of edits of each message
        self.pinged: list[tuple[int, list[int]]] = []  # channel and users of each new message
        self.fetched = 0  # bytes fetched from the CDN
        self._nonces: dict[tuple[int, str], int] = {}

    def fail(self, fits: str, status: int = 0, times: int = 1, **more: Any) -> None:
        """Let requests fail: `fits` is a regular expression over "METHOD /path"."""
        self.faults.append(Fault(re.compile(fits), status, times, **more))

    def attachment(self, name: str, data: bytes, size: int | None = None, kind: str | None = None) -> Json:
        number = str(self.snowflake())
        self.files[number] = data
        url = f"{self.http}/cdn/{number}?ex=1&is=2&hm=3"
        size = len(data) if size is None else size
        return {"id": number, "filename": name, "size": size, "url": url, "proxy_url": url, "content_type": kind}

    def forget_nonces(self) -> None:
        """Forget nonces, as Discord does after some minutes."""
        self._nonces.clear()

    async def answer_cdn(self, request: web.Request) -> web.StreamResponse:
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

    def _fault(self, what: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.fits.search(what):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    async def answer_api(self, request: web.Request) -> web.StreamResponse:
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
                return _json(application())
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

    def message(self, author: Json, channel: int, content: str, attachments: list[Json], **more: Any) -> Json:
        number = self.snowflake()
        message = {
            "id": str(number), "channel_id": str(channel), "author": author, "content": content, "timestamp": now(),
            "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": attachments, "embeds": [], "pinned": False, "type": 0, "flags": 0, "components": [], **more,
        }  # fmt: skip
        self.channels.setdefault(channel, {})[number] = message
        return message

    def _content(self, body: Json, files: dict[str, bytes]) -> Json:
        """Return the content of a body, checked as Discord checks it."""
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
        """Check that a new message states whom it may ping: nobody."""
        allowed = body["allowed_mentions"]
        assert not any(allowed.values()), allowed

    def _pings(self, channel: int, body: Json) -> None:
        """Record whom a new message pings; check that it may ping exactly those whom it mentions."""
        allowed = body["allowed_mentions"]
        assert not allowed.get("parse"), allowed
        assert not allowed.get("replied_user"), allowed
        users = [int(one) for one in allowed.get("users", [])]
        assert (body.get("content") or "") == " ".join(f"<@{one}>" for one in users)
        if users:
            self.pinged.append((channel, users))

    def _create(self, channel: int, body: Json, files: dict[str, bytes]) -> web.StreamResponse:
        if channel not in self.channels:
            return _json({"message": "Unknown Channel", "code": 10003}, 404)
        self._pings(channel, body)
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
        message = self.message(user(BOT, bot=True), channel, "", [])
        if reference:
            message["message_reference"] = {**reference, "message_id": str(reference["message_id"])}
        message.update(content)
        if nonce is not None:
            self._nonces[channel, str(nonce)] = int(message["id"])
        return _json({**message, "nonce": nonce})

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
        message = self.message(user(BOT, bot=True), ELSEWHERE, "", [])
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
        message = {**self.message(user(BOT, bot=True), ELSEWHERE, "", []), **content}
        if method == "POST":
            self._pings_nobody(body)
        if method == "PATCH":
            answer.original = {**(answer.original or message), **content}
        elif answer.kinds == [5] and answer.original is None and not answer.deleted:
            answer.original = message  # the first follow-up replaces "thinking"
        else:
            answer.followups.append({**message, "flags": (body or {}).get("flags", 0)})
        return _json(message)


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    body: Any = None
    files: dict[str, bytes] = {}
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            if part.name == "payload_json":
                body = json.loads(await part.text())
            else:
                assert part.filename is not None
                files[part.filename] = bytes(await part.read())
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
