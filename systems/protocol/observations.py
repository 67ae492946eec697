"""The texts sent to programs: the briefing before a match, and an observation each tick."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS, radians
from engine.component import flat_indices
from engine.constants import ONE32, ZERO32, constant
from engine.world import World
from systems.components import (
    BeaconPosition,
    Energy,
    Gun,
    Heading,
    Hull,
    Obstacle,
    Position,
    Score,
    Shield,
    Shot,
    Velocity,
)
from systems.config import GameConfig
from systems.modes import arena_of
from systems.protocol.rows import Rows
from systems.protocol.sensing import Sight
from systems.protocol.text import Fields, NumberFormatter, RowText
from systems.rules import TICK_RATE, UNIT
from systems.setup import Setup

PROTOCOL = 1
COLUMNS = {
    "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
    "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
    "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
}
_SLOT = {"id": "whole", "side": "whole", "cooling": "whole", "power": "whole", "heading": "micro", "shield": "truth"}
_OWN = ("id", "x", "y", "vx", "vy", "heading", "spin", "hull", "energy", "cooling", "shield", "ray")


def _fields(*names: str) -> Fields:
    return Fields({name: _SLOT.get(name, "milli") for name in names})


# The fields of each kind of thing.
_SHIP = _fields(*COLUMNS["ship"], "spin", "energy", "cooling", "shield", "ray")
_SHOT, _ASTEROID = _fields(*COLUMNS["projectile"]), _fields(*COLUMNS["asteroid"])
# The positions of x, y, vx and vy, which are copied at once.
_SHIP_MOTION, _SHOT_MOTION, _ASTEROID_MOTION = (slice(f.at["x"], f.at["vy"] + 1) for f in (_SHIP, _SHOT, _ASTEROID))
_UNIT, _SPIN = constant(UNIT), constant(RADIANS * TICK_RATE)  # units per point; rad/s per 2^-32 turn per tick
# The text format of each kind of row.
_TEXTS = [
    RowText(_SHIP, _OWN, keys=True),
    RowText(_SHIP, COLUMNS["ship"]),
    RowText(_SHOT, COLUMNS["projectile"]),
    RowText(_ASTEROID, COLUMNS["asteroid"]),
]
_SIZES = np.array([[form.size] for form in _TEXTS])
# The texts after a side's own ships, between the kinds of contacts, and at the end.
_SHIPS, _SHOTS, _ASTEROIDS, _END = b'],"contacts":{"ship":[', b'],"projectile":[', b'],"asteroid":[', b"]}}"


def briefing(setup: Setup, side: int) -> str:
    """Return the briefing of the program of `side` as JSON text. The only seed in it is the program's own."""
    ships = list(range(side * setup.ships, (side + 1) * setup.ships))
    own = json.dumps({"side": side, "ships": ships, "seed": setup.bot_seed(side)})
    return f"{_briefing_of_all(setup.with_seed(0))[:-1]}, {own[1:]}"


@lru_cache(maxsize=64)
def _briefing_of_all(setup: Setup) -> str:
    """Return the part of the briefing that is the same for all sides and seeds."""
    rules, arena = setup.rules, arena_of(setup)
    return json.dumps(
        {
            "protocol": PROTOCOL,
            "mode": setup.mode,
            "arena": {
                "name": setup.arena,
                "radius": arena.radius,
                "bodies": [{"kind": "star", "x": 0.0, "y": 0.0, "radius": rules.star_radius}] * arena.star,
                "zone": {"start": arena.zone_start, "end": arena.zone_end, "radius": arena.zone_radius},
            },
            "rules": rules.as_dict(),
            "sides": setup.sides,
            "tick_rate": TICK_RATE,
            "max_ticks": setup.max_ticks,
            "columns": COLUMNS,
        }
    )


def observe(world: World, seats: Sequence[tuple[int, int]]) -> list[bytes]:
    """Return the observations of the current state: one JSON text for each (world, side) of `seats`."""
    sides = world.resource(GameConfig).sides
    plan = _plan(world.resource(GameConfig), world.worlds)
    sight = Sight(world)
    ids = plan.ids.copy()
    fired = ids[world.span["shots"]]
    fired += world["shots"][Shot].flat.number * plan.ships  # ids that are never reused
    rows = Rows(world, sight, ids)
    flying = flat_indices(world["shots"][Shot].moves)
    # Each thing is formatted once, however many sides see it.
    ship, asteroid, shot = plan.formatter.cells(
        [_ship_numbers(world, plan, sight), _asteroid_numbers(world, plan), _shot_numbers(world, fired, flying)]
    )
    cuts = (rows.ends * _SIZES).tolist()
    pieces = []
    for form, own, places, ends in zip(_TEXTS, (ship, ship, shot, asteroid), rows.places(flying), cuts, strict=True):
        text = form.write(own).take(places).tobytes() if len(places) else b""
        pieces.append(_pieces(text, ends))
    mine, ships, shots, asteroids = pieces
    heads = _heads(world)
    groups = [w * sides + side for w, side in seats]
    return [
        b"".join((heads[w], mine[g], _SHIPS, ships[g], _SHOTS, shots[g], _ASTEROIDS, asteroids[g], _END))
        for (w, _), g in zip(seats, groups, strict=True)
    ]


def _pieces(text: bytes, ends: Sequence[int]) -> list[bytes]:
    """Split a text at the given ends, dropping the last byte of each piece, the comma."""
    if not text:
        return [text] * (len(ends) - 1)
    text = b"," + text
    return [text[start + 1 : end] for start, end in pairwise(ends)]


