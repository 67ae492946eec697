"""The server gives out the files of a site and nothing else, and to this machine alone; its pages follow the league."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from played import entries, play_run
from small import ROOT, command

from benchmarks.chromium import Chromium
from league.__main__ import main
from league.site.server import HOST, SiteServer
from league.storage.opening import default_path, writing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with writing(default_path(tmp_path)) as store:
        play_run(store, store.sync(entries(("ann", "bob"))), pairings=1)
    return tmp_path


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """The port of a server of the folder's site; a secret is beside it."""
    assert main(["site", str(folder), "--out", str(folder / "out")]) == 0
    (folder / "secret.html").write_text("secret")
    (folder / "out" / "mine.html").write_text("secret")
    server = SiteServer(folder / "out", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str, method: str = "GET", host: str | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": host or f"{HOST}:{port}"})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_pages_are_served_with_what_loads_them_again(port: int, folder: Path) -> None:
    answer, page = ask(port, "/")
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert b'<script src="/live.js" data-tag="' in page
    assert b"default-src 'none'; connect-src 'self';" in page
    assert b"live.js" not in (folder / "out" / "index.html").read_bytes()
    assert ask(port, "/live.js")[0].getheader("Content-Type") == "text/javascript; charset=utf-8"
    assert ask(port, "/site.css")[1] == (folder / "out" / "site.css").read_bytes()
    head, nothing = ask(port, "/games/1-1a.html?x=1#t=3", "HEAD")
    assert head.status == 200 and nothing == b"" and head.getheader("ETag")


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.html", "/%2e%2e/secret.html", "//secret.html", "/./index.html", "/.site/manifest.json"),
        *("/mine.html", "/bots/", "/bots", "/%00", "/..%5csecret.html", "/games/../index.html", "/%ff"),
    ],
)  # fmt: skip
def test_nothing_else_is_served(port: int, path: str) -> None:
    assert ask(port, path)[0].status == 404


@pytest.mark.parametrize("host", ["league.example", "league.example:8000", "127.0.0.1.example:80", ""])
def test_no_other_host_is_answered(port: int, host: str) -> None:
    """A page of another host whose name is made to mean this machine reads nothing."""
    answer, page = ask(port, "/", host=host or "[")
    assert answer.status == 403
    assert b"ladder" not in page


def test_only_this_machine_is_listened_to(port: int) -> None:
    assert ask(port, "/", "POST")[0].status == 501


def test_a_page_follows_the_league_while_it_is_played(
    folder: Path, tmp_path: Path, browser: Callable[..., Chromium]
) -> None:
    words = command("site", folder, "--out", tmp_path / "out", "--serve", "--port", "0")
    process = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=ROOT)
    assert process.stderr is not None
    lead = "document.querySelector('.lead')?.textContent"
    try:
        url = next(line.split()[1] for line in process.stderr if line.startswith("serving "))
        page = browser()
        page.open(url)
        assert page.evaluate(lead) == "2 bots, 2 games, arena open"
        with writing(default_path(folder)) as store:
            play_run(store, store.sync(entries(("ann", "bob"))), pairings=1)
        end = time.monotonic() + 120
        while page.evaluate(lead) != "2 bots, 4 games, arena open":
            assert time.monotonic() < end
            time.sleep(0.2)
        assert page.messages == []
        assert all(request.startswith((url, "data:")) for request in page.requests)
    finally:
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(60) == 130


def test_a_port_in_use_is_named(port: int, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site", str(folder), "--out", str(folder / "out"), "--serve", "--port", str(port)]) == 2
    assert f"error: port {port}: Address already in use" in capsys.readouterr().err
    assert main(["site", str(folder), "--out", str(folder / "out"), "--port", "1"]) == 2
