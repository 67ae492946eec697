"""Which ladder is due, and when; and that a clock which is wrong delays nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from league.host.processes.worker import Worker
from league.host.runner import Runner
from league.host.schedule import due, due_at, interval
from league.host.settings import HostSettings, LadderSettings
from league.host.state import HostFacts, LadderFacts, open_host_state

NOW = 1_000_000.0
YEAR = 365 * 24 * 3600.0
OLD, NEW = "a", "b"  # fingerprints of the folder


@pytest.fixture
def runner(settings: HostSettings) -> Iterator[Runner]:
    with open_host_state(settings.folder) as state:
        found = Runner(settings, state, Worker(60.0))
        found.vitals.bots = 4
        yield found


def test_a_run_is_due_at_intervals_and_after_a_new_version(settings: HostSettings) -> None:
    host, ladder = HostFacts(folder=OLD), LadderFacts(began=NOW, folder=OLD)
    assert due_at(settings, host, ladder) == NOW + 3600
    changed = replace(host, folder=NEW, newest=NOW + 100)
    assert due_at(settings, changed, ladder) == NOW + 130
    assert due_at(settings, changed, ladder, at_once=True) == 0
    assert due_at(settings, replace(changed, paused=True), ladder) is None
    assert due_at(settings, replace(changed, paused=True), replace(ladder, asked=True)) == 0
    assert due_at(settings, host, replace(ladder, playing=True)) == 0  # it was interrupted
    assert due_at(settings, host, LadderFacts()) == 0


def test_after_three_failures_in_a_row_the_time_between_runs_doubles(settings: HostSettings) -> None:
    assert [interval(settings, failures) / 60 for failures in range(9)] == [60, 60, 60, 120, 240, 480, 960, 1440, 1440]
    weekly = replace(settings, every=10_080)
    assert interval(weekly, 50) == interval(weekly, 0)
    failed = LadderFacts(began=NOW, folder=OLD, failures=4)
    assert due_at(settings, HostFacts(folder=NEW, newest=NOW), failed) == NOW + 30  # a new version may mend it


def test_ladders_wait_for_enough_bots(settings: HostSettings) -> None:
    settings = replace(settings, ladders=(LadderSettings("duel"), LadderSettings("melee", "melee")))
    facts = {"duel": LadderFacts(), "melee": LadderFacts()}
    names = [[one.ladder.name for one in due(settings, HostFacts(), facts, bots)] for bots in (1, 2, 3)]
    assert names == [[], ["duel"], ["duel", "melee"]]
    asked = {**facts, "melee": LadderFacts(asked=True)}
    assert [one.ladder.name for one in due(settings, HostFacts(), asked, 0)] == ["melee"]  # its error is then shown


def test_the_ladder_that_has_waited_longest_is_first(settings: HostSettings) -> None:
    facts = {"duel": LadderFacts(began=NOW + 1), "sumo": LadderFacts(began=NOW)}
    assert [one.ladder.name for one in due(settings, HostFacts(), facts, 4)] == ["sumo", "duel"]


def test_times_to_come_do_not_delay_a_run(settings: HostSettings, runner: Runner) -> None:
    state = runner._state
    state.set_host(folder=OLD, newest=time.time() + YEAR + 60)
    for ladder in settings.ladders:
        state.set_ladder(ladder.name, began=time.time() + YEAR, folder=OLD)
    at = runner.due()
    assert at is not None
    assert at <= time.time() + 60 * settings.every
    state.set_host(folder=NEW, newest=time.time() + YEAR + 60)
    at = runner.due()
    assert at is not None
    assert at <= time.time() + settings.settle


def test_a_clock_that_is_set_does_not_move_a_run(
    settings: HostSettings, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ladder in settings.ladders:
        runner._state.set_ladder(ladder.name, began=time.time())
    now = time.time
    for jump in (YEAR, -YEAR):
        monkeypatch.setattr(time, "time", lambda jump=jump: now() + jump)
        at = runner.due()
        assert at is not None
        assert 0 < at - time.time() <= 60 * settings.every
