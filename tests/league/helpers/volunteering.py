"""A coordinator that serves on loopback, and what volunteers send it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from league.match.batch import Job, play_batch
from league.match.manager import Seat
from league.volunteers.coordinator import Coordinator
from league.volunteers.protocol import Ask, Claim, LeasedGames, jobs_of, own_edition, pack_claims, read
from league.workers.replies import encode
from systems.setup import Setup

FILES = (("main.py", "def tick(ship):\n    ship.thrust(1)\n"),)
JOBS = tuple(
    Job(number, Setup("duel", number, max_ticks=20), (Seat("ann", FILES), Seat("bob", FILES, 2))) for number in range(2)
)


@dataclass
class Answer:
    status: int
    body: bytes

    @property
    def reason(self) -> str:
        return str(json.loads(self.body)["reason"])


@dataclass
class Host:
    """A coordinator that serves on loopback, with two volunteers."""

    coordinator: Coordinator
    port: int
    tokens: dict[str, str]

    def post(self, path: str, body: bytes = b"{}", token: str | None = None, **headers: str) -> Answer:
        kind = "application/octet-stream" if path.endswith("result") else "application/json"
        sent = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", f"/v1/{path}", body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            connection.close()

    def lease(self, name: str) -> tuple[str, list[Job]]:
        """Submit a batch; return the id of its lease and its jobs, as they arrive."""
        answer = self.post("leases", ask(), self.tokens[name])
        assert answer.status == 200, answer.body
        found = read(LeasedGames, answer.body)
        return found.lease, jobs_of(found)


def ask(**other: Any) -> bytes:
    return encode(Ask(replace(own_edition(), **other), "client", 1))


def claims_of(jobs: Sequence[Job]) -> bytes:
    return pack_claims([Claim(outcome.log, outcome.debug) for outcome in play_batch(jobs)])
