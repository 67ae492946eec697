"""What a coordinator does about its own troubles."""

from __future__ import annotations

import errno
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from volunteering import JOBS

from league.match.batch import play_batch
from league.storage.store import Store
from league.volunteers import processes
from league.volunteers.coordinator import Coordinator, Member
from league.volunteers.leases import Leases
from league.volunteers.protocol import Claim
from league.volunteers.tokens import Roll, add_volunteer


def failing_at_first(times: int) -> Callable[[], Executor]:
    left = [OSError(errno.EMFILE, "Too many open files")] * times

    def start() -> Executor:
        if left:
            raise left.pop()
        return ThreadPoolExecutor(1)

    return start


def test_a_checker_that_does_not_start_is_neither_a_volunteer_s_failure_nor_a_game_s(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "RETRY", 0.01)
    roll, leases = tmp_path / "volunteers.toml", Leases(60)
    add_volunteer(roll, "ann")
    one = Coordinator(store, Roll(roll), leases, play_batch, 1, False, lambda: False, failing_at_first(5))
    batch = leases.submit(JOBS)
    found = leases.take("ann")
    assert found is not None
    claims = [Claim(outcome.log, outcome.debug) for outcome in play_batch(JOBS)]
    one.claimed(Member("ann", "x"), leases.claim("ann", found[0]), claims, lambda: None)
    assert {getattr(outcome, "volunteer", None) for outcome in batch.future.result(30)} == {"ann"}
    one.close()
    assert capsys.readouterr().err.count("no process to check results can be started: Too many open files") == 1
