"""What is left of a volunteer's games when `league serve` starts again after it was killed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from league.__main__ import main
from league.match.batch import play_batch
from league.storage.opening import default_path, writing
from league.storage.queries.volunteers import expel, unreplayed_of_expelled
from league.storage.store import Store
from league.volunteers.coordinator import Coordinator
from league.volunteers.leases import Leases
from league.volunteers.tokens import Roll, add_volunteer


def begin(store: Store, roll: Path) -> Coordinator:
    return Coordinator(store, Roll(roll), Leases(60), play_batch, 0, False, lambda: False)


@pytest.mark.parametrize("later", [False, True])
def test_games_that_were_recorded_before_a_kill_are_void_and_those_since_a_readmission_are_not(
    bots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: bool
) -> None:
    assert main(["run", str(bots), "--rounds", "1", "--ticks", "20", "--workers", "1"]) == 0
    roll = tmp_path / "volunteers.toml"
    add_volunteer(roll, "ann" if later else "bob")
    with writing(default_path(bots)) as store:
        at = time.time() - 3600 * later
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: at)
            expel(store, "ann", "0" * 64, "a false result")
        (game,) = store.connection.execute("SELECT min(id) FROM games").fetchone()
        store.connection.execute("INSERT INTO volunteer_games VALUES (?, 'ann')", (game,))
        begin(store, roll)
        assert len(unreplayed_of_expelled(store)) == (0 if later else 1)
