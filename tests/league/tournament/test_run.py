from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import acting
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import bots_in

from league.bots.roster import read_folder
from league.cli.errors import LeagueError
from league.logs.files import read_log_bytes
from league.logs.paths import logs_at
from league.match.batch import Job
from league.storage.logs import LogFolder
from league.storage.opening import default_path, writing
from league.storage.queries.history import find_games
from league.storage.store import Store
from league.tournament.run import Options, Run, StartedRun, resume_or_begin
from league.workers.batches import JobResult
from league.workers.pool import Pool
from sandbox.names import skeleton

ASKED = Options("duel", ("open",), "round-robin", games=None, rounds=2, seed=7, ticks=100)


@contextmanager
def opened(folder: Path, options: Options = ASKED) -> Iterator[tuple[Store, StartedRun, Run]]:
    """Do what `league run` does before it plays."""
    with writing(default_path(folder)) as store:
        logs = LogFolder(folder / ".league" / "logs")
        begun = resume_or_begin(store, folder, read_folder(folder), options, logs, "guest")
        yield store, begun, Run(store, begun.row, logs)


def play(run: Run, batches: int = 10**9) -> None:
    """Play at most `batches` batches of what is left."""
    pool = Pool(1, acting.play, lambda: ThreadPoolExecutor(1))
    results = pool.results(run.jobs(), threading.Event())
    for _, batch in zip(range(batches), results, strict=False):
        run.record(batch)


def games_left(run: Run) -> list[Job]:
    """Return all games of a run that can start before another one ends."""
    return [job for job in takewhile(bool, run.jobs()) if job]


def finish(folder: Path, options: Options = ASKED) -> list[object]:
    """Play to the end; return the games in the order of their pairings."""
    with opened(folder, options) as (store, _, run):
        play(run)
        assert run.played == run.games
        store.finish_run(run.row.id)
        return games_of(store, run.row.id)


def games_of(store: Store, run: int) -> list[object]:
    return sorted(
        (g.pairing, g.game, g.seed, g.how, g.ticks, g.digest, Path(g.log or "").name, str(g.seats))
        for g in find_games(store, run)
    )


@pytest.mark.parametrize(
    ("options", "games"),
    [
        (ASKED, 24),
        (replace(ASKED, rounds=1), 12),
        (replace(ASKED, rounds=None, games=1), 2),
        (replace(ASKED, rounds=None, games=7), 8),
        (replace(ASKED, rounds=None, games=30), 30),
    ],
)
def test_a_run_has_as_many_games_as_asked_in_whole_pairs(bots: Path, options: Options, games: int) -> None:
    assert len(finish(bots, options)) == games


def test_a_pair_is_played_from_both_seats(bots: Path) -> None:
    with opened(bots) as (_, _, run):
        jobs = games_left(run)
    for one, other in zip(jobs[::2], jobs[1::2], strict=True):
        assert one.setup == other.setup
        assert one.seats == other.seats[::-1]
    assert len({job.setup.seed for job in jobs}) == len(jobs) // 2


def test_no_bot_may_show_the_name_of_one_of_its_league_there_or_gone(bots: Path) -> None:
    (bots / "H0-use.py").write_text("def tick(ship):\n    pass\n")
    with opened(bots):
        pass
    (bots / "H0-use.py").unlink()
    with opened(bots, replace(ASKED, rounds=1)) as (_, _, run):
        seats = [seat for job in games_left(run) for seat in job.seats]
    assert "H0-use" not in {seat.name for seat in seats}
    for seat in seats:
        assert {skeleton(name) for name in ("idle", "left", "gunner", "seeker", "house")} == seat.reserved


def test_a_round_is_stored_before_it_is_played(bots: Path) -> None:
    with opened(bots) as (store, begun, run):
        assert list(store.rounds(begun.row.id)) == []
        next(run.jobs())
        assert [[pairing.number for pairing in pairings] for pairings in store.rounds(begun.row.id)] == [[1, 2]]


@given(cuts=st.lists(st.integers(1, 5), max_size=4), chance=st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_a_run_cut_anywhere_goes_on_to_the_same_end(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], chance: random.Random
) -> None:
    base = tmp_path_factory.mktemp("league")
    (base / "whole").mkdir()
    (base / "cut").mkdir()
    expected = finish(bots_in(base / "whole" / "bots"))
    folder = bots_in(base / "cut" / "bots")
    left = 24
    for games in cuts:
        with opened(folder) as (_, _, run):
            assert run.games - run.played == left
            jobs = games_left(run)
            some = chance.sample(jobs, min(games, len(jobs)))
            run.record([JobResult(job, acting.outcome(job)) for job in some])
            left -= len(some)
    assert finish(folder) == expected


def test_a_crash_between_a_log_and_its_row_costs_nothing(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: Store, games: Sequence[object]) -> None:
        raise SystemExit("power cut")

    with opened(bots) as (_, _, run):
        play(run, batches=1)
        recorded = run.played
        with monkeypatch.context() as patched, pytest.raises(SystemExit):
            patched.setattr(Store, "record", crash)
            play(run)
    logs = bots / ".league" / "logs"
    assert len(logs_at(logs)) > recorded
    assert len(finish(bots)) == len(logs_at(logs)) == 24


