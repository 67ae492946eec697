"""Effects are reduced while drawing is slow, and return; the tests set the times of frames."""

from __future__ import annotations

from itertools import pairwise

from viewer.drawing.quality import SLOW, AdaptiveQuality


def run(quality: AdaptiveQuality, cost: list[float], frames: int) -> list[int]:
    """Return the levels shown; the cost of a frame depends on its level."""
    seen = []
    for _ in range(frames):
        quality.add(cost[quality.effects])
        seen.append(quality.effects)
    return seen


def test_a_quick_machine_shows_all() -> None:
    assert set(run(AdaptiveQuality(), [SLOW / 2, 0, 0], 5000)) == {0}


def test_a_slow_one_leaves_out_a_level_at_a_time_and_no_more_than_there_are() -> None:
    seen = run(AdaptiveQuality(), [2 * SLOW] * 3, 5000)
    assert sorted(set(seen)) == [0, 1, 2]
    assert seen == sorted(seen)
    assert set(run(AdaptiveQuality(), [2 * SLOW, SLOW / 2, 0], 5000)[60:]) == {1}


def test_effects_come_back_when_what_made_it_slow_is_over() -> None:
    quality = AdaptiveQuality()
    run(quality, [2 * SLOW] * 3, 600)
    assert quality.effects == 2
    assert run(quality, [SLOW / 10] * 3, 3000)[-1] == 0


def test_a_level_that_is_too_slow_is_tried_ever_more_rarely() -> None:
    seen = run(AdaptiveQuality(), [2 * SLOW, SLOW / 10, SLOW / 10], 60_000)
    changes = [frame for frame in range(1, len(seen)) if seen[frame] < seen[frame - 1]]
    waits = [after - before for before, after in pairwise(changes)]
    assert 2 <= len(changes) <= 8
    assert waits == sorted(waits)
