"""A Discord for tests, on loopback: REST, gateway with zlib, CDN, interactions, and faults on demand.

It is as strict as the real one where that matters: nonces are enforced but missing from a channel's history, tokens of
interactions expire, the message that a reply refers to may be deleted, and edits keep the fields they do not name.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web
from fake_objects import APPLICATION, BOT, ELSEWHERE, GUILD, SUBMISSIONS, Json, channel, member, user
from fake_rest import Answer, Rest


class FakeDiscord(Rest):
    """The server, and actions of its users."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[int, str] = {}

    async def start(self) -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_get("/gateway/", self.answer_gateway)
        app.router.add_get("/cdn/{name}", self.answer_cdn)
        app.router.add_route("*", "/api/v10/{path:.*}", self.answer_api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port: int = self._runner.addresses[0][1]
        self.http = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def say(
        self, author: int, *attachments: Json, content: str = "", channel: int = SUBMISSIONS, told: bool = True
    ) -> int:
        """Send a user's message; `told`: whether the gateway delivers it."""
        message = self.message(self.person(author), channel, content, list(attachments))
        if told:
            await self.tell(message)
        return int(message["id"])

    def person(self, number: int) -> Json:
        """Return a user, with the display name that a test gave it in `named`."""
        return {**user(number), "global_name": self.named.get(number, f"user{number}")}

    async def tell(self, message: Json) -> None:
        """Deliver a message through the gateway."""
        about = {key: value for key, value in member(message["author"]).items() if key != "user"}
        await self.event("MESSAGE_CREATE", {**message, "guild_id": str(GUILD), "member": about})

    async def command(self, author: int, name: str, /, *, guild: int = GUILD, **options: Any) -> Answer:
        """Use a slash command; a `file` is an attachment made by `attachment`, a `user` an id."""
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
        """Request autocompletion of an option of a slash command."""
        options = [{"name": option, "type": 3, "value": typed, "focused": True}]
        return await self._interaction(author, 4, {"id": "1", "name": name, "type": 1, "options": options}, GUILD)

    async def press(self, author: int, custom_id: str, message: Json) -> Answer:
        """Press a button of a message."""
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
            "member": member(self.person(author)), "locale": "en-US", "guild_locale": "en-US",
            "app_permissions": self.rights, "entitlements": [], "context": 0,
            "authorizing_integration_owners": {"0": str(GUILD)}, "attachment_size_limit": 10 << 20,
            "data": data, **more,
        }  # fmt: skip
        await self.event("INTERACTION_CREATE", payload)
        return answer

    def posts(self, channel: int) -> list[Json]:
        """Return the bot's messages in a channel, oldest first."""
        return [m for _, m in sorted(self.channels[channel].items()) if m["author"]["id"] == str(BOT)]

    def replies(self, message: int) -> list[Json]:
        """Return the bot's replies to a message."""
        found = self.posts(SUBMISSIONS)
        return [m for m in found if (m.get("message_reference") or {}).get("message_id") == str(message)]


def point_at(fake_http: str) -> Callable[[], None]:
    """Point discord.py at a fake; return a function that restores it."""
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
    """Wait until `true()` is truthy; return its value."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.02)
    return found
