"""The page of a ladder by itself, as rendered by a browser."""

from __future__ import annotations

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from filled import NAMES, fill
from PIL import Image

from league.__main__ import main
from league.bots.roster import Entry
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A league of four, one of them with a name that no roster admits, with a log for each game."""
    with writing(default_path(tmp_path)) as store:
        fill(store)
    return tmp_path


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


class Browser:
    """Loads a page, and records what it rendered, its console output, and the hosts it contacted."""

    def __init__(self, chromium: str, tmp_path: Path) -> None:
        self.chromium = chromium
        self.net = tmp_path / "net.json"
        self.flags = [
            *["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
            *["--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--v=0", "--hide-scrollbars"],
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--log-net-log={self.net}",
        ]

    def show(self, page: Path, *what: str) -> tuple[str, set[str]]:
        command = [self.chromium, *self.flags, *what, page.as_uri()]
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
    assert ">no games yet: &lt;b&gt;late&lt;/b&gt;</p>" in text


def test_the_page_marks_provisional_ratings_ranks_who_plays_and_tells_of_other_rules(
    folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "ladder.html"
    with writing(default_path(folder)) as store:
        store.sync([Entry(name, Path("x"), (("main.py", name),), name) for name in NAMES[1:]])
    assert main(["table", str(folder), "--html", str(page)]) == 0
    text = page.read_text()
    assert "provisional" not in text
    assert text.count('<td class="rank"') == 4
    assert '<td class="rank" data-v="4">-</td>' in text
    assert "Rules changed" not in text
    with writing(default_path(folder)) as store:
        run = store.begin_run("..", "ladder", "duel", "{}", "s", "g", 1, [2, 3], 1).id
        store.add_round(run, [Pairing(1, 1, "open", 1, (2, 3))])
        store.record([GameRecord(run, 1, "a", "time", 9, "d", None, None, (SeatResult(2, 1), SeatResult(3, 2)))])
    assert main(["table", str(folder), "--html", str(page)]) == 0
    text = page.read_text()
    assert re.search(r"Rules changed on \d{4}-\d\d-\d\d; 48 games before that are on a ladder of", text)
    assert text.count("?</abbr> <small>±") == 2
    assert ">? provisional: few games yet, known to ±120 or worse</p>" in text


def test_the_page_in_a_browser(folder: Path, tmp_path: Path, chromium: str) -> None:
    target, shot = tmp_path / "ladder.html", tmp_path / "shot.png"
    assert main(["table", str(folder), "--html", str(target)]) == 0
    assert not any(host in target.read_text() for host in OWN)
    shown = Browser(chromium, tmp_path)
    text, hosts = shown.show(target, "--dump-dom")
    assert '<th scope="col" class="elo"><button' in text  # its script ran, under its policy
    assert hosts == set()
    assert shown.show(target, "--window-size=390,1500", f"--screenshot={shot}")[1] == set()
    page = Rendered(text)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    logs = [link for link in page.links if link.endswith(".bin")]
    assert logs
    for link in logs:
        assert (target.parent / link).is_file()
    with Image.open(shot) as image:
        assert image.width == 390
        colors = image.convert("RGB").getcolors(1 << 24) or []
        assert len(colors) > 20


def test_a_page_that_asks_for_something_is_found_out(tmp_path: Path, chromium: str) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><meta charset="utf-8"><link rel="prefetch" href="http://127.0.0.1:9/x.css">')
    assert "127.0.0.1:9" in Browser(chromium, tmp_path).show(page, "--dump-dom")[1]


def test_names_are_text_on_the_page(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "ladder.html"
    assert main(["table", str(folder), "--html", str(target)]) == 0
    text = target.read_text()
    assert "&lt;script&gt;" in text
    assert text.count("<script") == 1
    assert "<img" not in text
    assert "https:" not in text
    assert set(re.findall("http:[^'\"&]*", text)) == {
        "http://www.w3.org/2000/svg",
        "http://example.com/x.png",
    }  # as text
