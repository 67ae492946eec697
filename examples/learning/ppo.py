"""Train a network to win duels by proximal policy optimization, with Stable-Baselines3.

It first learns for a minute to do what the scripted policy `first` does (imitation of the expert in the states that the
learner gets into: Ross et al., "A Reduction of Imitation Learning and Structured Prediction to No-Regret Online
Learning", 2011). From noise alone PPO finds no way to hit within ten million steps, since a ship that turns at random
hardly ever aims.

    pip install 'spacecode[rl,train]'
    python examples/learning/ppo.py --steps 6_000_000 --out ppo.json
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import VecEnv, VecMonitor

from botkit.gym import Network, SpaceVectorEnv
from botkit.gym.opponents.policies import Policy, policy_of
from botkit.gym.rewards import damage, outcome, weighted

OPPONENTS = ("first", "hunter", "aggressive")  # each flies in its share of the environments
SPREAD = -2.0, -3.2  # logarithm of the standard deviation of actions, at the start and at the end of training
ROUNDS, TICKS, BATCHES, BATCH = 14, 128, 120, 4096  # of imitation: rounds, and in each, ticks and batches
KEPT = 4  # rounds whose observations are kept

Array = NDArray[Any]


class Duels(VecEnv):
    """A `SpaceVectorEnv` as Stable-Baselines3 drives one."""

    def __init__(self, envs: SpaceVectorEnv) -> None:
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)
        self.envs = envs

    def reset(self) -> Array:
        return np.ascontiguousarray(self.envs.reset(seed=self._seeds[0])[0])

    def step_async(self, actions: Array) -> None:
        self.actions = actions

    def step_wait(self) -> tuple[Array, Array, Array, list[dict[str, Any]]]:
        observations, rewards, ended, _, info = self.envs.step(self.actions)
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for w in ended.nonzero()[0]:
            infos[w] = {"terminal_observation": info["final_obs"][w], "is_success": info["final_info"]["result"][w] > 0}
        return np.ascontiguousarray(observations), rewards.astype(np.float32), ended, infos

    def close(self) -> None:
        self.envs.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        return [getattr(self.envs, attr_name, None)] * self.num_envs

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        raise NotImplementedError

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        raise NotImplementedError

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        return [False] * self.num_envs


class Narrow(BaseCallback):
    """Lets actions spread less and less, since what is exported acts without spread."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.steps = steps

    def _on_rollout_start(self) -> None:
        share = min(self.num_timesteps / self.steps, 1.0)
        self.model.policy.log_std.data.fill_(SPREAD[0] + (SPREAD[1] - SPREAD[0]) * share)

    def _on_step(self) -> bool:
        return True


def several(policies: Sequence[Policy]) -> Policy:
    """Return a policy that has each of the policies fly its share of the matches."""

    def fly(observations: Array) -> Array:
        shares = np.array_split(np.arange(len(observations)), len(policies))
        return np.concatenate([policy(observations[share]) for policy, share in zip(policies, shares, strict=True)])

    return fly


def imitate(model: PPO, envs: SpaceVectorEnv, expert: Policy) -> None:
    """Teach a model to act as the expert does, in states to which the model's own actions lead."""
    optimizer = torch.optim.Adam(model.policy.parameters(), 1e-3)
    observations, _ = envs.reset(seed=1)
    seen: list[Array] = []
    wanted: list[Array] = []
    for number in range(ROUNDS):
        for _ in range(TICKS):
            seen.append(np.ascontiguousarray(observations))
            wanted.append(expert(observations).astype(np.float32))
            actions = wanted[-1] if number == 0 else model.predict(seen[-1], deterministic=True)[0]
            observations, *_ = envs.step(actions)
        seen, wanted = seen[-KEPT * TICKS :], wanted[-KEPT * TICKS :]
        inputs, targets = (torch.as_tensor(np.concatenate(arrays)) for arrays in (seen, wanted))
        for _ in range(BATCHES):
            batch = torch.randint(len(inputs), (BATCH,))
            means = model.policy.get_distribution(inputs[batch]).distribution.mean
            loss = ((means - targets[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"imitation, round {number + 1} of {ROUNDS}: mean squared error {loss.item():.4f}", flush=True)


def network_of(model: PPO, envs: SpaceVectorEnv) -> Network:
    """Return the network that chooses a model's actions, without its spread."""
    modules = [*model.policy.mlp_extractor.policy_net, model.policy.action_net]
    linear = [module for module in modules if isinstance(module, torch.nn.Linear)]
    layers = [tuple(part.detach().double().numpy() for part in (module.weight, module.bias)) for module in linear]
    return Network.from_layers(envs.layout, layers, activation="tanh", actions="box")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a network to win duels by PPO.")
    parser.add_argument("--steps", type=int, default=6_000_000, help="train for so many (default 6,000,000)")
    parser.add_argument("--envs", type=int, default=512, help="matches at once (default 512)")
    parser.add_argument("--seed", type=int, default=1, help="of the network, the spread and the matches (default 1)")
    parser.add_argument("--out", type=Path, default=Path("ppo.json"), help="file to write (default ppo.json)")
    options = parser.parse_args()
    torch.set_num_threads(1)  # small networks gain nothing by more
    envs = SpaceVectorEnv(
        options.envs,
        opponent="idle",
        reward=weighted((outcome, 1.0), (damage, 0.5)),
        autoreset_mode="SameStep",
        record=False,
    )
    envs.opponent = several([policy_of(name, envs.layout) for name in OPPONENTS])
    model = PPO(
        "MlpPolicy",
        VecMonitor(Duels(envs)),
        learning_rate=1e-4,
        n_steps=128,
        batch_size=8192,
        n_epochs=4,
        gamma=0.997,
        target_kl=0.02,
        seed=options.seed,
        device="cpu",
        verbose=1,
        policy_kwargs={"net_arch": [64, 64], "activation_fn": torch.nn.Tanh},
    )
    model.policy.log_std.requires_grad_(False)
    imitate(model, envs, policy_of(OPPONENTS[0], envs.layout))
    try:
        model.learn(options.steps, callback=Narrow(options.steps), log_interval=10)
    finally:  # also after Ctrl-C
        network_of(model, envs).save(options.out)
        print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
