"""What a comparison says, in words."""

from __future__ import annotations

from league.cli.wording import counted
from league.ratings.sprt import Sprt

_FEW = 5  # pairings below which even equal outcomes say nothing
_LIKELY = 0.9  # likelihood of superiority from which a bot is probably stronger


def verdict(test: Sprt, a: str, b: str) -> str:
    """Return which bot is stronger, or why that cannot be told; a test that has not ended still has an interval.

    Args:
        a, b: names of the bots.
    """
    _, low, high, los = test.elo()
    if test.decision == "none":
        return f"none: neither is stronger by {test.elo1:g} Elo"
    ahead_is_a = test.decision == "a" if test.decision else los >= 0.5
    ahead, least, most = (a, low, high) if ahead_is_a else (b, -high, -low)
    won = test.counts[-1 if ahead_is_a else 0]
    swept = f"it won all {counted(won, 'pair')}" if won == test.pairs > 1 else ""
    interval = f"{least:+.0f} to {most:+.0f} Elo"
    if test.decision:
        return f"{test.decision}: {ahead} is stronger (elo1 {test.elo1:g})" + (f": {swept}" if swept else "")
    if not test.pairs:
        return "none yet: no pair was played"
    if least > 0:
        why = f"{swept}, and " if swept else ""
        return (
            f"none yet, but {ahead} is stronger: {why}the 95 % interval of its lead is {interval}; "
            f"the test at {test.elo0:g} and {test.elo1:g} Elo needs more games to end"
        )
    if test.pairs < _FEW:
        return f"none yet: {counted(test.pairs, 'pair')} cannot tell" + (f", although {ahead} won all" if swept else "")
    if max(los, 1 - los) >= _LIKELY:
        likely = f"{100 * max(los, 1 - los):.0f} %"
        return f"none yet: {ahead} is probably stronger (likelihood {likely}); its lead is {interval}: play more games"
    return f"none yet: too close to tell; the lead of {ahead} is {interval}: play more games"
