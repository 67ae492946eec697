"""What programs are told: the briefing before a match, an observation each tick."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS, radians
from engine.component import flat
from engine.world import World
from systems.beacon import beacon_at
from systems.components import Disc, Energy, Gun, Heading, Hull, Position, Shield, Shot, Standing, Velocity
from systems.game import KINDS, Game
from systems.modes import arena_of
from systems.rules import TICK_RATE, UNIT
from systems.sensing import Sight
from systems.setup import Setup
from systems.text import RowText, write_rows

PROTOCOL = 1
COLUMNS = {
    "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
    "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
    "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
}
_SLOT = {"id": "whole", "side": "whole", "cooling": "whole", "power": "whole", "heading": "micro", "shield": "truth"}
_OWN = ("id", "x", "y", "vx", "vy", "heading", "spin", "hull", "energy", "cooling", "shield", "ray")
# The kinds of rows in an observation: the side's own ships, then contacts.
_TEXTS = [
    RowText([(name, _SLOT.get(name, "milli")) for name in names], keys=names is _OWN)
    for names in (_OWN, *COLUMNS.values())
]
_SIZES = np.array([[form.size] for form in _TEXTS])


def briefing(setup: Setup, side: int) -> str:
    """The JSON text that the program of `side` starts from. It tells no seed but the program's own."""
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
            "side": side,
            "sides": setup.sides,
            "ships": list(range(side * setup.ships, (side + 1) * setup.ships)),
            "tick_rate": TICK_RATE,
            "max_ticks": setup.max_ticks,
            "seed": setup.bot_seed(side),
            "columns": COLUMNS,
        }
    )


def observe(world: World, seats: Sequence[tuple[int, int]]) -> list[bytes]:
    """The observations of the present state: one JSON text for each (world, side) of `seats`."""
    sides = world.resource(Game).sides
    sight = Sight(world)
    rows = _Rows(world, sight.sensed())
    texts = write_rows(list(zip(_TEXTS, _columns(world, rows, sight.rays()), strict=True)))
    cuts = (rows.ends * _SIZES).tolist()
    own, ships, shots, asteroids = (_pieces(text, ends) for text, ends in zip(texts, cuts, strict=True))
    heads = _heads(world, dict.fromkeys(w for w, _ in seats))
    whole = b'%b%b],"contacts":{"ship":[%b],"projectile":[%b],"asteroid":[%b]}}'
    groups = [(w, w * sides + side) for w, side in seats]
    return [whole % (heads[w], own[group], ships[group], shots[group], asteroids[group]) for w, group in groups]


def _pieces(text: bytes, ends: Sequence[int]) -> list[bytes]:
    """A text in pieces that end there, each without its last byte, the comma."""
    if not text:
        return [text] * (len(ends) - 1)
    return [text[start : end - 1] if end > start else b"" for start, end in pairwise(ends)]


def _heads(world: World, columns: Collection[int]) -> dict[int, bytes]:
    """What every side of a world is told alike, up to its own ships: by world, of those that are asked for."""
    game = world.resource(Game)
    ticks, alive = world.tick.tolist(), world["ships"][Hull].alive.T.tolist()
    score = world["seats"][Standing].score.T.tolist()
    arena = {tick: _arena(game, tick) for tick in {ticks[w] for w in columns}}
    heads = {}
    for w in columns:
        points, living = _points(tuple(score[w])), _living(tuple(alive[w]))
        head = f'{{"tick":{ticks[w]},"points":{points},{arena[ticks[w]]},"alive":{living},"ships":['
        heads[w] = head.encode()
    return heads


# Both change seldom: not every tick, and not from match to match.
@lru_cache(maxsize=4096)
def _points(score: tuple[int, ...]) -> str:
    return str(_rounded(np.array(score) / UNIT))


@lru_cache(maxsize=4096)
def _living(alive: tuple[bool, ...]) -> str:
    return str([ship for ship, lives in enumerate(alive) if lives])


def _arena(game: Game, tick: int) -> str:
    """Where the beacon is, if there is one, and the safe circle in the state `tick`."""
    state = np.array(tick, np.int32)
    x, y = beacon_at(game.arena, state) if game.arena.beacon_distance else (0.0, 0.0)
    x, y, safe = _rounded(np.array([x, y, game.safe_radius(state)]))
    beacon = f'{{"x":{x},"y":{y},"radius":{game.rules.beacon_radius}}}' if game.arena.beacon else "null"
    return f'"beacon":{beacon},"safe_radius":{safe}'


