"""Pages in a real Chromium: what they decode, show and do."""

from __future__ import annotations

import io
import json
import math
import time
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from benchmarks.chromium import Chromium
from engine.log import MatchLog
from systems.replay.trace import trace
from viewer.model.recording import Recording
from viewer.model.sidecar import Sidecar
from viewer.web.pack import pack
from viewer.web.page import match_page, player_files

GRID, TURN, TENTH = 1 / 8, math.tau / 1024, 0.1  # steps of places, headings, points
HOSTILE = [
    "</script><script>alert(1)</script>",
    "\u202eevil\u202c<b>",
    "\U0001f680" * 24,
    "<img src=x onerror=alert(2)>",
    "$data {0}",
]
STATE = """(tick => {
  const match = replay.match, ships = [...Array(match.ships).keys()], sides = [...Array(match.sides).keys()];
  const foes = (side, ship) => match.side(ship) !== side;
  const shots = match.shots.filter((shot) => shot.born <= tick && tick <= shot.last);
  return {
    ships: ships.map((ship) => ({ ...match.ship(tick, ship), alive: match.alive(tick, ship) })),
    orders: ships.map((ship) => Object.values(match.order(tick, ship))),
    points: sides.map((side) => match.standing(tick, side).points),
    holder: match.holder[tick],
    beacon: match.beacon(tick),
    safe: match.safeRadius(tick),
    rocks: match.rocks.map((_, rock) => match.rock(tick, rock)),
    shots: shots.map((shot) => [shot.owner, shot.power, tick === shot.last && shot.hit > 0, ...shot.at(tick)]),
    seenShips: sides.map((side) => ships.map((ship) => foes(side, ship) && match.sensesShip(tick, side, ship))),
    seenShots: sides.map((side) => shots.map((shot) => match.sensesShot(tick, side, shot))),
    seenRocks: sides.map((side) => match.rocks.map((_, rock) => match.sensesRock(tick, side, rock))),
  };
})"""


def open_page(browser: Chromium, html: str, folder: Path, fragment: str = "#t=0") -> None:
    """Write and load a page, and wait until it has decoded its match."""
    page = folder / "match.html"
    page.write_text(html, encoding="utf-8")
    browser.open("about:blank")
    browser.open(page, fragment)
    for _ in range(200):
        if browser.evaluate("typeof replay !== 'undefined' && replay.frames > 0"):
            return
        time.sleep(0.02)
    pytest.fail(f"the page does not start: {browser.messages}")


