import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import botkit
from botkit import TAU, Vec, angle_difference, intercept, stopping_distance

numbers = st.floats(-1e4, 1e4)
vecs = st.builds(Vec, numbers, numbers)
angles = st.floats(-100, 100)


def test_star_import_gives_the_five_names_alone():
    names: dict[str, object] = {}
    exec("from botkit import *", names)
    assert set(names) - {"__builtins__"} == {"Vec", "intercept", "angle_difference", "stopping_distance", "TAU"}
    assert not set(botkit.__all__) & (set(dir(math)) | set(dir(__builtins__)))


def test_vec_arithmetic():
    a, b = Vec(3, 4), Vec(1, -2)
    assert a + b == Vec(4, 2)
    assert a - b == Vec(2, 6)
    assert a * 2 == 2 * a == Vec(6, 8)
    assert a / 2 == Vec(1.5, 2)
    assert -a == Vec(-3, -4)
    assert abs(a) == a.length == 5
    assert a.unit.length == pytest.approx(1)
    assert a.dot(b) == -5
    assert a.cross(b) == -10
    assert a.distance(b) == pytest.approx(math.hypot(2, 6))
    assert a.left == Vec(-4, 3)
    assert tuple(a) == (3, 4)
    assert Vec().unit == Vec()
    assert len({Vec(1, 2), Vec(1.0, 2.0)}) == 1


@pytest.mark.parametrize("wrong", ["a", None, (1, 2)])
def test_vec_refuses_what_is_no_vec(wrong):
    with pytest.raises(TypeError):
        Vec(1, 2) + wrong
    with pytest.raises(TypeError):
        Vec(1, 2) * wrong


def test_a_distance_is_to_points_pairs_and_contacts(kit):
    seen = kit.observation(contacts={"ship": [[1, 1, 3.0, 4.0, 0.0, 0.0, 0.0, 100.0, 12.0]]})
    enemy = kit.ship(seen).enemies[0]
    assert Vec(0, 0).distance(Vec(3, 4)) == Vec(0, 0).distance((3, 4)) == Vec(0, 0).distance(enemy) == 5


def test_vec_cannot_be_changed():
    with pytest.raises(AttributeError):
        Vec(1, 2).x = 5  # type: ignore[misc]


@given(angles, st.floats(0.1, 1e3))
def test_polar_and_angle_are_inverse(angle, length):
    vec = Vec.polar(angle, length)
    assert vec.length == pytest.approx(length)
    assert -math.pi <= vec.angle < math.pi
    assert math.isclose(math.cos(vec.angle - angle), 1, abs_tol=1e-9)


@given(vecs, angles)
def test_rotation_keeps_the_length(vec, angle):
    assert vec.rotated(angle).length == pytest.approx(vec.length, abs=1e-6)


@given(angles, angles)
def test_angle_difference_leads_from_b_to_a(a, b):
    turned = angle_difference(a, b)
    assert -math.pi <= turned < math.pi
    assert math.isclose(math.cos(b + turned), math.cos(a), abs_tol=1e-9)
    assert math.isclose(math.sin(b + turned), math.sin(a), abs_tol=1e-9)


def test_angle_difference_of_half_a_turn_is_minus_pi():
    assert angle_difference(math.pi, 0) == -math.pi
    assert angle_difference(0.1, TAU - 0.1) == pytest.approx(0.2)


@given(vecs, st.builds(Vec, st.floats(-300, 300), st.floats(-300, 300)), st.floats(1, 1000), st.floats(0, 20))
def test_intercept_is_where_both_are(position, velocity, speed, ahead):
    time = intercept(position, velocity, speed, ahead)
    if time is None:
        # a target that is as fast cannot be met, but any that is slower than the pursuer can
        assert velocity.length >= speed * (1 - 1e-9)
        return
    assert time >= 0
    assume(time < 1e6)
    if position.length > ahead:
        reached = ahead + speed * time
        assert (position + velocity * time).length == pytest.approx(reached, rel=1e-6, abs=1e-3)


@given(st.builds(Vec, st.floats(50, 500), st.floats(50, 500)), st.builds(Vec, st.floats(-90, 90), st.floats(-90, 90)))
def test_intercept_is_the_earliest(position, velocity):
    time = intercept(position, velocity, 100)
    if time is not None:
        for part in range(1, 20):
            earlier = time * part / 20
            assert (position + velocity * earlier).length > 100 * earlier - 1e-6


def test_intercept_of_what_runs_away_is_none():
    assert intercept(Vec(100, 0), Vec(50, 0), 40) is None
    assert intercept(Vec(100, 0), Vec(50, 0), 50) is None
    assert intercept(Vec(100, 0), Vec(-50, 0), 50) == pytest.approx(1)


@given(st.floats(-200, 200), st.floats(1, 100), st.floats(0, 1))
def test_stopping_distance_is_that_of_small_steps(speed, deceleration, drag):
    left, gone, dt = abs(speed), 0.0, 1e-3
    while left > 0:
        slower = left - (deceleration + drag * left) * dt
        gone += max(0.0, left + slower) / 2 * dt
        left = slower
    assert stopping_distance(speed, deceleration, drag) == pytest.approx(gone, rel=0.01, abs=0.01)


def test_stopping_distance_needs_a_deceleration():
    with pytest.raises(ValueError, match="deceleration above 0"):
        stopping_distance(10, 0)
