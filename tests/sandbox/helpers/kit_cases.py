"""Random calls of the kit, to compare two of them: its Python with the C that stands in for it.

A bot in the guest imports this file as well, so that it needs the standard library alone.
"""

from __future__ import annotations

import copy
import json
import math
import random
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

RULES = {
    "ship_radius": 12.0,
    "drag": 0.3,
    "thrust_forward": 60.0,
    "thrust_backward": 30.0,
    "thrust_side": 40.0,
    "turn_acceleration": 12.0,
    "turn_drag": 3.0,
    "shot_speed": [540.0, 460.0, 380.0],
    "shot_moves": [33, 39, 47],
    "star_radius": 60.0,
    "star_pull": 600.0,
}
OWN = ("x", "y", "vx", "vy", "heading", "spin", "hull", "energy", "cooling")
SHARES = ["thrust", "turn", "strafe"]
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 0.005, -0.995, math.pi, -math.pi, math.tau, 5e-324, 1e-310, 1e-160, 1e-77, 1e22]
EDGES += [9.99e59, 1e60, 1e77, 1e149, 1e150, 1e160, 1.7e308, math.inf, -math.inf, math.nan]
WHOLE = [0, 1, -1, 2, 3, 12, 540, 2**26, 2**26 + 1, -(2**26) - 1, 2**53 + 1, 2**63, 10**400]


class Floating(float):
    def __repr__(self) -> str:
        return "Floating"


class Whole(int):
    def __mul__(self, other: object) -> Any:
        return "product"


class Convertible:
    """Pretends to be a float."""

    __class__ = float  # type: ignore[assignment]

    def __float__(self) -> float:
        return 2.5

    def __eq__(self, other: object) -> bool:
        raise LookupError("compared")

    def __rmul__(self, other: object) -> str:
        return "reflected"

    def __repr__(self) -> str:
        return "Convertible"

    __hash__ = None  # type: ignore[assignment]


JUNK: list[Any] = [
    None,
    True,
    "1",
    "x",
    [],
    (1.0, 2.0),
    [3, 4.0],
    {},
    Floating(2.5),
    Whole(3),
    Convertible(),
    1j,
    print,
]


class Kit:
    """The classes and functions of one kit.

    Args:
        load: returns the module of that name.
        read: returns the value of an observation's JSON, for the rows of contacts; lists without it.
    """

    def __init__(self, load: Callable[[str], Any], read: Callable[[str], Any] | None = None) -> None:
        self.read = read
        self.vec, self.contact, self.check, self.side = load("vec"), load("contact"), load("check"), load("side")
        self.Vec = self.vec.Vec
        self.Ship = load("ship").Ship
        self.Steering, self.Rules = load("steering").Steering, load("arena").Rules
        self.steerings: list[Any] = []

        class Subclass(self.Vec):  # type: ignore[misc, name-defined]
            __slots__ = ()

            def __rsub__(self, other: Any) -> str:
                return "subtracted from"

            def __mul__(self, other: Any) -> Any:
                return "multiplied" if other == 2 else NotImplemented

        class Liar:
            __class__: Any = self.Vec

            def __repr__(self) -> str:
                return "Liar"

        self.Subclass, self.Liar = Subclass, Liar

    def row(self, values: list[Any]) -> Any:
        """A contact's row, as an observation gives it to this kit."""
        if self.read is None or any(type(value) not in (int, float) for value in values):
            return values
        return self.read(json.dumps({"contacts": {"ship": [values]}}))["contacts"]["ship"][0]


Call = Callable[[Kit], Any]  # builds what it needs, too


def number(rng: random.Random, wild: bool = True) -> Any:
    kind = rng.random()
    if not wild or kind < 0.5:
        return round(rng.uniform(-1000.0, 1000.0), 3) if kind < 0.35 else rng.uniform(-7.0, 7.0)
    if kind < 0.65:
        return rng.choice(EDGES)
    if kind < 0.8:
        return struct.unpack("<d", rng.getrandbits(64).to_bytes(8, "little"))[0]
    return rng.choice(WHOLE) if kind < 0.94 else rng.choice(JUNK)


