"""The states of a match as integers: ships, points, beacon, asteroids, and what each side senses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from systems.components import Energy, Heading, Hull, Obstacle, Position, Score, Shield
from systems.protocol.orders import ORDERS
from systems.replay.events import holders
from systems.replay.trace import Trace
from systems.rules import UNIT
from viewer.web.varint import first_differences, gaps, runs, second_differences

GRID = 8  # steps per metre
HEADINGS = 1024  # steps per turn
TENTHS = 10  # steps per point of hull and energy
_STRAIGHT = 1e-6  # m: a larger second difference is a turn


def grid(meters: NDArray[Any]) -> NDArray[np.int64]:
    """Return positions in steps of 1/8 m."""
    return np.floor(meters * GRID + 0.5).astype(np.int64)


def ship_places(trace: Trace) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return x and y of the ships, `[states, ships]`; a dead ship stays where it was seen last."""
    position, alive = trace.columns["ships"][Position], trace.columns["ships"][Hull].alive
    last = np.maximum.accumulate(np.where(alive, np.arange(len(alive))[:, None], 0), axis=0)
    x, y = (np.take_along_axis(grid(column), last, axis=0) for column in (position.x, position.y))
    return x, y


def ship_streams(trace: Trace) -> Iterator[NDArray[np.int64]]:
    """Yield place, heading, hull, energy, shield and orders of the ships."""
    ships, n = trace.columns["ships"], trace.game.ships
    alive = ships[Hull].alive
    for place in ship_places(trace):
        yield second_differences(place)
    # Headings are kept as what a step of the angle adds, so that full turns do not show.
    turned = np.diff(ships[Heading].angle >> np.uint32(32 - 10), axis=0, prepend=0).astype(np.int64)
    turned = np.where(alive, (turned + HEADINGS // 2) % HEADINGS - HEADINGS // 2, 0)
    yield first_differences(turned)
    # A living ship has at least a tenth: 0 means dead.
    yield first_differences(np.where(alive, np.maximum(_tenths(ships[Hull].points), 1), 0))
    yield second_differences(np.where(alive, _tenths(ships[Energy].points), 0))
    yield first_differences(ships[Shield].up & alive)
    orders = np.zeros((trace.ticks + 1, ORDERS * n), np.int64)
    orders[:-1] = trace.log.inputs[: trace.ticks, : ORDERS * n]
    yield first_differences(orders)


def side_streams(trace: Trace) -> Iterator[NDArray[np.int64]]:
    """Yield the points of each side, in units, and who holds the beacon."""
    yield second_differences(trace.columns["seats"][Score].score)
    yield first_differences(holders(trace.columns)[:, None])


def asteroid_streams(trace: Trace) -> Iterator[NDArray[np.int64]]:
    """Yield where each asteroid changes its course: between these states it moves on a straight line."""
    place = trace.columns["asteroids"][Position]
    turns = np.ones((trace.ticks + 1, place.x.shape[1]), np.bool_)
    bends = [np.abs(np.diff(column, 2, axis=0)) > _STRAIGHT for column in (place.x, place.y)]
    turns[1:-1] = bends[0] | bends[1]
    asteroid, state = turns.T.nonzero()
    yield turns.sum(axis=0)
    yield gaps(asteroid, state)
    for column in (place.x, place.y):
        yield gaps(asteroid, grid(column[state, asteroid]))


def asteroid_radii(trace: Trace) -> list[float]:
    """Return the radius of each asteroid, in m; 0 for one that could not be placed."""
    return [round(float(radius), 2) for radius in trace.columns["asteroids"][Obstacle].radius[0]]


def sensed_streams(trace: Trace) -> Iterator[NDArray[np.int64]]:
    """Yield when each side starts and stops to sense each ship, and each asteroid."""
    game = trace.game
    rows = [*range(game.ships), *range(game.body_rows.start, game.body_rows.start + game.arena.asteroids)]
    yield from runs(trace.sensed[:, :, rows].reshape(trace.ticks + 1, -1))


def _tenths(units: NDArray[Any]) -> NDArray[np.int64]:
    return np.rint(units * (TENTHS / UNIT)).astype(np.int64)
