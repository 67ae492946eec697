"""Whole runs of every format: pairings, ends, and that interruptions change nothing."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import acting
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from league.bots.roster import Entry, read_folder
from league.cli.errors import LeagueError
from league.ladder.table import ladder
from league.match.batch import Job
from league.storage.logs import LogFolder
from league.storage.opening import default_path, writing
from league.storage.queries.history import PlayedGame, find_games
from league.storage.sqlite.database import transaction
from league.storage.store import Store
from league.tournament.run import Options, Run, resume_or_begin
from league.workers.batches import JobResult
from league.workers.pool import Pool

LADDER = Options("duel", ("open", "belt"), "ladder", games=None, rounds=6, seed=7, ticks=100)
LONG = replace(LADDER, rounds=20)
SWISS = replace(LADDER, format="swiss", rounds=3)
GAUNTLET = replace(LADDER, format="gauntlet", rounds=2, bot="BOT-3")
MELEE = replace(LADDER, mode="melee", rounds=4)
ROUND_ROBIN = replace(LADDER, format="round-robin", rounds=2)
PLACEMENT = replace(LADDER, format="placement", rounds=None, bound=200)
ALL = (LADDER, SWISS, GAUNTLET, MELEE, ROUND_ROBIN, PLACEMENT)


def folder_of(path: Path, bots: int, *others: str) -> Path:
    path.mkdir()
    for name in [*(f"bot-{number}" for number in range(bots)), *others]:
        (path / f"{name}.py").write_text(name)
    return path


def folder_with(folder: Path, name: str) -> Path:
    (folder / f"{name}.py").write_text(name)
    return folder


def go_on(folder: Path, options: Options, batches: int = 10**9, workers: int = 2) -> list[PlayedGame]:
    """Do what `league run` does, for at most `batches` batches; return the games so far, by pairing."""
    with writing(default_path(folder)) as store:
        logs = LogFolder(folder / ".league" / "logs")
        run = Run(store, resume_or_begin(store, folder, read_folder(folder), options, logs, "g").row, logs)
        pool = Pool(workers, acting.play, lambda: ThreadPoolExecutor(1))
        for _, results in zip(range(batches), pool.results(run.jobs(), threading.Event()), strict=False):
            run.record(results)
        if run.over:
            store.finish_run(run.row.id)
        return games_of(store, run.row.id)


def games_of(store: Store, run: int) -> list[PlayedGame]:
    found = (replace(game, log=Path(game.log or "").name, at=0) for game in find_games(store, run))
    return sorted(found, key=lambda game: (game.pairing, game.game))


def meetings(games: list[PlayedGame]) -> list[tuple[str, ...]]:
    """Return who met, once for each pairing, in order."""
    return [tuple(seat.bot for seat in game.seats) for game in games if game.game == "a"]


def test_what_comes_to_the_door_during_a_ladder_changes_nothing_in_it(tmp_path: Path) -> None:
    folders = [folder_of(tmp_path / name, 40) for name in ("calm", "busy")]
    for folder in folders:
        go_on(folder, LONG, batches=50)
    with writing(default_path(folders[1])) as store, transaction(store.connection):
        for number in range(5):
            store.put(Entry(f"bot-{number}", Path("x"), (("main.py", "new"),), f"new-{number}"))
    assert go_on(folders[1], LONG) == go_on(folders[0], LONG)


@pytest.mark.parametrize(
    ("options", "bots", "games"),
    [
        (LADDER, 7, 2 * 6 * 3),
        (replace(LADDER, rounds=1), 40, 40),
        (replace(LADDER, rounds=None, games=11), 7, 12),
        (SWISS, 7, 2 * 3 * 3),
        (replace(SWISS, rounds=None, games=8), 5, 8),
        (GAUNTLET, 7, 2 * 2 * 6),
        (MELEE, 7, 2 * 4),
        (MELEE, 20, 2 * 4 * 3),
        (replace(MELEE, rounds=None, games=7), 20, 8),
        (ROUND_ROBIN, 5, 2 * 2 * 10),
    ],
)
def test_a_run_of_any_format_ends_where_it_was_asked_to(
    tmp_path: Path, options: Options, bots: int, games: int
) -> None:
    found = go_on(folder_of(tmp_path / "bots", bots), options)
    assert len(found) == games
    assert len({game.seed for game in found}) == games // 2
    assert {len(game.seats) for game in found} <= ({2} if options.mode == "duel" else {6, 7})


@given(
    cuts=st.lists(st.integers(1, 9), max_size=5),
    options=st.sampled_from(ALL),
    workers=st.integers(1, 3),
    bots=st.sampled_from([1, 2, 7]),
)
@settings(max_examples=24, deadline=None)
def test_a_run_of_any_format_cut_anywhere_goes_on_to_the_same_end(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], options: Options, workers: int, bots: int
) -> None:
    base = tmp_path_factory.mktemp("league")
    options = replace(options, rounds=8, bot=options.bot and "bot-0")
    expected = go_on(folder_of(base / "whole", bots, "quits", "quits-belt"), options, workers=1)
    cut = folder_of(base / "cut", bots, "quits", "quits-belt")
    for batches in cuts:
        if len(go_on(cut, options, batches, workers)) == len(expected):
            break
    else:
        assert go_on(cut, options, workers=workers) == expected
    with writing(default_path(cut)) as store:
        assert games_of(store, 1) == expected


@given(
    st.randoms(use_true_random=False),
    st.sampled_from([(LADDER, 10), (LONG, 2), (ROUND_ROBIN, 4), (MELEE, 8), (PLACEMENT, 4)]),
)
@settings(max_examples=16, deadline=None)
def test_a_round_does_not_depend_on_which_games_end_first(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, asked: tuple[Options, int]
) -> None:
    base = tmp_path_factory.mktemp("league")
    options, bots = asked
    expected = go_on(folder_of(base / "whole", bots, "quits", "quits-belt"), options)
    folder = folder_of(base / "mixed", bots, "quits", "quits-belt")
    with writing(default_path(folder)) as store:
        logs = LogFolder(folder / ".league" / "logs")
        run = Run(store, resume_or_begin(store, folder, read_folder(folder), options, logs, "g").row, logs)
        jobs, waiting = run.jobs(), list[Job]()
        while True:
            while (job := next(jobs, None)) is not None:
                waiting.append(job)
            if not waiting:
                break
            done = waiting.pop(chance.randrange(len(waiting)))
            run.record([JobResult(done, acting.outcome(done))])
        assert run.over
        assert games_of(store, 1) == expected


THREE = ("open", "belt", "well")


@pytest.mark.parametrize("arenas", [THREE[:2], THREE])
@pytest.mark.parametrize(
    "options",
    [
        replace(LADDER, rounds=1),
        replace(LADDER, rounds=None, games=2),
        replace(SWISS, rounds=1),
        replace(SWISS, rounds=None, games=6),
        replace(GAUNTLET, rounds=1),
        replace(MELEE, rounds=1),
        replace(ROUND_ROBIN, rounds=1),
        replace(ROUND_ROBIN, rounds=None, games=4),
    ],
)
def test_arenas_are_played_evenly_over_short_runs_of_any_format(
    tmp_path: Path, options: Options, arenas: tuple[str, ...]
) -> None:
    folder = folder_of(tmp_path / "bots", 4)
    count = Counter(game.arena for _ in range(6) for game in go_on(folder, replace(options, arenas=arenas)))
    assert set(count) == set(arenas)
    assert len(set(count.values())) == 1


@pytest.mark.parametrize(("options", "bots"), [(ROUND_ROBIN, 4), (ROUND_ROBIN, 7), (GAUNTLET, 6)])
def test_arenas_change_from_pair_to_pair_and_everyone_meets_everyone_in_each(
    tmp_path: Path, options: Options, bots: int
) -> None:
    games = go_on(folder_of(tmp_path / "bots", bots), replace(options, rounds=3, arenas=THREE))
    met = Counter((game.arena, *sorted(seat.bot for seat in game.seats)) for game in games)
    assert set(met.values()) == {2}
    assert len(met) == len(games) / 2
    for one in games[: len(games) // 3][::2]:
        assert one.arena == next(game.arena for game in games if game.pairing == one.pairing and game.game == "b")
    first = Counter(game.arena for game in games[: len(games) // 3])
    assert max(first.values()) - min(first.values()) <= 2
    for bot in {seat.bot for game in games for seat in game.seats}:
        own = Counter(game.arena for game in games if bot in (seat.bot for seat in game.seats))
        assert len(set(own.values())) == 1


def test_those_at_the_top_of_a_swiss_meet_in_every_arena(tmp_path: Path) -> None:
    games = go_on(folder_of(tmp_path / "bots", 8), SWISS)  # four pairs a round, two arenas
    tops = [next(game.arena for game in games if game.pairing == first) for first in (1, 5, 9)]
    assert tops == ["open", "belt", "open"]


def test_a_gauntlet_is_one_bot_against_all_others(tmp_path: Path) -> None:
    met = Counter(meetings(go_on(folder_of(tmp_path / "bots", 5), GAUNTLET)))
    assert met == {("bot-3", other): 2 for other in ("bot-0", "bot-1", "bot-2", "bot-4")}


def test_a_gauntlet_needs_its_bot(tmp_path: Path) -> None:
    with pytest.raises(LeagueError, match="no bot 'ann' that can play"):
        go_on(folder_of(tmp_path / "bots", 3), replace(GAUNTLET, bot="ann"))


def test_a_swiss_has_no_one_meet_twice_and_brings_the_best_together(tmp_path: Path) -> None:
    games = go_on(folder_of(tmp_path / "bots", 16), replace(SWISS, rounds=4))
    pairs = [frozenset(pair) for pair in meetings(games)]
    assert len(set(pairs)) == len(pairs) == 32
    score: Counter[str] = Counter()
    for game in games[:48]:
        best = [seat.bot for seat in game.seats if seat.rank == 1]
        score.update({bot: 2 // len(best) for bot in best})
    gaps = [abs(score[a] - score[b]) for a, b in meetings(games[48:])]
    spread = [abs(score[a] - score[b]) for a, b in combinations(score, 2)]
    assert sum(gaps) / len(gaps) < 0.7 * sum(spread) / len(spread)


def test_a_ladder_goes_on_from_what_earlier_runs_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "bots", 8)
    go_on(folder, replace(LADDER, rounds=7))
    (folder / "new.py").write_text("new")
    first = meetings(go_on(folder, replace(LADDER, rounds=None, games=2)))
    assert "new" in first[0]  # has the fewest games


def test_short_ladder_runs_reach_everyone(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "bots", 6)
    options = replace(LADDER, rounds=None, games=2)
    count = Counter(bot for _ in range(15) for pair in meetings(go_on(folder, options)) for bot in pair)
    assert set(count.values()) == {5}


def games_with(name: str, games: list[PlayedGame]) -> int:
    return sum(name in pair for pair in meetings(games) for _ in "ab")


@pytest.mark.parametrize(
    ("options", "bots", "played"),
    [
        (LADDER, 9, 6),
        (LADDER, 3, 6),
        (LADDER, 1, 6),
        (MELEE, 2, 6),
        (ROUND_ROBIN, 9, 6),
        (ROUND_ROBIN, 3, 6),
        (ROUND_ROBIN, 1, 6),
        (GAUNTLET, 4, 6),
        (SWISS, 3, 4),
    ],
)
def test_a_version_that_forfeits_from_the_start_is_soon_out(
    tmp_path: Path, options: Options, bots: int, played: int
) -> None:
    options = replace(options, rounds=None, games=200, bot=options.bot and "bot-0")
    folder = folder_of(tmp_path / "bots", bots, "quits")
    games = go_on(folder, options)
    assert games_with("quits", games) == played
    assert len(games) == (200 if bots > 2 else played)
    if bots > 2:
        assert games_with("quits", go_on(folder, options)) == 0
        (folder / "quits.py").write_text("mended")
        assert games_with("quits", go_on(folder, options)) == played


@pytest.mark.parametrize("options", [LADDER, ROUND_ROBIN, SWISS])
def test_a_streak_goes_on_from_run_to_run(tmp_path: Path, options: Options) -> None:
    folder = folder_of(tmp_path / "bots", 3, "quits")
    assert games_with("quits", go_on(folder, replace(options, rounds=None, games=4))) == 2
    games = go_on(folder, replace(options, rounds=None, games=200))
    assert games_with("quits", games) == (2 if options is SWISS else 4)


@pytest.mark.parametrize(("options", "rounds"), [(LADDER, 8), (ROUND_ROBIN, 32), (SWISS, 0)])
def test_a_version_that_played_well_and_then_forfeits_plays_out_what_is_in_play(
    tmp_path: Path, options: Options, rounds: int
) -> None:
    folder = folder_of(tmp_path / "bots", 3, "quits-belt")
    go_on(folder, replace(options, arenas=("open",), rounds=3))
    games = go_on(folder, replace(options, arenas=("belt",), rounds=40))
    assert games_with("quits-belt", games) == 2 * (rounds + 1 + (options is SWISS))


def test_a_round_robin_goes_on_between_the_others_as_if_it_had_been_theirs(tmp_path: Path) -> None:
    games = go_on(folder_of(tmp_path / "bots", 2, "quits"), replace(ROUND_ROBIN, rounds=8))
    assert Counter(frozenset(pair) for pair in meetings(games))[frozenset(("bot-0", "bot-1"))] == 8
    numbers = [game.pairing for game in games if game.game == "a"]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_gauntlet_ends_where_its_bot_is_out(tmp_path: Path) -> None:
    games = go_on(folder_of(tmp_path / "bots", 4, "quits"), replace(GAUNTLET, bot="quits", rounds=9))
    assert len(games) == 2 * 2 * 4


@pytest.mark.parametrize("other", [{"mode": "sumo"}, {"ticks": 99}])
def test_forfeits_put_a_version_out_of_their_own_ladder_alone(tmp_path: Path, other: dict[str, Any]) -> None:
    folder = folder_of(tmp_path / "bots", 3, "quits-duel")
    options = replace(ROUND_ROBIN, arenas=("open",))
    go_on(folder, options)
    assert "quits-duel" in {bot for pair in meetings(go_on(folder, replace(options, **other))) for bot in pair}
    with writing(default_path(folder)) as store:
        out = {row.bot: row.out for row in ladder(store, "duel", options.rules()[:8]).rows}
        assert out == {"bot-0": None, "bot-1": None, "bot-2": None, "quits-duel": "forfeits"}
        if other.get("mode"):
            assert {row.out for row in ladder(store, "sumo").rows} == {None}
    assert "quits-duel" not in {bot for pair in meetings(go_on(folder, options)) for bot in pair}


def test_where_all_are_out_there_is_nobody_to_play(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "bots", 1, "quits")
    go_on(folder, replace(ROUND_ROBIN, rounds=2))
    with pytest.raises(LeagueError, match=r"has 1 that can play; forfeited three games in a row .* changed: quits$"):
        go_on(folder, ROUND_ROBIN)
    with pytest.raises(LeagueError, match=r"^quits is out: forfeited three games in a row"):
        go_on(folder_with(folder, "another"), replace(GAUNTLET, bot="quits"))


def test_time_that_is_up_ends_a_run_with_whole_pairs(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "bots", 6)
    options = replace(LADDER, rounds=None, minutes=5)
    with writing(default_path(folder)) as store:
        logs = LogFolder(folder / ".league" / "logs")
        run = Run(store, resume_or_begin(store, folder, read_folder(folder), options, logs, "g").row, logs)
        jobs = run.jobs(late=lambda: run.played >= 101)
        for job in jobs:
            assert job
            run.record([JobResult(job, acting.outcome(job))])
        assert run.played == 102
        assert run.over
