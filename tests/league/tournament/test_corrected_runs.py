"""Runs whose results a host corrects meanwhile, or before they resume."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import acting
import pytest
from small import bots_in

from league.bots.roster import read_folder
from league.storage.logs import LogFolder
from league.storage.opening import default_path, joining, writing
from league.storage.queries.corrections import reinstate, valid_games, void_games
from league.storage.store import Store
from league.tournament.run import Options, Run, resume_or_begin
from league.workers.pool import Pool

ASKED = Options("duel", ("open",), "round-robin", games=None, rounds=6, seed=7, ticks=100)
Correct = Callable[[Store], None]


@contextmanager
def opened(folder: Path, options: Options):
    with writing(default_path(folder)) as store:
        logs = LogFolder(folder / ".league" / "logs")
        begun = resume_or_begin(store, folder, read_folder(folder), options, logs, "guest")
        yield store, Run(store, begun.row, logs)


def play(run: Run, until_out: Callable[[], bool]) -> None:
    """Play until the end, or until a version is put out and `until_out` returns true."""
    for results in Pool(1, acting.play, lambda: ThreadPoolExecutor(1)).results(run.jobs(), threading.Event()):
        run.record(results)
        if run.excluded and until_out():
            return


def void_forfeits(store: Store) -> None:
    forfeits = {game for (game,) in store.connection.execute("SELECT game FROM seats WHERE forfeited")}
    with store.transaction():
        void_games(store, forfeits & set(valid_games(store, 1)), "frozen", "ann")


def reinstate_quits(store: Store) -> None:
    found = store.current("quits")
    assert found
    reinstate(store, found.id, "frozen", "ann")


def corrected(folder: Path, options: Options, correct: Correct, resume: bool) -> list[object]:
    """Play a run that is corrected once quits is out; return its rounds, and the games of quits after that."""
    bots_in(folder)
    (folder / "quits.py").write_text("")
    before: list[int] = []

    def once() -> bool:
        if not before:
            with joining(default_path(folder)) as other:
                correct(other)
                before.extend(other.connection.execute("SELECT max(number) FROM pairings").fetchone())
            return resume
        return False

    with opened(folder, options) as (_, run):
        play(run, once)
    with opened(folder, options) as (store, run):
        play(run, lambda: False)
        later = [pairing for pairings in store.rounds(1) for pairing in pairings if pairing.number > before[0]]
        assert any(store.current("quits").id in pairing.players for pairing in later)  # type: ignore[union-attr]
        return list(store.rounds(1))


@pytest.mark.parametrize("format", ["round-robin", "ladder", "swiss"])
@pytest.mark.parametrize("correct", [void_forfeits, reinstate_quits])
def test_who_is_put_out_wrongly_plays_the_next_round(tmp_path: Path, format: str, correct: Correct) -> None:
    options = replace(ASKED, format=format, rounds=6 if format == "round-robin" else 12)
    running = corrected(tmp_path / "running", options, correct, resume=False)
    assert running == corrected(tmp_path / "resumed", options, correct, resume=True)
