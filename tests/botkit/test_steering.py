"""Steering under the game's rules, in plain Python."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from botkit import Vec, angle_difference

angles = st.floats(-math.pi, math.pi, exclude_max=True)
spins = st.floats(-4, 4)
speeds = st.floats(-100, 100)


@given(angles, spins, angles)
@settings(deadline=None)
def test_turn_to_arrives_and_stays(kit, heading, spin, goal):
    body = kit.Body(heading=heading, spin=spin)
    body.fly(45, lambda ship: ship.turn_to(goal))
    for _ in range(30):
        body.fly(1, lambda ship: ship.turn_to(goal))
        assert abs(angle_difference(goal, body.own["heading"])) < 1e-3


@given(angles, angles)
@settings(deadline=None)
def test_turn_to_does_not_overshoot(kit, heading, goal):
    body = kit.Body(heading=heading)
    sign = math.copysign(1, angle_difference(goal, heading))
    for _ in range(60):
        body.fly(1, lambda ship: ship.turn_to(goal))
        assert sign * angle_difference(goal, body.own["heading"]) > -1e-3


@pytest.mark.parametrize(("angle", "ticks"), [(0.1, 6), (0.5, 13), (math.pi / 2, 23), (3.1, 36)])
def test_turn_to_is_quick(kit, angle, ticks):
    body = kit.Body()
    body.fly(ticks, lambda ship: ship.turn_to(angle))
    assert abs(angle_difference(angle, body.own["heading"])) < 2e-3


def test_turn_to_takes_angles_points_and_contacts(kit):
    row = [1, 1, 0.0, 300.0, 0.0, 0.0, 0.0, 100.0, 12.0]
    for goal in (math.pi / 2, Vec(0, 50), (0, 50), "contact", 5 * math.pi / 2):
        ship = kit.ship(kit.observation(contacts={"ship": [row]}))
        ship.turn_to(ship.enemies[0] if goal == "contact" else goal)
        assert kit.told(ship) == {"ships": {"0": {"turn": 1.0}}}


def hit(own, target, power, moves):
    """Return whether a shot fired in this state certainly hits: a swept point against a moving disc.

    The disc is smaller than a ship by the maximum rounding error.
    """
    speed, dt = (540.0, 460.0, 380.0)[power - 1], 1 / 30
    cos, sin = math.cos(own["heading"]), math.sin(own["heading"])
    x, y = own["x"] + 12 * cos - target[2], own["y"] + 12 * sin - target[3]
    vx, vy = own["vx"] + speed * cos - target[4], own["vy"] + speed * sin - target[5]
    for _ in range(moves):
        part = min(1.0, max(0.0, -(x * vx + y * vy) / ((vx * vx + vy * vy) * dt)))
        if math.hypot(x + vx * dt * part, y + vy * dt * part) <= 11.9:
            return True
        x, y = x + vx * dt, y + vy * dt
    return False


@given(st.floats(30, 800), angles, speeds, speeds, speeds, speeds, st.floats(-0.2, 0.2), st.sampled_from([1, 2, 3]))
def test_aim_at_says_true_when_a_shot_would_hit(kit, distance, bearing, vx, vy, wx, wy, off, power):
    target = [1, 1, distance * math.cos(bearing), distance * math.sin(bearing), wx, wy, 0.0, 100.0, 12.0]
    own = kit.own(vx=vx, vy=vy, heading=bearing + off)
    ship = kit.ship(kit.observation(own, contacts={"ship": [target]}))
    assert ship.aim_at(ship.enemies[0], power) == hit(own, target, power, (33, 39, 47)[power - 1])


@given(st.floats(110, 350), angles, angles, speeds, speeds, st.sampled_from([1, 2, 3]))
@settings(deadline=None)
def test_aim_at_comes_to_bear_on_what_goes_straight(kit, distance, bearing, heading, wx, wy, power):
    body = kit.Body(heading=heading)
    start = Vec.polar(bearing, distance) - Vec(wx, wy) * 1.4  # so that it is `distance` away after the turn
    assume(all((start + Vec(wx, wy) * (tick / 30)).length > 100 for tick in range(43)))
    aimed = []

    def orders(ship):
        at = start + Vec(wx, wy) * (len(aimed) / 30)
        row = [1, 1, at.x, at.y, wx, wy, 0.0, 100.0, 12.0]
        fresh = kit.ship(kit.observation(ship._own, contacts={"ship": [row]}))
        aimed.append(fresh.aim_at(fresh.enemies[0], power))
        ship.turn(fresh._turn)

    body.fly(42, orders)
    assert aimed[-1]


def test_an_aged_contact_is_aimed_at_where_it_should_be_now(kit):
    from botkit.match import Match
    from botkit.output import BotLog
    from botkit.side import Side

    side = Side(Match(kit.briefing()), BotLog())
    side.look(kit.observation(tick=0, contacts={"ship": [[1, 1, 300.0, -200.0, 0.0, 200.0, 0.0, 100.0, 12.0]]}))
    ship = side.look(kit.observation(kit.own(heading=0.4), tick=30))[0]
    assert ship.aim_at(ship.seen[0])


@given(st.floats(20, 900), angles, angles, speeds, speeds, spins)
@settings(deadline=None, max_examples=40)
def test_fly_to_arrives_and_stops(kit, distance, bearing, heading, vx, vy, spin):
    body = kit.Body(heading=heading, vx=vx, vy=vy, spin=spin)
    goal = Vec.polar(bearing, distance)
    body.fly(480, lambda ship: ship.fly_to(goal))
    for _ in range(10):
        body.fly(6, lambda ship: ship.fly_to(goal))
        assert math.hypot(body.own["x"] - goal.x, body.own["y"] - goal.y) < 6
        assert math.hypot(body.own["vx"], body.own["vy"]) < 6


@given(angles, st.floats(20, 120))
@settings(deadline=None, max_examples=40)
def test_fly_to_at_a_speed_passes_the_point_at_it(kit, heading, speed):
    body = kit.Body(heading=heading)
    goal = Vec(500, 0)
    way = []  # (distance from the goal, speed)
    for _ in range(1000):
        body.fly(1, lambda ship: ship.fly_to(goal, speed))
        away = math.hypot(body.own["x"] - goal.x, body.own["y"] - goal.y)
        way.append((away, math.hypot(body.own["vx"], body.own["vy"])))
    assert min(way)[0] < 12
    assert next(fast for away, fast in way if away < 40) == pytest.approx(speed, rel=0.1)


@given(st.floats(20, 900), angles, angles, angles, speeds, speeds, spins)
@settings(deadline=None, max_examples=40)
def test_move_to_arrives_and_stops_while_the_ship_turns_elsewhere(
    kit, distance, bearing, heading, facing, vx, vy, spin
):
    body = kit.Body(heading=heading, vx=vx, vy=vy, spin=spin)
    goal = Vec.polar(bearing, distance)

    def orders(ship):
        ship.turn_to(facing)
        ship.move_to(goal)

    body.fly(600, orders)
    for _ in range(10):
        body.fly(6, orders)
        assert math.hypot(body.own["x"] - goal.x, body.own["y"] - goal.y) < 3
        assert math.hypot(body.own["vx"], body.own["vy"]) < 3
        assert abs(angle_difference(facing, body.own["heading"])) < 1e-3


@given(angles, angles, st.floats(10, 60))
@settings(deadline=None, max_examples=40)
def test_move_to_at_a_speed_passes_the_point_at_it(kit, heading, bearing, speed):
    body = kit.Body(heading=heading)
    goal = Vec.polar(bearing, 500)
    way = []  # (distance from the goal, speed)
    for _ in range(1600):
        body.fly(1, lambda ship: ship.move_to(goal, speed))
        away = math.hypot(body.own["x"] - goal.x, body.own["y"] - goal.y)
        way.append((away, math.hypot(body.own["vx"], body.own["vy"])))
    assert min(way)[0] < 3
    assert next(fast for away, fast in way if away < 40) == pytest.approx(speed, rel=0.1)


@given(angles, speeds, speeds)
@settings(deadline=None, max_examples=60)
def test_move_to_its_own_place_stops_a_ship_without_turning_it(kit, heading, vx, vy):
    body = kit.Body(heading=heading, vx=vx, vy=vy)
    body.fly(10 + int(math.hypot(vx, vy)), lambda ship: ship.move_to(ship.pos))
    assert math.hypot(body.own["vx"], body.own["vy"]) < 0.5
    assert body.own["heading"] == pytest.approx(heading)


@pytest.mark.parametrize("missing", ["thrust_side", "thrust_backward", "thrust_forward"])
def test_move_to_does_without_a_thrust_that_the_rules_do_not_give(kit, missing):
    ship = kit.ship(rules=kit.briefing()["rules"] | {missing: 0.0})
    ship.move_to((100, 0))
    ship.move_to((-100, 50))
    assert kit.told(ship)["ships"]["0"]


@given(angles, speeds, speeds, spins)
@settings(deadline=None, max_examples=60)
def test_brake_stops(kit, heading, vx, vy, spin):
    body = kit.Body(heading=heading, vx=vx, vy=vy, spin=spin)
    body.fly(60 + int(math.hypot(vx, vy)), lambda ship: ship.brake())
    assert math.hypot(body.own["vx"], body.own["vy"]) < 0.5


def test_steering_goes_by_the_matchs_rules(kit):
    """Twice the turning acceleration halves the order."""
    rules = kit.briefing()["rules"]
    slow, fast = kit.ship(), kit.ship(rules=rules | {"turn_acceleration": 24.0})
    slow.turn_to(0.01)
    fast.turn_to(0.01)
    assert kit.told(slow)["ships"]["0"]["turn"] == pytest.approx(2 * kit.told(fast)["ships"]["0"]["turn"], abs=0.02)
