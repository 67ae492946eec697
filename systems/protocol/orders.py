"""Parsing of orders: from the JSON that programs send to the integers that the engine takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.nesting import json_levels
from engine.world import State, World
from systems.components import FAULTS, Orders, ProgramStatus
from systems.config import GameConfig
from systems.protocol.budget import check_budget

PLAIN = ("FORWARD", "BACKWARD", "LEFT", "RIGHT", "SHOOT", "SHIELD", "STRAFE_LEFT", "STRAFE_RIGHT")
SHORT = 200  # maximum characters of an action whose parsed form is cached
MAX_DEPTH = 16  # maximum nesting of objects and lists in an action

ORDERS = len(Orders.columns)  # inputs per ship and tick

INPUT = np.dtype(np.int8)  # the dtype of every input, and of nothing else: a log records its block

Order = tuple[int, int, int, int, int]  # of one ship: thrust and turn in hundredths, fire, shield, strafe in hundredths


@dataclass(frozen=True, slots=True)
class Action:
    """The action of a program in a tick.

    Attributes:
        orders: orders by ship id.
        text: the JSON text of `ships` or `actions` as far as they were understood, with clamped numbers.
        notes: `log`, `draw`, `plot` and `mark` as sent, not validated yet.
    """

    orders: dict[int, Order] = field(default_factory=dict)
    text: str = "null"
    notes: dict[str, Any] = field(default_factory=dict)


def read_action(text: str, ids: Sequence[int]) -> Action:
    """Parse an action for the living ships `ids` of one side.

    Raises:
        ValueError: what is wrong with it, for its author; the whole answer is then void.
    """
    return _read_short(text, tuple(ids)) if len(text) <= SHORT else _read(text, ids)


def _read(text: str, ids: Sequence[int]) -> Action:
    check_budget(text)
    value = _parsed(text)
    if not isinstance(value, dict):
        raise ValueError(f"the answer is {_short(value)}, not an object")
    # json.dumps recurses when the answer is written again
    brackets = text.count("[") + text.count("{")
    if brackets > MAX_DEPTH and any(depth > MAX_DEPTH for depth, _ in enumerate(json_levels(value), 1)):
        raise ValueError(f"the answer is nested more than {MAX_DEPTH} deep")
    notes = {name: value[name] for name in ("log", "draw", "plot", "mark") if name in value}
    if "actions" in value:
        if "ships" in value:
            raise ValueError("the answer has both 'ships' and 'actions'")
        words = value["actions"]
        order = _plain(words)
        return Action(dict.fromkeys(ids, order), json.dumps([word for word in PLAIN if word in words]), notes)
    ships = value.get("ships", {})
    if not isinstance(ships, dict):
        raise ValueError(f"'ships' is {_short(ships)}, not an object")
    orders, parts = {}, []
    for ship in ids:
        if (key := str(ship)) in ships:
            orders[ship], words = _order(ship, ships[key])
            parts.append(f'"{key}":{{{words}}}')
    return Action(orders, f"{{{','.join(parts)}}}", notes)


_read_short = lru_cache(maxsize=1024)(_read)  # bots repeat few answers


def _parsed(text: str) -> Any:
    text = text.strip(" \t\n\r")
    try:
        value, end = _decode(text)
    except _NotANumber as error:
        reason = str(error)
    except (json.JSONDecodeError, RecursionError):
        reason = "it is not JSON"
    except ValueError:  # Python's limit on the digits of integers
        reason = "a number of more than 4,300 digits"
    else:
        if end == len(text):
            return value
        reason = "it is not JSON"
    raise ValueError(f"the answer can't be read: {reason}")


def _order(ship: int, order: Any) -> tuple[Order, str]:
    """Return an order, and its JSON text with every number clamped to its range."""
    if not isinstance(order, dict):
        raise ValueError(f"ship {ship}: {_short(order)} is not an object")
    thrust = turn = fire = shield = strafe = 0
    parts = []
    if "thrust" in order:
        share = _share(ship, "thrust", order["thrust"])
        thrust = round(100 * share)
        parts.append(f'"thrust":{share!r}')
    if "turn" in order:
        share = _share(ship, "turn", order["turn"])
        turn = round(100 * share)
        parts.append(f'"turn":{share!r}')
    if "fire" in order:
        if not isinstance(order["fire"], int):
            raise ValueError(f"ship {ship}: fire is {_short(order['fire'])}, not a whole number")
        fire = min(max(int(order["fire"]), 0), 3)
        parts.append(f'"fire":{fire}')
    if "shield" in order:
        if not isinstance(order["shield"], bool):
            raise ValueError(f"ship {ship}: shield is {_short(order['shield'])}, not true or false")
        shield = int(order["shield"])
        parts.append('"shield":true' if shield else '"shield":false')
    if "strafe" in order:
        share = _share(ship, "strafe", order["strafe"])
        strafe = round(100 * share)
        parts.append(f'"strafe":{share!r}')
    return (thrust, turn, fire, shield, strafe), ",".join(parts)


def _share(ship: int, name: str, value: Any) -> int | float:
    """Return a number clamped to -1 .. 1; `round` then gives rint(100 v), as both round half to even."""
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
    strafe = 100 * (("STRAFE_LEFT" in words) - ("STRAFE_RIGHT" in words))
    return thrust, turn, int("SHOOT" in words), int("SHIELD" in words), strafe


class _NotANumber(ValueError):
    """A constant that JSON lacks: NaN or an infinity."""


def _no_constant(name: str) -> Any:
    raise _NotANumber(f"{name} is no number here")


_decode = json.JSONDecoder(parse_constant=_no_constant).raw_decode


def _short(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "a truth value", type(None): "null"}
    return kinds.get(type(value)) or repr(value)[:40]


def clear_orders(world: World) -> None:
    """Reset all orders and statuses, which never persist."""
    world.blocks[INPUT][:] = 0


def give_orders(world: World, given: Iterable[tuple[int, int, Order]]) -> None:
    """Write orders, each as (world, ship, order)."""
    orders = world["ships"][Orders]
    # Element by element: a memoryview takes half the time of an array.
    thrust, turn, fire, shield = orders.thrust.data, orders.turn.data, orders.fire.data, orders.shield.data
    strafe = orders.strafe.data
    for w, ship, order in given:
        entity = ship, w
        thrust[entity], turn[entity], fire[entity], shield[entity], strafe[entity] = order


def set_status(world: World, w: int, seat: int, kind: str) -> None:
    """Write the status of the program in `seat`: `ok`, or the kind of its fault."""
    world["seats"][ProgramStatus].status[seat, w] = FAULTS.index(kind)


def width(game: GameConfig) -> int:
    """Return the number of inputs per tick of a match: five per ship, one per seat."""
    return ORDERS * game.ships + game.sides


def inputs_of(state: World | State) -> NDArray[np.int8]:
    """Return the inputs of the coming tick, which remain until they are cleared.

    int8 `[width, W]`: thrust of every ship, then turn, fire, shield, strafe, statuses. Of several states,
    `[…, width, W]`.
    """
    block: NDArray[np.int8] = state.blocks[INPUT]
    return block


def check_inputs(game: GameConfig, inputs: NDArray[np.int8]) -> None:
    """Raise ValueError for recorded inputs that are not valid orders or statuses.

    Args:
        inputs: `[ticks, width]`, from a log.

    Raises:
        ValueError: they have another width, or are out of range.
    """
    if inputs.shape[1] != width(game):
        raise ValueError(f"{inputs.shape[1]} inputs a tick, where this match has {width(game)}")
    n = game.ships
    least = np.repeat([-100, -100, 0, 0, -100, 0], [*[n] * ORDERS, game.sides])
    most = np.repeat([100, 100, 3, 1, 100, len(FAULTS) - 1], [*[n] * ORDERS, game.sides])
    if ((inputs < least) | (inputs > most)).any():
        raise ValueError("an order is out of range")
