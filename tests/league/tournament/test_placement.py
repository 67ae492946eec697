"""Placement: who is paired with whom, when it ends, and that interruptions change nothing."""

from __future__ import annotations

import random
import shutil
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import acting
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from league.bots.roster import read_folder
from league.ladder.table import Row, ladder
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.storage.logs import LogFolder
from league.storage.opening import default_path, writing
from league.storage.queries.history import PlayedGame, find_games
from league.tournament.belief import Belief, RatedOpponent
from league.tournament.placement import MOST_PAIRS, most_pairs, unplaced
from league.tournament.placements import PlacedVersion, Unplaced, placements
from league.tournament.run import EveryonePlaced, Options, Run, resume_or_begin
from league.workers.pool import Pool

ASKED = Options("duel", ("open", "belt"), "placement", games=None, rounds=None, seed=7, ticks=100, bound=150)
LADDER = replace(ASKED, format="ladder", rounds=12, bound=None)


class League:
    """A league whose results are drawn from the strengths of its bots; `always` wins every game."""

    def __init__(self, path: Path, **strengths: float) -> None:
        path.mkdir()
        self.folder = path
        self.strengths: dict[str, float] = {}
        for name, strength in strengths.items():
            self.enter(name, strength)

    def enter(self, name: str, strength: float = 0.0, text: str = "") -> None:
        self.strengths[name] = strength
        (self.folder / f"{name}.py").write_text(text or name)

    def play(self, jobs: Sequence[Job]) -> list[MatchOutcome]:
        found = []
        for job in jobs:
            first, second = (seat.name for seat in job.seats)
            chance = random.Random(f"{job.setup.seed} {first} {second}")
            lead = self.strengths[first] - self.strengths[second]
            won = "always" not in (first, second) and chance.random() < 1 / (1 + 10 ** (-lead / 400))
            ranks = [1, 2] if won or first == "always" else [2, 1]
            outcome = acting.outcome(job)
            if not any(outcome.forfeited):
                outcome = replace(outcome, result={**outcome.result, "ranks": ranks})
            found.append(outcome)
        return found

    def run(self, options: Options = ASKED, batches: int = 10**9, workers: int = 2) -> list[PlayedGame]:
        """Do what `league run` does, for at most `batches` batches; return the run's games so far, by pairing."""
        with writing(default_path(self.folder)) as store:
            logs = LogFolder(self.folder / ".league" / "logs")
            begun = resume_or_begin(store, self.folder, read_folder(self.folder), options, logs, "g")
            run = Run(store, begun.row, logs)
            pool = Pool(workers, self.play, lambda: ThreadPoolExecutor(1))
            for _, results in zip(range(batches), pool.results(run.jobs(), threading.Event()), strict=False):
                run.record(results)
            if run.over:
                store.finish_run(run.row.id)
            found = (replace(game, log=None, at=0) for game in find_games(store, run.row.id))
            return sorted(found, key=lambda game: (game.pairing, game.game))

    def waiting(self, bound: float = 150) -> set[str]:
        with writing(default_path(self.folder)) as store:
            store.sync(read_folder(self.folder))
            return {store.version(one).bot for one in unplaced(store, "duel", ASKED.rules(), bound=bound)}

    def rows(self) -> dict[str, Row]:
        with writing(default_path(self.folder)) as store:
            return {row.bot: row for row in ladder(store, "duel").rows}

    def placed(self) -> dict[str, PlacedVersion]:
        with writing(default_path(self.folder)) as store:
            row = store.last_run()
            assert row
            return {one.bot: one for one in placements(store, row, ladder(store, "duel"))}


