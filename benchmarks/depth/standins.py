"""Stand-ins for the field, fast enough for a search: scripted opponents, and the policy itself with numbers by hand.

The field's bots compute in Python, and so their matches take a hundred times as long. What is found against stand-ins
is therefore measured against the field itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.depth.policy import Parametric, numbers_of
from botkit.gym.observation.layout import Floats, Layout
from botkit.gym.opponents.policies import policy_of
from botkit.gym.opponents.steering import F
from systems.protocol.orders import ORDERS

RIVAL = "rival"  # the policy as far as it has been found
# How often a search meets each. Of those made after a bot of benchmarks/strong, the numbers resemble what it does.
STAND_INS: dict[str, tuple[int, F | None]] = {
    "first": (1, None),
    "hunter": (1, None),
    "aggressive": (1, None),
    "circle": (1, None),
    "dodger": (2, None),
    "tracker": (2, numbers_of(DISTANCE=233, SHYNESS=0, GREED=0, SPREAD=0.4, EVASION=1)),
    "marksman": (2, numbers_of(DISTANCE=233, SHYNESS=0, GREED=0.2, SPREAD=1, EVASION=1, TOLERANCE=5, THRIFT=0)),
    "planner": (2, numbers_of(DISTANCE=233, SHYNESS=0, GREED=0.5, HURRY=0.3, CAUTION=400, CLEARANCE=20)),
    "warden": (2, numbers_of(DISTANCE=150, GREED=1, WEAVE=90, PERIOD=20, PRICE=1.5, EVASION=1, SHIELD=0.3)),
    "boxer": (1, numbers_of(DISTANCE=60, SHYNESS=0, GREED=0, REACH=250, HEAVY=1.6, SHIELD=0.4)),
    "saver": (1, numbers_of(DISTANCE=300, SHYNESS=300, GREED=0.4, PRICE=2.5, EVASION=1, THRIFT=60)),
    "sniper": (1, numbers_of(DISTANCE=550, SHYNESS=0, GREED=0, PRICE=0.3, EVASION=0.3)),
    RIVAL: (1, None),
}


class StandIns:
    """Flies ships, each as one of the stand-ins.

    Args:
        layout: of an observation.
        names: of the stand-ins, by ship, `[M]`.
        rival: the numbers of `RIVAL`.
    """

    def __init__(self, layout: Layout, names: NDArray[np.str_], rival: F) -> None:
        numbers = {name: given for name, (_, given) in STAND_INS.items() if given is not None} | {RIVAL: rival}
        self._rows = {name: np.flatnonzero(names == name) for name in STAND_INS if name in names}
        self._scripted = {name: policy_of(name, layout) for name in self._rows if name not in numbers}
        self._rest = np.array([row for row, name in enumerate(names) if name in numbers], np.intp)
        self._policy = Parametric(
            layout, np.array([numbers[str(names[row])] for row in self._rest]).reshape(-1, len(rival))
        )

    def __call__(self, observations: Floats) -> F:
        actions, columns = np.empty((len(observations), ORDERS)), observations.T
        for name, policy in self._scripted.items():
            actions[self._rows[name]] = policy(columns[:, self._rows[name]].T)
        if len(self._rest):
            actions[self._rest] = self._policy(columns[:, self._rest].T)
        return actions


def slots(count: int) -> list[str]:
    """Return so many stand-ins, each as often as it weighs, as nearly as possible."""
    weights = np.array([weight for weight, _ in STAND_INS.values()], float)
    ends = np.rint(weights.cumsum() / weights.sum() * count).astype(int)
    return [
        name for name, times in zip(STAND_INS, np.diff(ends, prepend=0).tolist(), strict=True) for _ in range(times)
    ]
