"""Orders: what programs send, as the whole numbers that the engine takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.nesting import levels
from engine.world import State, World
from systems.components import FAULTS, Conduct, Orders
from systems.config import GameConfig

PLAIN = ("FORWARD", "BACKWARD", "LEFT", "RIGHT", "SHOOT", "SHIELD")
SHORT = 200  # characters of an action that is kept in mind when it was read
MAX_DEPTH = 16  # of objects and lists in one another in an action

INPUT = np.dtype(np.int8)  # the dtype of every input, and of nothing else: their block is what a log records

Order = tuple[int, int, int, int]  # of one ship: thrust and turn in hundredths, fire, shield


@dataclass(frozen=True, slots=True)
class Action:
    """What one program sent for one tick.

    Attributes:
        orders: of each ship that was named, by its id.
        told: the JSON text of `ships` or `actions` as far as they were understood, numbers clamped.
        notes: `log`, `draw` and `plot` as they were sent: nobody has looked at them yet.
    """

    orders: dict[int, Order] = field(default_factory=dict)
    told: str = "null"
    notes: dict[str, Any] = field(default_factory=dict)


def read_action(text: str, ids: Sequence[int]) -> Action:
    """Read an action's JSON for the living ships `ids` of one side.

    Raises:
        ValueError: what is wrong with it, in its author's words; the whole answer is then void.
    """
    return _read_short(text, tuple(ids)) if len(text) <= SHORT else _read(text, ids)


def _read(text: str, ids: Sequence[int]) -> Action:
    value = _parsed(text)
    if not isinstance(value, dict):
        raise ValueError(f"the answer is {_short(value)}, not an object")
    # json.dumps recurses when the answer is written again
    brackets = text.count("[") + text.count("{")
    if brackets > MAX_DEPTH and any(depth > MAX_DEPTH for depth, _ in enumerate(levels(value), 1)):
        raise ValueError(f"the answer is nested more than {MAX_DEPTH} deep")
    notes = {name: value[name] for name in ("log", "draw", "plot") if name in value}
    if "actions" in value:
        if "ships" in value:
            raise ValueError("the answer has both 'ships' and 'actions'")
        words = value["actions"]
        order = _plain(words)
        return Action(dict.fromkeys(ids, order), json.dumps([word for word in PLAIN if word in words]), notes)
    ships = value.get("ships", {})
    if not isinstance(ships, dict):
        raise ValueError(f"'ships' is {_short(ships)}, not an object")
    orders, told = {}, []
    for ship in ids:
        if (key := str(ship)) in ships:
            orders[ship], words = _order(ship, ships[key])
            told.append(f'"{key}":{{{words}}}')
    return Action(orders, f"{{{','.join(told)}}}", notes)


_read_short = lru_cache(maxsize=1024)(_read)  # bots say few things again and again


def _parsed(text: str) -> Any:
    text = text.strip(" \t\n\r")
    try:
        value, end = _decode(text)
    except _NotANumber as error:
        reason = str(error)
    except (json.JSONDecodeError, RecursionError):
        reason = "it is not JSON"
    except ValueError:  # Python's own limit on integers
        reason = "a number of more than 4,300 digits"
    else:
        if end == len(text):
            return value
        reason = "it is not JSON"
    raise ValueError(f"the answer can't be read: {reason}")


def _order(ship: int, order: Any) -> tuple[Order, str]:
    """The order; and what was said of it, as JSON, each number within its range."""
    if not isinstance(order, dict):
        raise ValueError(f"ship {ship}: {_short(order)} is not an object")
    thrust = turn = fire = shield = 0
    told = []
    if "thrust" in order:
        share = _share(ship, "thrust", order["thrust"])
        thrust = round(100 * share)
        told.append(f'"thrust":{share!r}')
    if "turn" in order:
        share = _share(ship, "turn", order["turn"])
        turn = round(100 * share)
        told.append(f'"turn":{share!r}')
    if "fire" in order:
        if not isinstance(order["fire"], int):
            raise ValueError(f"ship {ship}: fire is {_short(order['fire'])}, not a whole number")
        fire = min(max(int(order["fire"]), 0), 3)
        told.append(f'"fire":{fire}')
    if "shield" in order:
        if not isinstance(order["shield"], bool):
            raise ValueError(f"ship {ship}: shield is {_short(order['shield'])}, not true or false")
        shield = int(order["shield"])
        told.append('"shield":true' if shield else '"shield":false')
    return (thrust, turn, fire, shield), ",".join(told)


def _share(ship: int, name: str, value: Any) -> int | float:
    """-1 .. 1; its hundredths are rint(100 v), since Python's round, too, rounds half to even."""
    if type(value) is not float and type(value) is not int:
        raise ValueError(f"ship {ship}: {name} is {_short(value)}, not a number")
    return value if -1 <= value <= 1 else 1 if value > 0 else -1


