"""Sweeps over a game without engine: each game is drawn, and its chances follow from the values in the bots' files."""

from __future__ import annotations

import hashlib
import random
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from botkit.tools.tuning.constants import Constants
from botkit.tools.tuning.ranges import parse_range
from botkit.tools.tuning.report import as_dict
from botkit.tools.tuning.search import Candidate
from botkit.tools.tuning.session import Sweep, Task
from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.pool import Pool
from systems.results import MatchResult
from systems.setup import Setup

OPPONENTS = (
    Entry("weak", Path("weak.py"), (("main.py", "W = 0.3\n"),)),
    Entry("strong", Path("strong.py"), (("main.py", "W = 0.0\n"),)),
)
TUNED = Entry("bot", Path("bot.py"), (("main.py", "A = 30\nB = 0.5\n"),))
SWEEPS = 100
FAULT = {"tick": 0, "kind": "start", "message": "SyntaxError: no"}


def chance(a: float, w: float) -> float:
    """Return the chance of a bot with `A = a` to win against an opponent."""
    return 0.0 if broken(a) else 0.35 + w - ((a - 70) / 100) ** 2


def broken(a: float) -> bool:
    """Return whether a bot with `A = a` forfeits."""
    return 90 < a < 95


def played(job: Job) -> MatchOutcome:
    texts = [str(seat.files[0][1]) for seat in job.seats]
    own = next(seat for seat, text in enumerate(texts) if text.startswith("A"))
    a = float(re.findall("A = (.*)", texts[own])[0])
    w = float(re.findall("W = (.*)", texts[1 - own])[0])
    digest = hashlib.sha256(f"{job.setup.seed} {texts}".encode()).digest()
    won = int.from_bytes(digest[:4], "little") < chance(a, w) * 2**32
    forfeits = "FAULTY" in texts[own] or broken(a)
    ranks = [1 + (won != (seat == own)) for seat in range(2)]
    if forfeits:
        ranks = [1 + (seat == own) for seat in range(2)]
    seats = [{"faults": [FAULT] if forfeits and seat == own else []} for seat in range(2)]
    return MatchOutcome(
        b"",
        b"",
        cast(MatchResult, {"ranks": ranks, "seats": seats}),
        tuple(forfeits and seat == own for seat in range(2)),
    )


def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
    return [played(job) for job in jobs]


