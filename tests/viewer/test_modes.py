"""Every mode and arena can be viewed: any number of ships, asteroids, the star, a small ring."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.digest import fold, short
from engine.log import LogWriter, read_log
from systems.arenas import ARENAS
from systems.components import BeaconPosition
from systems.config import GameConfig
from systems.protocol.orders import inputs_of, width
from systems.setup import Setup
from systems.worlds import new_worlds, step
from viewer.model.recording import Recording, open_recording
from viewer.panels.hud import Hud
from viewer.shapes.arena import ArenaShapes
from viewer.shapes.quads import DISC, ROCK, SHIP
from viewer.views.player import Player
from viewer.views.view import View

GOLDEN = Path(__file__).parents[1] / "systems" / "golden"


def view_of(recording: Recording, tick: float) -> View:
    view = View(recording, Player(recording.ticks, playing=False))
    view.player.seek(tick)
    return view


@pytest.mark.parametrize("mode", ["melee", "fleet", "sumo"])
def test_all_ships_of_a_mode_are_drawn_and_named(mode: str) -> None:
    recording = open_recording(GOLDEN / f"{mode}.bin")
    assert recording.complete
    for tick in (0, 20.5, recording.ticks / 2, recording.ticks):
        view = view_of(recording, tick)
        moment = view.moment()
        rows = ArenaShapes(view).draw(moment)
        assert (rows[:, 5] == SHIP).sum() == moment.ships.alive.sum()
        assert np.isfinite(rows).all()
        assert np.isfinite(Hud(view).draw(moment)).all()


@pytest.mark.parametrize("arena", ARENAS)
def test_what_is_in_an_arena_is_drawn_as_large_as_it_is(arena: str) -> None:
    setup = Setup("duel", 3, arena)
    world, data = new_worlds([setup]), bytearray()
    writer = LogWriter(data.extend, {"setup": setup.as_dict()}, width(world.resource(GameConfig)))
    inputs, digests, places = [], [], []
    for _ in range(40):
        inputs.append(inputs_of(world)[:, 0].copy())
        step(world)
        digests.append(short(fold(world))[0])
        places.append(world["matches"][BeaconPosition].fields[:, 0, 0].tolist())
    writer.block(np.array(inputs), np.array(digests))
    recording = Recording(read_log(bytes(data)))
    view = view_of(recording, 20)
    rows = ArenaShapes(view).draw(view.moment())
    discs, rocks = rows[rows[:, 5] == DISC], rows[rows[:, 5] == ROCK]
    game, asteroids = recording.game, recording.frame(20).asteroids
    assert np.isclose(discs[:, 2], game.rules.star_radius).any() == game.arena.star
    (beacon,) = discs[np.isclose(discs[:, 2], game.rules.beacon_radius)]
    assert beacon[:2] == pytest.approx(places[19], abs=0.1)
    between = view_of(recording, 20.5).moment().beacon
    assert between == pytest.approx(np.mean(places[19:21], axis=0), abs=0.01)
    assert len(asteroids.x) == game.arena.asteroids
    for x, y, radius in zip(asteroids.x, asteroids.y, asteroids.radius, strict=True):
        assert (np.hypot(rocks[:, 0] - x, rocks[:, 1] - y) + abs(rocks[:, 2] - radius)).min() < 0.01
