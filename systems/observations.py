"""What programs are told: the briefing before a match, an observation each tick."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS, radians
from engine.component import cells
from engine.scalars import ONE32, ZERO32
from engine.world import World
from systems.beacon import beacon_at
from systems.components import Disc, Energy, Gun, Heading, Hull, Position, Shield, Shot, Standing, Velocity
from systems.game import Game
from systems.modes import arena_of
from systems.rows import Rows
from systems.rules import TICK_RATE, UNIT
from systems.sensing import Sight
from systems.setup import Setup
from systems.text import Fields, RowText, write_cells

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


# What is written of each kind of thing.
_SHIP = _fields(*COLUMNS["ship"], "spin", "energy", "cooling", "shield", "ray")
_SHOT, _ASTEROID = _fields(*COLUMNS["projectile"]), _fields(*COLUMNS["asteroid"])
_UNIT, _SPIN = np.array(float(UNIT)), np.array(RADIANS * TICK_RATE)  # units a point; rad/s of 2^-32 turn a tick
# How each kind of row is written.
_TEXTS = [
    RowText(_SHIP, _OWN, keys=True),
    RowText(_SHIP, COLUMNS["ship"]),
    RowText(_SHOT, COLUMNS["projectile"]),
    RowText(_ASTEROID, COLUMNS["asteroid"]),
]
_SIZES = np.array([[form.size] for form in _TEXTS])


def briefing(setup: Setup, side: int) -> str:
    """The JSON text that the program of `side` starts from. It tells no seed but the program's own."""
    ships = list(range(side * setup.ships, (side + 1) * setup.ships))
    own = json.dumps({"side": side, "ships": ships, "seed": setup.bot_seed(side)})
    return f"{_briefing_of_all(setup.with_seed(0))[:-1]}, {own[1:]}"


@lru_cache(maxsize=64)
def _briefing_of_all(setup: Setup) -> str:
    """What every side is told alike, of whatever seed."""
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
    """The observations of the present state: one JSON text for each (world, side) of `seats`."""
    sides = world.resource(Game).sides
    sight = Sight(world)
    ids = _ids(world)
    rows = Rows(world, sight, ids)
    flying = cells(world["shots"][Shot].moves)
    tables = [
        (_SHIP, _ship_columns(world, ids, sight)),
        (_SHOT, _shot_columns(world, ids, flying)),
        (_ASTEROID, _asteroid_columns(world, ids)),
    ]
    # Each thing is written once, however many see it.
    ship, shot, asteroid = write_cells(tables)
    cuts = (rows.ends * _SIZES).tolist()
    pieces = []
    for form, own, places, ends in zip(_TEXTS, (ship, ship, shot, asteroid), rows.places(flying), cuts, strict=True):
        text = form.write(own).take(places).tobytes() if len(places) else b""
        pieces.append(_pieces(text, ends))
    mine, ships, shots, asteroids = pieces
    heads = _heads(world, dict.fromkeys(w for w, _ in seats))
    whole = b'%b%b],"contacts":{"ship":[%b],"projectile":[%b],"asteroid":[%b]}}'
    groups = [(w, w * sides + side) for w, side in seats]
    return [whole % (heads[w], mine[group], ships[group], shots[group], asteroids[group]) for w, group in groups]


def _pieces(text: bytes, ends: Sequence[int]) -> list[bytes]:
    """A text in pieces that end there, each without its last byte, the comma."""
    if not text:
        return [text] * (len(ends) - 1)
    text = b"," + text
    return [text[start + 1 : end] for start, end in pairwise(ends)]


def _heads(world: World, columns: Collection[int]) -> dict[int, bytes]:
    """What every side of a world is told alike, up to its own ships: by world, of those that are asked for."""
    game = world.resource(Game)
    ticks, alive = world.tick.tolist(), world["ships"][Hull].alive.T.tolist()
    score = world["seats"][Standing].score.T.tolist()
    arena = {tick: _arena(game, tick) for tick in dict.fromkeys(ticks)}
    head = b'{"tick":%d,"points":%b,%b,"alive":%b,"ships":['
    return {w: head % (ticks[w], _points(tuple(score[w])), arena[ticks[w]], _living(tuple(alive[w]))) for w in columns}


