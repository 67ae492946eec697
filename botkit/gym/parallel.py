"""An environment of several agents, one for each ship, of one match: PettingZoo's parallel API."""

from __future__ import annotations

from collections.abc import Mapping
from operator import index
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium.error import ResetNeeded
from gymnasium.spaces import Box, Space
from pettingzoo import ParallelEnv

from botkit.gym.actions import action_space, give_orders, orders_of
from botkit.gym.info import Info
from botkit.gym.observation.layout import ASTEROIDS, LIMIT, SHOTS, Floats, Layout
from botkit.gym.observation.observer import Observer
from botkit.gym.rewards import Reward, outcome, reward_of, rewards_of
from botkit.gym.simulation.episodes import Episodes, Snapshot
from botkit.gym.simulation.logs import log_of
from botkit.gym.simulation.setups import setup_of
from botkit.gym.simulation.transition import Transition
from systems.components import Outcome
from systems.rules import Rules
from systems.setup import DEFAULT_TICKS

Infos = dict[str, Info]


class SpaceParallelEnv(ParallelEnv):
    """One match in which an agent flies each ship: `ship_0`, `ship_1`, …, by side.

    In all modes but `fleet` a side is one ship. An agent observes what its side senses, in its ship's frame, and is
    rewarded with its side. All agents stay until the match ends, also those of destroyed ships, whose observations are
    zeros and whose actions are ignored: their sides still win or lose, and are rewarded then.

    Args:
        mode, arena, sides, ships, max_ticks, rules: of the match; see `botkit.gym.simulation.setups.setup_of`.
        actions: `box` or `multidiscrete`; see `botkit.gym.actions`.
        reward: see `botkit.gym.rewards`.
        shots, asteroids: numbers of the nearest ones in an observation.
        record: keep what `export` needs.

    Raises:
        ValueError: an argument is not possible.
    """

    metadata = {"name": "spacecode_v1", "render_modes": []}  # noqa: RUF012 - as in PettingZoo

    def __init__(
        self,
        mode: str = "duel",
        arena: str = "open",
        *,
        sides: int | None = None,
        ships: int | None = None,
        max_ticks: int = DEFAULT_TICKS,
        rules: Rules | None = None,
        actions: str = "box",
        reward: Reward = outcome,
        shots: int = SHOTS,
        asteroids: int = ASTEROIDS,
        record: bool = True,
        render_mode: None = None,
    ) -> None:
        setup = setup_of(mode, arena, sides, ships, max_ticks, rules)
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r}: there is none; export an episode and open it in the viewer")
        self.render_mode = None
        self.layout, self.reward = Layout(setup, shots, asteroids), reward_of(reward)
        self.possible_agents = [f"ship_{row}" for row in range(self.layout.game.ships)]
        self.agents: list[str] = []
        self._episodes = Episodes(setup, 1, record)
        self._observer = Observer(self.layout)
        self._kind, self._begun = actions, False
        self._actions = {agent: action_space(actions) for agent in self.possible_agents}
        shape = (self.layout.size,)
        self._observations = {agent: Box(-LIMIT, LIMIT, shape, np.float32) for agent in self.possible_agents}

    def observation_space(self, agent: str) -> Space[Any]:
        """Return an agent's observation space, always the same object."""
        return self._observations[agent]

    def action_space(self, agent: str) -> Space[Any]:
        """Return an agent's action space, always the same object."""
        return self._actions[agent]

    def reset(
        self, seed: int | None = None, options: Mapping[str, object] | None = None
    ) -> tuple[dict[str, Floats], Infos]:
        """Start a new match: episode 0 of the seed, or without one the next episode."""
        if seed is None and not self._begun:
            seed = int(np.random.default_rng().integers(2**63))
        if seed is None:
            self._episodes.restart([0])
        else:
            self._episodes.begin([index(seed)], [0])
        self._episodes.label(0, {"seats": [{"bot": f"side_{side}"} for side in range(self.layout.game.sides)]})
        self._begun, self.agents = True, self.possible_agents.copy()
        return self._observe(), {agent: {} for agent in self.agents}

    def step(
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Floats], dict[str, float], dict[str, bool], dict[str, bool], Infos]:
        """Compute the next state from the actions of all agents.

        Raises:
            ValueError: an action is missing or not possible; nothing has changed.
            ResetNeeded: the match has ended, or has never begun.
        """
        if not self.agents:
            raise ResetNeeded("the match has ended, or has never begun: call reset()")
        missing = [agent for agent in self.agents if agent not in actions]
        if missing:
            raise ValueError(f"there is no action for {', '.join(missing)}")
        shape = self._actions[self.agents[0]].shape or ()
        orders = [orders_of(actions[agent], shape, self._kind, f"the actions of {agent}") for agent in self.agents]
        give_orders(self._episodes.world, slice(len(orders)), np.stack(orders, axis=1)[:, :, None])
        transition = Transition(self._episodes.world)
        self._episodes.step()
        over = bool(transition.ended[0])
        side_of = self.layout.game.side_of.tolist()
        rewards = rewards_of(self.reward, transition)[:, 0].tolist()
        infos: Infos = {}
        for agent, side in zip(self.agents, side_of, strict=True):
            infos[agent] = {"hits": int(transition.hits[side, 0])}
            if over:
                result = float(transition.result[side, 0])
                ticks = int(self._episodes.world.tick[0])
                infos[agent] |= {"result": result, "ends": transition.ends[0], "ticks": ticks}
        observations, agents = self._observe(), self.agents
        if over:
            self.agents = []
        return (
            observations,
            {agent: float(rewards[side]) for agent, side in zip(agents, side_of, strict=True)},
            dict.fromkeys(agents, over),
            dict.fromkeys(agents, False),
            infos,
        )

    def export(self, path: str | Path | None = None, current: bool = False) -> bytes:
        """Return the log of the last finished episode, or of the current one; see `SpaceVectorEnv.export`."""
        log = log_of(*self._episodes.recorded(0, current))
        if path is not None:
            Path(path).write_bytes(log)
        return log

    def snapshot(self) -> Snapshot:
        """Return a copy of the state, to `restore` any number of times, also in another environment.

        Raises:
            ResetNeeded: the environment was never reset.
        """
        if not self._begun:
            raise ResetNeeded("call reset() before snapshot()")
        return self._episodes.snapshot()

    def restore(self, snapshot: Snapshot) -> dict[str, Floats]:
        """Continue from a snapshot; return the observations."""
        self._episodes.restore(snapshot)
        over = bool(self._episodes.world["matches"][Outcome].ended[0, 0])
        self._begun, self.agents = True, [] if over else self.possible_agents.copy()
        return self._observe()

    def render(self) -> None:
        """Do nothing: there is no render mode."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def _observe(self) -> dict[str, Floats]:
        observed = self._observer.observe(self._episodes.world)[:, :, 0].T
        return {agent: row.copy() for agent, row in zip(self.possible_agents, observed, strict=True)}
