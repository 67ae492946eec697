"""An environment of one match: a vector environment of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import Env
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode

from botkit.gym.info import Info
from botkit.gym.observation.layout import Floats, Layout
from botkit.gym.opponents.opponent import Opponent
from botkit.gym.opponents.policies import Policy
from botkit.gym.vector import Copied, SpaceVectorEnv


class SpaceEnv(Env):
    """One match, in which one side learns and a policy flies the others.

    Args:
        mode, arena: of the match.
        options: further arguments of `SpaceVectorEnv`.
    """

    metadata: dict[str, object] = {"render_modes": []}  # noqa: RUF012 - as in Gymnasium

    def __init__(self, mode: str = "duel", arena: str = "open", **options: Any) -> None:
        if options.keys() & {"num_envs", "autoreset_mode"}:
            raise ValueError("num_envs and autoreset_mode are for gymnasium.make_vec, or for its vector_kwargs")
        self._envs = SpaceVectorEnv(1, mode, arena, autoreset_mode=AutoresetMode.DISABLED, **options)
        self.observation_space = self._envs.single_observation_space
        self.action_space = self._envs.single_action_space
        self._over = False

    @property
    def layout(self) -> Layout:
        """The layout of an observation."""
        return self._envs.layout

    @property
    def opponent(self) -> str | Policy | Opponent:
        """What flies the other sides' ships; see `SpaceVectorEnv.opponent`."""
        return self._envs.opponent

    @opponent.setter
    def opponent(self, opponent: str | Policy | Opponent) -> None:
        self._envs.opponent = opponent

    def reset(self, *, seed: int | None = None, options: Mapping[str, object] | None = None) -> tuple[Floats, Info]:
        """Start a new match: episode 0 of the seed, or without one the next episode."""
        super().reset(seed=seed)
        observations, _ = self._envs.reset(seed=seed)
        self._over = False
        return np.ascontiguousarray(observations[0]), {}

    def step(self, action: Any) -> tuple[Floats, float, bool, bool, Info]:
        """Compute the next state; see `SpaceVectorEnv.step`.

        Raises:
            ValueError: the action is not possible; nothing has changed.
            ResetNeeded: the match has ended, or has never begun.
        """
        if self._over:
            raise ResetNeeded("the match has ended: call reset()")
        action = np.asarray(action)
        if action.shape != self.action_space.shape:
            raise ValueError(f"the action has the shape {action.shape}, not {self.action_space.shape}")
        observations, rewards, ended, _, infos = self._envs.step(action[None])
        self._over = bool(ended[0])
        info = {name: _scalar(value[0]) for name, value in infos.items() if not name.startswith("_")}
        return np.ascontiguousarray(observations[0]), float(rewards[0]), self._over, False, info

    def export(self, path: str | Path | None = None, current: bool = False) -> bytes:
        """Return the log of the last finished episode, or of the current one; see `SpaceVectorEnv.export`."""
        return self._envs.export(0, path, current)

    def snapshot(self) -> Copied:
        """Return a copy of the state; see `SpaceVectorEnv.snapshot`."""
        return self._envs.snapshot()

    def restore(self, snapshot: Copied) -> Floats:
        """Continue from a snapshot; return the observation; see `SpaceVectorEnv.restore`."""
        observations = self._envs.restore(snapshot)
        self._over = bool(snapshot[1][0])
        return np.ascontiguousarray(observations[0])

    def close(self) -> None:
        """Release what the opponent holds."""
        self._envs.close()


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