STRENGTHS = {f"bot-{number}": -450 + 100.0 * number for number in range(10)}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A league whose bots are placed with room to spare."""
    league = League(tmp_path_factory.mktemp("ready") / "bots", **STRENGTHS)
    league.run(LADDER)
    league.run(replace(ASKED, bound=110))
    return league.folder


@pytest.fixture
def league(ready: Path, tmp_path: Path) -> League:
    return copied(ready, tmp_path / "bots")


def copied(ready: Path, path: Path) -> League:
    league = League(path)
    shutil.copytree(ready, path, dirs_exist_ok=True)
    league.strengths = dict(STRENGTHS)
    return league


def met(games: list[PlayedGame]) -> list[tuple[str, ...]]:
    """Return who met, once for each pairing, in order."""
    return [tuple(seat.bot for seat in game.seats) for game in games if game.game == "a"]


@pytest.mark.parametrize("strength", [-400.0, 0.0, 400.0])
def test_a_newcomer_gets_all_games_until_the_table_shows_it_within_the_bound(league: League, strength: float) -> None:
    league.enter("new", strength)
    before = sum(row.games for row in league.rows().values())
    assert league.waiting() == {"new"}
    games = league.run()
    assert all("new" in pair for pair in met(games))
    assert len(games) == league.rows()["new"].games <= 60
    assert 110 < league.rows()["new"].reach <= 150
    assert sum(row.games for row in league.rows().values()) == before + 2 * len(games)
    assert league.placed()["new"].placed
    assert league.waiting() == set()
    with pytest.raises(EveryonePlaced):
        league.run()


def test_a_narrower_bound_takes_more_games(league: League) -> None:
    league.enter("new")
    games = league.run()
    more = league.run(replace(ASKED, bound=100))
    assert len(more) > len(games) / 2
    assert league.rows()["new"].reach <= 100


def test_early_opponents_are_spread_and_later_ones_are_near(league: League) -> None:
    league.enter("new", 350.0)
    pairs = met(league.run(replace(ASKED, bound=125)))
    other = [next(league.strengths[bot] for bot in pair if bot != "new") for pair in pairs if "new" in pair]
    assert max(other[:4]) - min(other[:4]) > 400
    assert sum(other[8:]) / len(other[8:]) > 150
    assert len(set(other)) > 5  # not the nearest alone: styles differ


@given(
    cuts=st.lists(st.integers(1, 12), max_size=4),
    workers=st.integers(1, 4),
    strengths=st.lists(st.sampled_from([-600.0, 0.0, 200.0, 900.0]), min_size=1, max_size=6),
)
@settings(max_examples=5, deadline=None)
def test_a_placement_cut_anywhere_goes_on_to_the_same_end(
    ready: Path, tmp_path_factory: pytest.TempPathFactory, cuts: list[int], workers: int, strengths: list[float]
) -> None:
    base = tmp_path_factory.mktemp("league")
    leagues = [copied(ready, base / name) for name in ("whole", "cut")]
    for one in leagues:
        for number, strength in enumerate(strengths):
            one.enter(f"new-{number}", strength)
        one.enter("quits")
    wide = replace(ASKED, bound=200)
    expected = leagues[0].run(wide, workers=1)
    for batches in cuts:
        if len(leagues[1].run(wide, batches, workers)) == len(expected):
            break
    else:
        assert leagues[1].run(wide, workers=workers) == expected
    assert all(any(bot.startswith(("new-", "quits")) for bot in pair) for pair in met(expected))
    assert leagues[0].waiting(200) == set()


def test_a_few_newcomers_are_placed_side_by_side(league: League) -> None:
    for name in ("a-new", "b-new", "c-new"):
        league.enter(name)
    pairs = met(league.run())
    for first in range(0, len(pairs) - 12, 6):
        assert sum(name in pair for pair in pairs[first : first + 6] for name in ("a-new", "b-new", "c-new")) >= 6
        for name in ("a-new", "b-new", "c-new"):
            assert any(name in pair for pair in pairs[first : first + 6])


def test_one_that_wins_all_is_given_up_after_a_number_of_pairs_and_it_is_said(league: League) -> None:
    league.enter("always", 2000.0)
    games = league.run()
    assert len(games) == 2 * most_pairs(150)
    one = league.placed()["always"]
    assert (one.placed, one.why, one.rank) == (False, Unplaced.EXHAUSTED, 1)
    assert f"after {most_pairs(150)} pairs" in str(one)
    assert most_pairs(120) == MOST_PAIRS
    assert league.waiting() == set()
    with pytest.raises(EveryonePlaced):
        league.run()


def test_one_that_forfeits_is_put_out_and_the_others_are_placed(league: League) -> None:
    league.enter("quits")
    league.enter("new")
    games = league.run()
    assert sum("quits" in pair for pair in met(games)) <= 4
    assert league.placed()["quits"].why is Unplaced.FORFEITS
    assert league.placed()["new"].placed
    assert league.waiting() == set()


@pytest.mark.parametrize("bots", [2, 3, 12])
def test_a_league_without_any_games_places_everyone(tmp_path: Path, bots: int) -> None:
    league = League(tmp_path / "bots", **{f"bot-{number}": 50.0 * number for number in range(bots)})
    games = league.run()
    assert league.waiting() == set()
    assert all(one.placed for one in league.placed().values())
    count = Counter(bot for pair in met(games) for bot in pair)
    assert max(count.values()) <= 2 * min(count.values())


def test_a_new_version_starts_where_the_old_one_is(league: League) -> None:
    league.enter("bot-9", 450.0, "better")
    first = [next(league.strengths[bot] for bot in pair if bot != "bot-9") for pair in met(league.run())[:4]]
    league.enter("new", 450.0)
    of_new = [next(league.strengths[bot] for bot in pair if bot != "new") for pair in met(league.run())[:4]]
    assert sum(first) / 4 > 100 + sum(of_new) / 4


def test_games_limit_a_placement_and_the_next_goes_on(league: League) -> None:
    league.enter("new")
    assert len(league.run(replace(ASKED, games=6))) == 6
    one = league.placed()["new"]
    assert (one.why, one.games) == (Unplaced.UNFINISHED, 6)
    league.run()
    assert league.placed()["new"].placed


def test_after_a_change_of_rules_a_ladder_pairs_by_the_one_before(league: League) -> None:
    games = league.run(replace(LADDER, rounds=1, ticks=99))
    gaps = [abs(league.strengths[one] - league.strengths[other]) for one, other in met(games)]
    assert sorted(gaps)[-2] <= 300  # the last two left over may be far apart
    assert league.waiting() == set()  # of the old rules


def test_belief_and_worth() -> None:
    nothing = Belief(1500)
    assert (nothing.mean, nothing.deviation) == (pytest.approx(1500), pytest.approx(350, rel=0.01))
    won = Belief(1500, [(1500, 4, 0)])
    assert 1700 < won.mean < 1900
    assert won.deviation < 300
    weakest, *_, strongest = nothing.parts(4)
    assert weakest.mean < 1200 < 1800 < strongest.mean
    assert sum(part.mean for part in nothing.parts(4)) / 4 == pytest.approx(1500)
    near, far = RatedOpponent(1500, 50, 0), RatedOpponent(2200, 50, 0)
    known = {1: near, 2: far, 3: replace(near, deviation=350), 4: replace(near, met=1), 5: replace(near, met=9)}
    worth = nothing.worth(known)
    assert worth[1] > worth[4] > worth[5]
    assert worth[1] > worth[3]
    assert worth[1] > worth[2]


def test_the_interval_is_that_of_the_table_also_where_bots_are_gone_or_out(league: League) -> None:
    league.enter("quits")
    league.run()
    for number in range(6):
        (league.folder / f"bot-{number}.py").unlink()
    league.enter("new")
    league.run(replace(ASKED, bound=140))
    rows = {bot: row for bot, row in league.rows().items() if row.active}
    assert set(rows) == {"bot-6", "bot-7", "bot-8", "bot-9", "new"}
    for bot, row in rows.items():
        assert bot not in league.waiting(row.reach + 0.001)
        assert bot in league.waiting(row.reach - 0.001)
