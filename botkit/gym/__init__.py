"""Environments for learners: many matches at once as arrays, for the tools of Gymnasium and PettingZoo.

Needs the extra `rl`: `pip install 'spacecode[rl]'`. Imports `engine`, `systems`, numpy, gymnasium and pettingzoo, and
for bots as opponents, once asked for, `league` and `sandbox`. No other package imports it, and it is not part of the
guest. See docs/learning.md.
"""

from __future__ import annotations

from importlib.util import find_spec

if not (find_spec("gymnasium") and find_spec("pettingzoo")):
    raise ImportError("botkit.gym needs gymnasium and pettingzoo: pip install 'spacecode[rl]'")

from botkit.gym.actions import as_box
from botkit.gym.observation.layout import Layout
from botkit.gym.opponents.opponent import Opponent
from botkit.gym.opponents.policies import OPPONENTS, Policy
from botkit.gym.opponents.pool import OpponentPool
from botkit.gym.parallel import SpaceParallelEnv
from botkit.gym.registration import register_all
from botkit.gym.simulation.matches import Matches
from botkit.gym.simulation.transition import Transition
from botkit.gym.single import SpaceEnv
from botkit.gym.vector import SpaceVectorEnv
from botkit.network import Network

__all__ = [
    "OPPONENTS",
    "Layout",
    "Matches",
    "Network",
    "Opponent",
    "OpponentPool",
    "Policy",
    "SpaceEnv",
    "SpaceParallelEnv",
    "SpaceVectorEnv",
    "Transition",
    "as_box",
]

register_all()
