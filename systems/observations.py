"""What programs are told: the briefing before a match, an observation each tick."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS, radians
from engine.world import World
from systems.beacon import beacon_at
from systems.components import Disc, Energy, Gun, Heading, Hull, Position, Shield, Shot, Standing, Velocity
from systems.game import Game
from systems.modes import arena_of
from systems.rules import TICK_RATE, UNIT
from systems.sensing import cast_rays, sense_asteroids, sense_ships, sense_shots
from systems.setup import Setup
from systems.text import RowText

PROTOCOL = 1
COLUMNS = {
    "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
    "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
    "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
}
_SLOT = {"id": "whole", "side": "whole", "cooling": "whole", "power": "whole", "heading": "micro", "shield": "truth"}
_OWN = ("id", "x", "y", "vx", "vy", "heading", "spin", "hull", "energy", "cooling", "shield", "ray")
_OWN_TEXT = RowText([(name, _SLOT.get(name, "milli")) for name in _OWN], keys=True)
_SHIP_TEXT = RowText([(name, _SLOT.get(name, "milli")) for name in COLUMNS["ship"]])
_SHOT_TEXT = RowText([(name, _SLOT.get(name, "milli")) for name in COLUMNS["projectile"]])
_ASTEROID_TEXT = RowText([(name, _SLOT.get(name, "milli")) for name in COLUMNS["asteroid"]])

Columns = dict[str, NDArray[Any]]
_ColumnsOf = Callable[[World, NDArray[np.intp], NDArray[np.intp]], Columns]


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
    game = world.resource(Game)
    groups = world.worlds * game.sides  # a group is one side of one world: w * sides + side
    own = _cut(_OWN_TEXT, *_own_ships(world), groups)
    ships = _cut(_SHIP_TEXT, *_contacts(world, sense_ships(world), _ship_columns), groups)
    shots = _cut(_SHOT_TEXT, *_contacts(world, sense_shots(world), _shot_columns), groups)
    if game.arena.asteroids:
        asteroids = _cut(_ASTEROID_TEXT, *_contacts(world, sense_asteroids(world), _asteroid_columns), groups)
    else:
        asteroids = [b""] * groups
    heads = _heads(world, dict.fromkeys(w for w, _ in seats))
    texts = []
    for w, side in seats:
        group = w * game.sides + side
        contacts = b'],"contacts":{"ship":[%b],"projectile":[%b],"asteroid":[%b]}}'
        texts.append(heads[w] + own[group] + contacts % (ships[group], shots[group], asteroids[group]))
    return texts


def _heads(world: World, columns: Collection[int]) -> dict[int, bytes]:
    """What every side of a world is told alike, up to its own ships: by world, of those that are asked for."""
    game = world.resource(Game)
    points = _rounded(world["seats"][Standing].score.T / UNIT)
    safe = _rounded(game.safe_radius(world.tick))
    ticks, alive = world.tick.tolist(), world["ships"][Hull].alive.T.tolist()
    beacons = _beacons(game, world.tick)
    form = b'{"tick":%d,"points":%b,"beacon":%b,"safe_radius":%r,"alive":%b,"ships":['
    return {
        w: form
        % (
            ticks[w],
            str(points[w]).encode(),
            beacons[w],
            safe[w],
            str([ship for ship, lives in enumerate(alive[w]) if lives]).encode(),
        )
        for w in columns
    }


def _beacons(game: Game, tick: NDArray[np.int32]) -> list[bytes]:
    """The beacon of each world, where there is one."""
    form, radius = b'{"x":%r,"y":%r,"radius":%r}', game.rules.beacon_radius
    if not game.arena.beacon_distance:
        return [form % (0.0, 0.0, radius) if game.arena.beacon else b"null"] * len(tick)
    x, y = (_rounded(column) for column in beacon_at(game.arena, tick))
    return [form % (*at, radius) for at in zip(x, y, strict=True)]


def _rounded(values: NDArray[np.float64]) -> list[Any]:
    """As numbers are sent: to three decimals, without negative zeros. Their repr is JSON."""
    numbers: list[Any] = (np.round(values, 3) + 0.0).tolist()
    return numbers


def _own_ships(world: World) -> tuple[Columns, NDArray[np.intp]]:
    """The living ships in the order of their groups, and the group of each."""
    game, ships = world.resource(Game), world["ships"]
    w, ship = ships[Hull].alive.T.nonzero()
    heading = ships[Heading]
    columns = {
        "spin": heading.spin[ship, w] * (RADIANS * TICK_RATE),
        "energy": ships[Energy].points[ship, w] / UNIT,
        "cooling": np.maximum(ships[Gun].cooling[ship, w] - 1, 0),  # the next recharge takes one off before guns fire
        "shield": ships[Shield].up[ship, w],
        "ray": cast_rays(world)[ship, w],
    }
    return {**_ship_columns(world, ship, w), **columns}, w * game.sides + game.side_of[ship]


def _ship_columns(world: World, ship: NDArray[np.intp], w: NDArray[np.intp]) -> Columns:
    game, ships = world.resource(Game), world["ships"]
    return {
        "id": ship,
        "side": game.side_of[ship],
        "x": ships[Position].x[ship, w],
        "y": ships[Position].y[ship, w],
        "vx": ships[Velocity].x[ship, w],
        "vy": ships[Velocity].y[ship, w],
        "heading": radians(ships[Heading].angle[ship, w]),
        "hull": ships[Hull].points[ship, w] / UNIT,
        "radius": np.full(len(ship), game.rules.ship_radius),
    }


def _shot_columns(world: World, row: NDArray[np.intp], w: NDArray[np.intp]) -> Columns:
    game, shots = world.resource(Game), world["shots"]
    owner = game.owner_of[row]
    return {
        # after the ships' and asteroids' own, never used again
        "id": game.ships * (1 + shots[Shot].number[row, w]) + game.arena.asteroids + owner,
        "side": game.side_of[owner],
        "x": shots[Position].x[row, w],
        "y": shots[Position].y[row, w],
        "vx": shots[Velocity].x[row, w],
        "vy": shots[Velocity].y[row, w],
        "power": shots[Shot].power[row, w],
    }


def _asteroid_columns(world: World, row: NDArray[np.intp], w: NDArray[np.intp]) -> Columns:
    game, asteroids = world.resource(Game), world["asteroids"]
    return {
        "id": game.ships + row,
        "x": asteroids[Position].x[row, w],
        "y": asteroids[Position].y[row, w],
        "vx": asteroids[Velocity].x[row, w],
        "vy": asteroids[Velocity].y[row, w],
        "radius": asteroids[Disc].radius[row, w],
    }


def _contacts(world: World, sensed: NDArray[np.bool_], columns_of: _ColumnsOf) -> tuple[Columns, NDArray[np.intp]]:
    """The sensed rows of a table, by group, nearest to the side's first living ship first, then by id.

    Args:
        sensed: `[sides, rows, W]`.
        columns_of: gives the columns of rows and worlds.
    """
    game, ships = world.resource(Game), world["ships"]
    side, row, w = sensed.nonzero()
    columns = columns_of(world, row, w)
    alive = ships[Hull].alive.reshape(game.sides, game.per_side, -1)
    first = side * game.per_side + alive.argmax(axis=1)[side, w]
    dx, dy = columns["x"] - ships[Position].x[first, w], columns["y"] - ships[Position].y[first, w]
    group = w * game.sides + side
    order = np.lexsort((columns["id"], dx * dx + dy * dy, group))
    return {name: column[order] for name, column in columns.items()}, group[order]


def _cut(rows: RowText, columns: Mapping[str, NDArray[Any]], group: NDArray[np.intp], groups: int) -> list[bytes]:
    """The rows' text, a piece a group, without the last comma."""
    text = rows.write(columns, len(group))
    ends = (np.bincount(group, minlength=groups).cumsum() * rows.size).tolist()
    starts = [0, *ends[:-1]]
    return [text[start : end - 1] if end > start else b"" for start, end in zip(starts, ends, strict=True)]
