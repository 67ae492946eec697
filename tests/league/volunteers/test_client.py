"""A volunteer against a coordinator on loopback, and against what is none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from volunteering import FILES, JOBS, Host

from league.cli.errors import LeagueError
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome, VolunteerOutcome
from league.volunteers import client
from league.volunteers.client import Volunteer
from league.volunteers.protocol import BadMessage, LeasedGames, SentFile, SentGame, jobs_of, lease_of, own_edition


@pytest.fixture(autouse=True)
def lively(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST", 0.1)


def volunteer(url: str, token: str, play: Callable[[Sequence[Job]], list[MatchOutcome]] = play_batch) -> Volunteer:
    return Volunteer(url, token, 1, None, lambda _: None, play=play, executor=lambda: ThreadPoolExecutor(1))


def begun(one: Volunteer, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=one.run, args=(stop,), daemon=True)
    thread.start()
    return thread


def test_a_volunteer_plays_until_it_is_stopped(host: Host) -> None:
    batch = host.coordinator.leases.submit(JOBS)
    stop, one = threading.Event(), volunteer(f"http://127.0.0.1:{host.port}", host.tokens["ann"])
    thread = begun(one, stop)
    assert all(isinstance(outcome, VolunteerOutcome) for outcome in batch.future.result(timeout=60))
    assert one.played == len(JOBS)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_what_is_being_played_when_it_is_stopped_is_returned(host: Host) -> None:
    playing, stop, over = threading.Event(), threading.Event(), threading.Event()

    def never(jobs: Sequence[Job]) -> list[MatchOutcome]:
        playing.set()
        over.wait(30)
        return []

    host.coordinator.leases.submit(JOBS)
    thread = begun(volunteer(f"http://127.0.0.1:{host.port}", host.tokens["ann"], never), stop)
    assert playing.wait(30)
    assert host.coordinator.leases.take("bob") is None
    stop.set()
    thread.join(10)
    assert host.coordinator.leases.take("bob") is not None
    over.set()


def test_what_cannot_be_played_is_said_and_the_volunteer_goes_on(host: Host) -> None:
    def fails(jobs: Sequence[Job]) -> list[MatchOutcome]:
        raise MemoryError

    batch, stop = host.coordinator.leases.submit(JOBS), threading.Event()
    thread = begun(volunteer(f"http://127.0.0.1:{host.port}", host.tokens["ann"], fails), stop)
    assert list(batch.future.result(timeout=60)) == play_batch(JOBS)  # by the host
    assert thread.is_alive()
    stop.set()
    thread.join(10)


def test_another_edition_or_token_ends_a_volunteer(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{host.port}"
    with pytest.raises(LeagueError, match="this token is unknown here"):
        volunteer(url, "x" * 43).run(threading.Event())
    monkeypatch.setattr(client, "own_edition", lambda: replace(own_edition(), release="9.9"))
    with pytest.raises(LeagueError, match=r"left out: it has release 9\.9, needed is .*pip install spacecode=="):
        volunteer(url, host.tokens["ann"]).run(threading.Event())


class _Stranger(BaseHTTPRequestHandler):
    """Answers as no coordinator does."""

    status, headers_sent, body = 200, {}, b""
    seen: list[str]

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        for name, value in {**self.headers_sent, "Content-Length": str(len(self.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[tuple[type[_Stranger], str]]:
    kind = type("Stranger", (_Stranger,), {"seen": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_token_follows_no_redirect(stranger: tuple[type[_Stranger], str]) -> None:
    kind, url = stranger
    kind.status, kind.headers_sent = 307, {"Location": f"{url}/elsewhere"}
    with pytest.raises(LeagueError, match="not a coordinator"):
        volunteer(url, "x" * 43).run(threading.Event())
    assert kind.seen == ["/v1/hello"]


@pytest.mark.parametrize("body", [b"", b"[" * 1000, b'{"volunteer":"ann","heartbeat":NaN}', b"x" * 100_000])
def test_an_answer_that_is_none_is_asked_for_again(stranger: tuple[type[_Stranger], str], body: bytes) -> None:
    kind, url = stranger
    kind.body = body
    stop = threading.Event()
    thread = begun(volunteer(url, "x" * 43), stop)
    for _ in range(100):
        if len(kind.seen) > 1:
            break
        time.sleep(0.1)
    assert len(kind.seen) > 1
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


LEASE = lease_of("x", 60, JOBS)
SETUP, SEATS = LEASE.games[0].setup, LEASE.games[0].seats
PROGRAM = JOBS[0].seats[0].identity


@pytest.mark.parametrize(
    ("lease", "problem"),
    [
        (replace(LEASE, games=()), "no games"),
        (replace(LEASE, games=LEASE.games * 40), "of too many"),
        (replace(LEASE, games=LEASE.games * 9), "too many seats"),
        (replace(LEASE, limits={**LEASE.limits, "tick_fuel": 10**12}), "more than the default"),
        (replace(LEASE, limits={}), "limits are not those"),
        (replace(LEASE, programs={}), "a program is missing"),
        (replace(LEASE, programs={PROGRAM: (SentFile("main.py", "import os", None),)}), "not the one"),
        (replace(LEASE, programs={PROGRAM: (SentFile("main.py", None, None),)}), "or neither"),
        (replace(LEASE, programs={PROGRAM: (SentFile("main.py", "\ud800", None),)}), "not text"),
        (replace(LEASE, games=(SentGame({}, SEATS),)), "the setup's"),
        (replace(LEASE, games=(SentGame(SETUP, SEATS[:1]),)), "number of seats"),
        (
            replace(LEASE, games=(SentGame({**SETUP, "max_ticks": 10**9}, SEATS),)),
            "ticks",
        ),
    ],
)
def test_a_lease_that_asks_for_too_much_is_not_played(lease: LeasedGames, problem: str) -> None:
    with pytest.raises(BadMessage, match=problem):
        jobs_of(lease)


def test_programs_are_sent_once() -> None:
    assert list(LEASE.programs) == [PROGRAM]
    assert [seat.files for job in jobs_of(LEASE) for seat in job.seats] == [FILES] * 4
