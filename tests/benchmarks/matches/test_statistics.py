"""Statistics of many games at once: the same as those read event by event, one game at a time."""

from __future__ import annotations

import math

import pytest

from benchmarks.matches.statistics import BAND, BANDS, STILL, statistics_of
from benchmarks.matches.watched import local
from engine.log import MatchLog
from league.bots.opponents import opponents
from league.bots.roster import read_entry
from league.match.batch import Job
from league.match.manager import Seat
from systems.components import Gun, GunShot, Hull, Impact, Position, Shot, Velocity
from systems.config import GameConfig
from systems.replay.events import EventLog
from systems.replay.simulation import MatchReplay
from systems.setup import Setup

BOTS = opponents()


def seats(*names: str) -> tuple[Seat, ...]:
    return tuple(Seat(name, read_entry(BOTS[name]).files) for name in names)


GAMES = [
    *[Job(n, Setup("duel", n, "belt", max_ticks=300), seats("hunter", "first")) for n in range(3)],
    Job(3, Setup("duel", 3, "belt", max_ticks=150), seats("plain", "aggressive")),  # ends before the others
    Job(4, Setup("fleet", 4, "open", ships=3, max_ticks=300), seats("wolfpack", "hunter")),
]


@pytest.fixture(scope="module")
def logs() -> list[MatchLog]:
    """Play the games, and keep their logs."""
    kept: list[MatchLog] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.matches.watched.statistics_of", lambda logs: kept.extend(logs) or statistics_of(logs))
        local(GAMES)
    return kept


def test_they_are_those_of_the_events(logs: list[MatchLog]) -> None:
    found = statistics_of(logs)
    assert len(found) == len(GAMES)
    for log, statistics in zip(logs, found, strict=True):
        assert statistics == one_by_one(log)


def test_there_was_something_to_count(logs: list[MatchLog]) -> None:
    found = [seat for game in statistics_of(logs) for seat in game["seats"]]
    for what in ("shots", "hits"):
        assert sum(map(sum, (seat[what][power] for seat in found for power in range(3)))) > 20
    assert len([band for band in range(BANDS) if any(seat["shots"][0][band] for seat in found)]) >= 3


def test_a_log_that_is_not_as_recorded_is_an_error(logs: list[MatchLog]) -> None:
    first = logs[0]
    changed = MatchLog(first.header, first.inputs, first.digests ^ 1, first.footer, None)
    with pytest.raises(ValueError, match="another state"):
        statistics_of([changed])


def test_outcomes_have_them_in_place_of_the_log() -> None:
    (outcome,) = local(GAMES[:1])
    assert outcome.log == b""
    assert len(outcome.statistics["seats"]) == 2


def one_by_one(log: MatchLog) -> object:
    """Return the statistics of a log, by loops over its ships and events."""
    replay = MatchReplay(log)
    game, ships, shots = replay.world.resource(GameConfig), replay.world["ships"], replay.world["shots"]
    events = EventLog(replay.world)
    seats = [
        {
            "shots": [[0] * BANDS for _ in range(3)],
            "hits": [[0] * BANDS for _ in range(3)],
            "took": 0,
            "shielded": 0,
            "still": 0,
            "flown": 0,
        }
        for _ in range(game.sides)
    ]
    still = alive = 0
    band: dict[tuple[int, int], int] = {}
    for _ in range(len(log.inputs)):
        before = ships[Position].fields[:, :, 0].copy()
        assert replay.advance()
        for ship in ships[GunShot].power[:, 0].nonzero()[0].tolist():
            foes = [foe for foe in range(game.ships) if game.side_of[foe] != game.side_of[ship]]
            near = min(math.dist(before[:, ship], before[:, foe]) for foe in foes)
            band[ship, int(ships[Gun].fired[ship, 0]) - 1] = where = min(int(near // BAND), BANDS - 1)
            seats[game.side_of[ship]]["shots"][ships[GunShot].power[ship, 0] - 1][where] += 1
        for row in shots[Impact].ship[:, 0].nonzero()[0].tolist():
            by = int(game.owner_of[row])
            number = max(n for s, n in band if s == by and n % game.ring == row % game.ring)
            power = int(shots[Shot].power[row, 0])
            seats[game.side_of[by]]["hits"][power - 1][band[by, number]] += 1
        for event in events.read():
            if event["kind"] == "hit":
                seats[game.side_of[event["ship"]]]["took"] += 1
                seats[game.side_of[event["ship"]]]["shielded"] += event["shielded"]
        living = ships[Hull].alive[:, 0]
        slow = [math.hypot(*ships[Velocity].fields[:, ship, 0]) < STILL for ship in range(game.ships)]
        for ship in living.nonzero()[0].tolist():
            seats[game.side_of[ship]]["flown"] += 1
            seats[game.side_of[ship]]["still"] += slow[ship]
        alive += bool(living.all())
        still += bool(living.all()) and all(slow)
    return {"still": still, "alive": alive, "seats": seats}
