"""The ladder of skill: the longest chain of bots in which each is much better than the one before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEP = 0.75  # share of the points that a bot takes from the one before


def ladder(share: NDArray[np.float64], step: float = STEP) -> list[int]:
    """Return the longest chain of bots in which each takes the share `step` of its points against the one before.

    Who beats whom may go in a circle, in which a chain of wins says nothing about skill. So that the chain is a ladder,
    its order must also be that of the ratings, which leaves no circles: the longest path is found exactly, one bot at a
    time. Of several, it is the one whose smallest step is the largest.

    Args:
        share: of the points of each bot against each, best rating first, NaN where they have not met, `[bots, bots]`.

    Returns:
        Places in the matrix, worst bot first.
    """
    bots = len(share)
    best: list[tuple[int, float]] = [(1, 1.0)] * bots  # length and smallest step of the best chain that ends at a bot
    below = [bots] * bots  # the bot before it in that chain
    for bot in reversed(range(bots)):
        for other in range(bot + 1, bots):
            if share[bot, other] >= step:
                chain = best[other][0] + 1, min(best[other][1], float(share[bot, other]))
                if chain > best[bot]:
                    best[bot], below[bot] = chain, other
    chain_of = [max(range(bots), key=lambda bot: best[bot])] if bots else []
    while chain_of and below[chain_of[-1]] < bots:
        chain_of.append(below[chain_of[-1]])
    return chain_of[::-1]
