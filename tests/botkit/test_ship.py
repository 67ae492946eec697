import math

import pytest

from botkit import Vec


def test_a_ship_tells_of_itself(kit):
    own = kit.own(
        x=1.5, y=-2.0, vx=3.0, vy=4.0, heading=0.5, spin=-1.0, hull=90.0, energy=55.5, cooling=7, shield=True, ray=321.0
    )
    ship = kit.ship(kit.observation(own, tick=45, points=[1.5, 0.0], safe_radius=800.0))
    assert (ship.id, ship.side, ship.tick, ship.time) == (0, 0, 45, 1.5)
    assert (ship.x, ship.y, ship.pos, ship.velocity, ship.heading, ship.spin) == (
        1.5,
        -2,
        Vec(1.5, -2),
        Vec(3, 4),
        0.5,
        -1,
    )
    assert (ship.hull, ship.energy, ship.cooling, ship.shielded, ship.ray) == (90, 55.5, 7, True, 321)
    assert (ship.points, ship.safe_radius) == ([1.5, 0], 800)
    assert (ship.enemies, ship.allies, ship.projectiles, ship.asteroids) == ([], [], [], [])


def test_a_ship_tells_of_the_match(kit):
    ship = kit.ship(kit.observation(kit.own(x=-300.0, y=400.0, heading=math.pi / 2)))
    assert (ship.arena.name, ship.arena.radius, ship.arena.bodies) == ("open", 1000, ())
    assert ship.rules.shot_speed[0] == 540
    assert (ship.beacon.pos, ship.beacon.radius, ship.beacon.distance) == (Vec(0, 0), 120, 500)
    assert ship.beacon.bearing == pytest.approx(math.atan2(-400, 300) - math.pi / 2)
    with pytest.raises(AttributeError, match="no attribute 'gravity'"):
        _ = ship.rules.gravity


def test_rally_is_the_beacon_or_inside_the_last_circle(kit):
    seen = kit.observation(kit.own(x=300.0, y=400.0), beacon={"x": 10.0, "y": 20.0, "radius": 120.0})
    assert kit.ship(seen).rally == Vec(10, 20)
    without = kit.ship(kit.observation(kit.own(x=300.0, y=400.0), beacon=None))
    assert without.beacon is None
    assert without.rally.length == pytest.approx(70)
    assert without.rally.angle == pytest.approx(math.atan2(4, 3))
    assert kit.ship(kit.observation(kit.own(x=30.0), beacon=None)).rally == Vec(30, 0)


def test_rally_in_a_small_ring_is_its_centre(kit):
    ring = {"name": "open", "radius": 250.0, "bodies": [], "zone": {"start": 0, "end": 9, "radius": 40.0}}
    assert kit.ship(kit.observation(kit.own(x=-90.0), beacon=None), arena=ring).rally.length == 0


def test_bodies_of_the_arena(kit):
    arena = {"name": "well", "radius": 1000.0, "bodies": [{"kind": "star", "x": 1.0, "y": 2.0, "radius": 60.0}]}
    star = kit.ship(arena=arena).arena.bodies[0]
    assert (star.kind, star.pos, star.radius) == ("star", Vec(1, 2), 60)


def test_orders_hold_what_was_asked_last(kit):
    ship = kit.ship()
    assert kit.told(ship) == {}
    ship.thrust(0.25)
    ship.thrust()
    ship.turn(-0.5)
    ship.fire(3)
    ship.fire()
    ship.shield()
    ship.strafe(-0.5)
    ship.strafe()
    assert kit.told(ship) == {"ships": {"0": {"thrust": 1, "turn": -0.5, "fire": 1, "shield": True, "strafe": 1}}}
    ship.thrust(0)
    ship.strafe(0)
    ship.turn(0)
    ship.fire(0)
    ship.shield(False)
    assert kit.told(ship) == {}


def test_orders_last_one_tick(kit):
    ship = kit.ship()
    ship.thrust()
    ship.strafe()
    ship.shield()
    assert ship._side.look(kit.observation(tick=1)) == [ship]
    assert kit.told(ship) == {}


def test_orders_are_clamped(kit):
    ship = kit.ship()
    ship.thrust(-7)
    ship.turn(math.inf)
    ship.fire(99)
    ship.strafe(-1.004)
    assert kit.told(ship)["ships"]["0"] == {"thrust": -1, "turn": 1, "fire": 3, "strafe": -1}
    ship.fire(-1)
    assert "fire" not in kit.told(ship)["ships"]["0"]


