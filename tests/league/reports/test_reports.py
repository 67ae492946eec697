"""The page and the picture, as rendered by a browser and read by Pillow."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from league.__main__ import main
from league.bots.roster import Entry
from league.reports.facts import LadderReport, report
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store

HOSTILE = "<script>alert(1)</script>"
NAMES = ("ann", "bob", "cid", HOSTILE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A league of four, one of them with a name that no roster admits, with a log for each game."""
    with writing(default_path(tmp_path)) as store:
        fill(store)
    return tmp_path


def fill(store: Store) -> None:
    store.sync([Entry(name, Path("x"), (("main.py", name),), name) for name in NAMES])
    store.connection.execute("UPDATE bots SET owner = ? WHERE name = 'ann'", ('"><img src=http://example.com/x.png>',))
    pairs = [(a, b) for a in range(1, 5) for b in range(1, a)] * 4
    run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", 1, [1, 2, 3, 4], len(pairs)).id
    logs = store.path.parent / "logs"
    logs.mkdir()
    for number, (a, b) in enumerate(pairs, 1):
        store.add_round(run, [Pairing(number, number, "open", 1, (a, b))])
        for seating, ranks in (("a", (1, 2)), ("b", (1, 1) if number % 5 == 0 else (2, 1))):
            log = logs / f"run-0001-pair-{number:04}-{seating}.bin"
            log.write_bytes(b"")
            seats = (SeatResult(a, ranks[0], 3.0, 1.0, 0.0), SeatResult(b, ranks[1], 1.0, 1.0, 0.0))
            how = ("time", "elimination", "beacon")[number % 3]
            store.record([GameRecord(run, number, seating, how, 900, "d", store.relative(log), None, seats)])


def test_the_history_ends_where_the_ladder_stands_also_after_a_bot_went_back(tmp_path: Path) -> None:
    """Ann loses in her first version, wins in the next, and returns to the first."""
    with writing(default_path(tmp_path)) as store:
        for number, (text, ann_s_rank) in enumerate((("old", 2), ("new", 1), ("old", 2)), 1):
            entries = [
                Entry(name, Path("x"), (("main.py", name),), name + of) for name, of in (("ann", text), ("bob", ""))
            ]
            players = [version.id for version in store.sync(entries)]
            run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", number, players, 8).id
            store.add_round(run, [Pairing(n, 1, "open", 1, (players[0], players[1])) for n in range(1, 9)])
            seats = (
                SeatResult(players[0], ann_s_rank, 1.0, 1.0, 0.0),
                SeatResult(players[1], 3 - ann_s_rank, 1.0, 1.0, 0.0),
            )
            store.record([GameRecord(run, n, "a", "time", 9, "d", None, None, seats) for n in range(1, 9)])

            def ends(found: LadderReport) -> bool:
                return all(found.history[row.bot][-1] == pytest.approx(row.elo) for row in found.ladder.rows)

            found = report(store, "duel")
            assert ends(found)
            assert ends(report(store, "duel", anchor="bob"))
    first, middle, last = (found.history["ann"][n * len(found.games_at) // 3 - 1] for n in (1, 2, 3))
    assert first and middle and last
    assert first < 1500 < middle
    assert last < middle - 100
    with writing(default_path(tmp_path)) as store:  # a version without games starts from the old one's
        store.sync([Entry("ann", Path("x"), (("main.py", "x"),), "newest")])
        assert ends(report(store, "duel"))


class Rendered(HTMLParser):
    """The text that a browser rendered."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def browser() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: make test installs it")
        pytest.skip("no Chromium")
    return found


class Browser:
    """Loads a page, and records what it rendered, its console output, and the hosts it contacted."""

    def __init__(self, tmp_path: Path) -> None:
        self.net = tmp_path / "net.json"
        self.flags = [
            *["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
            *["--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--v=0", "--hide-scrollbars"],
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--log-net-log={self.net}",
        ]

    def show(self, page: Path, *what: str) -> tuple[str, set[str]]:
        command = [browser(), *self.flags, *what, page.as_uri()]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert ran.returncode == 0, ran.stderr
        assert "CONSOLE" not in ran.stderr
        hosts = set(re.findall(r'"url":"(?:https?|wss?|ftp)://([^/"]*)', self.net.read_text()))
        return ran.stdout, {host for host in hosts if not host.endswith(OWN)}


OWN = (".google.com", ".googleapis.com", ".gvt1.com")  # contacted by the browser itself; a page names none of them


def test_the_page_names_who_has_no_games_yet(folder: Path, tmp_path: Path) -> None:
    late = "<b>late</b>"
    with writing(default_path(folder)) as store:
        store.sync([Entry(name, Path("x"), (("main.py", name),), name) for name in (*NAMES, late)])
    assert main(["table", str(folder), "--html", str(tmp_path / "ladder.html")]) == 0
    text = (tmp_path / "ladder.html").read_text()
    assert "<p>no games yet: &lt;b&gt;late&lt;/b&gt;</p>" in text


def test_the_page_in_a_browser(folder: Path, tmp_path: Path) -> None:
    target, shot = tmp_path / "ladder.html", tmp_path / "shot.png"
    assert main(["table", str(folder), "--html", str(target)]) == 0
    assert not any(host in target.read_text() for host in OWN)
    chromium = Browser(tmp_path)
    text, hosts = chromium.show(target, "--dump-dom")
    assert hosts == set()
    assert chromium.show(target, "--window-size=390,1500", f"--screenshot={shot}")[1] == set()
    page = Rendered(text)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.tags.count("polyline") == len(NAMES)
    assert page.tags.count("circle") == len(NAMES)
    logs = [link for link in page.links if link != "data:,"]
    assert logs
    for link in logs:
        assert (target.parent / link).is_file()
    with Image.open(shot) as image:
        assert image.width == 390
        colors = image.convert("RGB").getcolors(1 << 24) or []
        assert len(colors) > 20


def test_a_page_that_asks_for_something_is_found_out(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><meta charset="utf-8"><link rel="prefetch" href="http://127.0.0.1:9/x.css">')
    assert "127.0.0.1:9" in Browser(tmp_path).show(page, "--dump-dom")[1]


def test_names_are_text_on_the_page(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "ladder.html"
    assert main(["table", str(folder), "--html", str(target)]) == 0
    text = target.read_text()
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "<img" not in text
    assert "https:" not in text
    assert re.findall("http:", text) == ["http:"]  # the owner's, as text


def test_the_picture_holds_the_ladder(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "ladder.png"
    assert main(["table", str(folder), "--png", str(target)]) == 0
    with Image.open(target) as image:
        assert image.format == "PNG"
        assert image.width == 1200
        colors = {color for _, color in image.convert("RGB").getcolors(1 << 24) or []}
        assert {(0x3B, 0x82, 0xF6), (0xEF, 0x44, 0x44)} <= colors


def test_where_a_report_can_t_be_written_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("--html", "--png"):
        assert main(["table", str(folder), form, "/nowhere/at/all.x"]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_json_csv_and_the_ladder_agree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(folder), "--json", "--anchor", "cid"]) == 0
    rows = {row["bot"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["cid"]["elo"] == rows["cid"]["elo_low"] == 1500
    assert main(["table", str(folder), "--csv", "--anchor", "cid"]) == 0
    assert f"cid,1,,{rows['cid']['elo']}" in capsys.readouterr().out