def _rounded(values: NDArray[np.float64]) -> list[Any]:
    """As numbers are sent: to three decimals, without negative zeros. Their repr is JSON."""
    numbers: list[Any] = (np.round(values, 3) + 0.0).tolist()
    return numbers


class _Rows:
    """The rows of all observations: by kind, then by group, which is one side of one world, w * sides + side. Own ships
    follow by id, contacts nearest to the side's first living ship first, then by id.

    Args:
        sensed: `[sides, contacts, W]`.

    Attributes:
        cell: where each is in a flat column of all tables, and so in one of the ships', which come first: `[rows]`.
        row: the row of each among all tables': `[rows]`.
        id: as programs are told.
        ends: how many rows of a kind there are up to each group, from 0: `[kinds, groups + 1]`.
        kinds: the rows of each kind.
    """

    def __init__(self, world: World, sensed: NDArray[np.bool_]) -> None:
        game, ships, shots = world.resource(Game), world["ships"], world["shots"]
        sides, contacts, worlds = sensed.shape
        groups = sides * worlds
        group, row = np.divmod(np.flatnonzero(sensed.transpose(2, 0, 1)), contacts)
        w, side = np.divmod(group, sides)
        cell = row * worlds + w
        kind = game.kinds.take(side * contacts + row)
        ids = np.repeat(game.first_ids[:, None], worlds, axis=1)
        ids[game.ships : game.ships + shots.capacity] += game.ships * shots[Shot].number  # never used again
        id = flat(ids).take(cell)

        alive = ships[Hull].alive.reshape(game.sides, game.per_side, -1)
        first = (side * game.per_side + alive.argmax(axis=1)[side, w]) * worlds + w
        ((at,),) = world.query(Position)
        x, y = flat(at.x), flat(at.y)
        dx, dy = x.take(cell) - x.take(first), y.take(cell) - y.take(first)
        place = kind * groups + group
        order = np.lexsort((id, (dx * dx + dy * dy) * (kind > 0), place))
        self.cell, self.row, self.id = cell[order], row[order], id[order]
        self.ends = np.zeros((KINDS, groups + 1), np.intp)
        np.bincount(place, minlength=KINDS * groups).reshape(KINDS, groups).cumsum(axis=1, out=self.ends[:, 1:])
        stops = self.ends[:, -1].cumsum().tolist()
        self.kinds = [slice(start, stop) for start, stop in pairwise([0, *stops])]


def _columns(world: World, rows: _Rows, rays: NDArray[np.float64]) -> Iterator[list[NDArray[Any]]]:
    """What is told of the rows of each kind, in the order in which it is told."""
    game, ships = world.resource(Game), world["ships"]
    ((at, velocity),) = world.query(Position, Velocity)
    motion = [flat(column).take(rows.cell) for column in (at.x, at.y, velocity.x, velocity.y)]
    side = game.sides_of.take(rows.row)
    own, enemy, shot, asteroid = rows.kinds

    cell = rows.cell[: enemy.stop]
    heading, hull = radians(flat(ships[Heading].angle).take(cell)), flat(ships[Hull].points).take(cell) / UNIT
    cell = rows.cell[own]
    yield [
        rows.id[own],
        *(column[own] for column in motion),
        heading[own],
        flat(ships[Heading].spin).take(cell) * (RADIANS * TICK_RATE),
        hull[own],
        flat(ships[Energy].points).take(cell) / UNIT,
        np.maximum(flat(ships[Gun].cooling).take(cell) - 1, 0),  # the next recharge takes one off before guns fire
        flat(ships[Shield].up).take(cell),
        flat(rays).take(cell),
    ]
    radius = np.full(enemy.stop - enemy.start, game.rules.ship_radius)
    yield [rows.id[enemy], side[enemy], *(column[enemy] for column in motion), heading[enemy], hull[enemy], radius]
    cell = rows.cell[shot] - game.ships * world.worlds
    yield [
        rows.id[shot],
        side[shot],
        *(column[shot] for column in motion),
        flat(world["shots"][Shot].power).take(cell),
    ]
    cell = rows.cell[asteroid] - game.body_rows.start * world.worlds
    yield [
        rows.id[asteroid],
        *(column[asteroid] for column in motion),
        flat(world["asteroids"][Disc].radius).take(cell),
    ]
