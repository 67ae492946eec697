"""What anybody may send to a coordinator, over real HTTP on loopback."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from volunteering import JOBS, Answer, Host, ask, claims_of

from league.match.batch import play_batch
from league.match.manager import MatchOutcome, VolunteerOutcome
from league.storage.opening import default_path, reading
from league.volunteers import server, service
from league.volunteers.coordinator import Coordinator, NotAdmitted
from league.volunteers.leases import Leasable, Leases
from league.volunteers.protocol import Claim, most_claimed, pack_claims
from league.volunteers.tokens import Roll, add_volunteer, remove_volunteer


def outcomes(batch: Leasable) -> Sequence[MatchOutcome]:
    return batch.future.result(timeout=60)


def test_a_batch_is_leased_played_and_accepted_as_played_here(host: Host) -> None:
    batch = host.coordinator.leases.submit(JOBS)
    lease, jobs = host.lease("ann")
    assert [(job.setup, job.seats, job.limits) for job in jobs] == [(job.setup, job.seats, job.limits) for job in JOBS]
    assert host.post(f"leases/{lease}/heartbeat", token=host.tokens["ann"]).status == 200
    assert host.post(f"leases/{lease}/result", claims_of(jobs), host.tokens["ann"]).status == 202
    here = [VolunteerOutcome(one.log, one.debug, one.result, one.forfeited, "ann") for one in play_batch(JOBS)]
    assert outcomes(batch) == here
    again = host.post(f"leases/{lease}/result", claims_of(jobs), host.tokens["ann"])
    assert again.status == 410
    assert "no such lease" in again.reason


@pytest.mark.parametrize("path", ["hello", "leases", "leases/x/result", "nonsense"])
@pytest.mark.parametrize("token", [None, "", "x" * 43, "x" * 300, "ü"])
def test_without_a_known_token_nothing_is_answered(host: Host, path: str, token: str | None) -> None:
    sent = {} if token is None else {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    answer = host.post(path, ask(), None, **sent)
    assert answer.status == 403
    assert "token" in answer.reason


def test_who_guesses_tokens_is_slowed_down(host: Host) -> None:
    found = [host.post("hello", ask(), "x" * 43).status for _ in range(15)]
    assert found[0] == 403
    assert found[-1] == 429
    assert host.post("hello", ask(), host.tokens["ann"]).status == 200  # at the same address


def test_a_volunteer_that_asks_too_often_is_slowed_down(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("league.volunteers.throttle.Throttle.spend", lambda self, key: 3.0)
    answer = host.post("hello", ask(), host.tokens["ann"])
    assert (answer.status, answer.reason) == (429, "too many requests")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"edition": null, "client": "x", "workers": 1}',
        b'{"edition": {}, "client": "x", "workers": 1e9}',
        ask().replace(b'"workers":1', b'"workers":0'),
        ask().replace(b'"workers":1', b'"workers":true'),
        ask().replace(b'"client"', b'"client":"' + b"x" * 100 + b'","more"'),
        ask().replace(b'"client":"client"', b'"client":"' + b"x" * 100 + b'"'),
    ],
)
def test_what_is_no_message_is_refused(host: Host, body: bytes) -> None:
    answer = host.post("leases", body, host.tokens["ann"])
    assert answer.status == 400
    assert "Traceback" not in answer.reason


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ({"release": "9.9"}, "release 9.9, needed is"),
        ({"guest": "ab" * 32}, "install the wheel"),
        ({"code_version": 1, "wasmtime": "1.0"}, "code_version 1, needed is"),
        ({"log_format": 9}, "log format 9, needed is 1"),
    ],
)
def test_another_edition_is_told_what_to_install(
    host: Host, other: dict[str, Any], shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = host.post("hello", ask(**other), host.tokens["ann"])
    assert answer.status == 409
    assert shown in answer.reason
    assert "install" in answer.reason
    assert "volunteer ann is left out" in capsys.readouterr().err


def test_a_body_that_is_too_large_is_refused_before_it_is_read(host: Host) -> None:
    assert host.post("hello", b"x" * 100_000, host.tokens["ann"]).status == 413
    host.coordinator.leases.submit(JOBS)
    lease, jobs = host.lease("ann")
    path = f"leases/{lease}/result"
    with socket.create_connection(("127.0.0.1", host.port), timeout=10) as raw:
        raw.sendall(
            f"POST /v1/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {host.tokens['ann']}\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Length: {most_claimed(jobs) + 1}\r\n\r\n".encode()
        )
        assert raw.recv(100).startswith(b"HTTP/1.1 413")  # nothing was sent yet
    chunked = host.post(path, b"1\r\nx\r\n0\r\n\r\n", host.tokens["ann"], Transfer_Encoding="chunked")
    assert chunked.status == 411
    assert host.post(path, claims_of(jobs), host.tokens["ann"]).status == 202


def test_compressed_bodies_and_other_types_are_refused(host: Host) -> None:
    assert host.post("hello", ask(), host.tokens["ann"], Content_Encoding="gzip").status == 415
    assert host.post("hello", ask(), host.tokens["ann"], Content_Type="text/plain").status == 415


@pytest.mark.parametrize("act", ["heartbeat", "return", "result", "failure"])
def test_the_lease_of_another_or_none_is_no_lease(host: Host, act: str) -> None:
    host.coordinator.leases.submit(JOBS)
    lease, _ = host.lease("ann")
    body = b'{"reason":"x"}' if act == "failure" else b"{}"
    for mine in (lease, "nonsense"):
        answer = host.post(f"leases/{mine}/{act}", body, host.tokens["bob"])
        assert answer.status == 410, answer.body
    assert host.post(f"leases/{lease}/heartbeat", token=host.tokens["ann"]).status == 200


@pytest.mark.parametrize("damage", ["cut off", "longer", "wrong sizes", "empty"])
def test_a_result_that_is_none_is_refused_and_the_lease_stays(host: Host, damage: str) -> None:
    host.coordinator.leases.submit(JOBS)
    lease, jobs = host.lease("ann")
    good = claims_of(jobs)
    bad = {"cut off": good[:-1], "longer": good + b"x", "wrong sizes": b"\xff" * 100, "empty": b""}[damage]
    assert host.post(f"leases/{lease}/result", bad, host.tokens["ann"]).status == 400
    assert host.post(f"leases/{lease}/result", good, host.tokens["ann"]).status == 202


def test_a_false_result_expels_and_the_batch_goes_to_another(host: Host) -> None:
    batch = host.coordinator.leases.submit(JOBS)
    lease, jobs = host.lease("ann")
    (first, second) = play_batch(jobs)
    swapped = pack_claims([Claim(second.log, second.debug), Claim(first.log, first.debug)])
    assert host.post(f"leases/{lease}/result", swapped, host.tokens["ann"]).status == 202
    until = time.monotonic() + 30
    while (answer := host.post("hello", ask(), host.tokens["ann"])).status == 200 and time.monotonic() < until:
        time.sleep(0.1)
    assert answer.status == 403
    assert "not of the game that was leased" in answer.reason
    lease, jobs = host.lease("bob")
    host.post(f"leases/{lease}/result", claims_of(jobs), host.tokens["bob"])
    assert [one.volunteer for one in outcomes(batch) if isinstance(one, VolunteerOutcome)] == ["bob", "bob"]


def test_what_a_volunteer_cannot_play_is_played_here(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    batch = host.coordinator.leases.submit(JOBS)
    lease, _ = host.lease("ann")
    assert host.post(f"leases/{lease}/failure", b'{"reason":"out of\\nmemory"}', host.tokens["ann"]).status == 204
    assert list(outcomes(batch)) == play_batch(JOBS)
    assert "volunteer ann could not play a batch, which is played here: out of memory" in capsys.readouterr().err


def test_without_games_the_answer_is_empty(host: Host) -> None:
    assert host.post("leases", ask(), host.tokens["ann"]) == Answer(204, b"")


def test_a_failure_of_the_coordinator_shows_no_detail(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leases, "seen", lambda *_: 1 / 0)
    answer = host.post("hello", ask(), host.tokens["ann"])
    assert (answer.status, answer.reason) == (500, "the coordinator failed at this request")


def test_a_stranger_s_idle_connection_is_closed(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "STRANGER", 0.5)
    with socket.create_connection(("127.0.0.1", host.port), timeout=20) as raw:
        raw.sendall(b"POST /v1/hello HTTP/1.1\r\n")
        assert raw.recv(100) == b""


def test_only_so_many_connections_are_open(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)
    with socket.create_connection(("127.0.0.1", host.port), timeout=20) as first:
        first.sendall(b"POST /v1/hello HTTP/1.1\r\n")
        time.sleep(0.3)
        with socket.create_connection(("127.0.0.1", host.port), timeout=20) as second:
            assert second.recv(100) == b""


def test_a_token_that_was_expelled_stays_refused_and_a_new_one_of_the_same_volunteer_is_not(
    host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    member = host.coordinator.admit(host.tokens["ann"])
    host.coordinator.expel(member, "a false result")
    host.coordinator.capacity()  # in the thread of the store
    assert "volunteer ann is expelled: a false result" in capsys.readouterr().err
    roll = tmp_path / "volunteers.toml"
    remove_volunteer(roll, "ann")
    again = add_volunteer(roll, "ann")
    assert host.coordinator.admit(again).name == "ann"
    with reading(default_path(tmp_path)) as store:
        later = Coordinator(store, Roll(roll), Leases(60), play_batch, 0, False, lambda: False)
    assert later.admit(again).name == "ann"
    roll.write_text(f'[volunteers]\nann = "{member.token}"\n')
    with pytest.raises(NotAdmitted, match="refused, since a result was false: a false result"):
        later.admit(host.tokens["ann"])


@pytest.mark.parametrize("how", ["expelled", "removed"])
def test_who_is_no_longer_admitted_gets_no_lease_from_an_open_request(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(service, "POLL", 10.0)
    looked, answers = threading.Event(), list[Answer]()
    take = Leases.take
    monkeypatch.setattr(Leases, "take", lambda self, volunteer: (looked.set(), take(self, volunteer))[1])
    polling = threading.Thread(target=lambda: answers.append(host.post("leases", ask(), host.tokens["ann"])))
    polling.start()
    assert looked.wait(10)
    if how == "expelled":
        host.coordinator.expel(host.coordinator.admit(host.tokens["ann"]), "a false result")
    else:
        remove_volunteer(tmp_path / "volunteers.toml", "ann")
    host.coordinator.leases.submit(JOBS)
    polling.join(10)
    assert [answer.status for answer in answers] == [403]
    assert host.lease("bob")


def upload(host: Host, lease: str, name: str, size: int) -> socket.socket:
    """Begin to send a result; nothing of it is sent."""
    raw = socket.create_connection(("127.0.0.1", host.port), timeout=20)
    raw.sendall(
        f"POST /v1/leases/{lease}/result HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {host.tokens[name]}\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {size}\r\n\r\n".encode()
    )
    return raw


def test_bodies_that_are_announced_and_not_sent_keep_nobody_else_from_delivering(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "STALL", 1.0)
    host.coordinator.leases.submit(JOBS)
    host.coordinator.leases.submit(JOBS)
    held, jobs = host.lease("ann")
    lease, _ = host.lease("bob")
    monkeypatch.setattr(service, "MAX_HELD", most_claimed(jobs))
    with upload(host, held, "ann", most_claimed(jobs)) as first, upload(host, held, "ann", 1000) as second:
        answers = {second.recv(100)[:12]}  # one at a time
        assert host.post(f"leases/{lease}/result", claims_of(jobs), host.tokens["bob"]).status == 202
        answers.add(first.recv(100)[:12])  # it stalls
    assert answers == {b"HTTP/1.1 429", b"HTTP/1.1 408"}


def test_a_volunteer_s_results_that_wait_for_a_check_take_limited_room(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Coordinator, "claimed", lambda *_: None)  # the checks are slow
    monkeypatch.setattr(service, "most_claimed", lambda jobs: 100_000)
    monkeypatch.setattr(service, "unpack_claims", lambda data, games: [])
    found = []
    for _ in range(3):
        host.coordinator.leases.submit(JOBS)
        lease, _ = host.lease("ann")
        found.append(host.post(f"leases/{lease}/result", b"x" * 90_000, host.tokens["ann"]).status)
    assert found == [202, 202, 503]
    host.coordinator.leases.submit(JOBS)
    lease, _ = host.lease("bob")
    assert host.post(f"leases/{lease}/result", b"x" * 90_000, host.tokens["bob"]).status == 202


def test_an_address_has_a_limited_number_of_connections_that_no_volunteer_has_used(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MAX_STRANGERS", 2)
    there = ("127.0.0.1", host.port)
    with (
        socket.create_connection(there, timeout=20),
        socket.create_connection(there, timeout=20),
        socket.create_connection(there, timeout=20) as third,
    ):
        assert third.recv(100) == b""
        if sys.platform == "darwin":  # which has no other loopback address
            return
        with socket.create_connection(there, timeout=20, source_address=("127.0.0.2", 0)) as elsewhere:
            elsewhere.settimeout(0.3)
            with pytest.raises(TimeoutError):
                elsewhere.recv(100)


def test_a_connection_counts_before_its_tls_handshake(
    host: Host, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(server, "HANDSHAKE", 1.0)
    with server.serving(host.coordinator, server.Listening("127.0.0.1", 0, certificate)) as url:
        there = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        with socket.create_connection(there, timeout=20) as silent, socket.create_connection(there, timeout=20) as more:
            assert more.recv(100) == b""
            assert silent.recv(100) == b""  # in time
