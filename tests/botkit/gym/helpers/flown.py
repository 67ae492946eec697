"""Steps with random actions, who flew in them, and an opponent that keeps a state."""

from __future__ import annotations

from typing import Any

import numpy as np

from botkit.gym import Matches, Opponent, SpaceVectorEnv
from botkit.gym.simulation.matches import Columns
from engine.log import read_log


class Weaving(Opponent):
    """Turns left for ten ticks, then right for ten: by a count for each match."""

    name = "weaving"

    def bind(self, matches: Matches) -> Opponent:
        bound = super().bind(matches)
        bound.count = np.zeros(matches.count, int)  # type: ignore[attr-defined]
        return bound

    count: Any
    told: Any = ()

    def begin(self, worlds: Columns, seeds: list[int]) -> None:
        self.count[worlds] = 0
        self.told += tuple(("begin", w) for w in worlds.tolist())

    def act(self, observations: Any, worlds: Columns) -> Any:
        actions = np.zeros((len(observations), 5))
        actions[:, 0] = 0.5
        actions[:, 1] = np.tile(np.where(self.count[worlds] % 20 < 10, 1, -1), len(observations) // len(worlds))
        self.count[worlds] += 1
        return actions

    def finish(self, worlds: Columns, results: Any) -> None:
        self.told += tuple(("finish", w, result) for w, result in zip(worlds.tolist(), results.tolist(), strict=True))


def played(envs: SpaceVectorEnv, steps: int, seed: int = 0) -> list[Any]:
    """Return what each of so many steps with random actions returns."""
    rng = np.random.default_rng(seed)
    return [envs.step(rng.uniform(-1, 1, envs.action_space.shape)) for _ in range(steps)]


def same(one: list[Any], other: list[Any]) -> bool:
    """Return whether two such lists agree: observations, rewards, and what has ended."""
    return all(all((x == y).all() for x, y in zip(a[:4], b[:4], strict=True)) for a, b in zip(one, other, strict=True))


def names(envs: SpaceVectorEnv, w: int = 0, current: bool = True) -> list[str]:
    """Return who flies in each seat, as the log says."""
    return [seat["bot"] for seat in read_log(envs.export(w, current=current)).header["seats"]]
