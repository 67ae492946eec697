"""Facts of a game, from its log: as its events tell them, and as a damaged cache does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.log import read_log
from league.site.facts import CELLS, GameFacts, density_of, game_facts
from systems.components import Hull
from systems.replay.trace import Trace, trace

GOLDEN = Path(__file__).parents[2] / "systems" / "golden"


@pytest.fixture(scope="module", params=["duel", "fleet", "melee", "sumo"])
def played(request: pytest.FixtureRequest) -> Trace:
    return trace(read_log((GOLDEN / f"{request.param}.bin").read_bytes()))


def test_facts_are_as_the_events_tell_them(played: Trace) -> None:
    found = game_facts(played)
    alive = played.columns["ships"][Hull].alive
    for side, seat in enumerate(found.seats):
        own = [ship for ship in range(played.game.ships) if played.game.side_of[ship] == side]
        assert seat.shots == sum(event["kind"] == "shot" and event["ship"] in own for event in played.events)
        assert seat.hits <= seat.shots
        assert density_of(seat).sum() == alive[:, own].sum()
        assert len(seat.deaths) == sum(event["kind"] == "kill" and event["ship"] in own for event in played.events)
        assert sum(seat.faults.values()) == sum(
            event["kind"] == "fault" and event["side"] == side for event in played.events
        )
    assert len(found.seats) == played.game.sides


def test_ships_are_found_where_they_are(played: Trace) -> None:
    """The first row of a map is at the top: where y is large."""
    from systems.components import Position

    place, radius = played.columns["ships"][Position], played.game.arena.radius
    start = density_of(game_facts(played).seats[0])
    column = int((place.x[0, 0] / radius + 1) / 2 * CELLS)
    row = int((1 - place.y[0, 0] / radius) / 2 * CELLS)
    assert start[row, column] > 0


def test_facts_are_read_as_they_were_kept(played: Trace) -> None:
    found = game_facts(played)
    assert GameFacts.from_dict(json.loads(json.dumps(found.as_dict()))) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [("density", "x"), ("density", "eJwDAAAAAAE="), ("deaths", [1]), ("deaths", None), ("shots", None), ("faults", 3)],
)
def test_damaged_facts_are_refused(played: Trace, name: str, value: object) -> None:
    kept = game_facts(played).as_dict()
    kept["seats"][0][name] = value
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        GameFacts.from_dict(kept)