# These change seldom: not every tick, and not from match to match.
@lru_cache(maxsize=4096)
def _points(score: tuple[int, ...]) -> bytes:
    return str(_rounded(np.array(score) / UNIT)).encode()


@lru_cache(maxsize=4096)
def _living(alive: tuple[bool, ...]) -> bytes:
    return str([ship for ship, lives in enumerate(alive) if lives]).encode()


def _arena(game: Game, tick: int) -> bytes:
    """Where the beacon is, if there is one, and the safe circle in the state `tick`."""
    state = np.array(tick, np.int32)
    x, y = beacon_at(game.arena, state) if game.arena.beacon_distance else (0.0, 0.0)
    return _circles(game.arena.beacon, float(x), float(y), game.rules.beacon_radius, float(game.safe_radius(state)))


@lru_cache(maxsize=4096)
def _circles(beacon: bool, x: float, y: float, radius: float, safe_radius: float) -> bytes:
    x, y, safe_radius, radius = _rounded(np.array([x, y, safe_radius, radius]))
    told = f'{{"x":{x},"y":{y},"radius":{radius}}}' if beacon else "null"
    return f'"beacon":{told},"safe_radius":{safe_radius}'.encode()


def _rounded(values: NDArray[np.float64]) -> list[Any]:
    """As numbers are sent: to three decimals, without negative zeros. Their repr is JSON."""
    numbers: list[Any] = (np.round(values, 3) + 0.0).tolist()
    return numbers


def _ids(world: World) -> NDArray[np.int32]:
    """Ids as programs are told, of ships, shots and asteroids, in flat columns of all tables: `[contacts * W]`."""
    game, shots = world.resource(Game), world["shots"]
    ids = _constants(game, world.worlds).ids.copy()
    own = ids[game.ships * world.worlds : game.body_rows.start * world.worlds]
    own += shots[Shot].flat.number * game.each_ship  # never used again
    return ids


class _Constants(NamedTuple):
    """What observations tell of ships and the first of shots that never changes."""

    ids: NDArray[np.int32]  # of ships, asteroids, and the first shot in each row: flat `[contacts * W]`
    sides: NDArray[np.intp]  # of ships: flat `[ships * W]`
    radii: NDArray[np.float64]  # of ships, in m: flat `[ships * W]`


@lru_cache(maxsize=16)
def _constants(game: Game, worlds: int) -> _Constants:
    radii = np.full(game.ships * worlds, game.rules.ship_radius)
    return _Constants(game.first_ids.repeat(worlds), game.side_of.repeat(worlds), radii)


def _ship_columns(world: World, ids: NDArray[np.int32], sight: Sight) -> list[NDArray[Any]]:
    """The numbers of all ships, dead ones too."""
    game, ships, count = world.resource(Game), world["ships"], world.resource(Game).ships * world.worlds
    heading, constants = ships[Heading].flat, _constants(game, world.worlds)
    return [
        ids[:count],
        constants.sides,
        *world.stack(Position, Velocity)[:, :count],
        radians(heading.angle),
        ships[Hull].flat.points / _UNIT,
        constants.radii,
        heading.spin * _SPIN,
        ships[Energy].flat.points / _UNIT,
        np.maximum(ships[Gun].flat.cooling - ONE32, ZERO32),  # the next recharge takes one off before guns fire
        ships[Shield].flat.up,
        sight.rays().reshape(-1),
    ]


def _shot_columns(world: World, ids: NDArray[np.int32], flying: NDArray[np.intp]) -> list[NDArray[Any]]:
    """The numbers of the shots in these cells."""
    game, cell = world.resource(Game), flying + world.first["shots"]
    return [
        ids.take(cell),
        game.side_of_shots.take(flying // world.stride),
        *world.stack(Position, Velocity).take(cell, axis=1),
        world["shots"][Shot].flat.power.take(flying),
    ]


def _asteroid_columns(world: World, ids: NDArray[np.int32]) -> list[NDArray[Any]]:
    first = world.resource(Game).body_rows.start * world.worlds
    radius = world["asteroids"][Disc].flat.radius
    return [ids[first:], *world.stack(Position, Velocity)[:, first : first + len(radius)], radius]
