"""Lines about how games went."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterator

from benchmarks.matches.playing import Results
from benchmarks.matches.results import score_of


def facts(results: Results, copies: Results) -> list[str]:
    """Return lines about how these games went."""
    games = len(results)
    ends = Counter(result["how"] for result in results).most_common()
    seconds = sorted(result["ticks"] / 30 for result in results)
    seats = [seat for result in results for seat in result["seats"]]
    lines = [
        f"{games} games: {', '.join(f'{how} {count / games:.0%}' for how, count in ends)}",
        f"length: median {statistics.median(seconds):.1f} s, {sum(15 <= s <= 40 for s in seconds) / games:.0%} of"
        f" the games from 15 to 40 s",
        f"draws {_drawn(results):.1%}" + (f", between copies {_drawn(copies):.1%}" if copies else ""),
        f"games with damage by shots {sum(any(s['damage'] for s in r['seats']) for r in results) / games:.1%}",
        f"faults {sum(len(seat['faults']) for seat in seats)}",
    ]
    if all(len(result["seats"]) == 2 for result in results):
        scores = [score_of(result) for result in results]
        error = 1.96 * statistics.pstdev(scores) / math.sqrt(games)
        lines.append(f"seat 0 scores {statistics.mean(scores):.1%} ± {error:.1%}")
    return [*lines, *_guns(results)]


def _guns(results: Results) -> Iterator[str]:
    """Yield lines about the shots of these games."""
    seats = [seat for result in results for seat in result["seats"]]
    winners = [result["seats"][result["winner"]] for result in results if result["winner"] is not None]
    for power in range(3):
        shots, hits = (sum(sum(seat[what][power]) for seat in seats) for what in ("shots", "hits"))
        if shots:
            by = sum(any(seat["shots"][power]) for seat in winners) / max(len(winners), 1)
            yield f"power {power + 1}: {shots} shots, {hits / shots:.0%} hit; fired by {by:.0%} of the winners"
    taken = sum(seat["took"] for seat in seats)
    if taken:
        yield f"of the hits a shield took part in {sum(seat['shielded'] for seat in seats) / taken:.0%}"


def _drawn(results: Results) -> float:
    """Return the share of games with a shared first place."""
    return statistics.mean(result["winner"] is None for result in results)