def test_after_a_finished_run_the_next_begins_with_new_games(bots: Path) -> None:
    first = finish(bots)
    with opened(bots) as (_, begun, run):
        assert not begun.resumed
        assert begun.previous
        assert begun.previous.finished
        assert begun.row.id == 2
        seeds = {job.setup.seed for job in games_left(run)}
    assert not seeds & {game[2] for game in first}  # type: ignore[index]


@pytest.mark.parametrize(
    "other",
    [{"rounds": 3}, {"rounds": None, "games": 24}, {"seed": 8}, {"seed": None}, {"ticks": 99}],
)
def test_another_command_begins_a_run_of_its_own_and_the_first_can_still_go_on(
    bots: Path, other: dict[str, int]
) -> None:
    with opened(bots) as (_, first, run):
        play(run, batches=1)
    with opened(bots, replace(ASKED, **other)) as (_, begun, _):
        assert (begun.resumed, begun.row.id) == (False, 2)
    with opened(bots) as (_, begun, _):
        assert (begun.resumed, begun.row.id) == (True, first.row.id)


def test_short_runs_one_after_the_other_reach_everyone_evenly(bots: Path) -> None:
    options = replace(ASKED, rounds=None, games=2, seed=None)
    for _ in range(12):
        finish(bots, options)
    with writing(default_path(bots)) as store:
        pairs = Counter(frozenset(seat.bot for seat in game.seats) for game in find_games(store))
    assert len(pairs) == 6
    assert set(pairs.values()) == {4}


def test_short_seeded_runs_come_out_the_same_whole_or_cut(bots: Path, tmp_path: Path) -> None:
    options = replace(ASKED, rounds=None, games=4)
    other = bots_in(tmp_path / "other")
    for _ in range(4):
        expected = finish(bots, options)
        with opened(other, options) as (_, _, run):
            run.record([JobResult(job, acting.outcome(job)) for job in games_left(run)[1:2]])
        assert finish(other, options) == expected


def test_a_run_without_a_seed_goes_on_with_its_own_secret(bots: Path) -> None:
    options = replace(ASKED, seed=None)
    with opened(bots, options) as (_, _, run):
        seeds = [job.setup.seed for job in games_left(run)]
    with opened(bots, options) as (_, begun, run):
        assert begun.resumed
        assert [job.setup.seed for job in games_left(run)] == seeds


def test_a_run_goes_on_with_the_bots_it_began_with(bots: Path) -> None:
    with opened(bots) as (_, _, run):
        before = games_left(run)
    (bots / "idle.py").write_text("changed")
    (bots / "left.py").unlink()
    (bots / "newcomer.py").write_text("")
    with opened(bots) as (store, _, run):
        assert games_left(run) == before
        play(run)
        store.finish_run(run.row.id)
    with opened(bots) as (_, _, run):
        seats = {(seat.name, seat.version) for job in games_left(run) for seat in job.seats}
        assert seats == {("idle", 2), ("gunner", 1), ("seeker", 1), ("newcomer", 1)}


def test_a_run_of_other_rules_is_not_gone_on_with(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(bots):
        pass
    monkeypatch.setattr(Options, "rules", lambda self: "other")
    with opened(bots) as (_, begun, _):
        assert not begun.resumed
        assert begun.previous
        assert not begun.previous.finished


def test_a_league_can_be_moved(bots: Path) -> None:
    with opened(bots) as (_, _, run):
        play(run, batches=1)
        half = run.played
    moved = bots.rename(bots.with_name("moved"))
    with opened(moved) as (store, begun, run):
        assert begun.resumed
        assert run.played == half
        for game in find_games(store):
            assert read_log_bytes(Path(str(game.log)))


def test_a_match_given_up_is_void_and_named(bots: Path) -> None:
    with opened(bots) as (store, _, run):
        job = next(run.jobs())
        assert job
        run.record([JobResult(job, None, "passed its deadline")])
        (game,) = find_games(store)
        assert (game.how, game.note, game.log) == ("void", "passed its deadline", None)
        (line,) = run.void
        assert "passed its deadline" in line
        assert job.seats[0].name in line
        assert job not in games_left(run)


@pytest.mark.parametrize("names", [[], ["idle"]])
def test_one_bot_is_no_league(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / f"{name}.py").write_text("")
    with pytest.raises(LeagueError, match="two bots or more"), opened(tmp_path):
        pass


def test_a_run_that_goes_on_in_another_guest_keeps_both(bots: Path) -> None:
    with opened(bots) as (store, first, _):
        logs = LogFolder(bots / ".league" / "logs")
        begun = resume_or_begin(store, bots, read_folder(bots), ASKED, logs, "newer")
        assert (begun.resumed, begun.row.guests, first.row.guests) == (True, ("guest",), ("guest",))
        found = store.last_run()
        assert found
        assert found.guests == ("guest", "newer")


def test_the_rules_of_a_ladder_are_the_numbers_that_games_are_played_by() -> None:
    assert ASKED.rules() == replace(ASKED, seed=1, rounds=9).rules()
    assert ASKED.rules() != replace(ASKED, ticks=101).rules()