def test_each_ship_has_its_own_orders(kit):
    seen = kit.observation(kit.own(0), kit.own(3))
    first = kit.ship(seen)
    first._side.ships[1].thrust(0.5)
    assert kit.told(first) == {"ships": {"3": {"thrust": 0.5}}}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda ship: ship.fire("two"), "ship.fire(power): expected a number, not 'two'"),
        (lambda ship: ship.fire(1.5), "ship.fire(power): expected an integer, not 1.5"),
        (lambda ship: ship.fire(math.nan), "ship.fire(power): expected a number, not nan"),
        (lambda ship: ship.thrust(math.nan), "ship.thrust(amount): expected a number, not nan"),
        (lambda ship: ship.thrust(None), "ship.thrust(amount): expected a number, not None"),
        (lambda ship: ship.strafe("left"), "ship.strafe(amount): expected a number, not 'left'"),
        (lambda ship: ship.strafe(math.nan), "ship.strafe(amount): expected a number, not nan"),
        (lambda ship: ship.turn([1]), "ship.turn(amount): expected a number, not [1]"),
        (
            lambda ship: ship.turn_to("left"),
            "ship.turn_to(target): expected a point or a contact, not 'left' (a name is not a place)",
        ),
        (lambda ship: ship.turn_to(math.inf), "ship.turn_to(target): expected a finite number, not inf"),
        (lambda ship: ship.turn_to(Vec(math.nan, 0)), "ship.turn_to(target): expected a number, not nan"),
        (
            lambda ship: ship.aim_at(Vec(1, 2)),
            "ship.aim_at(contact): expected a contact, not Vec(1, 2) (turn_to takes points)",
        ),
        (
            lambda ship: ship.aim_at(None),
            "ship.aim_at(contact): expected a contact, not None (it was not set yet, or nothing was found)",
        ),
        (
            lambda ship: ship.fly_to(3.0),
            "ship.fly_to(point): expected a point or a contact, not 3.0 (a pair of numbers is written (x, y))",
        ),
        (lambda ship: ship.fly_to(("a", 1)), "ship.fly_to(point): expected a number, not 'a'"),
        (lambda ship: ship.fly_to((1, 2), "fast"), "ship.fly_to(speed): expected a number, not 'fast'"),
        (
            lambda ship: ship.move_to(None),
            "ship.move_to(point): expected a point or a contact, not None (it was not set yet, or nothing was found)",
        ),
        (lambda ship: ship.move_to((1, 2), "fast"), "ship.move_to(speed): expected a number, not 'fast'"),
        (lambda ship: ship.sidestep(None), "ship.sidestep(threat): expected a threat or a shot, not None"),
        (
            lambda ship: ship.sidestep(ship.threats),
            "ship.sidestep(threat): expected a threat or a shot, not [] "
            "(an empty list: nothing threatens the ship now)",
        ),
        (lambda ship: ship.predict(Vec(1, 2), 1), "ship.predict(contact): expected a contact, not Vec(1, 2)"),
        (
            lambda ship: ship.keep_range((1, 2), 100),
            "ship.keep_range(contact): expected a contact, not (1, 2) (move_to takes points)",
        ),
        (
            lambda ship: ship.mark("x", 5),
            "ship.mark(at): expected a point or a contact, not 5 (a pair of numbers is written (x, y))",
        ),
        (lambda ship: ship.mark("x", (1, 2), "red"), "draw.circle(color): expected '#rrggbb', not 'red'"),
        (lambda ship: ship.shield("on"), "ship.shield(on): expected True or False, not 'on'"),
        (lambda ship: ship.plot(1, 2), "ship.plot(name, value): expected a string, not 1"),
        (lambda ship: ship.plot("a", math.inf), "ship.plot(name, value): expected a finite number, not inf"),
        (
            lambda ship: ship.draw.line(1, (2, 3)),
            "draw.line(start): expected a point or a contact, not 1 (a pair of numbers is written (x, y))",
        ),
        (lambda ship: ship.draw.circle((0, 0), "big"), "draw.circle(radius): expected a number, not 'big'"),
        (lambda ship: ship.draw.text((0, 0), "x", "red"), "draw.text(color): expected '#rrggbb', not 'red'"),
        (lambda ship: ship.draw.text((0, 0), "x", 5), "draw.text(color): expected a string, not 5"),
    ],
)
def test_errors_name_the_call(kit, call, message):
    with pytest.raises((TypeError, ValueError)) as raised:
        call(kit.ship())
    page = message.partition("(")[0].removeprefix("ship.").split(".")[0]
    assert str(raised.value) == f"{message}; see docs/botkit.md#{page}"


def test_aim_at_has_a_power(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [[1, 1, 300.0, 0.0, 0.0, 0.0, 0.0, 100.0, 12.0]]}))
    with pytest.raises(TypeError, match=r"ship.aim_at\(power\)"):
        ship.aim_at(ship.enemies[0], "x")
    assert ship.aim_at(ship.enemies[0], 99)
