"""A site in a browser: from files, wherever they are, on a phone, without scripts, and whatever bots are called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from played import entries, play_run

from benchmarks.chromium import Chromium
from league.__main__ import main
from league.site.folder import OWN
from league.storage.opening import default_path, writing
from league.storage.queries.corrections import void_named

HOSTILE = "</script><script>alert(1)</script>"
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{HEBREW LETTER ALEF}"
ASTRAL = "\N{MATHEMATICAL BOLD FRAKTUR CAPITAL A}" * 24
NAMES = ("ann", HOSTILE, BIDI, ASTRAL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site, moved after it was made."""
    folder = tmp_path_factory.mktemp("league")
    with writing(default_path(folder)) as store:
        players = store.sync(entries(NAMES))
        store.connection.execute("UPDATE bots SET owner = ? WHERE name = 'ann'", ("<img src=https://example.com/x>",))
        play_run(store, players, pairings=6)
        play_run(store, players, arena="belt")
        void_named(store, ["1-6b"], "<script>alert(2)</script>", "</p>")
    assert main(["site", str(folder), "--out", str(folder / "made"), "--title", "<h1>Cup</h1>"]) == 0
    return (folder / "made").rename(folder / "moved here")


Opener = Callable[..., Chromium]


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if OWN not in path.parts)


def test_no_page_says_or_asks_for_anything(site: Path, browser: Opener) -> None:
    page = browser()
    files = pages(site)
    assert {path.parent.name for path in files} == {"moved here", "ladder", "bots", "versus", "games", "runs"}
    for path in files:
        page.open(path)
        assert page.messages == [], path
    inside = site.as_uri() + "/"
    assert [url for url in page.requests if not url.startswith((inside, "data:", "about:", "blob:"))] == []
    assert sum(url.endswith("/site.js") for url in page.requests) > 10


def test_every_link_leads_somewhere(site: Path, browser: Opener) -> None:
    page = browser()
    for path in pages(site):
        page.open(path)
        links = page.evaluate("[...document.querySelectorAll('[href], [src]')].map((e) => e.href || e.src)")
        files = {link.partition("#")[0] for link in links if isinstance(link, str) and link.startswith("file:")}
        assert files <= {file.as_uri() for file in site.rglob("*")}, path


def test_names_are_text(site: Path, browser: Opener) -> None:
    page = browser()
    page.open(site / "index.html")
    assert page.evaluate("document.querySelectorAll('script').length") == 1
    assert page.evaluate("document.querySelectorAll('img').length") == 0
    shown = page.evaluate("[...document.querySelectorAll('.ladder .bot')].map((e) => e.textContent)")
    assert sorted(shown) == sorted(("ann", HOSTILE, "?gnp.exe\N{HEBREW LETTER ALEF}", ASTRAL))
    assert page.evaluate("document.querySelector('.home').textContent").strip() == "<h1>Cup</h1>"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_their_window(site: Path, browser: Opener, width: int, dark: bool) -> None:
    """At 390 px every column of the ladder is inside, and nothing needs a sideways scroll but the cross table."""
    page = browser(width, 844, 2, mobile=width < 600)
    page.emulate("prefers-color-scheme", "dark" if dark else "light")
    for path in (path for path in pages(site) if path.parent.name != "games"):
        page.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.open(site / "index.html")
    cells = "[...document.querySelectorAll('.ladder tbody tr:first-child > :not(.trend)')]"
    boxes = page.evaluate(
        f"{cells}.map((cell) => {{ const b = cell.getBoundingClientRect(); return [b.x, b.right]; }})"
    )
    assert len(boxes) == 9
    assert all(0 <= left < right <= width for left, right in boxes)
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (max(map(int, back[4:-1].split(","))) < 60) is dark


def test_tables_are_sorted_and_games_are_filtered(site: Path, browser: Opener) -> None:
    page = browser()
    page.open(site / "index.html")
    names = "[...document.querySelectorAll('.ladder .bot')].map((e) => e.textContent)"
    best_first = page.evaluate(names)
    page.evaluate("document.querySelector('.ladder th.elo button').click()")
    assert page.evaluate(names) == best_first
    page.evaluate("document.querySelector('.ladder th.elo button').click()")
    assert page.evaluate("document.querySelector('th.elo').getAttribute('aria-sort')") == "ascending"
    elos = page.evaluate("[...document.querySelectorAll('.ladder td.elo')].map((e) => Number(e.dataset.v))")
    assert elos == sorted(elos)
    page.open(site / "games.html")
    shown = "[...document.querySelectorAll('.game')].filter((e) => !e.hidden).length"
    assert page.evaluate(shown) == 16
    page.evaluate(
        "(() => { const field = document.querySelector('[name=text]'); field.value = 'belt';"
        " field.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )
    assert 0 < page.evaluate(shown) < 16
    assert page.evaluate("document.querySelector('.filters output').textContent").endswith("of 16")


def test_pages_are_complete_without_scripts(site: Path, browser: Opener) -> None:
    page = browser()
    page.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.open(site / "games.html")
    root = page.send("DOM.getDocument", {})["root"]["nodeId"]

    def count(selector: str) -> int:
        return len(page.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"])

    assert count(".game") == 16
    assert count("form[hidden]") == 1
    assert count("th button") == 0


def test_a_page_that_asks_for_something_is_found_out(tmp_path: Path, browser: Opener) -> None:
    path = tmp_path / "page.html"
    path.write_text('<!doctype html><meta charset="utf-8"><img src="http://127.0.0.1:9/x.png"><script>x()</script>')
    page = browser()
    page.open(path)
    assert "http://127.0.0.1:9/x.png" in page.requests
    assert any("x is not defined" in line for line in page.messages)
