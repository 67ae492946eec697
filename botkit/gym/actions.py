"""Actions of learners, and the orders that they become."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium.spaces import Box, MultiDiscrete, Space
from numpy.typing import NDArray

from botkit.network.arithmetic import LEVELS
from engine.world import World
from systems.components import Hull
from systems.config import GameConfig
from systems.protocol.orders import ORDERS, inputs_of

NAMES = ("thrust", "turn", "fire", "shield", "strafe")  # of the numbers of an action, all -1 .. 1
KINDS = ("box", "multidiscrete")

_LEAST = np.array([-1.0, -1.0, 0.0, 0.0, -1.0])
_UNITS = np.array([100.0, 100.0, 3.0, 1.0, 100.0])  # per unit: hundredths, of fire the power, of the shield 1
_COUNTS = np.array([len(levels) for levels in LEVELS])
_STARTS = np.array([0, *_COUNTS.cumsum()[:-1]])
_VALUES = np.concatenate(LEVELS)

Orders = NDArray[np.int8]
Index = NDArray[np.intp]


def action_space(kind: str, shape: tuple[int, ...] = ()) -> Space[Any]:
    """Return the space of actions of `shape` ships, each of five numbers; raise ValueError for an unknown kind."""
    if kind not in KINDS:
        raise ValueError(f"actions {kind!r} are not one of: {', '.join(KINDS)}")
    if kind == "box":
        return Box(-1.0, 1.0, (*shape, ORDERS), np.float32)
    return MultiDiscrete(np.broadcast_to(_COUNTS, (*shape, ORDERS)).copy())


def orders_of(actions: Any, shape: tuple[int, ...], kind: str = "box", whose: str = "actions") -> Orders:
    """Return the orders that actions become, quantised exactly as a bot's: int8 `[5, …]`.

    Thrust, turn and strafe become hundredths, rint(100 clip(v, -1, 1)); fire becomes the power rint(3 clip(v, 0, 1)),
    where 0 does not fire; the shield is raised from above 0.5 on. Infinities are clipped like other numbers.

    Args:
        actions: of the kind `box`, floats `[…, 5]`; or `multidiscrete`, indices into `LEVELS`, likewise.
        shape: that they must have.
        whose: names them in an error.

    Raises:
        ValueError: they have another shape, are not numbers, are NaN, or are not indices into `LEVELS`.
    """
    given = np.asarray(actions)
    if given.shape != shape:
        raise ValueError(f"{whose} have the shape {given.shape}, not {shape}")
    if kind == "multidiscrete":
        given = as_box(given, whose)
    elif given.dtype.kind not in "fiu":
        raise ValueError(f"{whose} are of type {given.dtype}, not numbers")
    numbers = np.minimum(np.maximum(given, _LEAST), 1.0)  # float64, as a bot's
    numbers *= _UNITS
    np.rint(numbers, out=numbers)
    if np.isnan(np.add.reduce(numbers, axis=None)):
        place = tuple(np.argwhere(np.isnan(numbers))[0].tolist())
        raise ValueError(f"{whose} are NaN at {place}: {NAMES[place[-1]]}")
    orders: Orders = numbers.transpose(-1, *range(given.ndim - 1)).astype(np.int8, order="C")
    return orders


def as_box(actions: Any, whose: str = "actions") -> NDArray[np.float64]:
    """Return discrete actions `[…, 5]` as actions of the kind `box`; raise ValueError if one is out of range."""
    given = np.asarray(actions)
    if given.dtype.kind not in "iu":
        raise ValueError(f"{whose} are of type {given.dtype}, not integers")
    if ((given < 0) | (given >= _COUNTS)).any():
        raise ValueError(f"{whose} are out of range: they are integers from 0, below {tuple(_COUNTS.tolist())}")
    values: NDArray[np.float64] = _VALUES[given.astype(np.intp) + _STARTS]
    return values


def give_orders(world: World, ships: slice | Index, orders: Orders, worlds: Index | None = None) -> None:
    """Write orders to the inputs; those of destroyed ships are dropped.

    Args:
        ships: their rows.
        orders: `[5, ships, W]`, or of some worlds `[5, ships, n]`.
        worlds: some of them, `[n]`; by default all.
    """
    game, alive = world.resource(GameConfig), world["ships"][Hull].alive
    inputs = inputs_of(world)[: ORDERS * game.ships].reshape(ORDERS, game.ships, world.worlds)
    if worlds is not None:
        rows = np.arange(game.ships)[ships][:, None]
        inputs[:, rows, worlds] = orders * alive[rows, worlds]
        return
    inputs[:, ships] = orders if np.count_nonzero(alive) == alive.size else orders * alive[ships]