def _plain(words: Any) -> Order:
    if not isinstance(words, list):
        raise ValueError(f"'actions' is {_short(words)}, not a list")
    for word in words:
        if word not in PLAIN:
            raise ValueError(f"{_short(word)} is not one of: {' '.join(PLAIN)}")
    thrust = 100 * (("FORWARD" in words) - ("BACKWARD" in words))
    turn = 100 * (("LEFT" in words) - ("RIGHT" in words))
    return thrust, turn, int("SHOOT" in words), int("SHIELD" in words)


class _NotANumber(ValueError):
    """A constant that JSON lacks: NaN or an infinity."""


def _no_constant(name: str) -> Any:
    raise _NotANumber(f"{name} is no number here")


_decode = json.JSONDecoder(parse_constant=_no_constant).raw_decode


def _short(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "a truth value", type(None): "null"}
    return kinds.get(type(value)) or repr(value)[:40]


def clear_orders(world: World) -> None:
    """Orders never persist: everything off, every status ok."""
    world.blocks[INPUT][:] = 0


def give_orders(world: World, given: Iterable[tuple[int, int, Order]]) -> None:
    """Write orders, each as (world, ship, order)."""
    orders = world["ships"][Orders]
    # A number at a time: a memory's view takes half of the time of an array.
    thrust, turn, fire, shield = orders.thrust.data, orders.turn.data, orders.fire.data, orders.shield.data
    for w, ship, order in given:
        entity = ship, w
        thrust[entity], turn[entity], fire[entity], shield[entity] = order


def set_status(world: World, w: int, seat: int, kind: str) -> None:
    """Say what the program in `seat` did: `ok`, or which fault."""
    world["seats"][Conduct].status[seat, w] = FAULTS.index(kind)


def width(game: GameConfig) -> int:
    """How many inputs a tick of one match has: four a ship, one a seat."""
    return 4 * game.ships + game.sides


def inputs_of(state: World | State) -> NDArray[np.int8]:
    """The inputs of the coming tick, which stand there after it, too, until they are cleared.

    int8 `[width, W]`: thrust of every ship, then turn, fire, shield, statuses. In several states `[…, width, W]`.
    """
    block: NDArray[np.int8] = state.blocks[INPUT]
    return block


def check_inputs(game: GameConfig, inputs: NDArray[np.int8]) -> None:
    """Refuse recorded inputs that are no orders or statuses at all.

    Args:
        inputs: `[ticks, width]`, from a log.

    Raises:
        ValueError: they are of another width, or out of range.
    """
    if inputs.shape[1] != width(game):
        raise ValueError(f"{inputs.shape[1]} inputs a tick, where this match has {width(game)}")
    n = game.ships
    least = np.repeat([-100, -100, 0, 0, 0], [n, n, n, n, game.sides])
    most = np.repeat([100, 100, 3, 1, len(FAULTS) - 1], [n, n, n, n, game.sides])
    if ((inputs < least) | (inputs > most)).any():
        raise ValueError("an order is out of range")
