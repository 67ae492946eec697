from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.views.player import Player


def test_time_runs_at_thirty_ticks_a_second_times_the_speed() -> None:
    player = Player(900)
    player.advance(2)
    assert player.position == 60
    player.faster(1)
    player.advance(1)
    assert (player.speed, player.position) == (2, 120)
    player.faster(-3)
    player.advance(4)
    assert (player.speed, player.position) == (0.25, 150)


def test_it_pauses_at_the_end_and_plays_again_from_the_start() -> None:
    player = Player(30, tick=20)
    player.advance(5)
    assert (player.position, player.playing, player.ended) == (30, False, True)
    player.toggle()
    assert (player.position, player.playing) == (0, True)


def test_a_paused_replay_stays_where_it_is() -> None:
    player = Player(30, tick=20, playing=False)
    player.advance(5)
    assert player.position == 20


@pytest.mark.parametrize(
    ("position", "step", "lands"),
    [(10, 1, 11), (10.4, 1, 11), (10, -1, 9), (10.4, -1, 10), (3, -10, 0), (95, 10, 100), (10.4, -10, 1)],
)
def test_a_step_pauses_on_a_whole_tick(position: float, step: int, lands: int) -> None:
    player = Player(100)
    player.seek(position)
    player.step(step)
    assert (player.position, player.playing) == (lands, False)


def test_a_loop_plays_over_and_over_until_it_is_left() -> None:
    player = Player(100, tick=40)
    player.begin_loop()
    player.seek(70)
    player.end_loop()
    assert player.loop == (40, 70)
    player.advance(0.1)
    assert (player.position, player.playing) == (40, True)
    player.advance(0.5)
    assert player.position == 55
    player.seek(90)  # seeking elsewhere is allowed
    player.advance(0.1)
    assert player.position == 93
    player.end_loop()
    assert player.loop is None


def test_a_loop_to_the_very_end_goes_on() -> None:
    player = Player(100, tick=80)
    player.begin_loop()
    player.seek(100)
    player.end_loop()
    player.advance(0.1)
    assert (player.position, player.playing) == (80, True)


def test_a_replay_that_waited_at_the_end_goes_on_when_there_is_more() -> None:
    player = Player(256)
    player.advance(60)
    assert not player.playing
    player.grow(512)
    player.advance(1)
    assert player.position == 286


def test_a_match_that_has_only_begun_is_waited_for_unless_it_was_paused() -> None:
    for playing in (True, False):
        player = Player(0, playing=playing)
        player.advance(5)
        player.grow(30)
        player.advance(0.5)
        assert (player.position, player.playing) == ((15, True) if playing else (0, False))


DEEDS = ["toggle", "faster", "slower", "on", "back", "wait", "home", "begin", "end"]


@given(st.lists(st.sampled_from(DEEDS), max_size=30))
def test_it_never_leaves_the_match(deeds: list[str]) -> None:
    player = Player(50)
    acts = {
        "toggle": player.toggle,
        "faster": lambda: player.faster(1),
        "slower": lambda: player.faster(-1),
        "on": lambda: player.step(10),
        "back": lambda: player.step(-10),
        "wait": lambda: player.advance(0.7),
        "home": lambda: player.seek(-5),
        "begin": player.begin_loop,
        "end": player.end_loop,
    }
    for deed in deeds:
        acts[deed]()
        assert 0 <= player.tick <= player.position <= 50
        assert 0.1 <= player.speed <= 16
