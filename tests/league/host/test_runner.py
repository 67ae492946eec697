"""What the runner plays and reports, with real runs in child processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from league.host.events import FinishedRun, Progress
from league.host.processes.worker import Worker
from league.host.report import RunReport
from league.host.runner import Runner
from league.host.settings import HostSettings, LadderSettings
from league.host.state import HostState, open_host_state
from league.logs.files import read_sidecar_bytes
from league.logs.paths import logs_at
from league.storage.opening import default_path, reading
from league.storage.queries.history import find_games
from league.storage.queries.runs import list_runs


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.runs: list[FinishedRun] = []
        self.progress: list[Progress] = []
        self.failures = 0

    async def progressed(self, progress: Progress) -> None:
        self.progress.append(progress)

    async def finished(self, run: FinishedRun) -> None:
        if self.failures:
            self.failures -= 1
            raise ValueError("it is deaf")
        self.runs.append(run)


def with_runner(settings: HostSettings, test: Callable[[Runner, Heard, HostState], Awaitable[None]]) -> None:
    """Run a test with a runner of its own."""

    async def main() -> None:
        worker = Worker(60.0, league=settings.folder)
        with open_host_state(settings.folder) as state:
            runner, heard = Runner(settings, state, worker, look=0.1), Heard()
            runner.listeners.append(heard)
            try:
                await test(runner, heard, state)
            finally:
                worker.close()

    asyncio.run(main())


def runs(settings: HostSettings) -> list[tuple[str, bool]]:
    with reading(default_path(settings.folder)) as store:
        return [(one.row.mode, one.row.finished) for one in list_runs(store)]


def test_ladders_are_played_one_after_another_and_again_after_a_new_version(settings: HostSettings) -> None:
    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        assert await runner.play_due() == []
        assert [(run.progress.ladder.name, run.progress.played) for run in heard.runs] == [("duel", 4), ("sumo", 4)]
        report = heard.runs[0].report
        assert isinstance(report, RunReport)
        assert (report.run, report.games, len(report.debuts)) == (1, 4, 4)
        assert runner.vitals.games == {("duel", "played"): 4, ("sumo", "played"): 4}
        assert await runner.play_due() == []  # nothing is due
        assert len(heard.runs) == 2
        (settings.folder / "idle.py").write_text("def tick(ship):\n    ship.turn(1)\n")  # by hand
        assert await runner.play_due() == []
        assert [run.report.before != {} for run in heard.runs[2:] if run.report] == [True, True]

    with_runner(settings, test)
    assert runs(settings) == [("duel", True), ("sumo", True)] * 2


def test_a_new_version_alone_is_placed(settings: HostSettings) -> None:
    settings = replace(settings, ladders=(replace(settings.ladders[0], placement=600),))

    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        await runner.play_due()
        began = state.ladder("duel").began
        (settings.folder / "more.py").write_text("def tick(ship):\n    ship.fire()\n")
        await runner.play_due()
        assert [run.progress.row.format for run in heard.runs] == ["ladder", "placement"]
        assert state.ladder("duel").began == began  # everybody's next run is not delayed
        with reading(default_path(settings.folder)) as store:
            games = list(find_games(store, run=2))
        assert games
        assert all("more" in {seat.bot for seat in game.seats} for game in games)
        (settings.folder / "more.py").unlink()
        assert await runner.play_due() == []  # nobody is left to place: no run
        assert len(heard.runs) == 2

    with_runner(settings, test)


def test_a_ladder_that_fails_stops_no_other_and_is_tried_less_often(
    settings: HostSettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(settings, ladders=(LadderSettings("melee", "melee", ticks=60), settings.ladders[0]))
    for name in ("left", "gunner"):
        (settings.folder / f"{name}.py").write_bytes(b"\xff")  # two are left, and a melee needs three

    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        for failures in (1, 2, 3):
            (problem,) = await runner.play_due()
            assert problem.startswith("ladder melee: the run failed: melee takes")
            assert state.ladder("melee").failures == failures
            state.set_ladder("melee", began=0.0)
        assert "3 failures in a row: the next try is in 120 min, or after a new version" in caplog.text
        assert runner.vitals.failures == {"melee": 3}
        assert [text for _, text in runner.problems()] == [state.ladder("melee").problem]
        assert [run.progress.ladder.name for run in heard.runs] == ["duel"]
        assert "duel: left out: gunner.py, left.py: not UTF-8 text" in caplog.text

    with_runner(settings, test)


def test_what_was_not_reported_is_reported_by_the_next_host(settings: HostSettings) -> None:
    settings = replace(settings, ladders=settings.ladders[:1])

    async def deaf(runner: Runner, heard: Heard, state: HostState) -> None:
        heard.failures = 10
        with pytest.raises(ValueError, match="deaf"):
            await runner.play_due()
        assert state.ladder("duel").reported == 0

    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        heard.failures = 3
        assert await runner.play_due() == []
        assert [(run.progress.row.id, run.report) for run in heard.runs] == [(1, None)]  # the fourth try has no report
        assert state.ladder("duel").reported == 1

    with_runner(settings, deaf)
    with_runner(settings, test)
    assert runs(settings) == [("duel", True)]


def test_while_paused_only_what_was_asked_for_is_played(settings: HostSettings) -> None:
    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        runner.pause(True)
        await runner.step()
        assert runner.due() is None
        assert not default_path(settings.folder).exists()
        runner.ask()
        await runner.step()
        await runner.step()
        await runner.step()
        assert [run.progress.ladder.name for run in heard.runs] == ["duel", "sumo"]
        assert runner.due() is None

    with_runner(settings, test)


def test_a_new_version_is_noticed_while_the_host_waits(settings: HostSettings) -> None:
    settings = replace(settings, ladders=settings.ladders[:1], settle=0)

    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        await runner.play_due()
        await runner.step()
        assert len(heard.runs) == 1
        (settings.folder / "more.py").write_text("def tick(ship):\n    ship.fire()\n")
        await runner.step()
        await runner.step()
        assert len(heard.runs) == 2
        assert heard.runs[1].report is not None
        assert [debut.bot for debut in heard.runs[1].report.debuts] == ["more"]

    with_runner(settings, test)


def test_a_placement_has_a_report_of_its_newcomers_and_no_sidecars_if_none_are_to_be_kept(
    settings: HostSettings,
) -> None:
    settings = replace(settings, debug=False, ladders=(replace(settings.ladders[0], placement=250),))

    async def test(runner: Runner, heard: Heard, state: HostState) -> None:
        assert await runner.play_due() == []
        assert [run.progress.row.format for run in heard.runs] == ["ladder"]
        (settings.folder / "idle.py").write_text("def tick(ship):\n    ship.turn(1)\n")
        assert await runner.play_due() == []
        report = heard.runs[1].report
        assert report is not None
        assert [(placed.bot, placed.version, placed.placed) for placed in report.placed or ()] == [("idle", 2, True)]
        assert [row.games for row in report.rows if row.bot == "idle"] == [report.games]

    with_runner(settings, test)
    assert not any(map(read_sidecar_bytes, logs_at(default_path(settings.folder).parent / "logs")))
