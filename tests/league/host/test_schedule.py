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


def at(
    settings: HostSettings, host: HostFacts, facts: LadderFacts, at_once: bool = False, placement: int = 0
) -> tuple[float, bool] | None:
    found = due_at(settings, host, LadderSettings("duel", placement=placement), facts, at_once)
    return found and (found.at, found.placement)


def test_a_run_is_due_at_intervals_and_after_a_new_version(settings: HostSettings) -> None:
    host, ladder = HostFacts(folder=OLD), LadderFacts(began=NOW, folder=OLD)
    assert at(settings, host, ladder) == (NOW + 3600, False)
    changed = replace(host, folder=NEW, newest=NOW + 100)
    assert at(settings, changed, ladder) == (NOW + 130, False)
    assert at(settings, changed, ladder, at_once=True) == (0, False)
    assert at(settings, replace(changed, paused=True), ladder) is None
    assert at(settings, replace(changed, paused=True), replace(ladder, asked=True)) == (0, False)
    assert at(settings, host, replace(ladder, playing=True)) == (0, False)  # it was interrupted
    assert at(settings, host, LadderFacts()) == (0, False)


def test_a_new_version_is_placed_and_everybody_plays_at_intervals(settings: HostSettings) -> None:
    host, ladder = HostFacts(folder=NEW, newest=NOW + 100), LadderFacts(began=NOW, folder=OLD)
    assert at(settings, host, ladder, placement=120) == (NOW + 130, True)
    assert at(settings, replace(host, newest=NOW + 3599), ladder, placement=120) == (NOW + 3600, False)
    assert at(settings, replace(host, folder=OLD), ladder, placement=120) == (NOW + 3600, False)
    assert at(settings, host, replace(ladder, playing=True, placing=True), placement=120) == (0, True)
    assert at(settings, host, replace(ladder, asked=True), placement=120) == (0, False)
    assert not LadderSettings("melee", "melee").places
    assert not LadderSettings("duel", format="swiss").places


def test_after_three_failures_in_a_row_the_time_between_runs_doubles(settings: HostSettings) -> None:
    assert [interval(settings, failures) / 60 for failures in range(9)] == [60, 60, 60, 120, 240, 480, 960, 1440, 1440]
    weekly = replace(settings, every=10_080)
    assert interval(weekly, 50) == interval(weekly, 0)
    failed = LadderFacts(began=NOW, folder=OLD, failures=4)
    assert at(settings, HostFacts(folder=NEW, newest=NOW), failed) == (NOW + 30, False)  # a new version may mend it


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
    soon = runner.due()
    assert soon is not None
    assert soon <= time.time() + 60 * settings.every
    state.set_host(folder=NEW, newest=time.time() + YEAR + 60)
    soon = runner.due()
    assert soon is not None
    assert soon <= time.time() + settings.settle


def test_a_clock_that_is_set_does_not_move_a_run(
    settings: HostSettings, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ladder in settings.ladders:
        runner._state.set_ladder(ladder.name, began=time.time())
    now = time.time
    for jump in (YEAR, -YEAR):
        monkeypatch.setattr(time, "time", lambda jump=jump: now() + jump)
        soon = runner.due()
        assert soon is not None
        assert 0 < soon - time.time() <= 60 * settings.every