def vec(rng: random.Random, wild: bool) -> Call:
    x, y = (None if isinstance(each := number(rng, wild), (str, list, tuple)) else each for _ in "xy")
    if wild and rng.random() < 0.1:
        return lambda kit: kit.Subclass(x, y)
    return lambda kit: kit.Vec(x, y)


def value(rng: random.Random, wild: bool) -> Call:
    """A vector, a number or anything else."""
    kind = rng.random()
    if kind < 0.5:
        return vec(rng, wild)
    if kind < 0.6:
        return contact(rng, wild)
    if wild and kind < 0.65:
        return lambda kit: kit.Liar()
    found = number(rng, wild)
    return lambda kit: copy.copy(found)  # tables may be put into a list


def contact(rng: random.Random, wild: bool) -> Call:
    kind = rng.choice(["ShipContact", "SeenShip", "Projectile", "Asteroid", "Ally"])
    row = [number(rng, wild and rng.random() < 0.2) for _ in range(9)]
    eye = own(rng, wild)
    if not wild:
        row[4:6] = round(rng.uniform(-150.0, 150.0), 3), round(rng.uniform(-150.0, 150.0), 3)
    elif rng.random() < 0.1:
        del row[rng.randrange(9) :]
    if kind == "Ally":
        state = own(rng, wild)
        return lambda kit: kit.contact.Ally(state, eye, 1, 12.0)
    age = [number(rng, wild and rng.random() < 0.3)] if kind == "SeenShip" and wild else [5] * (kind == "SeenShip")
    return lambda kit: getattr(kit.contact, kind)(kit.row(row), eye, *age)


def own(rng: random.Random, wild: bool) -> dict[str, Any]:
    found = {name: number(rng, wild and rng.random() < 0.1) for name in OWN} | {"id": 3, "shield": False}
    if not wild or rng.random() < 0.9:
        found["heading"] = round(rng.uniform(-math.pi, math.pi), 6)
        found["spin"] = round(rng.choice([0.0, rng.uniform(-4.0, 4.0)]), 6)
        found["vx"], found["vy"] = round(rng.uniform(-150.0, 150.0), 3), round(rng.uniform(-150.0, 150.0), 3)
    if wild and rng.random() < 0.03:
        del found[rng.choice(OWN)]
    return found


def steering(rng: random.Random, wild: bool) -> Call:
    index = rng.randrange(12 if wild else 2)
    return lambda kit: kit.steerings[index]


def steerings(kit: Kit, rng: random.Random) -> list[Any]:
    """Two of the usual rules, and ten of others."""
    made = [kit.Steering(kit.Rules(dict(RULES)), 30, star) for star in (False, True)]
    for _ in range(10):
        rules: dict[str, Any] = dict(RULES)
        for name in rng.sample(sorted(rules), 3):
            listed = isinstance(rules[name], list)
            drawn = [rng.choice([0, 0.0, 1e-9, 3, 1e5, number(rng, rng.random() < 0.2)]) for _ in range(3)]
            rules[name] = drawn[: rng.randrange(4)] if listed else drawn[0]
        rules["star_radius"] = rng.choice([60.0, 0.0, rng.uniform(0.0, 99.0)])
        if rng.random() < 0.2:
            del rules[rng.choice([name for name in sorted(rules) if name != "star_radius"])]
        made.append(kit.Steering(kit.Rules(rules), rng.choice([30, 1, 1000, 0.5, 1e-70]), rng.random() < 0.5))
    return made


def attribute(rng: random.Random, wild: bool) -> Call:
    of, name = vec(rng, wild), rng.choice(["x", "y", "length", "angle", "unit", "left", "z"])
    return lambda kit: getattr(of(kit), name)