class Here(Executor):
    """Runs in this thread."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:  # type: ignore[override]
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def sweep_of(
    seed: int,
    games: int | None = 420,
    bot: Entry = TUNED,
    values: str = "0:100",
    elapsed: Callable[[], float] = lambda: 0.0,
    say: Callable[[str], object] = lambda line: None,
) -> Sweep:
    constant = Constants(bot).find("A")
    task = Task(bot, (constant,), (parse_range(constant, values),), OPPONENTS, Setup("duel", 0), ("open", "belt"), seed)
    return Sweep(task, games, elapsed, say)


def finish(sweep: Sweep, pool: Pool | None = None) -> Sweep:
    sweep.play(pool or Pool(1, play, Here), threading.Event(), lambda games: None)
    return sweep


def share(a: float) -> float:
    return float(np.mean([chance(a, w) for w in (0.3, 0.0)]))


def test_better_values_are_found_and_the_interval_holds_what_they_gain() -> None:
    """The measurement is unbiased, and 95 % of its intervals hold the true gain, whatever the search picked."""
    errors, held, gains, widths = [], [], [], []
    for seed in range(SWEEPS):
        sweep = finish(sweep_of(seed))
        found = sweep.estimate()
        assert sweep.ended and sweep.tuned
        if found is None:  # the present values were best
            continue
        gain = share(float(sweep.tuned[0])) - share(30)
        errors.append(found.difference - gain)
        held.append(found.low <= gain <= found.high)
        gains.append(gain)
        widths.append(found.high - found.low)
    assert len(errors) > 0.9 * SWEEPS
    assert np.mean(gains) > 0.09  # of 0.16 at most
    assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(len(errors))
    assert np.mean(held) >= 0.9
    assert np.mean(widths) < 0.4


def told(
    tell: Callable[[Mapping[Candidate, float], int], None],
    seen: list[Mapping[Candidate, float]],
    scores: Mapping[Candidate, float],
    pairs: int,
) -> None:
    seen.append(scores)
    tell(scores, pairs)


def test_the_best_score_of_the_search_would_have_been_biased(monkeypatch: pytest.MonkeyPatch) -> None:
    """This is why the measurement plays games that the search has not seen."""
    excess = []
    for seed in range(25):
        sweep = sweep_of(seed, games=sweep_of(seed).task.least)
        seen: list[Mapping[Candidate, float]] = []
        monkeypatch.setattr(sweep._search, "tell", partial(told, sweep._search.tell, seen))
        finish(sweep)
        best = max(seen[0], key=lambda each: seen[0][each])
        excess.append(seen[0][best] - share(best[0]))
    assert np.mean(excess) > 0.05


def test_values_without_effect_gain_nothing() -> None:
    """One in forty sweeps may call them better by chance, and as many worse."""
    constant = Constants(TUNED).find("B")
    decisions = []
    for seed in range(40):
        task = Task(TUNED, (constant,), (parse_range(constant, "0:1"),), OPPONENTS, Setup("duel", 0), ("open",), seed)
        found = finish(Sweep(task, 420, lambda: 0.0, lambda line: None)).estimate()
        decisions.append(found.decision if found else "none")
    assert decisions.count("better") <= 4 and decisions.count("worse") <= 4
    assert decisions.count("none") >= 34


def test_the_games_are_pairs_on_the_same_seeds_and_those_of_the_measurement_are_new() -> None:
    jobs: list[Job] = []

    def recorded(batch: Sequence[Job]) -> list[MatchOutcome]:
        jobs.extend(batch)
        return play(batch)

    sweep = finish(sweep_of(3), Pool(1, recorded, Here))
    assert len(jobs) == sweep.games <= 420
    assert len(jobs) > 420 - sweep.task.measured_block
    searched = [job for job in jobs[2:] if job.number < sweep.search_games]
    measured = [job for job in jobs if job.number >= sweep.search_games]
    assert not {job.setup.seed for job in searched} & {job.setup.seed for job in measured}
    assert {job.setup.arena for job in measured} == {"open", "belt"}
    games = {(job.setup.seed, job.setup.arena, tuple(seat.files for seat in job.seats)) for job in measured}
    assert len(games) == len(measured)
    for seed, arena, seats in games:
        assert (seed, arena, seats[::-1]) in games
    for seed in {job.setup.seed for job in measured}:  # both versions meet both opponents
        assert len([job for job in measured if job.setup.seed == seed]) == sweep.task.measured_block
    assert len(sweep.scores()) == len({job.setup.seed for job in measured})


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_same_seed_gives_the_same_result_whoever_plays(workers: int) -> None:
    def late(jobs: Sequence[Job]) -> list[MatchOutcome]:
        time.sleep(random.random() / 500)
        return play(jobs)

    expected = as_dict(finish(sweep_of(5)), None)
    assert as_dict(finish(sweep_of(5), Pool(workers, late, lambda: ThreadPoolExecutor(1))), None) == expected
    assert as_dict(finish(sweep_of(6)), None) != expected


def test_a_bot_that_forfeits_with_its_present_values_is_not_tuned() -> None:
    sweep = sweep_of(1, bot=Entry("bot", Path("bot.py"), (("main.py", "A = 30\nFAULTY = 1\n"),)))
    with pytest.raises(LeagueError, match=r"^bot forfeits with its present values: tick 0: start: SyntaxError: no$"):
        finish(sweep)
    assert sweep.games == 2


def test_values_that_forfeit_lose_and_are_told_once() -> None:
    said: list[str] = []
    sweep = finish(sweep_of(1, values="92,70", say=said.append))
    assert sweep.tuned == (70,)
    warnings = [line for line in said if line.startswith("warning")]
    assert warnings == ["warning: A 92: forfeited, which counts as lost: tick 0: start: SyntaxError: no"]
    assert list(sweep.troubles) == ["A 92"]
    assert sweep.troubles["A 92"].games == sweep.troubles["A 92"].forfeits > 10
    many: list[str] = []
    finish(sweep_of(1, values="90.1:94.9:0.1", say=many.append))
    assert len([line for line in many if line.startswith("warning")]) == 10


def test_later_rounds_have_more_games() -> None:
    ends = [2]

    def say(line: str) -> None:
        if line.startswith("round"):
            ends.append(sweep.games)

    sweep = sweep_of(1, games=4000, say=say)
    finish(sweep)
    sizes = [after - before for before, after in pairwise(ends)]
    assert 0.9 * sweep.task.round < sizes[0] <= sweep.task.round
    assert sizes[5] > 1.5 * sizes[0]
    assert sweep.search_games <= 4000 * 2 / 3 < sweep.search_games + 3 * sweep.task.round


def test_present_values_that_are_best_are_left() -> None:
    sweep = finish(sweep_of(1, values="30,0"))
    assert sweep.tuned == (30,) == sweep.present
    assert sweep.ended and sweep.estimate() is None
    assert as_dict(sweep, None)["decision"] == "none"


def test_present_values_outside_the_range_are_still_what_is_compared_with() -> None:
    sweep = finish(sweep_of(1, values="60:80"))
    assert sweep.tuned is not None and 60 <= sweep.tuned[0] <= 80
    found = sweep.estimate()
    assert found is not None and found.decision == "better"


def test_time_ends_the_search_and_then_the_measurement() -> None:
    sweep = sweep_of(1, games=None, elapsed=lambda: sweep.games / 1000)
    finish(sweep)
    assert 640 < sweep.search_games < 660 + 2 * sweep.task.round  # the sixth is twice as large
    assert 990 < sweep.games < 1100


@pytest.mark.parametrize(("after", "rounds", "measured"), [(10, 0, False), (200, 1, False), (400, 2, True)])
def test_a_stopped_sweep_has_its_best_so_far(after: int, rounds: int, measured: bool) -> None:
    stop = threading.Event()
    sweep = sweep_of(1)
    sweep.play(Pool(1, play, Here), stop, lambda games: stop.set() if games >= after else None)
    assert not sweep.ended
    assert (sweep.rounds, sweep.tuned is not None) == (rounds, rounds > 0)
    assert (sweep.estimate() is not None) == measured
    assert as_dict(sweep, None)["ended"] is False


def test_games_that_cannot_be_played_do_not_count() -> None:
    def breaks(jobs: Sequence[Job]) -> list[MatchOutcome]:
        if any(job.setup.seed % 17 == 0 for job in jobs):
            raise ValueError("it broke")
        return play(jobs)

    sweep = finish(sweep_of(2), Pool(1, breaks, lambda: ThreadPoolExecutor(1)))
    assert sweep.void and "it broke" in sweep.void[0] and "against" in sweep.void[0]
    assert sweep.estimate() is not None
    assert len(sweep.scores()) < (sweep.games - sweep.search_games) // sweep.task.measured_block
