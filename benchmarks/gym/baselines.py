"""How the built-in opponents do in duels against each other: `python -m benchmarks.gym.baselines [NETWORK.json …]`.

For each arena, a row of each policy: its share of the points against each opponent, over matches with the seeds 0, 1,
2, … in which the policy takes either seat.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from botkit.gym import Network, SpaceVectorEnv
from botkit.gym.opponents.policies import OPPONENTS, Policy, policy_of

ARENAS = ("open", "belt", "well")
POLICIES = tuple(OPPONENTS)


def score(policy: str | Policy, opponent: str | Policy, arena: str, matches: int) -> float:
    """Return a policy's share of the points: 1 a win, 0.5 a draw."""
    results = []
    for seat in (0, 1):
        envs = SpaceVectorEnv(matches // 2, "duel", arena, seat=seat, opponent=opponent, record=False)
        fly = policy_of(policy, envs.layout)
        observations, _ = envs.reset(seed=0)
        result, going = np.zeros(envs.num_envs), np.ones(envs.num_envs, np.bool_)
        while going.any():
            observations, rewards, ended, _, _ = envs.step(fly(observations))
            result[going & ended] = rewards[going & ended]
            going &= ~ended
        results.append(result)
    return float(np.mean(results) / 2 + 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gym.baselines", description=__doc__.split("\n")[0])
    parser.add_argument("--matches", type=int, default=1000, help="of each two in each arena (default: 1000)")
    parser.add_argument(
        "networks", nargs="*", type=Path, metavar="NETWORK", help="of a policy, which gets a row of its own"
    )
    options = parser.parse_args()
    policies: dict[str, str | Policy] = {name: name for name in POLICIES}
    policies |= {path.stem: Network.load(path) for path in options.networks}
    for arena in ARENAS:
        print(f"\n| {arena} | {' | '.join(POLICIES)} |\n| --- |{' --- |' * len(POLICIES)}")
        for name, policy in policies.items():
            scores = [score(policy, opponent, arena, options.matches) for opponent in POLICIES]
            print(f"| {name} | {' | '.join(f'{100 * share:.0f} %' for share in scores)} |", flush=True)


if __name__ == "__main__":
    main()