UNARY: list[Callable[[Any], Any]] = [abs, lambda v: -v, repr, hash, tuple, lambda v: v.unit is v]
BINARY: list[Callable[[Any, Any], Any]] = [
    *[lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: b * a],
    *[lambda a, b: b + a, lambda a, b: b - a, lambda a, b: b / a, lambda a, b: a == b, lambda a, b: a**b],
]


def unary(rng: random.Random, wild: bool) -> Call:
    of, operate = vec(rng, wild), rng.choice(UNARY)
    return lambda kit: operate(of(kit))


def binary(rng: random.Random, wild: bool) -> Call:
    a, b = vec(rng, wild), value(rng, wild)
    operate = rng.choice(BINARY)
    return lambda kit: operate(a(kit), b(kit))


def method(rng: random.Random, wild: bool) -> Call:
    of, other, name = vec(rng, wild), value(rng, wild), rng.choice(["dot", "cross", "distance", "distance", "rotated"])
    if wild and rng.random() < 0.1:
        keyword, also = rng.choice(["other", "angle", "what"]), rng.randrange(2)
        return lambda kit: getattr(of(kit), name)(*[other(kit)] * also, **{keyword: other(kit)})
    count = rng.choice([0, 2]) if wild and rng.random() < 0.1 else 1
    return lambda kit: getattr(of(kit), name)(*[other(kit)] * count)


def polar(rng: random.Random, wild: bool) -> Call:
    args = [number(rng, wild) for _ in range(rng.choice([1, 2, 2]))]
    subclass = wild and rng.random() < 0.1
    return lambda kit: (kit.Subclass if subclass else kit.Vec).polar(*args)


def angle_difference(rng: random.Random, wild: bool) -> Call:
    a, b = number(rng, wild), number(rng, wild)
    return lambda kit: kit.vec.angle_difference(a, b)


def intercept(rng: random.Random, wild: bool) -> Call:
    a, b = value(rng, wild) if wild else vec(rng, wild), vec(rng, wild)
    numbers = [number(rng, wild) for _ in range(rng.choice([1, 2]))]
    if rng.random() < 0.1:  # as fast as the target, and some that stand still
        vx, vy = rng.choice([(300.0, 400.0), (0.0, 0.0), (-60.0, 0.0)])
        return lambda kit: kit.vec.intercept(kit.Vec(100.0, numbers[0]), kit.Vec(vx, vy), math.hypot(vx, vy))
    more = {rng.choice(["ahead", "what"]): 1.0} if wild and rng.random() < 0.1 else {}
    return lambda kit: kit.vec.intercept(a(kit), b(kit), *numbers, **more)


def sensed(rng: random.Random, wild: bool) -> Call:
    names = ["pos", "velocity", "distance", "bearing"]
    of, name = (
        contact(rng, wild),
        rng.choice([*names * 3, "id", "side", "x", "y", "radius", "power", "hull", "heading"]),
    )
    return lambda kit: getattr(of(kit), name)


def wrapped(rng: random.Random, wild: bool) -> Call:
    kind = rng.choice(["ShipContact", "Projectile", "Asteroid", *["SeenShip"] * wild])
    rows = [[number(rng, wild) for _ in range(9)] for _ in range(rng.randrange(4))]
    eye, sort = own(rng, False), rng.choice([False, True, *[0, None] * wild])

    def run(kit: Kit) -> list[Any]:
        given = [kit.row(row) for row in rows]
        found = kit.contact.wrap(getattr(kit.contact, kind), given, eye, sort)
        places = [next(place for place, row in enumerate(given) if row is each._row) for each in found]
        return [
            [type(each).__name__, [*each._row], place, each._eye is eye]
            for each, place in zip(found, places, strict=True)
        ]

    return run


def turn(rng: random.Random, wild: bool) -> Call:
    by, state, goal = steering(rng, wild), own(rng, wild), number(rng, wild)
    rate = [number(rng, wild) / 100 if not wild else number(rng)] if rng.random() < 0.5 else []
    return lambda kit: by(kit).turn(state, goal, *rate)


