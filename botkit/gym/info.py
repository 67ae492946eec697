"""The info of a step of many matches, in the form that Gymnasium's vector environments give it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.layout import Floats
from botkit.gym.simulation.transition import Transition

Info = dict[str, Any]
Mask = NDArray[np.bool_]


def step_info(transition: Transition, seat: int, ended: Mask, ticks: NDArray[Any]) -> Info:
    """Return the info of a step, for the learner in `seat`; `ticks` are those of all matches."""
    info: Info = {"hits": transition.hits[seat], "_hits": np.ones(len(ended), np.bool_)}
    if ended.any():
        ends = np.full(len(ended), None, object)
        for w in ended.nonzero()[0].tolist():
            ends[w] = transition.ends[w]
        for name, value in (("result", transition.result[seat]), ("ends", ends), ("ticks", ticks * ended)):
            info[name], info[f"_{name}"] = value, ended.copy()
    return info


def final_info(info: Info, observations: Floats, ended: Mask) -> Info:
    """Return the info of a step after which the matches that ended start again, as Gymnasium's standard has it."""
    last = np.full(len(ended), None, object)
    for w in ended.nonzero()[0].tolist():
        last[w] = np.array(observations[w], order="C")  # a copy
    final = {name: ended.copy() if name.startswith("_") else value for name, value in info.items()}
    going = {"hits": info["hits"] * ~ended, "_hits": ~ended}
    return going | {"final_obs": last, "_final_obs": ended.copy(), "final_info": final, "_final_info": ended.copy()}
