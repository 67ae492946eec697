"""Threats, tracks, and what follows from them, compared with what happens in the real engine."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable

import pytest

from botkit import Ship, Threat, Track, Vec
from botkit.tools.scene import Scene
from systems.rules import Rules

RULES = Rules()
ARENAS = ("open", "well")
ANYWHERE = (-3.0, 3.0)
Orders = Callable[[Ship], object]


def under_fire(draw: random.Random, orders: Orders, arena: str) -> Scene:
    """Return a duel in which a shot has been fired roughly at ship 0, from 30 to 190 m away; the star is far."""
    scene = Scene(orders, None, arena=arena, seed=draw.randrange(10**6))
    at, velocity = Vec.polar(draw.uniform(*ANYWHERE), draw.uniform(300, 600)), (draw.gauss(0, 70), draw.gauss(0, 70))
    scene.place(0, *at, heading=draw.uniform(*ANYWHERE), velocity=velocity, spin=draw.uniform(-2, 2))
    scene.place(1, *(at * -1.4))
    power, away = draw.randint(1, 3), draw.uniform(30, 190)
    start, speed = at + Vec.polar(draw.uniform(*ANYWHERE), away), RULES.shot_speed[power - 1]
    aim = at + Vec(*velocity) * (0.85 * away / speed) - start
    scene.shoot(1, *start, aim.unit.rotated(draw.gauss(0, 0.06)) * speed, power)
    return scene


def tick_of_hit(scene: Scene, ticks: int = 40) -> int | None:
    """Return the state in which ship 0 has been hit; None if it is not."""
    for _ in range(ticks):
        scene.run()
        if scene.ship(0).hull < 100:
            return scene.tick
    return None


@pytest.mark.parametrize("arena", ARENAS)
def test_threats_hit_in_time_if_nothing_is_done_and_nothing_else_does(arena):
    draw, hits = random.Random(3), 0
    for _ in range(60):
        found: list[Threat] = []
        told: list[bool] = []

        def look(ship: Ship, found: list[Threat] = found, told: list[bool] = told) -> None:
            if ship.tick == 0:
                found += ship.threats
                told += [shot.hits(ship) for shot in ship.projectiles]

        scene = under_fire(draw, look, arena)
        hit = tick_of_hit(scene)
        radius = RULES.ship_radius
        if any(abs(threat.miss - radius) < 0.1 for threat in found):
            continue  # too close to call
        expected = [threat for threat in found if threat.miss < radius]
        assert told == [bool(expected)]
        assert (hit is None) == (not expected)
        assert hit is None or hit - 1.2 < expected[0].time * 30 < hit + 0.2
        hits += hit is not None
    assert 20 < hits < 55


@pytest.mark.parametrize("arena", ARENAS)
def test_a_sidestep_that_is_said_to_suffice_does(arena):
    draw, answers = random.Random(4), []
    for _ in range(80):
        told: list[bool] = []

        def evade(ship: Ship, told: list[bool] = told) -> None:
            for threat in ship.threats[:1]:
                told.append(ship.sidestep(threat))

        scene = under_fire(draw, evade, arena)
        hit = tick_of_hit(scene)
        if told:
            answers.append(told[0])
            assert not told[0] or hit is None
    assert 20 < sum(answers) < len(answers) - 20


@pytest.mark.parametrize("heading", [-3.0, -1.6, -0.8, 0.0, 0.7, 1.5, 2.3])
def test_a_ship_at_rest_leaves_the_path_of_a_shot_from_190_m_but_not_from_60(heading):
    for away, evaded in ((190.0, True), (60.0, False)):
        told: list[bool] = []

        def evade(ship: Ship, told: list[bool] = told) -> None:
            for threat in ship.threats:
                told.append(ship.sidestep(threat))

        scene = Scene(evade, None)
        scene.place(0, 0, 0, heading=heading)
        scene.place(1, 700, 0)
        scene.shoot(1, away, 0, (-RULES.shot_speed[0], 0))
        assert (tick_of_hit(scene) is None, told[0]) == (evaded, evaded)


def test_a_sidestep_thrusts_sideways_or_ahead_as_suits_the_heading(kit):
    def orders(heading: float, **changes: float) -> dict[str, float]:
        shot = [7, 1, 150.0, 1.0, -540.0, 0.0, 1]
        ship = kit.ship(kit.observation(kit.own(heading=heading, **changes), contacts={"projectile": [shot]}))
        assert ship.sidestep(ship.threats[0]) == ship.sidestep(ship.projectiles[0])
        return kit.told(ship)["ships"]["0"]

    assert orders(0.0) == {"strafe": -1}  # the shot passes on its left
    assert orders(math.pi) == {"strafe": 1}
    assert orders(-math.pi / 2) == {"thrust": 1}
    assert orders(math.pi / 2) == {"thrust": -1}
    assert orders(math.pi / 4) == {"thrust": -1, "strafe": -1}


def nimble(kit, seen) -> Ship:
    """Return a ship that thrusts sideways by 400 m/s^2."""
    return kit.ship(seen, rules=kit.briefing()["rules"] | {"thrust_side": 400.0})


def test_a_sidestep_heeds_the_edge_and_other_shots(kit):
    def strafe(*shots: list[float], safe_radius: float = 1000.0, y: float = 0.0) -> float:
        rows = [[7 + n, 1, shot[0], shot[1] + y, -540.0, 0.0, 1] for n, shot in enumerate(shots)]
        ship = nimble(kit, kit.observation(kit.own(y=y), contacts={"projectile": rows}, safe_radius=safe_radius))
        ship.sidestep(ship.threats[0])
        return kit.told(ship)["ships"]["0"]["strafe"]

    assert strafe([190.0, 1.0]) == -1
    assert strafe([190.0, 1.0], [195.0, -20.0]) == 1
    assert strafe([190.0, 1.0], safe_radius=40.0) == -1
    assert strafe([190.0, 1.0], safe_radius=40.0, y=-10.0) == 1


def test_orders_say_no_where_energy_or_time_is_missing(kit):
    def enough(x: float, energy: float) -> bool:
        seen = kit.observation(kit.own(energy=energy), contacts={"projectile": [[7, 1, x, 9.0, -540.0, 0.0, 1]]})
        ship = nimble(kit, seen)
        return ship.sidestep(ship.threats[0])

    assert (enough(190.0, 100.0), enough(190.0, 0.1), enough(40.0, 100.0)) == (True, False, False)


def test_a_shot_that_is_no_threat_needs_no_sidestep(kit):
    own_shot, passing = [7, 0, 100.0, 0.0, -540.0, 0.0, 1], [8, 1, 100.0, 90.0, -540.0, 0.0, 1]
    leaving, threat = [9, 1, 60.0, 0.0, 540.0, 0.0, 1], [10, 1, 120.0, 5.0, -540.0, 0.0, 2]
    later = [11, 1, 150.0, -5.0, -540.0, 0.0, 1]
    ship = kit.ship(kit.observation(contacts={"projectile": [leaving, own_shot, threat, passing, later]}))
    assert [each.shot.id for each in ship.threats] == [10, 11]
    assert ship.threats is ship.threats
    assert ship.threats[0].miss == pytest.approx(5.0)
    assert ship.threats[0].time == pytest.approx((120 - math.sqrt(144 - 25)) / 540)
    assert [shot.hits(ship) for shot in ship.projectiles] == [False, False, True, False, True]
    assert [shot.hits(ship, within=0.22) for shot in ship.projectiles] == [False, False, True, False, False]
    assert ship.sidestep(ship.projectiles[3])
    assert kit.told(ship) == {}


def test_shots_hit_other_ships_too(kit):
    enemy, ally = [1, 1, 200.0, 0.0, 0.0, 0.0, 0.0, 100.0, 12.0], kit.own(2, x=0.0, y=200.0)
    shots = [[7, 0, 100.0, 0.0, 540.0, 0.0, 1], [8, 1, 0.0, 100.0, 0.0, 540.0, 1]]
    contacts = {"ship": [enemy], "projectile": shots}
    ship = kit.ship(kit.observation(kit.own(), ally, contacts=contacts, alive=[0, 1, 2]), ships=[0, 2])
    mine, theirs = ship.projectiles
    assert (mine.hits(ship.enemies[0]), mine.hits(ship.allies[0]), mine.hits(ship)) == (True, False, False)
    assert (theirs.hits(ship.enemies[0]), theirs.hits(ship.allies[0]), theirs.hits(ship)) == (False, True, False)
    assert mine.hits(ship.seen[0], within=0.2)
    later = kit.observation(kit.own(), tick=3, contacts={"projectile": [shots[0]]})
    assert ship._side.look(later)[0].projectiles[0].hits(ship.seen[0])


@pytest.mark.parametrize("arena", ARENAS)
def test_predictions_come_true_of_who_keeps_its_orders(arena):
    draw, errors, straight = random.Random(5), [], []
    for _ in range(25):
        orders = draw.uniform(-1, 1), draw.uniform(-1, 1), draw.uniform(-0.2, 0.2)
        said: dict[int, tuple[Vec, Vec]] = {}

        def look(ship: Ship, said: dict[int, tuple[Vec, Vec]] = said) -> None:
            if ship.tick == 9:
                enemy = ship.enemies[0]
                for ticks in (9, 20, 30):
                    there = enemy.pos + enemy.velocity * (ticks / 30)
                    said[9 + ticks] = ship.predict(enemy, ticks / 30), there

        def fly(ship: Ship, orders: tuple[float, float, float] = orders) -> None:
            for order, call in zip(orders, (ship.thrust, ship.strafe, ship.turn), strict=True):
                call(order)

        scene = Scene(look, fly, arena=arena)
        at = Vec.polar(draw.uniform(*ANYWHERE), 350)
        scene.place(0, *at)
        velocity = (draw.uniform(-100, 100), draw.uniform(-100, 100))
        scene.place(1, *(at * 1.55), velocity=velocity, spin=orders[2] * 4)
        for _ in range(39):
            scene.run()
            if scene.tick in said:
                predicted, glided = said[scene.tick]
                errors.append(predicted.distance(scene.ship(1).pos))
                straight.append(glided.distance(scene.ship(1).pos))
    assert len(errors) == 75
    assert max(errors) < 0.5 < 10 < sum(straight) / len(straight)


def test_shots_asteroids_and_allies_are_predicted_as_they_fly():
    said: list[tuple[Vec, Vec]] = []

    def look(ship: Ship) -> None:
        if ship.tick == 1 and ship.projectiles:
            shot = ship.projectiles[0]
            said.append((ship.predict(shot, 0.5), shot.pos + shot.velocity * 0.5))

    scene = Scene(look, None, arena="well")
    scene.place(0, 200, 200)
    scene.place(1, -500, 0)
    scene.shoot(1, 100, 200, (0, -360))
    scene.run(16)
    (predicted, straight), at = said[0], scene.shots[0].pos
    assert predicted.distance(at) < 0.05 < 1 < straight.distance(at)


def test_allies_glide_and_asteroids_fly_on(kit):
    rock, ally = [5, 100.0, 0.0, 10.0, -20.0, 30.0], kit.own(2, x=50.0, vx=30.0, spin=0.5)
    ship = kit.ship(kit.observation(kit.own(), ally, contacts={"asteroid": [rock]}), ships=[0, 2])
    assert ship.predict(ship.asteroids[0], 2) == Vec(120, -40)
    glided = 50 + sum(0.99**tick for tick in range(1, 31))
    assert ship.predict(ship.allies[0], 1).x == pytest.approx(glided)
    track = ship.allies[0].track
    assert (len(track), track.turn_rate, track.acceleration) == (1, 0.5, Vec(0, 0))


def row(tick: int, id: int = 1, **changes: float) -> list[float]:
    """Return a ship that thrusts sideways by 30 m/s^2 from rest, and turns by 0.02 rad a tick."""
    values = {"vx": 0.0, "heading": 0.02 * tick} | changes
    speed = 30 * (1 - 0.99**tick) / 0.3
    return [id, 1, 100.0 + tick, 7.0, values["vx"], speed, values["heading"], 90.0, 12.0]


def test_a_track_has_the_positions_seen_and_what_is_fitted_to_them(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [row(0)]}))
    enemy = ship.enemies[0]
    track = enemy.track
    assert isinstance(track, Track)
    assert (len(track), track.ticks, track.positions) == (1, [0], [Vec(100, 7)])
    assert (track.acceleration, track.turn_rate) == (Vec(0, 0), 0)
    for tick in range(1, 4):
        ship._side.look(kit.observation(tick=tick, contacts={"ship": [row(tick)]}))
    assert enemy.track is track is ship.enemies[0].track is ship.seen[0].track
    assert track.ticks == [0, 1, 2, 3]
    assert track.turn_rate == pytest.approx(0.6)
    assert track.acceleration.length == pytest.approx(30, abs=0.1)
    for tick in range(4, 200):
        ship._side.look(kit.observation(tick=tick, contacts={"ship": [row(tick)]}))
    assert track.ticks == list(range(140, 200))


def test_a_track_survives_a_gap_in_which_the_ship_is_not_sensed(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [row(0)]}))
    for tick in range(1, 9):
        ship._side.look(kit.observation(tick=tick, contacts={"ship": [row(tick)]}))
    there = [ship.predict(ship.seen[0], ticks / 30) for ticks in range(8)]
    for tick in range(9, 13):
        ship._side.look(kit.observation(tick=tick))
        assert (ship.enemies, ship.seen[0].age) == ([], tick - 8)
        assert ship.predict(ship.seen[0], 0.1).distance(there[tick - 8 + 3]) < 1e-9
    ship._side.look(kit.observation(tick=13, contacts={"ship": [row(13)]}))
    assert ship.enemies[0].track.ticks == [*range(9), 13]
    assert ship.enemies[0].track.acceleration == Vec(0, 0)
    ship._side.look(kit.observation(tick=14, contacts={"ship": [row(14)]}))
    assert ship.enemies[0].track.acceleration.length == pytest.approx(30, abs=0.1)


def test_a_track_does_not_take_a_collision_for_thrust(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [row(0)]}))
    for tick in range(1, 4):
        ship._side.look(kit.observation(tick=tick, contacts={"ship": [row(tick, vx=100.0 if tick == 2 else 0.0)]}))
    assert ship.enemies[0].track.acceleration == Vec(0, 0)


def test_tracks_of_the_dead_stay_with_who_kept_them(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [row(0), row(0, id=2)]}, alive=[0, 1, 2]))
    kept = ship.enemies[0]
    ship._side.look(kit.observation(tick=1, contacts={"ship": [row(1, id=2)]}, alive=[0, 2]))
    assert [each.id for each in ship.seen] == [2]
    assert (kept.track.ticks, ship.seen[0].track.ticks) == ([0], [0, 1])


def test_ships_of_a_side_share_tracks(kit):
    two = kit.own(0), kit.own(3, x=50.0)
    first = kit.ship(kit.observation(*two, contacts={"ship": [row(0)]}), ships=[0, 3])
    first._side.look(kit.observation(*two, tick=1, contacts={"ship": [row(1)]}))
    first, second = first._side.ships
    assert first.enemies[0].track is second.enemies[0].track
    assert first.predict(first.enemies[0], 1) == second.predict(second.enemies[0], 1)


@pytest.mark.parametrize("far", [40.0, 400.0])
@pytest.mark.parametrize("arena", ARENAS)
def test_keep_range_keeps_a_distance_from_who_flies_whatever_the_heading(arena, far):
    def keep(ship: Ship) -> None:
        ship.keep_range(ship.seen[0], 200)
        ship.turn(0.2 * math.sin(ship.tick / 20))

    scene = Scene(keep, lambda ship: ship.strafe(0.3 * math.sin(ship.tick / 30)), arena=arena)
    scene.place(0, 450 + far, 0, heading=-3.0)
    scene.place(1, 450, 0, heading=0.5, velocity=(0, 30))
    scene.run(150)
    for _ in range(20):
        scene.run(3)
        assert scene.ship(0).pos.distance(scene.ship(1).pos) == pytest.approx(200, abs=12)


def test_keep_range_facing_the_enemy_is_thrust_alone(kit):
    enemy = [1, 1, 300.0, 0.0, 0.0, 0.0, 0.0, 100.0, 12.0]
    ship = kit.ship(kit.observation(contacts={"ship": [enemy]}))
    ship.keep_range(ship.enemies[0], 200)
    assert kit.told(ship)["ships"]["0"] == {"thrust": 1}
    ship.keep_range(ship.enemies[0], 400)
    ship.strafe()
    assert kit.told(ship)["ships"]["0"] == {"thrust": -1, "strafe": 1}
    ship.keep_range(ship.enemies[0], 300)
    assert kit.told(ship) == {}


def test_a_mark_at_a_contact_is_drawn_there(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [[1, 1, 300.0, 0.0, 0.0, 0.0, 0.0, 100.0, 12.0]]}))
    ship.mark("prey", ship.enemies[0], "#ff0000")
    ship.mark("here", (1, 2))
    told = kit.told(ship)
    assert told["mark"] == ["prey", "here"]
    assert [line[0] for line in told["draw"]] == ["circle", "text"] * 2
    assert told["draw"][0] == ["circle", 300.0, 0.0, 20.0, "#ff0000"]
    assert told["draw"][3][3:] == ["here", "#ffffff"]
    json.dumps(told)