def aim(rng: random.Random, wild: bool) -> Call:
    by, state, target = steering(rng, wild), own(rng, wild), contact(rng, wild)
    power = rng.choice([1, 2, 3, *[0, -1, 4, True, 1.0, 2**70] * wild])
    if rng.random() < 0.3:  # in the line of fire
        state |= {"x": 0.0, "y": 0.0, "vx": 0.0, "vy": 0.0, "heading": 0.0, "spin": rng.uniform(-0.3, 0.3)}
        row = [1, 1, *(rng.uniform(*ends) for ends in ((20, 900), (-14, 14), (-60, 60), (-9, 9))), 0.0, 1.0, 12.0]
        return lambda kit: by(kit).aim(state, kit.contact.ShipContact(kit.row(row), state), power)
    return lambda kit: by(kit).aim(state, target(kit), power)


def flight(rng: random.Random, wild: bool) -> Call:
    by, state, goal = steering(rng, wild), own(rng, wild), value(rng, wild) if wild else vec(rng, wild)
    use = rng.choice(["fly", "move"])
    speed = rng.choice([None, rng.uniform(0.0, 300.0), *[0, 50, number(rng)] * wild])
    if rng.random() < 0.4:  # on course: else most orders are the highest
        distance, angle, faster = rng.uniform(3.0, 900.0), rng.uniform(-3.0, 3.0), rng.uniform(-3.0, 3.0)
        state |= {"heading": angle + rng.uniform(-0.02, 0.02), "spin": rng.uniform(-0.1, 0.1)}
        x, y = state.get("x"), state.get("y")

        def run(kit: Kit) -> Any:
            pace = by(kit)._approach(distance, 0.0, 30.0) + faster if speed is None else speed + faster
            moving = state | {"vx": math.cos(angle) * pace, "vy": math.sin(angle) * pace}
            return getattr(by(kit), use)(moving, kit.Vec(x, y) + kit.Vec.polar(angle, distance), speed)

        return run
    if rng.random() < 0.2:  # nearly there
        near = [state.get("x"), state.get("y")]
        return lambda kit: getattr(by(kit), use)(state, kit.Vec(*near), speed)
    return lambda kit: getattr(by(kit), use)(state, goal(kit), speed)


def change(rng: random.Random, wild: bool) -> Call:
    by, state, vx, vy = steering(rng, wild), own(rng, wild), number(rng, wild), number(rng, wild)
    if rng.random() < 0.3:
        vx, vy = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)
        state |= {"vx": 0.0, "vy": 0.0}
    return lambda kit: by(kit).change(state, vx, vy)


def ordered(rng: random.Random, wild: bool) -> Call:
    """The text of some ships' orders, and what the ships hold."""
    states = [own(rng, False) | {"id": rng.choice([0, 7, 123456, *[-1, 2**40, True, "x", None] * wild])} for _ in "ab"]
    orders = [
        [(rng.choice(SHARES), number(rng, wild) / rng.choice([1.0, 1000.0]) if not wild else number(rng)) for _ in "ab"]
        + [("fire", rng.randrange(4))] * rng.randrange(2)
        + [("shield", rng.random() < 0.5)] * rng.randrange(2)
        + [(f"_{rng.choice([*SHARES, 'fire', 'shield'])}", number(rng))] * (wild and rng.random() < 0.2)
        for _ in states
    ]

    count = rng.choice([0, 2]) if wild and rng.random() < 0.1 else 1  # of positional arguments; else a keyword

    def run(kit: Kit) -> Any:
        ships = [kit.Ship(None) for _ in states]
        for ship, state, given in zip(ships, states, orders, strict=True):
            ship._begin(state)
            for name, amount in given:
                if name.startswith("_"):
                    setattr(ship, name, amount)
                else:
                    getattr(ship, name)(*[amount] * (count != 0), **{"amount": amount} if count != 1 else {})
        held = [[getattr(ship, name) for name in kit.Ship.__slots__ if name != "_side"] for ship in ships]
        return [kit.side.orders(ships), held, [ship.pos for ship in ships], [ship.velocity for ship in ships]]

    return run


