"""Non-transitivity: what of a win matrix no rating can explain.

The log-odds of every pair make a skew-symmetric matrix. Its Hodge decomposition (Jiang, Lim, Yao, Ye, "Statistical
ranking and combinatorial Hodge theory", 2011; of games: Balduzzi, Tuyls, Pérolat, Graepel, "Re-evaluating evaluation",
2018) is the sum of differences of ratings, in least squares, and of a part that is made of circles. Pairs that one bot
always wins have log-odds that only the number of games bounds, and no ratings fit such bounds, so even a field without
circles has a cyclic part. `explained` says how large it would be; what exceeds that by far is due to circles.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from benchmarks.depth.scores import F, Scores

EDGE = 0.6  # share of the points with which a bot beats another in a circle
_DRAWS = 20  # of results that ratings explain
_SCALE = np.log(10) / 400  # natural units of strength per Elo


@dataclass(frozen=True)
class Cycles:
    """How far a field's results are from an order.

    Attributes:
        cyclic: norm of the cyclic part of the log-odds, as a share of the norm of the whole.
        explained: the same in results drawn from the ratings, with as many games.
        circles: triples of bots in which each beats the next with the share EDGE, the clearest first.
        triples: number of all triples.
    """

    cyclic: float
    explained: float
    circles: list[tuple[int, int, int]]
    triples: int


def cycles_of(scores: Scores) -> Cycles:
    """Return the cycles of a field."""
    between = (scores.elo[:, None] - scores.elo) * _SCALE
    chance = np.triu(1 / (1 + np.exp(-between)), 1)
    games = scores.games.astype(np.int64)
    generator = np.random.default_rng(0)
    drawn = []
    for _ in range(_DRAWS):
        won = np.triu(generator.binomial(games, chance), 1).astype(np.float64)
        drawn.append(cyclic_share(won + np.tril((scores.games - won.T), -1), scores.games))
    return Cycles(
        cyclic_share(scores.points, scores.games),
        float(np.mean(drawn)),
        circles(scores.share),
        len(list(combinations(scores.names, 3))),
    )


def cyclic_share(points: F, games: F) -> float:
    """Return the norm of the cyclic part of the log-odds, as a share of the norm of the whole: 0 to 1.

    Half a point is added to either side of each pair, so that log-odds are finite. Pairs that have not met are left
    out.

    Args:
        points: of each bot against each, `[bots, bots]`.
        games: likewise, their number.
    """
    met = games > 0
    flow = np.where(met, np.log((points + 0.5) / (games - points + 0.5)), 0.0)
    whole = float(np.linalg.norm(flow))
    if not whole:
        return 0.0
    laplacian = np.diag(met.sum(axis=1)) - met
    rating = np.linalg.pinv(laplacian.astype(np.float64)) @ flow.sum(axis=1)
    cyclic = np.where(met, flow - (rating[:, None] - rating), 0.0)
    return float(np.linalg.norm(cyclic)) / whole


def circles(share: F, edge: float = EDGE) -> list[tuple[int, int, int]]:
    """Return the triples in which each bot beats the next, and the last the first, with the share `edge` at least.

    The one whose closest pair is the clearest is the first. Each triple starts with its lowest place in the matrix.
    """
    found = []
    share = np.nan_to_num(share)
    for a, b, c in combinations(range(len(share)), 3):
        for triple in ((a, b, c), (a, c, b)):
            x, y, z = triple
            least = min(share[x, y], share[y, z], share[z, x])
            if least >= edge:
                found.append((float(least), triple))
    return [triple for _, triple in sorted(found, key=lambda item: (-item[0], item[1]))]