def test_the_pages_of_all_modes_and_arenas_show_the_states_of_the_recording(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = browse()
    for name, log in matches.items():
        recording = Recording(log)
        open_page(browser, match_page(pack(trace(log)), name), tmp_path)
        ticks = sorted(
            {*range(0, recording.ticks + 1, 17), *(e["tick"] for e in recording.events[:30]), recording.ticks}
        )
        found = json.loads(browser.evaluate(f"JSON.stringify({ticks}.map({STATE}))"))
        for tick, state in zip(ticks, found, strict=True):
            compare(recording, tick, state, f"{name}, tick {tick}")
    assert browser.messages == []
    assert browser.requests == []


def compare(recording: Recording, tick: int, state: dict[str, Any], where: str) -> None:
    """Compare what a page decodes of a state with the recording's, within the quantisation."""
    frame, game = recording.frame(tick), recording.game
    for ship, shown in enumerate(state["ships"]):
        ships = frame.ships
        assert shown["alive"] == ships.alive[ship], where
        thrust, turn, fire, shield, strafe = state["orders"][ship]
        applied = [round(100 * thrust), round(100 * turn), fire, shield, round(100 * strafe)]
        assert applied == list(recording.orders(tick, ship).values()), where
        if not shown["alive"]:
            continue
        assert shown["shield"] == ships.shield[ship], where
        for key, own in (("x", ships.x), ("y", ships.y)):
            assert abs(shown[key] - own[ship]) <= GRID / 2 + 1e-3, where
        turned = math.remainder(shown["heading"] - float(ships.heading[ship]), math.tau)
        assert abs(turned) <= TURN, where
        for key, own in (("hull", ships.hull), ("energy", ships.energy)):
            assert abs(shown[key] - own[ship]) <= TENTH, where
    assert np.allclose(state["points"], frame.points, atol=1e-6), where
    assert state["holder"] == (-1 if frame.holder is None else frame.holder), where
    assert (state["beacon"] is not None) == game.arena.beacon, where
    if game.arena.beacon:
        assert math.dist((state["beacon"]["x"], state["beacon"]["y"]), frame.beacon) <= GRID, where
    assert abs(state["safe"] - frame.safe_radius) < 1e-3, where
    rocks = frame.asteroids
    for rock, shown in enumerate(state["rocks"]):
        if rocks.radius[rock]:
            assert math.hypot(shown["x"] - rocks.x[rock], shown["y"] - rocks.y[rock]) <= GRID, where
    sensed = recording.sensed(tick)
    assert state["seenShips"] == sensed.ships.tolist(), where
    assert state["seenRocks"] == sensed.asteroids.tolist(), where
    rows = (frame.shots.flying | frame.shots.hit).nonzero()[0].tolist()
    told = [(int(game.owner_of[row]), int(frame.shots.power[row]), bool(frame.shots.hit[row])) for row in rows]
    order = sorted(range(len(rows)), key=lambda k: (told[k], float(frame.shots.x[rows[k]])))
    mine = sorted(range(len(rows)), key=lambda k: (tuple(state["shots"][k][:3]), state["shots"][k][3]))
    assert len(state["shots"]) == len(rows), where
    for k, own in zip(order, mine, strict=True):
        row, shot = rows[k], state["shots"][own]
        assert tuple(shot[:3]) == told[k], where
        assert math.hypot(shot[3] - frame.shots.x[row], shot[4] - frame.shots.y[row]) <= GRID, where
        assert [seen[own] for seen in state["seenShots"]] == sensed.shots[:, row].tolist(), where


@pytest.fixture(scope="module")
def hostile(matches: dict[str, MatchLog]) -> MatchLog:
    """A melee of bots whose names try to be more than text."""
    log = matches["golden melee"]
    seats = [{"bot": f"bot{side}", "name": name, "author": name} for side, name in enumerate(HOSTILE)]
    return replace(log, header={**log.header, "seats": seats})


@pytest.mark.parametrize("size", [(1280, 720), (390, 844, 2.0, True)], ids=["desktop", "phone"])
def test_names_are_shown_as_text_only(
    hostile: MatchLog, browse: Callable[..., Chromium], tmp_path: Path, size: tuple[Any, ...]
) -> None:
    browser = browse(*size)
    open_page(browser, match_page(pack(trace(hostile)), HOSTILE[0]), tmp_path)
    browser.evaluate("replay.toggleWhy(), replay.select(1), replay.player.seek(900), replay.draw()")
    assert browser.evaluate("document.title") == HOSTILE[0]
    names = browser.evaluate("[...document.querySelectorAll('.card strong')].map((name) => name.textContent)")
    assert len(names) == len(HOSTILE)
    assert names[2].startswith("\U0001f680" * 20)
    assert not any(set(name) & set("\u202e\u202c") for name in names)
    assert browser.evaluate("document.querySelectorAll('img, b, script:not([id]) ~ script').length") <= 1  # the clock
    overflow = "document.documentElement.scrollWidth > innerWidth || document.body.scrollHeight > innerHeight"
    assert not browser.evaluate(overflow)
    assert (browser.messages, browser.requests) == ([], [])


def press(browser: Chromium, key: str, modifiers: int = 0) -> None:
    """Press and release a key; modifiers as in the debugging protocol, 8 is shift."""
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "modifiers": modifiers})


def seen(browser: Chromium, expression: str) -> Any:
    return browser.evaluate(f"replay.{expression}")


def becomes(browser: Chromium, expression: str) -> bool:
    """Wait until an expression about the page is true: input arrives a little later."""
    for _ in range(100):
        if browser.evaluate(expression):
            return True
        time.sleep(0.02)
    return False


