"""Health and metrics over HTTP: also from a loop that hangs, and for this machine alone."""

from __future__ import annotations

import http.client
import json
import socket
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from urllib.error import HTTPError

import pytest

from league.cli.errors import LeagueError
from league.host.monitoring.health import LIMIT, HealthServer, health_server
from league.host.settings import HostSettings, MetricsSettings
from league.host.vitals import LastRun, Vitals


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def get(port: int, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


@pytest.fixture
def served(settings: HostSettings) -> Iterator[tuple[int, Vitals]]:
    pytest.importorskip("prometheus_client")
    vitals = Vitals()
    with health_server(replace(settings, metrics=MetricsSettings(free_port())), vitals) as port:
        assert port is not None
        yield port, vitals


def test_health_is_that_of_the_loop(served: tuple[int, Vitals]) -> None:
    port, vitals = served
    vitals.doing = "playing duel"
    status, data = get(port, "/healthz")
    assert (status, json.loads(data)["healthy"], json.loads(data)["doing"]) == (200, True, "playing duel")
    vitals.turned -= LIMIT + 1
    status, data = get(port, "/healthz")
    assert (status, json.loads(data)["healthy"]) == (503, False)
    assert json.loads(data)["loop_age_seconds"] > LIMIT
    vitals.turn()
    assert get(port, "/healthz")[0] == 200


def test_metrics(served: tuple[int, Vitals]) -> None:
    port, vitals = served
    vitals.games = {("duel", "played"): 12, ("duel", "void"): 1}
    vitals.failures["sumo"] += 2
    vitals.last["duel"] = LastRun(ended=1_790_000_000.0, took=12.5)
    vitals.ladder, vitals.left, vitals.submissions = "duel", 6, 3
    status, data = get(port, "/metrics")
    assert status == 200
    lines = data.decode().splitlines()
    for line in (
        'spacecode_games_total{mode="duel",result="played"} 12.0',
        'spacecode_games_total{mode="duel",result="void"} 1.0',
        'spacecode_run_failures_total{ladder="sumo"} 2.0',
        'spacecode_run_in_progress{ladder="duel"} 1.0',
        'spacecode_run_in_progress{ladder="sumo"} 0.0',
        'spacecode_last_run_end_seconds{ladder="duel"} 1.79e+09',
        'spacecode_last_run_duration_seconds{ladder="duel"} 12.5',
        "spacecode_games_left 6.0",
        "spacecode_submissions_waiting 3.0",
    ):
        assert line in lines, line
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)
    assert any(line.startswith("spacecode_loop_age_seconds ") for line in lines)


def test_nothing_else_is_served(served: tuple[int, Vitals]) -> None:
    port, _ = served
    assert get(port, "/")[0] == 404
    assert get(port, "/metrics/../healthz")[0] == 404
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for name in (f"league.example:{port}", "league.example"):  # that was rebound
        connection.request("GET", "/metrics", headers={"Host": name})
        assert connection.getresponse().status == 403
        connection.close()
    connection.request("POST", "/healthz")
    assert connection.getresponse().status == 501


def test_idle_connections_do_not_keep_others_out(served: tuple[int, Vitals], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("league.host.monitoring.health._Handler.timeout", 0.2)
    port, _ = served
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    for one in idle:
        one.settimeout(30)
        assert one.recv(1) == b""  # the server closes them
        one.close()
    assert get(port, "/healthz")[0] == 200


def test_a_port_that_is_in_use_is_one_line(settings: HostSettings) -> None:
    pytest.importorskip("prometheus_client")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = replace(settings, metrics=MetricsSettings(other.getsockname()[1]))
        with pytest.raises(LeagueError, match=r"port .*: Address already in use"), health_server(taken, Vitals()):
            pass


def test_without_the_extra_it_says_what_to_install(settings: HostSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "league.host.monitoring.metrics", None)
    asked = replace(settings, metrics=MetricsSettings(9188))
    with pytest.raises(LeagueError, match=r"pip install 'spacecode\[metrics\]'"), health_server(asked, Vitals()):
        pass
    with health_server(settings, Vitals()) as port:  # no port, no need of it
        assert port is None


def test_the_server_is_not_reachable_from_elsewhere() -> None:
    server = HealthServer(0, Vitals(), lambda: b"", "text/plain")
    try:
        assert server.server_address[0] == "127.0.0.1"
    finally:
        server.server_close()
