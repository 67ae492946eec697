from __future__ import annotations

from engine.schedule import Schedule
from engine.world import World


def test_a_schedule_runs_in_order_and_then_counts_the_tick() -> None:
    seen: list[tuple[str, int]] = []
    schedule = Schedule(lambda w: seen.append(("a", int(w.tick[0]))), lambda w: seen.append(("b", int(w.tick[0]))))
    world = World(3, {})
    schedule(world)
    schedule(world)
    assert seen == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert world.tick.tolist() == [2, 2, 2]