def test_keys_and_links_lead_to_moments(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = browse()
    open_page(browser, match_page(pack(trace(matches["golden duel"])), "duel"), tmp_path, "#t=120&s=1")
    assert (seen(browser, "player.position"), seen(browser, "view.selected")) == (120, 1)
    assert seen(browser, "player.playing") is False
    press(browser, "ArrowRight")
    assert becomes(browser, "replay.player.position === 121")
    press(browser, "ArrowLeft", modifiers=8)
    assert becomes(browser, "replay.player.position === 111")
    press(browser, "End")
    assert becomes(browser, "document.querySelector('.outcome strong').innerText.endsWith(' wins')")
    press(browser, "p")
    assert becomes(browser, "!replay.player.ended && replay.told.includes(replay.player.position)")
    press(browser, "s")
    assert becomes(browser, "replay.view.selected === 0")
    press(browser, "l")
    assert becomes(browser, "location.hash === `#t=${replay.player.position}&s=0`")
    browser.evaluate("location.hash = '#t=300'")
    assert becomes(browser, "replay.player.position === 300")
    press(browser, "w")
    assert becomes(browser, "document.querySelector('.why').offsetWidth > 0")
    browser.evaluate("document.querySelector('.reason').click()")
    assert becomes(browser, "replay.player.position === replay.match.about.reasons[0][0]")
    press(browser, "h")
    assert becomes(browser, "document.querySelector('dialog').open")
    press(browser, "Escape")
    assert becomes(browser, "!document.querySelector('dialog').open && document.activeElement === document.body")
    press(browser, " ")
    assert becomes(browser, "replay.player.playing")
    assert (browser.messages, browser.requests) == ([], [])


def test_what_a_phone_shows_of_the_sides_is_whole(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = browse(390, 844, 2, True)
    whole = "[...document.querySelectorAll('.numbers')].every((one) => one.scrollWidth <= one.clientWidth)"
    for name, moment in ("golden duel", 0), ("golden duel", 10**6), ("golden fleet", 0), ("golden sumo", 10**6):
        open_page(browser, match_page(pack(trace(matches[name])), name), tmp_path, f"#t={moment}")
        assert becomes(browser, "document.querySelector('.numbers').innerText")
        assert browser.evaluate(whole), browser.evaluate("document.querySelector('.versus').innerText")


def test_a_page_that_nobody_touches_draws_nothing_once_paused(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = browse()
    open_page(browser, match_page(pack(trace(matches["golden sumo"])), "sumo"), tmp_path)
    time.sleep(0.3)
    frames = seen(browser, "frames")
    time.sleep(0.5)
    assert seen(browser, "frames") == frames


def test_reduced_motion_does_not_play_by_itself(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser, html = browse(), match_page(pack(trace(matches["golden duel"])), "duel")
    for preference, plays in (("reduce", False), ("no-preference", True)):
        browser.emulate("prefers-reduced-motion", preference)
        open_page(browser, html, tmp_path, "")
        assert seen(browser, "player.playing") is plays


def test_gestures_move_zoom_and_select(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = browse(390, 844, 2.0, True)
    open_page(browser, match_page(pack(trace(matches["golden duel"])), "duel"), tmp_path, "#t=100")
    x, y = browser.evaluate(
        "(() => { const own = replay.match.ship(100, 0), box = replay.canvas.getBoundingClientRect();"
        " const [x, y] = replay.camera.toStage(own.x, own.y); return [x + box.left, y + box.top]; })()"
    )
    touch(browser, "touchStart", [(x, y)])
    touch(browser, "touchEnd", [])
    assert becomes(browser, "replay.view.selected === 0")
    assert becomes(browser, "replay.scene.stage.height < 400")  # the panel has taken its place
    zoom = seen(browser, "camera.zoom")
    touch(browser, "touchStart", [(100, 300), (200, 300)])
    for apart in (20, 40, 60):
        touch(browser, "touchMove", [(100 - apart, 300), (200 + apart, 300)])
    touch(browser, "touchEnd", [])
    assert becomes(browser, f"replay.camera.zoom > {1.5 * zoom}")
    assert seen(browser, "camera.aim") == "free"


def touch(browser: Chromium, kind: str, points: list[tuple[float, float]]) -> None:
    told = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})


def test_a_sandboxed_frame_and_a_folder_of_pages_with_shared_files_play(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser, data = browse(), pack(trace(matches["golden duel"]))
    folder = tmp_path / "site" / "games"
    folder.mkdir(parents=True)
    for name, text in player_files().items():
        (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    open_page(browser, match_page(data, "duel", assets="..", home="../index.html"), folder)
    assert browser.messages == []
    assert {Path(request).name for request in browser.requests} == set(player_files())
    assert browser.evaluate("document.querySelector('#home').getAttribute('href')") == "../index.html"
    browser.requests.clear()
    framed = escape(match_page(data, "duel"))
    (tmp_path / "frame.html").write_text(
        f'<iframe sandbox="allow-scripts" srcdoc="{framed}" width=800 height=500></iframe>'
    )
    browser.open(tmp_path / "frame.html")
    time.sleep(1)
    dark = np.array(Image.open(io.BytesIO(browser.screenshot())).convert("L"))[40:400, 100:700]
    assert dark.max() > 200
    assert dark.mean() < 60
    assert browser.messages == []


def test_a_page_says_which_notes_it_does_not_hold(
    matches: dict[str, MatchLog], browse: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser, found = browse(), trace(matches["golden duel"])
    lines: list[dict[str, Any]] = [
        {"tick": tick, "fuel": 1000 + tick, "log": f"at <b>{tick}", "draw": [["circle", 0, 0, 50, "#ff0000"]]}
        for tick in range(found.ticks)
    ]
    lines[7]["error"] = "ZeroDivisionError: <i>"
    data = pack(found, Sidecar([lines, lines[:50]]), notes_bytes=30_000)
    open_page(browser, match_page(data, "duel"), tmp_path, "#t=7&s=0")
    panel = browser.evaluate("document.querySelector('.inspector').innerText")
    assert "fuel 1,007" in panel
    assert "7 at <b>7" in panel
    assert "ZeroDivisionError: <i>" in panel
    assert "not kept" not in panel
    browser.evaluate("replay.player.seek(800), replay.draw()")
    panel = browser.evaluate("document.querySelector('.inspector').innerText")
    assert "not kept from tick" in panel
    assert "0.03 MB" in panel
    assert browser.messages == []


def test_a_damaged_page_says_so(browse: Callable[..., Chromium], tmp_path: Path) -> None:
    browser = browse()
    (tmp_path / "page.html").write_text(match_page(b"nonsense", "duel"))
    browser.open(tmp_path / "page.html")
    time.sleep(0.3)
    assert "damaged" in browser.evaluate("document.body.innerText")
