"""Volunteers in the store: who played what, and who is out."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from small import record_a_game

from league.__main__ import main
from league.storage.opening import default_path
from league.storage.queries.history import describe, find_games
from league.storage.queries.volunteers import expel, expulsions, unreplayed_of_expelled, void_games_of
from league.storage.store import Store


def record_another(store: Store, attempt: int = 1, volunteer: str | None = "bob") -> None:
    """Record the second game of the pairing that `record_a_game` made."""
    (first,) = [game for game in store.games(1) if game.seating == "a"]
    store.record([replace(first, seating="b", attempt=attempt, volunteer=volunteer)])


def test_a_game_names_the_volunteer_who_played_it(store: Store) -> None:
    record_a_game(store)
    record_another(store)
    own, theirs = find_games(store)
    assert (own.volunteer, theirs.volunteer) == (None, "bob")
    assert "played by volunteer bob" in describe(theirs)
    assert "volunteer" not in describe(own)


def test_only_the_games_of_a_volunteer_are_void_and_are_played_again_once(store: Store) -> None:
    record_a_game(store)
    record_another(store)
    expel(store, "bob", "5e" * 32, "another result")
    assert unreplayed_of_expelled(store) == []  # not void yet
    assert void_games_of(store, "bob", "volunteer bob lied", "league serve") == 1
    assert void_games_of(store, "bob", "volunteer bob lied", "league serve") == 0
    (void,) = unreplayed_of_expelled(store)
    assert (void.run, void.pairing.number, void.seating, void.attempt) == (1, 1, "b", 1)
    own, theirs = find_games(store)
    assert not own.is_void
    assert "volunteer bob lied" in theirs.trail
    record_another(store, attempt=2, volunteer=None)
    assert unreplayed_of_expelled(store) == []


def test_who_played_what_and_who_is_out_is_never_edited(store: Store) -> None:
    record_a_game(store)
    record_another(store)
    expel(store, "bob", "5e" * 32, "another result")
    for table in ("volunteer_games", "expulsions"):
        for change in (f"UPDATE {table} SET volunteer = 'ann'", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="never edited"):
                store.connection.execute(change)


def test_the_audit_lists_expelled_volunteers(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expel(store, "bob", "5e" * 32, "another result")
    assert [(one.volunteer, one.token) for one in expulsions(store)] == [("bob", "5e" * 32)]
    assert main(["audit", str(tmp_path), "--store", str(default_path(tmp_path))]) == 0
    assert "volunteer bob was expelled: another result" in capsys.readouterr().out