def fresh_steering(kit: Kit) -> Any:
    return kit.Steering(kit.Rules(dict(RULES)), 30, True)


def spoiled(rng: random.Random, wild: bool) -> Call:
    """A use of an object in whose slots a bot has put something."""
    state, junk, gone = own(rng, False), value(rng, True), rng.random() < 0.3
    of = rng.choice([vec(rng, False), contact(rng, False), fresh_steering])
    at, use, target = rng.random(), rng.randrange(4), contact(rng, False)

    def run(kit: Kit) -> Any:
        spoilt, whole = of(kit), target(kit)
        slots = [name for kind in type(spoilt).__mro__ for name in vars(kind).get("__slots__", ())]
        name = sorted(slots)[int(at * len(slots))]
        if hasattr(spoilt, "turn"):
            spoilt.turn(state, 1.0)
        if gone:
            delattr(spoilt, name)
        else:
            setattr(spoilt, name, junk(kit))
        if hasattr(spoilt, "turn"):
            brake = use == 3 and spoilt.change(state, 0.0, 0.0)
            return brake or [
                spoilt.turn(state, 2.0),
                spoilt.aim(state, whole, 1),
                spoilt.fly(state, kit.Vec(9.0, 7.0), None),
                spoilt.move(state, kit.Vec(9.0, 7.0), None),
            ]
        if hasattr(spoilt, "length"):
            return [spoilt.length, spoilt + spoilt, spoilt * 2.0, -spoilt, spoilt.dot(spoilt)][use:]
        return [spoilt.pos, spoilt.distance, spoilt.velocity, spoilt.bearing][use:]

    return run


def checked(rng: random.Random, wild: bool) -> Call:
    given, name = number(rng, wild), rng.choice(["number", "finite", "number_between", "integer"])
    bounds = rng.choice([(-1, 1), (0, 3), (0.0, 1e6), (-0.5, 2)]) if name in ("number_between", "integer") else ()
    more = {"what": 1} if wild and rng.random() < 0.1 else {}
    return lambda kit: getattr(kit.check, name)(given, *bounds, "ship.fire(power)", **more)


DRAWN = [attribute, unary, binary, binary, method, polar, angle_difference, intercept, sensed, sensed, wrapped]
DRAWN += [turn, aim, aim, flight, flight, change, ordered, ordered, spoiled, checked]


def told(result: Any) -> Any:
    """What a bot could see of a result: types, and the bits of floats."""
    kind = type(result)
    if kind is float:
        return "nan" if result != result else result.hex()
    if kind in (tuple, list):
        return [kind.__name__, *map(told, result)]
    if kind.__name__ in ("Vec", "Subclass"):
        return [kind.__name__, told(result._x), told(result._y)]
    if kind is int and result.bit_length() > 1000:
        return [kind.__name__, result.bit_length()]
    return [kind.__name__, repr(result)]


def outcome(call: Call, kit: Kit) -> Any:
    try:
        return told(call(kit))
    except Exception as error:
        return [type(error).__name__, re.sub(r"_bot\d+\.pure_", "botkit.", str(error))]  # a module's name


def differences(python: Kit, native: Kit, seed: int, count: int) -> Iterator[str]:
    """Compare random calls; yield a line for each that differs."""
    rng = random.Random(seed)
    for kit in python, native:
        kit.steerings = steerings(kit, random.Random(seed))
    for index in range(count):
        kind = DRAWN[rng.randrange(len(DRAWN))]
        call = kind(rng, rng.random() < 0.4)
        expected, found = outcome(call, python), outcome(call, native)
        if found != expected:
            yield f"{seed}/{index} {kind.__name__}: {found}, not {expected}"
