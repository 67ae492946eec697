"""Pages in a real Chromium: what they decode, show and do."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.chromium import Chromium
from engine.log import MatchLog
from systems.replay.trace import trace
from viewer.model.recording import Recording
from viewer.web.pack import pack
from viewer.web.page import match_page

GRID, TURN, TENTH = 1 / 8, math.tau / 1024, 0.1  # steps of places, headings, points
HOSTILE = ["</script><script>alert(1)</script>", "\u202eevil\u202c<b>", "\U0001f680" * 24]
STATE = """(tick => {
  const match = replay.match, ships = [...Array(match.ships).keys()], sides = [...Array(match.sides).keys()];
  const foes = (side, ship) => match.side(ship) !== side;
  const shots = match.shots.filter((shot) => shot.born <= tick && tick <= shot.last);
  return {
    ships: ships.map((ship) => ({ ...match.ship(tick, ship), alive: match.alive(tick, ship) })),
    orders: ships.map((ship) => Object.values(match.order(tick, ship))),
    points: sides.map((side) => match.standing(tick, side).points),
    holder: match.holder[tick],
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
        thrust, turn, fire, shield = state["orders"][ship]
        applied = [round(100 * thrust), round(100 * turn), fire, shield]
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
