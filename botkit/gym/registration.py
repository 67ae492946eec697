"""Registration of the environments with Gymnasium."""

from __future__ import annotations

from gymnasium.envs.registration import register

ENVIRONMENTS = {
    "SpaceDuel-v1": "duel",
    "SpaceMelee-v1": "melee",
    "SpaceFleet-v1": "fleet",
    "SpaceSumo-v1": "sumo",
}


def register_all() -> None:
    """Register every environment, for `gymnasium.make` and `gymnasium.make_vec`."""
    for name, mode in ENVIRONMENTS.items():
        register(
            name,
            entry_point="botkit.gym.single:SpaceEnv",
            vector_entry_point="botkit.gym.vector:SpaceVectorEnv",
            kwargs={"mode": mode},
        )
