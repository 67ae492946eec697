import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit import Vec
from botkit.match import Match
from botkit.output import BotLog
from botkit.side import Side

SHIP = [1, 1, 300.0, 400.0, 10.0, -20.0, 0.5, 80.0, 12.0]
SHOT = [7, 0, 30.0, 0.0, 540.0, 0.0, 2]
ROCK = [9, -50.0, 0.0, 1.0, 2.0, 33.0]


def test_contacts_tell_what_their_rows_say(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [SHIP], "projectile": [SHOT], "asteroid": [ROCK]}))
    enemy, shot, rock = ship.enemies[0], ship.projectiles[0], ship.asteroids[0]
    assert (enemy.id, enemy.kind, enemy.side, enemy.pos, enemy.velocity) == (1, "ship", 1, Vec(300, 400), Vec(10, -20))
    assert (enemy.heading, enemy.hull, enemy.radius, enemy.distance, enemy.age) == (0.5, 80, 12, 500, 0)
    assert enemy.bearing == pytest.approx(math.atan2(400, 300))
    assert (shot.id, shot.kind, shot.side, shot.pos, shot.velocity) == (7, "projectile", 0, Vec(30, 0), Vec(540, 0))
    assert (shot.power, shot.radius) == (2, 0)
    assert (rock.id, rock.kind, rock.side, rock.pos, rock.velocity) == (9, "asteroid", None, Vec(-50, 0), Vec(1, 2))
    assert (rock.radius, rock.bearing) == (33, -math.pi)
    assert not hasattr(shot, "hull")
    assert not hasattr(rock, "power")


@given(st.floats(-math.pi, math.pi, exclude_max=True), st.floats(-900, 900), st.floats(-900, 900))
def test_bearing_is_what_is_left_to_turn(kit, heading, x, y):
    row = [1, 1, x, y, 0.0, 0.0, 0.0, 100.0, 12.0]
    ship = kit.ship(kit.observation(kit.own(heading=heading), contacts={"ship": [row]}))
    bearing = ship.enemies[0].bearing
    assert -math.pi <= bearing < math.pi
    assert math.isclose(math.cos(heading + bearing - math.atan2(y, x)), 1, abs_tol=1e-9)


def test_a_kept_contact_stays_as_it_was(kit):
    """A contact is computed lazily, but shows the tick in which it was sensed."""
    side = Side(Match(kit.briefing()), BotLog())
    kept = side.look(kit.observation(contacts={"ship": [SHIP]}))[0].enemies
    later = side.look(kit.observation(kit.own(x=300.0, heading=1.0), tick=1, contacts={"ship": [[*SHIP]]}))[0]
    assert kept[0].distance == 500
    assert kept[0].bearing == pytest.approx(math.atan2(400, 300))
    assert later.enemies[0].distance == 400


def test_every_ship_of_a_side_sees_the_nearest_first(kit):
    owns = [kit.own(0, x=-500.0), kit.own(1, x=500.0)]
    rows = [
        [2, 1, -400.0, 0.0, 0, 0, 0, 100, 12],
        [3, 1, 0.0, 0.0, 0, 0, 0, 100, 12],
        [4, 1, 400.0, 0, 0, 0, 0, 100, 12],
    ]
    shots = [[20, 1, -300.0, 0.0, 0, 0, 1], [21, 1, 300.0, 0.0, 0, 0, 1]]
    rocks = [[30, -300.0, 0.0, 0, 0, 20], [31, 300.0, 0.0, 0, 0, 20]]
    seen = kit.observation(*owns, contacts={"ship": rows, "projectile": shots, "asteroid": rocks})
    first, second = kit.ship(seen), kit.ship(seen, index=1)
    assert [each.id for each in first.enemies] == [2, 3, 4]
    assert [each.id for each in second.enemies] == [4, 3, 2]
    assert [each.id for each in second.projectiles] == [21, 20]
    assert [each.id for each in second.asteroids] == [31, 30]
    assert second.enemies[0].distance == 100


def test_equally_near_contacts_come_by_id(kit):
    owns = [kit.own(0, x=-500.0), kit.own(1)]
    rows = [[9, 1, -100.0, 0.0, 0, 0, 0, 100, 12], [4, 1, 100.0, 0.0, 0, 0, 0, 100, 12]]
    assert [each.id for each in kit.ship(kit.observation(*owns, contacts={"ship": rows}), index=1).enemies] == [4, 9]


def test_allies_are_the_others_with_all_that_is_known(kit):
    owns = [
        kit.own(0),
        kit.own(1, x=60.0, energy=30.0, spin=1.5, cooling=4, shield=True, hull=70.0),
        kit.own(2, x=-20.0),
    ]
    allies = kit.ship(kit.observation(*owns)).allies
    assert [ally.id for ally in allies] == [2, 1]
    far = allies[1]
    assert (far.kind, far.side, far.pos, far.hull, far.radius, far.distance) == ("ship", 0, Vec(60, 0), 70, 12, 60)
    assert (far.energy, far.spin, far.cooling, far.shielded) == (30, 1.5, 4, True)


def test_seen_remembers_the_living(kit):
    side = Side(Match(kit.briefing()), BotLog())
    second = [2, 1, 50.0, 0.0, 0.0, 0.0, 0.0, 100.0, 12.0]
    side.look(kit.observation(tick=10, alive=[0, 1, 2], contacts={"ship": [SHIP]}))
    ship = side.look(kit.observation(tick=11, alive=[0, 1, 2], contacts={"ship": [second]}))[0]
    assert [(each.id, each.age) for each in ship.seen] == [(2, 0), (1, 1)]
    ship = side.look(kit.observation(kit.own(x=300.0), tick=30, alive=[0, 1]))[0]
    assert [(each.id, each.age, each.pos, each.distance) for each in ship.seen] == [(1, 20, Vec(300, 400), 400)]
    assert ship.enemies == []


def test_an_enemy_never_sensed_is_not_seen(kit):
    assert kit.ship().seen == []