def _heads(world: World) -> list[bytes]:
    """Return the part of each world's observations before a side's own ships, the same for all sides."""
    game, ticks = world.resource(GameConfig), world.tick.tolist()
    scores, alive = zip(*world["seats"][Score].score.tolist(), strict=True), world["ships"][Hull].alive
    if np.count_nonzero(alive) == alive.size:
        living: Iterable[bytes] = repeat(_living((True,) * game.ships), world.worlds)
    else:
        living = map(_living, zip(*alive.tolist(), strict=True))
    beacon = game.rules.beacon_radius if game.arena.beacon else None
    circles = [
        _circles(x, y, beacon, game.safe_radius_at(tick))
        for x, y, tick in zip(*world["matches"][BeaconPosition].fields[:, 0].tolist(), ticks, strict=True)
    ]
    head = b'{"tick":%d,"points":%b,%b,"alive":%b,"ships":['
    return [
        head % (tick, _points(score), circle, ships)
        for tick, score, circle, ships in zip(ticks, scores, circles, living, strict=True)
    ]


# These change rarely between ticks or matches.
@lru_cache(maxsize=4096)
def _points(score: tuple[int, ...]) -> bytes:
    return str([_rounded(units / UNIT) for units in score]).encode()


@lru_cache(maxsize=4096)
def _living(alive: tuple[bool, ...]) -> bytes:
    return str([ship for ship, lives in enumerate(alive) if lives]).encode()


@lru_cache(maxsize=4096)
def _circles(x: float, y: float, radius: float | None, safe_radius: float) -> bytes:
    """Return the beacon, unless its radius is None, and the safe circle."""
    beacon = "null" if radius is None else f'{{"x":{_rounded(x)},"y":{_rounded(y)},"radius":{_rounded(radius)}}}'
    return f'"beacon":{beacon},"safe_radius":{_rounded(safe_radius)}'.encode()


def _rounded(value: float) -> float:
    """Round to three decimals as np.round does, without a negative zero, as numbers are sent; its repr is JSON."""
    return round(value * 1000) / 1000


class _Plan:
    """What is the same in the observations of all ticks.

    Attributes:
        ids: ids given to programs, of ships, the first shot in each row, and asteroids, flat `[contacts * W]`.
        ships: their number, a 0-d array: the difference of the ids of successive shots in a row.
        ship, asteroid: the numbers of each that never change, and zeros for the others, `[rows, fields]`.
        formatter: the text format of ships, asteroids and shots.
    """

    def __init__(self, game: GameConfig, worlds: int) -> None:
        ships, shots, asteroids = (n * worlds for n in (game.ships, game.ships * game.ring, game.arena.asteroids))
        self.ids = game.first_ids.repeat(worlds)
        self.ships = constant(game.ships, np.int32)
        self.ship, self.asteroid = np.zeros((ships, len(_SHIP.at))), np.zeros((asteroids, len(_ASTEROID.at)))
        self.ship[:, _SHIP.at["id"]] = self.ids[:ships]
        self.ship[:, _SHIP.at["side"]] = game.side_of.repeat(worlds)
        self.ship[:, _SHIP.at["radius"]] = game.rules.ship_radius
        self.asteroid[:, _ASTEROID.at["id"]] = self.ids[ships + shots :]
        self.formatter = NumberFormatter([(_SHIP, ships), (_ASTEROID, asteroids), (_SHOT, shots)])


@lru_cache(maxsize=16)
def _plan(game: GameConfig, worlds: int) -> _Plan:
    return _Plan(game, worlds)


def _ship_numbers(world: World, plan: _Plan, sight: Sight) -> NDArray[np.float64]:
    """Return the numbers of all ships, including dead ones, `[ships * W, fields]`."""
    ships, numbers, at = world["ships"], plan.ship.copy(), _SHIP.at
    heading = ships[Heading].flat
    numbers[:, _SHIP_MOTION] = world.stack(Position, Velocity).values[:, world.span["ships"]].T
    numbers[:, at["heading"]] = radians(heading.angle)
    numbers[:, at["hull"]] = ships[Hull].flat.points / _UNIT
    numbers[:, at["spin"]] = heading.spin * _SPIN
    numbers[:, at["energy"]] = ships[Energy].flat.points / _UNIT
    # The next recharge subtracts one before guns fire.
    numbers[:, at["cooling"]] = np.maximum(ships[Gun].flat.cooling - ONE32, ZERO32)
    numbers[:, at["shield"]] = ships[Shield].flat.up
    numbers[:, at["ray"]] = sight.rays().reshape(-1)
    return numbers


def _asteroid_numbers(world: World, plan: _Plan) -> NDArray[np.float64]:
    """Return the numbers of all asteroids, `[asteroids * W, fields]`."""
    if not plan.asteroid.size:
        return plan.asteroid
    numbers = plan.asteroid.copy()
    numbers[:, _ASTEROID_MOTION] = world.stack(Position, Velocity).values[:, world.span["asteroids"]].T
    numbers[:, _ASTEROID.at["radius"]] = world["asteroids"][Obstacle].flat.radius
    return numbers


def _shot_numbers(world: World, ids: NDArray[np.int32], flying: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the numbers of the shots at the flat indices `flying`, `[flying, fields]`; `ids` are of all shots."""
    numbers, at = np.empty((len(flying), len(_SHOT.at))), _SHOT.at
    numbers[:, at["id"]] = ids.take(flying)
    numbers[:, at["side"]] = world.resource(GameConfig).side_of_shots.take(world.row_of(flying))
    numbers[:, _SHOT_MOTION] = world.stack(Position, Velocity).gather("shots", flying).T
    numbers[:, at["power"]] = world["shots"][Shot].flat.power.take(flying)
    return numbers
