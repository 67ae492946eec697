"""The statistics of a bot as a dict for JSON: numbers of games, shots and ticks, energy and hull in points."""

from __future__ import annotations

from typing import Any

import numpy as np

from botkit.tools.stats.totals import OUTCOMES, BotTotals
from systems.replay.statistics.energy import FLOWS, GAINS, USES
from systems.replay.statistics.games import SeatStatistics
from systems.replay.statistics.losses import CAUSES
from systems.replay.statistics.ticks import BAND, BANDS, Ints
from systems.rules import UNIT


def as_dict(bot: str, totals: BotTotals) -> dict[str, Any]:
    """Return the statistics of a bot that has played."""
    own, other = totals.own, totals.other
    assert own is not None and other is not None, "no games"
    flows = dict(zip(FLOWS, own.flows.tolist(), strict=True))
    return {
        "bot": bot,
        "mode": next(iter(totals.modes)),
        "arenas": dict(totals.arenas),
        "games": totals.games,
        **{outcome: totals.outcomes[outcome] for outcome in (*OUTCOMES, "unfinished")},
        "how": {outcome: dict(ends.most_common()) for outcome, ends in totals.how.items()},
        "ticks": totals.ticks,
        "versions": [{"identity": identity, "games": games} for identity, games in totals.versions.most_common()],
        "opponents": [
            {"bot": name, "games": ends.total(), **{outcome: ends[outcome] for outcome in (*OUTCOMES, "unfinished")}}
            for name, ends in sorted(totals.against.items())
        ],
        "shots": shots(own),
        "opponents_shots": shots(other),
        "taken": {
            "hits": int(own.taken.sum()),
            "shielded": own.shielded,
            "by_power": own.taken.sum(axis=1).tolist(),
            "by_distance": own.taken.sum(axis=0).tolist(),
        },
        "energy": {
            "start": points(own.start),
            **{name: points(flows[name]) for name in (*GAINS, *USES)},
            "left": points(own.left),
            "missed_full": points(flows["full"]),
            "missed_still": points(flows["still"]),
            "missed_shots": points(totals.missed_shots),
        },
        "flown": own.flown,
        "still": own.still,
        "distances": [{**band(number), "ticks": int(count)} for number, count in enumerate(own.ranges)],
        "in_beacon": own.inside,
        "alone_in_beacon": own.alone,
        "opponents_alone_in_beacon": other.alone,
        "below_a_shot": own.poor,
        "refused_shots": own.refused,
        "hull_lost": {cause: points(lost) for cause, lost in zip(CAUSES, own.damage.tolist(), strict=True)},
        "deaths": [
            {"cause": death.cause, "by": death.by, "power": death.power, "ships": ships}
            for death, ships in totals.deaths.most_common()
        ],
        "faults": own.faults,
    }


def points(units: int) -> float:
    """Return points of hull or energy."""
    return round(units / UNIT, 3) + 0.0


def band(number: int) -> dict[str, float | None]:
    """Return the ends of a band of distance, m; the last has none."""
    return {"from": BAND * number, "to": BAND * (number + 1) if number < BANDS - 1 else None}


def shots(seat: SeatStatistics) -> dict[str, Any]:
    """Return the shots of a seat: in all, by power, and by the distance at which they were fired."""
    counts = np.array([seat.shots, seat.hits, seat.open])
    return {
        **_counted(counts.sum(axis=(1, 2))),
        "by_power": [
            {"power": power + 1, **_counted(counts[:, power].sum(axis=1))} for power in range(counts.shape[1])
        ],
        "by_distance": [{**band(number), **_counted(counts[:, :, number].sum(axis=1))} for number in range(BANDS)],
    }


def _counted(counts: Ints) -> dict[str, Any]:
    fired, hit, flying = counts.tolist()
    return {
        "fired": fired,
        "hit": hit,
        "missed": fired - hit - flying,
        "in_flight": flying,
        "rate": round(hit / fired, 4) if fired else None,
    }
